// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Moves gathers above slices that would cost a copy. A slice that runs upwards
// is a view, which a gather reads as well as its source.

#include "SliceArithmetic.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "tslice/Transforms/FuseSlices.h"

using namespace mlir;
using namespace tslice;

namespace {

/// Builds index tensors of one shape.
class IndexTensorMath {
public:
  IndexTensorMath(PatternRewriter &rewriter, Location loc,
                  RankedTensorType indices)
      : rewriter(rewriter), loc(loc),
        type(indices.clone(rewriter.getIndexType())) {}

  Value splat(int64_t number) {
    return arith::ConstantOp::create(
        rewriter, loc,
        DenseElementsAttr::get(type, rewriter.getIndexAttr(number)));
  }
  Value fromIndices(Value indices) {
    if (indices.getType() == type)
      return indices;
    return arith::IndexCastOp::create(rewriter, loc, type, indices);
  }
  /// offset + indices * stride
  Value place(Value indices, const StaticProgression &range) {
    Value scaled =
        arith::MulIOp::create(rewriter, loc, indices, splat(range.stride));
    return arith::AddIOp::create(rewriter, loc, scaled, splat(range.offset));
  }
  Value clamp(Value indices, int64_t highest) {
    Value low = arith::MaxSIOp::create(rewriter, loc, indices, splat(0));
    return arith::MinSIOp::create(rewriter, loc, low, splat(highest));
  }
  /// -1, which is outside of every dimension, for indices that are not in
  /// [0, size).
  Value skipOutside(Value indices, Value placed, int64_t size) {
    // A negative index is a large unsigned one.
    Value inside = arith::CmpIOp::create(
        rewriter, loc, arith::CmpIPredicate::ult, indices, splat(size));
    return arith::SelectOp::create(rewriter, loc, inside, placed, splat(-1));
  }

private:
  PatternRewriter &rewriter;
  Location loc;
  RankedTensorType type;
};

///   %s = tslice.slice %x[9, 0][10, 8][-1, 1] : tensor<10x8xf32> to ...
///   %r = tslice.gather %s[%i] dims [0] bounds clamp : ..., tensor<3xi32> -> ...
/// ->
///   %j = 9 - min(max(%i, 0), 9)      // arith on tensor<3xindex>
///   %r = tslice.gather %x[%j] dims [0] bounds clamp : ..., tensor<3xindex> ...
///
/// Index i of the slice is index offset + i*stride of its source. The slice is
/// provably in range, has a stride below zero in the gathered dimension, and
/// covers the others. `error` must report the index that the program has, so it
/// takes constant indices in range only.
struct GatherOfSlice : OpRewritePattern<GatherOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(GatherOp gather,
                                PatternRewriter &rewriter) const override {
    auto slice = gather.getSource().getDefiningOp<SliceOp>();
    if (!slice)
      return rewriter.notifyMatchFailure(gather, "source is not a slice");
    if (slice.getWrap() || gather.getWrap())
      return rewriter.notifyMatchFailure(gather, "an index may wrap");
    if (!slice.getDrop().empty())
      return rewriter.notifyMatchFailure(gather, "the slice drops dimensions");
    if (gather.getDims().size() != 1 || gather.getStaticWindow()[0] != 1)
      return rewriter.notifyMatchFailure(
          gather, "does not gather single positions of one dimension");
    if (!gather.getIndices().getType().hasStaticShape())
      return rewriter.notifyMatchFailure(gather,
                                         "the indices have a dynamic shape");
    int64_t dim = gather.getDims()[0];
    SmallVector<Progression> ranges = getProgressions(slice);
    for (auto [other, range] : llvm::enumerate(ranges))
      if (static_cast<int64_t>(other) != dim &&
          !coversDim(range, slice.getSource(), other))
        return rewriter.notifyMatchFailure(
            gather, "the slice takes part of another dimension");
    std::optional<StaticProgression> range = getStatic(ranges[dim]);
    if (!range || !isProvenInside(ranges[dim], slice.getSource(), dim))
      return rewriter.notifyMatchFailure(gather,
                                         "the slice is not provably in range");
    if (range->stride > 0)
      return rewriter.notifyMatchFailure(gather, "the slice is a view");
    if (gather.getBounds() == BoundsPolicy::Error &&
        !areConstantsInside(gather.getIndices(), range->size))
      return rewriter.notifyMatchFailure(
          gather, "an index may be outside of the slice");

    Value indices = placeIndices(gather, *range, rewriter);
    rewriter.modifyOpInPlace(gather, [&] {
      gather.getSourceMutable().assign(slice.getSource());
      gather.getIndicesMutable().assign(indices);
      gather.setSorted(false);
    });
    return success();
  }

private:
  static bool areConstantsInside(Value indices, int64_t size) {
    DenseIntElementsAttr constants;
    return matchPattern(indices, m_Constant(&constants)) &&
           llvm::all_of(constants.getValues<APInt>(), [&](const APInt &index) {
             return index.getSExtValue() >= 0 && index.getSExtValue() < size;
           });
  }

  static Value placeIndices(GatherOp gather, const StaticProgression &range,
                            PatternRewriter &rewriter) {
    IndexTensorMath math(rewriter, gather.getLoc(),
                         gather.getIndices().getType());
    Value indices = math.fromIndices(gather.getIndices());
    if (gather.getBounds() == BoundsPolicy::Clamp)
      indices = math.clamp(indices, range.size - 1);
    Value placed = math.place(indices, range);
    if (isSkipping(gather.getBounds()))
      return math.skipOutside(indices, placed, range.size);
    return placed;
  }
};

} // namespace

void tslice::populateGatherOfSlicePatterns(RewritePatternSet &patterns) {
  patterns.add<GatherOfSlice>(patterns.getContext());
}
