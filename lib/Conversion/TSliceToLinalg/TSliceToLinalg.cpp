// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pass: applies the patterns of the families asked for, and fails if an
// access of such a family is left.

#include "tslice/Conversion/TSliceToLinalg.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"
#include "tslice/Conversion/Passes.h"
#include "tslice/IR/TSliceOps.h"

namespace tslice {
#define GEN_PASS_DEF_TSLICETOLINALGPASS
#include "tslice/Conversion/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

namespace {

struct TSliceToLinalg : tslice::impl::TSliceToLinalgPassBase<TSliceToLinalg> {
  using Base::Base;

  /// The runtime function that dividing a scatter asks for.
  void declareThreads() {
    ModuleOp module = getOperation();
    constexpr StringLiteral name = "tslice_rt_num_threads";
    bool isCalled = module
                        .walk([&](func::CallOp call) {
                          return call.getCallee() == name
                                     ? WalkResult::interrupt()
                                     : WalkResult::advance();
                        })
                        .wasInterrupted();
    if (!isCalled || module.lookupSymbol(name))
      return;
    OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
    auto type = builder.getFunctionType({}, builder.getI64Type());
    func::FuncOp::create(builder, module.getLoc(), name, type).setPrivate();
  }

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    if (reads && fuseMasks)
      fuseNonzeroIntoGathers(getOperation(), std::max<int64_t>(1, maskBlock));
    if (reads) {
      populateSliceToLinalgPatterns(patterns);
      populateGatherToLinalgPatterns(patterns);
      populateGroupToLinalgPatterns(patterns);
      populateNonzeroToLinalgPatterns(patterns,
                                      std::max<int64_t>(1, maskBlock));
    }
    if (writes) {
      expandScatters(getOperation());
      if (mergeWrites)
        mergeUpdates(getOperation());
      populateUpdateToLinalgPatterns(patterns);
      populateScatterToLinalgPatterns(
          patterns, {strategy, columnWidth, blockRows, numChunks, divideAll});
    }
    walkAndApplyPatterns(getOperation(), std::move(patterns));
    declareThreads();
    getOperation().walk([&](IndexedAccessOpInterface op) {
      if (op.isWrite() ? !writes : !reads)
        return;
      op.emitOpError("was not legalized");
      signalPassFailure();
    });
    getOperation().walk([&](Operation *op) {
      if (!reads || !isa<GroupOp, NonzeroOp>(op))
        return;
      op->emitOpError("was not legalized");
      signalPassFailure();
    });
  }
};

} // namespace
