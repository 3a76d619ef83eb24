// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// slice -> linalg.generic.

#include "ReadGeneric.h"
#include "mlir/IR/PatternMatch.h"
#include "tslice/Conversion/TSliceToLinalg.h"

using namespace mlir;
using namespace tslice;

namespace {

///   %r = tslice.slice %x[%o][%n][2] : tensor<?xf32> to tensor<?xf32>
/// ->
///   %first = tslice.check index %o, %N            // folded where proven
///   %last = tslice.check index %o + 2*(%n - 1), %N
///   %r = linalg.generic outs(%empty : tensor<?xf32>) {
///     %i = linalg.index 0
///     %v = tensor.extract %x[%first + 2*%i]
///     linalg.yield %v
///   }
struct SliceToGeneric : OpRewritePattern<SliceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(SliceOp op, PatternRewriter &rewriter) const override {
    IndexMath math(rewriter, op.getLoc());
    RangedBounds bounds = createRangedBounds(math, op);
    int64_t rank = bounds.sizes.size();
    SmallVector<int64_t> elementDims(rank, -1);
    SmallVector<OpFoldResult> sizes;
    for (int64_t dim = 0; dim < rank; ++dim) {
      if (llvm::is_contained(op.getDrop(), dim))
        continue;
      elementDims[dim] = sizes.size();
      sizes.push_back(getAsOpFoldResult(bounds.sizes[dim]));
    }
    auto locate = [&](IndexMath &inner, ValueRange point) {
      ReadPoint read;
      read.inside = bounds.inside;
      for (int64_t dim = 0; dim < rank; ++dim) {
        Value coordinate = bounds.offsets[dim];
        if (elementDims[dim] >= 0)
          coordinate = inner.add(coordinate, inner.mul(point[elementDims[dim]], bounds.strides[dim]));
        if (op.getBounds() == BoundsPolicy::SkipElement) {
          Value inside = inner.inRange(coordinate, bounds.extents[dim]);
          read.inside = read.inside ? inner.both(read.inside, inside) : inside;
        }
        read.coordinates.push_back(coordinate);
      }
      return read;
    };
    rewriter.replaceOp(op, createReadGeneric(math, op, sizes, locate));
    return success();
  }
};

} // namespace

void tslice::populateSliceToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<SliceToGeneric>(patterns.getContext());
}
