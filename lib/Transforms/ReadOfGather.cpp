// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Moves slices and gathers of gathered rows to the indices, which are smaller
// than the rows and decide which of them are read at all.

#include "SliceArithmetic.h"
#include "mlir/IR/PatternMatch.h"
#include "tslice/Transforms/FuseSlices.h"

using namespace mlir;
using namespace tslice;

/// The gather of other indices with everything else of `gather`.
static GatherOp cloneWithIndices(PatternRewriter &rewriter, GatherOp gather,
                                 Value indices, ArrayRef<int64_t> shape) {
  return GatherOp::create(
      rewriter, gather.getLoc(), TypeRange{gather.getType().clone(shape)},
      ValueRange{gather.getSource(), indices}, gather->getAttrs());
}

namespace {

///   %g = tslice.gather %x[%i] dims [0] : 50x8, 9 -> 9x8
///   %r = tslice.slice %g[2, 0][3, 8][1, 1] : 9x8 to 3x8
/// ->
///   %j = tslice.slice %i[2][3][1] : 9 to 3
///   %r = tslice.gather %x[%j] dims [0] : 50x8, 3 -> 3x8
///
/// What the slice takes of rows, and of batches other than their start, stays
/// behind the gather.
struct SliceOfGather : OpRewritePattern<SliceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(SliceOp slice,
                                PatternRewriter &rewriter) const override {
    auto gather = slice.getSource().getDefiningOp<GatherOp>();
    if (!gather)
      return rewriter.notifyMatchFailure(slice, "source is not a gather");
    if (!gather->hasOneUse())
      return rewriter.notifyMatchFailure(slice, "the gather has other users");
    if (slice.getWrap())
      return rewriter.notifyMatchFailure(slice, "the slice wraps");
    SmallVector<Progression> ranges = getProgressions(slice);
    if (isSkipping(slice.getBounds()))
      return rewriter.notifyMatchFailure(slice, "the slice may read its fill");
    if (mayBeEmpty(ranges) && !isProvenInside(ranges, slice.getSource()))
      return rewriter.notifyMatchFailure(
          slice, "the slice may be empty, which decides on its checks");

    IndexedLayout layout = getIndexedLayout(gather);
    // Which dimensions move to the indices, whether any of them loses
    // positions, and whether the others leave work behind.
    SmallVector<bool> moves;
    bool selects = false, stays = false;
    for (auto [index, range] : llvm::enumerate(ranges)) {
      int64_t dim = index;
      bool drops = llvm::is_contained(slice.getDrop(), dim);
      bool covers = coversDim(range, slice.getSource(), dim);
      bool movable = dim < layout.numPositionDims &&
                     (dim >= layout.numBatchDims ||
                      (!drops && isConstantIntValue(range.offset, 0) &&
                       isConstantIntValue(range.stride, 1)));
      bool works = !covers || drops;
      moves.push_back(movable && works);
      selects |= movable && !covers;
      stays |= !movable && works;
    }
    // Dropping can move too, but not if a slice stays behind anyway.
    if (!selects && (stays || !llvm::is_contained(moves, true)))
      return rewriter.notifyMatchFailure(slice,
                                         "does not select among the positions");
    rewriter.replaceOp(
        slice, move(slice, gather, layout, ranges, moves, stays, rewriter));
    rewriter.eraseOp(gather);
    return success();
  }

private:
  static Value move(SliceOp slice, GatherOp gather, const IndexedLayout &layout,
                    SmallVector<Progression> &ranges, ArrayRef<bool> moves,
                    bool stays, PatternRewriter &rewriter) {
    // With a slice behind the gather, that one drops, so that dimensions keep
    // the numbers which errors report.
    SmallVector<Progression> ofIndices;
    SmallVector<int64_t> drop, shape;
    auto toWhole = [&](OpFoldResult size) {
      return Progression{rewriter.getIndexAttr(0), size,
                         rewriter.getIndexAttr(1)};
    };
    OffsetMath math(rewriter, slice.getLoc());
    for (auto [index, range] : llvm::enumerate(ranges)) {
      int64_t dim = index;
      bool dropped =
          moves[dim] && !stays && llvm::is_contained(slice.getDrop(), dim);
      if (dim < layout.numPositionDims)
        ofIndices.push_back(
            moves[dim] ? range
                       : toWhole(math.sizeOf(gather.getIndices(), dim)));
      if (dropped)
        drop.push_back(dim);
      else
        shape.push_back(moves[dim] ? slice.getStaticSizes()[dim]
                                   : gather.getType().getDimSize(dim));
    }
    if (layout.hasComponentDim)
      ofIndices.push_back(toWhole(rewriter.getIndexAttr(layout.numComponents)));
    Value indices = createSlice(rewriter, slice, gather.getIndices(), ofIndices,
                                drop, slice.getBounds());
    GatherOp moved = cloneWithIndices(rewriter, gather, indices, shape);
    if (!stays)
      return moved;
    for (auto [dim, range] : llvm::enumerate(ranges))
      if (moves[dim])
        range = toWhole(range.size);
    return createSlice(rewriter, slice, moved, ranges, slice.getDrop(),
                       slice.getBounds());
  }
};

///   %g = tslice.gather %x[%i] dims [0] : 50x8, 9 -> 9x8
///   %r = tslice.gather %g[%j] dims [0] : 9x8, 4 -> 4x8
/// ->
///   %k = tslice.gather %i[%j] dims [0] : 9, 4 -> 4
///   %r = tslice.gather %x[%k] dims [0] : 50x8, 4 -> 4x8
///
/// if the outer gather addresses positions only, one at a time, without
/// batches.
struct GatherOfGather : OpRewritePattern<GatherOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(GatherOp outer,
                                PatternRewriter &rewriter) const override {
    auto inner = outer.getSource().getDefiningOp<GatherOp>();
    if (!inner)
      return rewriter.notifyMatchFailure(outer, "source is not a gather");
    if (!inner->hasOneUse())
      return rewriter.notifyMatchFailure(outer,
                                         "the inner gather has other users");
    if (isSkipping(outer.getBounds()))
      return rewriter.notifyMatchFailure(outer, "the gather may read its fill");
    if (!inner.getBatch().empty() || !outer.getBatch().empty())
      return rewriter.notifyMatchFailure(outer,
                                         "one of two gathers has batches");
    if (outer.getDroppedDims().size() != outer.getDims().size())
      return rewriter.notifyMatchFailure(outer, "reads windows");
    IndexedLayout layout = getIndexedLayout(inner);
    if (llvm::any_of(outer.getDims(), [&](int64_t dim) {
          return dim >= layout.numPositionDims;
        }))
      return rewriter.notifyMatchFailure(outer, "gathers from within rows");

    // J..., then the positions that are left, then the components.
    SmallVector<int64_t> shape(outer.getType().getShape().take_front(
        getIndexedLayout(outer).numPositionDims + layout.numPositionDims -
        outer.getDims().size()));
    if (layout.hasComponentDim)
      shape.push_back(layout.numComponents);
    auto indices = GatherOp::create(
        rewriter, outer.getLoc(),
        TypeRange{inner.getIndices().getType().clone(shape)},
        ValueRange{inner.getIndices(), outer.getIndices()}, outer->getAttrs());
    rewriter.replaceOp(outer, cloneWithIndices(rewriter, inner, indices,
                                               outer.getType().getShape()));
    rewriter.eraseOp(inner);
    return success();
  }
};

} // namespace

void tslice::populateReadOfGatherPatterns(RewritePatternSet &patterns) {
  patterns.add<SliceOfGather, GatherOfGather>(patterns.getContext());
}
