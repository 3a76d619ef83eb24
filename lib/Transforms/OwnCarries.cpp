// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Copies what `scf.while` yields where the next step might write over it.
// Upstream's bufferization takes every carry for a version of the one before it
// and sees to that where a condition passes it on, and in `scf.for`; but not
// where the body of an `scf.while` yields it.

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotModuleBufferize.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "tslice/Transforms/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_OWNCARRIESPASS
#include "tslice/Transforms/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace mlir::bufferization;

/// Whether the buffer of the carry that `yielded` becomes is its own: the one
/// of the same carry in this step, or one that this step made and yields once.
static bool isOwn(OpOperand &yielded, const OneShotAnalysisState &state) {
  Operation *yield = yielded.getOwner();
  Block *body = yield->getBlock();
  unsigned position = yielded.getOperandNumber();
  if (position < body->getNumArguments() &&
      body->getArgument(position).getType() == yielded.get().getType() &&
      state.areEquivalentBufferizedValues(body->getArgument(position),
                                          yielded.get()))
    return true;
  for (OpOperand &other : yield->getOpOperands())
    if (&other != &yielded && isa<TensorType>(other.get().getType()) &&
        state.areAliasingBufferizedValues(other.get(), yielded.get()))
      return false;
  bool made = true;
  state.applyOnAliases(yielded.get(), [&](Value alias) {
    Operation *op = alias.getDefiningOp();
    made &= op && !isa<arith::ConstantOp>(op) &&
            body->getParent()->isAncestor(op->getParentRegion());
  });
  return made;
}

/// The places where a while loop passes on tensors.
static SmallVector<OpOperand *> getYields(ModuleOp module) {
  SmallVector<OpOperand *> yields;
  module.walk([&](scf::WhileOp loop) {
    for (OpOperand &operand : loop.getYieldOp()->getOpOperands())
      if (isa<TensorType>(operand.get().getType()))
        yields.push_back(&operand);
  });
  return yields;
}

namespace {
struct OwnCarriesPass : tslice::impl::OwnCarriesPassBase<OwnCarriesPass> {
  using Base::Base;

  /// scf.yield %y
  /// ->
  /// %c = bufferization.alloc_tensor() copy(%y)
  /// scf.yield %c
  void runOnOperation() override {
    SmallVector<OpOperand *> yields = getYields(getOperation());
    if (yields.empty())
      return markAllAnalysesPreserved();
    OneShotBufferizationOptions options;
    options.bufferizeFunctionBoundaries = true;
    options.allowReturnAllocsFromLoops = true;
    OneShotAnalysisState state(getOperation(), options);
    if (failed(analyzeModuleOp(getOperation(), state)))
      return signalPassFailure();
    llvm::erase_if(yields,
                   [&](OpOperand *yield) { return isOwn(*yield, state); });
    OpBuilder builder(&getContext());
    for (OpOperand *yield : yields) {
      Value value = yield->get();
      builder.setInsertionPoint(yield->getOwner());
      yield->set(AllocTensorOp::create(builder, yield->getOwner()->getLoc(),
                                       cast<RankedTensorType>(value.getType()),
                                       ValueRange(), value));
    }
  }
};
} // namespace
