// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// slice -> tensor.extract_slice or linalg.generic.

#include "ReadGeneric.h"
#include "WindowUpdate.h"
#include "mlir/IR/PatternMatch.h"
#include "tslice/Conversion/TSliceToLinalg.h"

using namespace mlir;
using namespace tslice;

namespace {

/// A slice that runs upwards and is inside: it needs no loop of its own, since
/// its consumers can read the source through a view.
static bool isView(SliceOp op, const RangedBounds &bounds) {
  if (isSkipping(op.getBounds()))
    return false;
  // An empty slice may start anywhere, a view may not.
  if (llvm::is_contained(op.getSource().getType().getShape(), 0))
    return false;
  return llvm::all_of(bounds.strides,
                      [](Value stride) {
                        return IndexMath::known(stride).value_or(0) > 0;
                      }) &&
         !llvm::is_contained(op.getStaticSizes(), 0);
}

///   %r = tslice.slice %x[%o][4][2] : tensor<?xf32> to tensor<4xf32>
/// ->
///   %first = tslice.check index %o, %N            // folded where proven
///   %last = tslice.check index %o + 6, %N
///   %r = tensor.extract_slice %x[%first] [4] [2]
///
///   %r = tslice.slice %x[%o][%n][-2] : tensor<?xf32> to tensor<?xf32>
/// ->
///   %first = tslice.check index %o, %N            // folded where proven
///   %last = tslice.check index %o - 2*(%n - 1), %N
///   %r = linalg.generic outs(%empty : tensor<?xf32>) {
///     %i = linalg.index 0
///     %v = tensor.extract %x[%first - 2*%i]
///     linalg.yield %v
///   }
struct SliceToViewOrGeneric : OpRewritePattern<SliceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(SliceOp op,
                                PatternRewriter &rewriter) const override {
    IndexMath math(rewriter, op.getLoc());
    RangedBounds bounds = createRangedBounds(math, op);
    int64_t rank = bounds.sizes.size();
    if (isView(op, bounds)) {
      TensorWindow window;
      for (int64_t dim = 0; dim < rank; ++dim)
        window.append(bounds.offsets[dim], bounds.sizes[dim],
                      bounds.strides[dim],
                      /*keep=*/!llvm::is_contained(op.getDrop(), dim));
      rewriter.replaceOp(
          op,
          castTo(math, readWindow(math, op.getSource(), window), op.getType()));
      return success();
    }
    SmallVector<int64_t> elementDims(rank, -1);
    SmallVector<OpFoldResult> sizes;
    for (int64_t dim = 0; dim < rank; ++dim) {
      if (llvm::is_contained(op.getDrop(), dim))
        continue;
      elementDims[dim] = sizes.size();
      sizes.push_back(getAsOpFoldResult(bounds.sizes[dim]));
    }
    SmallVector<InsideSteps> steps;
    if (op.getBounds() == BoundsPolicy::SkipElement)
      for (int64_t dim = 0; dim < rank; ++dim)
        steps.push_back(createInsideSteps(math, bounds, dim));
    auto locate = [&](IndexMath &inner, ValueRange point, ValueRange) {
      ReadPoint read;
      read.inside = bounds.inside;
      for (int64_t dim = 0; dim < rank; ++dim) {
        Value coordinate = bounds.offsets[dim];
        if (elementDims[dim] >= 0)
          coordinate = inner.add(coordinate, inner.mul(point[elementDims[dim]],
                                                       bounds.strides[dim]));
        if (op.getBounds() == BoundsPolicy::SkipElement) {
          // Not the coordinate is compared, which may have wrapped.
          Value step = elementDims[dim] >= 0 ? point[elementDims[dim]]
                                             : inner.constant(0);
          Value inside = inner.inRange(inner.sub(step, steps[dim].first),
                                       steps[dim].count);
          read.inside = read.inside ? inner.both(read.inside, inside) : inside;
        }
        read.coordinates.push_back(coordinate);
      }
      return read;
    };
    rewriter.replaceOp(op, createReadGeneric(math, op, sizes, {}, locate));
    return success();
  }
};

} // namespace

void tslice::populateSliceToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<SliceToViewOrGeneric>(patterns.getContext());
}
