// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Windows as extract_slice and insert_slice.

#include "WindowUpdate.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace tslice;

void Window::append(Value offset, Value size, Value stride, bool keep) {
  offsets.push_back(getAsOpFoldResult(offset));
  sizes.push_back(getAsOpFoldResult(size));
  strides.push_back(getAsOpFoldResult(stride));
  kept.push_back(keep);
}

SmallVector<OpFoldResult> Window::getKeptSizes() const {
  SmallVector<OpFoldResult> result;
  for (auto [size, keep] : llvm::zip_equal(sizes, kept))
    if (keep)
      result.push_back(size);
  return result;
}

RankedTensorType Window::getType(Type elementType) const {
  SmallVector<int64_t> shape;
  for (OpFoldResult size : getKeptSizes())
    shape.push_back(getConstantIntValue(size).value_or(ShapedType::kDynamic));
  return RankedTensorType::get(shape, elementType);
}

Value tslice::extractWindow(IndexMath &math, Value tensor, const Window &window) {
  RankedTensorType type = window.getType(cast<RankedTensorType>(tensor.getType()).getElementType());
  return tensor::ExtractSliceOp::create(math.builder, math.loc, type, tensor, window.offsets, window.sizes,
                                        window.strides);
}

Value tslice::insertWindow(IndexMath &math, Value block, Value tensor, const Window &window) {
  return tensor::InsertSliceOp::create(math.builder, math.loc, block, tensor, window.offsets, window.sizes,
                                       window.strides);
}

Value tslice::castTo(IndexMath &math, Value block, RankedTensorType type) {
  if (block.getType() == type)
    return block;
  return tensor::CastOp::create(math.builder, math.loc, type, block);
}
