// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Upstream's fusion of elementwise structured ops, kept from one case in which
// it is wrong, a producer that updates a tensor in place, read by a consumer
// that visits each of its elements more than once; and from one in which it costs
// a copy of a whole tensor. Slices, sizes and further readers of rows do not keep
// it from being done.

#include "AbsorbProducer.h"
#include "Overwrites.h"
#include "ReadsOfRows.h"
#include "SliceProducer.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "tslice/Transforms/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_FUSEELEMENTWISEPASS
#include "tslice/Transforms/Passes.h.inc"
} // namespace tslice

using namespace mlir;

/// Whether the body of `producer` reads the element that it overwrites.
static bool readsInit(Operation *producer) {
  auto generic = dyn_cast<linalg::LinalgOp>(producer);
  return generic && llvm::any_of(generic.getDpsInitsMutable(), [&](auto &init) {
           return generic.payloadUsesValueFromOperand(&init);
         });
}

/// Whether the consumer visits each element of `use` at most once.
static bool isVisitedOnce(OpOperand *use) {
  auto consumer = dyn_cast<linalg::LinalgOp>(use->getOwner());
  return !consumer || consumer.getMatchingIndexingMap(use).isPermutation();
}

/// The fused op would have the producer's init as an output in place: updated
/// once per visit, where the producer updates it once.
static bool shouldFuse(OpOperand *use) {
  Operation *producer = use->get().getDefiningOp();
  return producer && producer->hasOneUse() &&
         (isVisitedOnce(use) || !readsInit(producer)) &&
         // To read it there, all of what is written over would be copied.
         !tslice::isOverwrittenBetween(producer, use->getOwner());
}

/// Whether `op` has more than `limit` ops in its body.
static bool isLonger(Operation *op, unsigned limit) {
  auto generic = dyn_cast<linalg::GenericOp>(op);
  return generic && llvm::hasNItemsOrMore(*generic.getBody(), limit + 1);
}

namespace {

///   %r = tensor.splat %v[%n] : tensor<?xf32>
/// ->
///   %e = tensor.empty(%n) : tensor<?xf32>
///   %r = linalg.fill ins(%v : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
/// which fuses into what reads it.
struct SplatToFill : OpRewritePattern<tensor::SplatOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::SplatOp splat,
                                PatternRewriter &rewriter) const override {
    Value empty = tensor::EmptyOp::create(
        rewriter, splat.getLoc(), splat.getType(), splat.getDynamicSizes());
    rewriter.replaceOpWithNewOp<linalg::FillOp>(splat, splat.getInput(), empty);
    return success();
  }
};

/// The value that `tensor` is filled with; null if it is not filled.
static Value getFillOf(Value tensor) {
  auto fill = tensor.getDefiningOp<linalg::GenericOp>();
  if (!fill || fill.getNumDpsInputs() != 0 || fill->getNumResults() != 1 ||
      fill.getNumParallelLoops() != fill.getNumLoops())
    return {};
  Value value = fill.getBody()->getTerminator()->getOperand(0);
  return value.getParentBlock() == fill.getBody() ? Value() : value;
}

///   %z = linalg.generic outs(%e) { linalg.yield %c }
///   %r = linalg.generic ins(%x, %z) { ^bb0(%a, %b, ..): f(%a, %b) }
/// ->
///   %r = linalg.generic ins(%x) { ^bb0(%a, ..): f(%a, %c) }
/// whoever else reads %z.
struct FoldFill : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::GenericOp generic,
                                PatternRewriter &rewriter) const override {
    bool isFound = false;
    for (OpOperand *input : generic.getDpsInputOperands()) {
      BlockArgument element = generic.getMatchingBlockArgument(input);
      Value fill = element.use_empty() ? Value() : getFillOf(input->get());
      if (!fill)
        continue;
      rewriter.replaceAllUsesWith(element, fill);
      isFound = true;
    }
    if (!isFound)
      return rewriter.notifyMatchFailure(generic, "no input is filled");
    return success();
  }
};

