// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Keeps the memory of a loop constant: what an iteration allocates for itself
// is given back at its end. Everything else belongs to the call and is released
// with it, so no other deallocation is needed.

#include "LoopFacts.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_PLACETEMPORARIESPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

/// Whether `value` belongs to `block` or to a region inside of it.
static bool livesIn(Value value, Block *block) {
  // An argument of a loop's body is what another iteration left behind.
  if (auto argument = dyn_cast<BlockArgument>(value);
      argument && argument.getOwner() == block)
    return false;
  return block->getParent()->isAncestor(value.getParentRegion());
}

/// A buffer that is allocated in a loop and dead at the end of its block.
static bool diesInBlock(memref::AllocOp alloc,
                        const BufferViewFlowAnalysis &flow) {
  return llvm::all_of(flow.resolve(alloc.getResult()), [&](Value alias) {
    return livesIn(alias, alloc->getBlock());
  });
}

static void freeAtEnd(memref::AllocOp alloc) {
  OpBuilder builder(alloc->getBlock()->getTerminator());
  memref::DeallocOp::create(builder, alloc.getLoc(), alloc);
}

/// for ... iter_args(%m = %init) { ...; %new = memref.alloc; ...; yield %new }
/// ->
/// for ... iter_args(%m = %init) {
///   ...; %new = memref.alloc; ...
///   if (pointer of %m != pointer of %init) { memref.dealloc %m }
///   yield %new
/// }
///
/// If no iteration passes %m on, what it holds from the second iteration on is
/// the buffer of the one before, which nobody else has.
static void freePrevious(scf::ForOp loop, unsigned position,
                         const BufferViewFlowAnalysis &flow) {
  Value carried = loop.getRegionIterArgs()[position];
  Operation *yield = loop.getBody()->getTerminator();
  Value next = yield->getOperand(position);
  while (auto cast = next.getDefiningOp<memref::CastOp>())
    next = cast.getSource();
  auto alloc = next.getDefiningOp<memref::AllocOp>();
  if (!alloc || alloc->getBlock() != loop.getBody())
    return;
  BufferViewFlowAnalysis::ValueSetT aliases = flow.resolve(carried);
  // Loops carry several buffers: `next` must reach this one only.
  unsigned numUses = llvm::count_if(yield->getOperands(), [&](Value operand) {
    return aliases.contains(operand) || flow.resolve(next).contains(operand);
  });
  if (numUses != 1)
    return;
  Location loc = loop.getLoc();
  OpBuilder builder(yield);
  auto pointerOf = [&](Value memref) -> Value {
    return memref::ExtractAlignedPointerAsIndexOp::create(builder, loc, memref);
  };
  Value isOurs = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne,
                                       pointerOf(carried),
                                       pointerOf(loop.getInitArgs()[position]));
  auto guard =
      scf::IfOp::create(builder, loc, isOurs, /*withElseRegion=*/false);
  builder.setInsertionPoint(guard.thenBlock()->getTerminator());
  memref::DeallocOp::create(builder, loc, carried);
}

namespace {
struct PlaceTemporariesPass
    : tslice::impl::PlaceTemporariesPassBase<PlaceTemporariesPass> {
  using Base::Base;

  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function.isExternal())
      return;
    BufferViewFlowAnalysis flow(function);
    Block &entry = function.getBody().front();
    function.walk([&](memref::AllocaOp alloca) {
      // In a loop the stack would grow.
      if (alloca->getBlock() != &entry && alloca->getNumOperands() == 0)
        alloca->moveBefore(&entry, entry.begin());
    });
    function.walk([&](memref::AllocOp alloc) {
      if (alloc->getParentOfType<LoopLikeOpInterface>() &&
          diesInBlock(alloc, flow))
        freeAtEnd(alloc);
    });
    function.walk([&](scf::ForOp loop) {
      for (auto [position, type] : llvm::enumerate(loop.getResultTypes())) {
        if (isa<MemRefType>(type))
          freePrevious(loop, position, flow);
      }
    });
  }
};
} // namespace
