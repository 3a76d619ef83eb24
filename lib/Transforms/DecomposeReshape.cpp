// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Makes of a reshape to any sizes ops whose sizes are guarded: the elements in
// one dimension, then the dimensions of the result.

#include "DecomposeReshape.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tslice;

/// The one group of all dimensions; none for rank 0.
static SmallVector<ReassociationIndices> groupAll(int64_t rank) {
  if (rank == 0)
    return {};
  return {llvm::to_vector<2>(llvm::seq<int64_t>(0, rank))};
}

Value tslice::castTo(RewriterBase &rewriter, Location loc, Value value,
                     Type type) {
  if (value.getType() == type)
    return value;
  return tensor::CastOp::create(rewriter, loc, type, value);
}

/// All elements in one dimension.
static Value flatten(RewriterBase &rewriter, Location loc, Value source) {
  auto type = cast<RankedTensorType>(source.getType());
  if (type.getRank() == 1)
    return source;
  Operation *flat;
  if (type.getRank() == 0)
    flat = tensor::ExpandShapeOp::create(
        rewriter, loc, RankedTensorType::get({1}, type.getElementType()),
        source, ArrayRef<ReassociationIndices>());
  else
    flat = tensor::CollapseShapeOp::create(rewriter, loc, source,
                                           groupAll(type.getRank()));
  flat->setDiscardableAttr("tslice.name",
                           rewriter.getStringAttr("the flattened source"));
  return flat->getResult(0);
}

/// The number of elements of `type`; nothing if it is dynamic or too large.
static std::optional<int64_t> countElements(RankedTensorType type) {
  int64_t count = 1;
  for (int64_t size : type.getShape())
    if (ShapedType::isDynamic(size) || llvm::MulOverflow(count, size, count))
      return std::nullopt;
  return count;
}

/// %r = tensor.reshape %x(%shape) : (tensor<?x?xf32>, tensor<2xindex>)
///     -> tensor<?x4xf32>
/// ->
/// %flat = tensor.collapse_shape %x [[0, 1]]
/// %n = tensor.extract %shape[%c0], %m = tensor.extract %shape[%c1]
/// %e = tensor.expand_shape %flat [[0, 1]] output_shape [%n, %m]
/// %r = tensor.cast %e : tensor<?x?xf32> to tensor<?x4xf32>
Value tslice::decomposeReshape(RewriterBase &rewriter, tensor::ReshapeOp op) {
  Location loc = op.getLoc();
  auto source = dyn_cast<RankedTensorType>(op.getSource().getType());
  auto type = dyn_cast<RankedTensorType>(op.getType());
  if (!source || !type)
    return {};
  Type element = type.getElementType();
  Value flat = flatten(rewriter, loc, op.getSource());
  if (std::optional<int64_t> count = countElements(type)) {
    flat = castTo(rewriter, loc, flat, RankedTensorType::get(*count, element));
    if (type.getRank() == 1)
      return flat;
    if (type.getRank() == 0)
      return tensor::CollapseShapeOp::create(rewriter, loc, flat,
                                             ArrayRef<ReassociationIndices>());
    return tensor::ExpandShapeOp::create(rewriter, loc, type, flat,
                                         groupAll(type.getRank()));
  }
  SmallVector<OpFoldResult> sizes;
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    Value number = arith::ConstantIndexOp::create(rewriter, loc, dim);
    Value size =
        tensor::ExtractOp::create(rewriter, loc, op.getShape(), number);
    if (!size.getType().isIndex())
      size = arith::IndexCastOp::create(rewriter, loc, rewriter.getIndexType(),
                                        size);
    sizes.push_back(size);
  }
  SmallVector<int64_t> dynamic(type.getRank(), ShapedType::kDynamic);
  flat = castTo(rewriter, loc, flat,
                RankedTensorType::get(ShapedType::kDynamic, element));
  Value expanded = tensor::ExpandShapeOp::create(
      rewriter, loc, RankedTensorType::get(dynamic, element), flat,
      groupAll(type.getRank()), sizes);
  return castTo(rewriter, loc, expanded, type);
}
