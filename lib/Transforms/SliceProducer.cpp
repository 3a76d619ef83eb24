// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Upstream's tiling of the producer of a slice, kept from slices for which it is
// not made.

#include "SliceProducer.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/Interfaces/TilingInterface.h"

using namespace mlir;

LogicalResult tslice::computeSliceOnly(tensor::ExtractSliceOp slice,
                                       PatternRewriter &rewriter) {
  // Tiling takes a size of 0 for a dimension that is not tiled, also where the
  // producer folds such a dimension away.
  if (auto producer = slice.getSource().getDefiningOp<linalg::LinalgOp>();
      producer && llvm::is_contained(producer.getStaticLoopRanges(), 0))
    return rewriter.notifyMatchFailure(slice, "its producer folds nothing");
  if (!slice.hasUnitStride() || llvm::is_contained(slice.getStaticSizes(), 0) ||
      slice.getType().getRank() != slice.getSourceType().getRank())
    return rewriter.notifyMatchFailure(
        slice, "the slice is strided, empty or drops dimensions");
  FailureOr<TilingResult> tiled = tensor::replaceExtractSliceWithTiledProducer(
      rewriter, slice, cast<OpResult>(slice.getSource()));
  if (failed(tiled))
    return rewriter.notifyMatchFailure(
        slice, "the producer cannot be tiled along the slice");
  Value block = tiled->tiledValues.front();
  if (block.getType() != slice.getType())
    block = tensor::CastOp::create(rewriter, slice.getLoc(), slice.getType(),
                                   block);
  rewriter.replaceOp(slice, block);
  return success();
}
