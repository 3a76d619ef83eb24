// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// gather -> linalg.generic.

#include "ReadGeneric.h"
#include "WindowUpdate.h"
#include "mlir/IR/PatternMatch.h"
#include "tslice/Conversion/TSliceToLinalg.h"
#include "tslice/SeededFaults.h"

using namespace mlir;
using namespace tslice;

namespace {

/// The components of the index vectors, each as a tensor over the positions, so
/// that what computes the indices fuses with the read, and the read with a
/// reduction over the positions.
static SmallVector<ReadInput> createComponents(IndexMath &math, GatherOp op,
                                               const IndexedLayout &layout) {
  SmallVector<int64_t> positions =
      llvm::to_vector(llvm::seq<int64_t>(0, layout.numPositionDims));
  if (!layout.hasComponentDim)
    return {{op.getIndices(), positions}};
  SmallVector<ReadInput> inputs;
  for (int64_t component = 0; component < layout.numComponents; ++component) {
    TensorWindow window;
    for (int64_t dim : positions)
      window.append(math.constant(0), math.dim(op.getIndices(), dim),
                    math.constant(1), /*keep=*/true);
    window.append(math.constant(component), math.constant(1), math.constant(1),
                  /*keep=*/false);
    inputs.push_back({readWindow(math, op.getIndices(), window), positions});
  }
  return inputs;
}

/// Something of the size of every whole dimension of the source. It is never
/// read; its size lets the read fuse with a reduction over the dimension. A
/// part of the source may not be there: another dimension may have no elements.
static void appendShapes(IndexMath &math, const IndexedLayout &layout,
                         ValueRange extents,
                         SmallVectorImpl<ReadInput> &inputs) {
  for (auto [dim, facts] : llvm::enumerate(layout.dims)) {
    if (facts.kind != IndexedDim::Whole)
      continue;
    Value shape = tensor::EmptyOp::create(
        math.builder, math.loc,
        ArrayRef<OpFoldResult>{getAsOpFoldResult(extents[dim])},
        math.builder.getI1Type());
    inputs.push_back({shape, {facts.elementDim}});
  }
}

///   %r = tslice.gather %x[%idx] dims [0]
///     : tensor<?x64xf32>, tensor<?xi32> -> tensor<?x64xf32>
/// ->
///   %r = linalg.generic ins(%idx : (p, d) -> (p)) outs(%empty) {
///   ^bb0(%e: i32, %out: f32):
///     %p = linalg.index 0
///     %d = linalg.index 1
///     %i = arith.index_cast %e : i32 to index
///     %row = tslice.check index %i, %N at (%p)
///     %v = tensor.extract %x[%row, %d]
///     linalg.yield %v
///   }
/// Code generation hoists the check out of the loop over %d.
struct GatherToGeneric : OpRewritePattern<GatherOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(GatherOp op,
                                PatternRewriter &rewriter) const override {
    IndexMath math(rewriter, op.getLoc());
    IndexedLayout layout = getIndexedLayout(op);
    SmallVector<Value> extents = createExtents(
        math, op.getSource(), op.getSite(), layout, op.getIndices());
    ReifiedRankedShapedTypeDims shapes;
    if (failed(op.reifyResultShapes(rewriter, shapes)))
      return rewriter.notifyMatchFailure(op, "the result's sizes are unknown");
    SmallVector<Value> windows = createWindowSizes(
        math, op.getSite(), op.getMixedWindow(), op.getDims());
    for (auto [dim, facts] : llvm::enumerate(layout.dims))
      if (facts.kind == IndexedDim::Addressed && facts.elementDim >= 0)
        shapes.front()[facts.elementDim] =
            getAsOpFoldResult(windows[facts.component]);
    if (hasNoElements(op)) {
      Value empty = tensor::EmptyOp::create(
          rewriter, op.getLoc(), shapes.front(), op.getAccessedElementType());
      rewriter.replaceOp(op, castTo(math, empty, op.getType()));
      return success();
    }
    BoundsPolicy bounds = op.getBounds();
    if (bounds == BoundsPolicy::SkipWindow && isSeeded("windows-cut"))
      bounds = BoundsPolicy::SkipElement;
    SmallVector<ReadInput> inputs = createComponents(math, op, layout);
    appendShapes(math, layout, extents, inputs);

    auto locate = [&](IndexMath &inner, ValueRange point, ValueRange args) {
      ValueRange position = point.take_front(layout.numPositionDims);
      SmallVector<WindowStart> starts =
          createWindowStarts(inner, {bounds, op.getWrap(), op.getSite()},
                             layout, args.take_front(layout.numComponents),
                             op.getDims(), windows, position, extents);
      ReadPoint read;
      auto require = [&](Value inside) {
        read.inside = read.inside ? inner.both(read.inside, inside) : inside;
      };
      for (auto [dim, facts] : llvm::enumerate(layout.dims)) {
        Value coordinate = starts[dim].start;
        if (facts.kind != IndexedDim::Batch && facts.elementDim >= 0)
          coordinate = inner.add(coordinate, point[facts.elementDim]);
        if (facts.window > 1 && isSeeded("window-shifted"))
          coordinate = inner.add(coordinate, inner.constant(1));
        if (starts[dim].inside)
          require(starts[dim].inside);
        if (facts.kind == IndexedDim::Addressed &&
            bounds == BoundsPolicy::SkipElement)
          require(inner.inRange(coordinate, extents[dim]));
        read.coordinates.push_back(coordinate);
      }
      return read;
    };
    rewriter.replaceOp(
        op, createReadGeneric(math, op, shapes.front(), inputs, locate));
    return success();
  }
};

} // namespace

void tslice::populateGatherToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<GatherToGeneric>(patterns.getContext());
}
