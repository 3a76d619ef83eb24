// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// gather -> linalg.generic.

#include "ReadGeneric.h"
#include "mlir/IR/PatternMatch.h"
#include "tslice/Conversion/TSliceToLinalg.h"

using namespace mlir;
using namespace tslice;

namespace {

///   %r = tslice.gather %x[%idx] dims [0] : tensor<?x64xf32>, tensor<?xi32> -> tensor<?x64xf32>
/// ->
///   %r = linalg.generic outs(%empty : tensor<?x64xf32>) {
///     %p = linalg.index 0
///     %d = linalg.index 1
///     %e = tensor.extract %idx[%p]
///     %i = arith.index_cast %e : i32 to index
///     %row = tslice.check index %i, %N at (%p)
///     %v = tensor.extract %x[%row, %d]
///     linalg.yield %v
///   }
/// Code generation hoists the check out of the loop over %d.
struct GatherToGeneric : OpRewritePattern<GatherOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(GatherOp op, PatternRewriter &rewriter) const override {
    IndexMath math(rewriter, op.getLoc());
    IndexedLayout layout = getIndexedLayout(op);
    SmallVector<Value> extents = createExtents(math, op, layout, op.getIndices());
    ReifiedRankedShapedTypeDims shapes;
    if (failed(op.reifyResultShapes(rewriter, shapes)))
      return rewriter.notifyMatchFailure(op, "the result's sizes are unknown");

    auto locate = [&](IndexMath &inner, ValueRange point) {
      ValueRange position = point.take_front(layout.numPositionDims);
      SmallVector<WindowStart> starts =
          createWindowStarts(inner, op, layout, op.getIndices(), op.getDims(), position, extents);
      ReadPoint read;
      auto require = [&](Value inside) { read.inside = read.inside ? inner.both(read.inside, inside) : inside; };
      for (auto [dim, facts] : llvm::enumerate(layout.dims)) {
        Value coordinate = starts[dim].start;
        if (facts.kind != IndexedDim::Batch && facts.elementDim >= 0)
          coordinate = inner.add(coordinate, point[facts.elementDim]);
        if (starts[dim].inside)
          require(starts[dim].inside);
        if (facts.kind == IndexedDim::Addressed && op.getBounds() == BoundsPolicy::SkipElement)
          require(inner.inRange(coordinate, extents[dim]));
        read.coordinates.push_back(coordinate);
      }
      return read;
    };
    rewriter.replaceOp(op, createReadGeneric(math, op, shapes.front(), locate));
    return success();
  }
};

} // namespace

void tslice::populateGatherToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<GatherToGeneric>(patterns.getContext());
}