///   %r = linalg.generic ins(%x) { ... } : tensor<?x64xf32>
///   %s = tensor.extract_slice %r[%o, 0] [%n, 64] [1, 1]
/// ->
///   %t = tensor.extract_slice %x[%o, 0] [%n, 64] [1, 1]
///   %s = linalg.generic ins(%t) { ... }
/// where nothing else uses %r.
struct SliceProducer : OpRewritePattern<tensor::ExtractSliceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::ExtractSliceOp slice,
                                PatternRewriter &rewriter) const override {
    auto producer = slice.getSource().getDefiningOp<linalg::GenericOp>();
    if (!producer || !producer->hasOneUse() || producer->getNumResults() != 1 ||
        producer->getBlock() != slice->getBlock() || readsInit(producer) ||
        producer.getNumParallelLoops() != producer.getNumLoops() ||
        !producer.getIndexingMapsArray().back().isPermutation())
      return rewriter.notifyMatchFailure(
          slice, "the source is no elementwise op for this slice alone");
    if (tslice::isOverwrittenBetween(producer, slice))
      return rewriter.notifyMatchFailure(
          slice, "what the producer reads is overwritten before the slice");
    return tslice::computeSliceOnly(slice, rewriter);
  }
};

struct FuseElementwise
    : tslice::impl::FuseElementwisePassBase<FuseElementwise> {
  using Base::Base;

  void runOnOperation() override {
    bool finished = fuseAll();
    if (finished && tslice::separateReadsOfRows(getOperation()))
      finished = fuseAll();
    if (!finished)
      getOperation()->emitWarning("fusion of elementwise ops did not finish");
  }

private:
  /// Returns false if there is more to fuse than the limits of rounds allow.
  bool fuseAll() {
    // Each fusion by upstream copies both bodies: a long chain takes quadratic time
    // if it is fused from its one end. Short pieces come first, then pieces of
    // pieces.
    bool finished = true, limited = true;
    for (unsigned limit = 64; finished && limited; limit *= 8) {
      limited = false;
      auto control = [&](OpOperand *use) {
        if (!shouldFuse(use))
          return false;
        bool isLong = isLonger(use->get().getDefiningOp(), limit) ||
                      isLonger(use->getOwner(), limit);
        limited |= isLong;
        return !isLong;
      };
      finished = succeeded(fuse(control));
    }
    return finished;
  }

  LogicalResult fuse(const linalg::ControlFusionFn &control) {
    MLIRContext *context = &getContext();
    RewritePatternSet patterns(context);
    patterns.add<SplatToFill, FoldFill, SliceProducer>(context);
    tslice::populateAbsorbProducerPatterns(patterns, control);
    tslice::populateFuseIntoReductionPatterns(patterns, control);
    linalg::populateElementwiseOpsFusionPatterns(patterns, control);
    linalg::populateFoldReshapeOpsByExpansionPatterns(patterns, control);
    linalg::populateConstantFoldLinalgOperations(patterns, control);
    tensor::populateBubbleUpExpandShapePatterns(patterns);
    // A size is no reason to keep a tensor.
    memref::populateResolveRankedShapedTypeResultDimsPatterns(patterns);
    affine::AffineApplyOp::getCanonicalizationPatterns(patterns, context);
    linalg::GenericOp::getCanonicalizationPatterns(patterns, context);
    tensor::CollapseShapeOp::getCanonicalizationPatterns(patterns, context);
    tensor::ExpandShapeOp::getCanonicalizationPatterns(patterns, context);
    context->getLoadedDialect<linalg::LinalgDialect>()
        ->getCanonicalizationPatterns(patterns);
    // Producers first: fewer rounds.
    GreedyRewriteConfig config;
    config.setUseTopDownTraversal();
    return applyPatternsGreedily(getOperation(), std::move(patterns), config);
  }
};

} // namespace
