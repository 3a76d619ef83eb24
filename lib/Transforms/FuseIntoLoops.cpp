// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Fuses producers into the loops that read them slice by slice. Scatters have
// become loops over their positions, which take one block of the update by
// `tensor.extract_slice`; computing the block where it is taken leaves no
// intermediate between gather, arithmetic and scatter.

#include "Overwrites.h"
#include "SliceProducer.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/TilingInterface.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "tslice/Transforms/Passes.h"
#include "tslice/Transforms/Transforms.h"

namespace tslice {
#define GEN_PASS_DEF_FUSEINTOLOOPSPASS
#include "tslice/Transforms/Passes.h.inc"
} // namespace tslice

using namespace mlir;

/// The tensors whose buffer `value` takes over when everything is in place: the
/// chain of destinations up to where it starts.
static void collectDestinations(Value value,
                                llvm::SmallDenseSet<Value> &chain) {
  // What a while loop hands on may be what any of its carries began with.
  auto getInit = [&](LoopLikeOpInterface loop, auto carried) {
    if (OpOperand *init = loop.getTiedLoopInit(carried))
      return init->get();
    for (Value init : loop.getInits())
      collectDestinations(init, chain);
    return Value();
  };
  while (value && chain.insert(value).second) {
    if (auto argument = dyn_cast<BlockArgument>(value)) {
      auto loop =
          dyn_cast<LoopLikeOpInterface>(argument.getOwner()->getParentOp());
      value = loop ? getInit(loop, argument) : Value();
      continue;
    }
    auto result = cast<OpResult>(value);
    Operation *op = result.getOwner();
    if (auto styled = dyn_cast<DestinationStyleOpInterface>(op))
      value = styled.getTiedOpOperand(result)->get();
    else if (auto insert = dyn_cast<tensor::InsertSliceOp>(op))
      value = insert.getDest();
    else if (auto extract = dyn_cast<tensor::ExtractSliceOp>(op))
      value = extract.getSource();
    else if (auto loop = dyn_cast<LoopLikeOpInterface>(op))
      value = getInit(loop, result);
    else
      return;
  }
}

/// An argument that may not be written is copied before the loop; reading it in
/// the loop then meets its old values.
static bool isReadOnlyArgument(Value value) {
  auto argument = dyn_cast<BlockArgument>(value);
  if (!argument)
    return false;
  auto function =
      dyn_cast<FunctionOpInterface>(argument.getOwner()->getParentOp());
  return function &&
         !function.getArgAttr(argument.getArgNumber(), "tslice.donate");
}

/// Whether computing `producer` inside of `loop` would read a buffer that the
/// loop writes.
static bool readsWhatLoopWrites(Operation *producer, LoopLikeOpInterface loop) {
  llvm::SmallDenseSet<Value> written;
  for (Operation *op = loop; op; op = op->getParentOp())
    if (auto outer = dyn_cast<LoopLikeOpInterface>(op))
      for (Value init : outer.getInits())
        collectDestinations(init, written);
  return producer
      ->walk([&](Operation *op) {
        for (Value operand : op->getOperands())
          if (isa<TensorType>(operand.getType()) && written.contains(operand) &&
              !isReadOnlyArgument(operand))
            return WalkResult::interrupt();
        return WalkResult::advance();
      })
      .wasInterrupted();
}

/// Whether all uses of `value` exclude each other: they stand in several
/// branches of one `scf.if`.
static bool isReadOnce(Value value) {
  SmallVector<Operation *> users(value.getUsers());
  for (auto [i, user] : llvm::enumerate(users))
    for (Operation *other : ArrayRef(users).drop_front(i + 1))
      if (!insideMutuallyExclusiveRegions(user, other))
        return false;
  return true;
}

namespace {

///   %u = linalg.generic { ... } : tensor<?x64xf32>
///   scf.for %p ... {
///     %block = tensor.extract_slice %u[%p, 0] [1, 64]
/// ->
///   scf.for %p ... {
///     %block = linalg.generic { ... } : tensor<1x64xf32>      // of the slices
///     of its inputs
/// where no other use can run, too, and nothing is read that has been written
/// over by then.
struct FuseProducerIntoLoop : OpRewritePattern<tensor::ExtractSliceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::ExtractSliceOp slice,
                                PatternRewriter &rewriter) const override {
    auto loop = slice->getParentOfType<LoopLikeOpInterface>();
    if (!loop)
      return rewriter.notifyMatchFailure(slice, "not in a loop");
    auto result = dyn_cast<OpResult>(slice.getSource());
    if (!result || !isa<linalg::LinalgOp>(result.getOwner()) ||
        !isa<TilingInterface>(result.getOwner()))
      return rewriter.notifyMatchFailure(
          slice, "the source has no producer that can be tiled");
    Operation *producer = result.getOwner();
    if (loop->isAncestor(producer))
      return rewriter.notifyMatchFailure(slice,
                                         "the producer is in the loop already");
    if (producer->getNumResults() != 1 || !isReadOnce(result))
      return rewriter.notifyMatchFailure(slice, "the producer has other uses");
    if (readsWhatLoopWrites(producer, loop))
      return rewriter.notifyMatchFailure(
          slice, "the producer reads what the loop writes");
    if (tslice::isOverwrittenBetween(producer, slice))
      return rewriter.notifyMatchFailure(
          slice, "what the producer reads is written over ahead of the loop");
    return tslice::computeSliceOnly(slice, rewriter);
  }
};

struct FuseIntoLoops : tslice::impl::FuseIntoLoopsPassBase<FuseIntoLoops> {
  using Base::Base;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    tslice::populateFuseIntoLoopsPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace

void tslice::populateFuseIntoLoopsPatterns(RewritePatternSet &patterns) {
  patterns.add<FuseProducerIntoLoop>(patterns.getContext());
  tensor::populateFoldTensorEmptyPatterns(patterns);
  tensor::ExtractSliceOp::getCanonicalizationPatterns(patterns,
                                                      patterns.getContext());
  tensor::populateMergeConsecutiveInsertExtractSlicePatterns(patterns);
}
