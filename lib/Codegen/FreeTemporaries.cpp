// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Gives back what a function has allocated and does not return. The call would
// do so at its end, but then a graph of n ops needs the memory of n
// temporaries at once, and none of it is in the caches any more.

#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_FREETEMPORARIESPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;

/// Whether the buffer of `alloc` may outlive the function, or be known by a name
/// that `flow` does not see.
static bool mayEscape(memref::AllocOp alloc,
                      const BufferViewFlowAnalysis &flow) {
  return llvm::any_of(flow.resolve(alloc.getResult()), [](Value alias) {
    return llvm::any_of(alias.getUsers(), [](Operation *user) {
      return isa<func::ReturnOp>(user) ||
             (isa<CallOpInterface>(user) && user->getNumResults() != 0);
    });
  });
}

namespace {
struct FreeTemporariesPass
    : tslice::impl::FreeTemporariesPassBase<FreeTemporariesPass> {
  using Base::Base;

  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function.isExternal())
      return;
    BufferViewFlowAnalysis flow(function);
    Block &block = function.getBody().front();
    OpBuilder builder(block.getTerminator());
    for (auto alloc : block.getOps<memref::AllocOp>())
      if (!mayEscape(alloc, flow))
        memref::DeallocOp::create(builder, alloc.getLoc(), alloc);
  }
};
} // namespace
