// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Windows as extract_slice and insert_slice.

#include "WindowUpdate.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace tslice;

bool tslice::hasNoElements(IndexedAccessOpInterface op) {
  auto isEmpty = [](Value tensor) {
    auto hasNone = [](Type type) {
      auto ranked = dyn_cast<RankedTensorType>(type);
      return ranked && llvm::is_contained(ranked.getShape(), 0);
    };
    auto cast = tensor.getDefiningOp<tensor::CastOp>();
    return hasNone(tensor.getType()) ||
           (cast && hasNone(cast.getSource().getType()));
  };
  if (!op.isWrite())
    return isEmpty(op.getElements());
  Combining combining = getCombining(op);
  return llvm::any_of(llvm::concat<Value>(combining.updates, combining.dests),
                      isEmpty);
}

void TensorWindow::append(Value offset, Value size, Value stride, bool keep) {
  offsets.push_back(getAsOpFoldResult(offset));
  sizes.push_back(getAsOpFoldResult(size));
  strides.push_back(getAsOpFoldResult(stride));
  kept.push_back(keep);
}

RankedTensorType TensorWindow::getType(Type elementType) const {
  SmallVector<int64_t> shape;
  for (OpFoldResult size : sizes)
    shape.push_back(getConstantIntValue(size).value_or(ShapedType::kDynamic));
  return RankedTensorType::get(shape, elementType);
}

Value tslice::extractWindow(IndexMath &math, Value tensor,
                            const TensorWindow &window) {
  RankedTensorType type =
      window.getType(cast<RankedTensorType>(tensor.getType()).getElementType());
  return tensor::ExtractSliceOp::create(math.builder, math.loc, type, tensor,
                                        window.offsets, window.sizes,
                                        window.strides);
}

/// Groups every dropped dimension with the kept one before it, or the first
/// kept one where there is none; without a kept one there are no groups.
static SmallVector<ReassociationIndices> groupDroppedDims(ArrayRef<bool> kept) {
  SmallVector<ReassociationIndices> groups;
  ReassociationIndices leading;
  for (auto [dim, keep] : llvm::enumerate(kept)) {
    if (keep) {
      groups.push_back(leading);
      leading.clear();
    }
    if (groups.empty())
      leading.push_back(dim);
    else
      groups.back().push_back(dim);
  }
  return groups;
}

Value tslice::readWindow(IndexMath &math, Value tensor,
                         const TensorWindow &window) {
  Value full = extractWindow(math, tensor, window);
  if (llvm::all_of(window.kept, [](bool keep) { return keep; }))
    return full;
  // Not a slice of lower rank: which of several dimensions of size 1 goes would
  // be a guess, and upstream's guesses for tensors and buffers differ.
  return tensor::CollapseShapeOp::create(math.builder, math.loc, full,
                                         groupDroppedDims(window.kept));
}

Value tslice::insertWindow(IndexMath &math, Value block, Value tensor,
                           const TensorWindow &window) {
  return tensor::InsertSliceOp::create(math.builder, math.loc, block, tensor,
                                       window.offsets, window.sizes,
                                       window.strides);
}

Value tslice::castTo(IndexMath &math, Value block, RankedTensorType type) {
  if (block.getType() == type)
    return block;
  return tensor::CastOp::create(math.builder, math.loc, type, block);
}
