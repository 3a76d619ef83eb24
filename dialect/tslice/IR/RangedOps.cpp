// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Builders, verifiers and interface methods of slice and update. What the pair
// shares is a template over the op, so that both say the same.

#include "AccessVerifiers.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace tslice;

/// What is static has passed the verifier: sizes agree and positions are in
/// range. A promise (`assume`) may hold only where it was made.
template <typename OpTy>
static Speculation::Speculatability rangedSpeculatability(OpTy op) {
  BoundsPolicy bounds = op.getBounds();
  bool sizesProven = allStatic(op.getStaticSizes()) &&
                     allStatic(op.getStaticStrides()) &&
                     op.getElements().getType().hasStaticShape();
  bool rangeProven =
      op.getIndexed().getType().hasStaticShape() &&
      bounds != BoundsPolicy::Assume &&
      (allStatic(op.getStaticOffsets()) || bounds == BoundsPolicy::Clamp);
  return speculatableIf(sizesProven && (isSkipping(bounds) || rangeProven));
}

template <typename OpTy> static RangedAccess getRangedAccess(OpTy op) {
  return {op.getStaticOffsets(), op.getStaticSizes(), op.getStaticStrides(),
          op.getDrop(),          op.getBounds(),      op.getWrap()};
}

#define TSLICE_MIXED_LISTS(OP)                                                 \
  SmallVector<OpFoldResult> OP::getMixedOffsets() {                            \
    return mlir::getMixedValues(getStaticOffsets(), getOffsets(),              \
                                getContext());                                 \
  }                                                                            \
  SmallVector<OpFoldResult> OP::getMixedSizes() {                              \
    return mlir::getMixedValues(getStaticSizes(), getSizes(), getContext());   \
  }                                                                            \
  SmallVector<OpFoldResult> OP::getMixedStrides() {                            \
    return mlir::getMixedValues(getStaticStrides(), getStrides(),              \
                                getContext());                                 \
  }
TSLICE_MIXED_LISTS(SliceOp)
TSLICE_MIXED_LISTS(UpdateOp)
#undef TSLICE_MIXED_LISTS

/// ranged_c1, the part that only the generic form can break: every dynamic
/// entry of a list has its operand.
template <typename OpTy> static LogicalResult verifyOperandCounts(OpTy op) {
  auto verify = [&](StringRef what, ArrayRef<int64_t> list,
                    size_t operands) -> LogicalResult {
    size_t needed = llvm::count_if(list, ShapedType::isDynamic);
    if (needed == operands)
      return success();
    return op.emitOpError()
           << "expects " << needed << " operands for its dynamic " << what
           << ", but got " << operands;
  };
  if (failed(
          verify("offsets", op.getStaticOffsets(), op.getOffsets().size())) ||
      failed(verify("sizes", op.getStaticSizes(), op.getSizes().size())))
    return failure();
  return verify("strides", op.getStaticStrides(), op.getStrides().size());
}

namespace {
/// Offsets, sizes and strides split into their static and SSA parts.
struct SplitLists {
  SmallVector<int64_t> staticOffsets, staticSizes, staticStrides;
  SmallVector<Value> offsets, sizes, strides;

  SplitLists(ArrayRef<OpFoldResult> mixedOffsets,
             ArrayRef<OpFoldResult> mixedSizes,
             ArrayRef<OpFoldResult> mixedStrides) {
    dispatchIndexOpFoldResults(mixedOffsets, offsets, staticOffsets);
    dispatchIndexOpFoldResults(mixedSizes, sizes, staticSizes);
    dispatchIndexOpFoldResults(mixedStrides, strides, staticStrides);
  }
};
} // namespace

void SliceOp::build(OpBuilder &builder, OperationState &state, Value source,
                    ArrayRef<OpFoldResult> offsets,
                    ArrayRef<OpFoldResult> sizes,
                    ArrayRef<OpFoldResult> strides, ArrayRef<int64_t> drop,
                    BoundsPolicy bounds, TypedAttr fill) {
  SplitLists lists(offsets, sizes, strides);
  SmallVector<int64_t> shape;
  for (auto [dim, size] : llvm::enumerate(lists.staticSizes))
    if (!llvm::is_contained(drop, static_cast<int64_t>(dim)))
      shape.push_back(size);
  Type elementType = cast<RankedTensorType>(source.getType()).getElementType();
  build(builder, state, RankedTensorType::get(shape, elementType), source,
        lists.offsets, lists.sizes, lists.strides, lists.staticOffsets,
        lists.staticSizes, lists.staticStrides, drop, bounds, fill);
}

LogicalResult SliceOp::verify() {
  if (failed(verifyAddressable(*this)) || failed(verifyOperandCounts(*this)))
    return failure();
  auto shape = inferRangedShape([&] { return emitOpError(); },
                                getIndexed().getType(), getRangedAccess(*this));
  return failed(shape) ? failure() : verifyRead(*this, *shape);
}

LogicalResult SliceOp::reifyResultShapes(OpBuilder &builder,
                                         ReifiedRankedShapedTypeDims &shapes) {
  SmallVector<OpFoldResult> sizes;
  for (auto [dim, size] : llvm::enumerate(getMixedSizes()))
    if (!llvm::is_contained(getDrop(), static_cast<int64_t>(dim)))
      sizes.push_back(size);
  shapes = {sizes};
  return success();
}

Speculation::Speculatability SliceOp::getSpeculatability() {
  return rangedSpeculatability(*this);
}
TypedValue<RankedTensorType> SliceOp::getIndexed() { return getSource(); }
TypedValue<RankedTensorType> SliceOp::getElements() { return getResult(); }
bool SliceOp::isWrite() { return false; }
Combiner SliceOp::getCombiner() { return Combiner::Set; }
BoundsPolicy SliceOp::getBoundsPolicy() { return getBounds(); }
bool SliceOp::wraps() { return getWrap(); }
TypedAttr SliceOp::getFillValue() { return getFillAttr(); }
SmallVector<int64_t> SliceOp::getDroppedDims() {
  return SmallVector<int64_t>(getDrop());
}

void UpdateOp::build(OpBuilder &builder, OperationState &state,
                     Combiner combine, Value update, Value dest,
                     ArrayRef<OpFoldResult> offsets,
                     ArrayRef<OpFoldResult> sizes,
                     ArrayRef<OpFoldResult> strides, ArrayRef<int64_t> drop,
                     BoundsPolicy bounds) {
  SplitLists lists(offsets, sizes, strides);
  build(builder, state, dest.getType(), TypeRange(), combine, update,
        ValueRange(), dest, ValueRange(), lists.offsets, lists.sizes,
        lists.strides, lists.staticOffsets, lists.staticSizes,
        lists.staticStrides, drop, bounds, /*exclude_self=*/false,
        /*accumulate=*/nullptr, /*order=*/nullptr, /*associative=*/false,
        /*ties=*/nullptr, /*wrap=*/false, /*bodiesCount=*/0);
}

LogicalResult UpdateOp::verify() {
  if (failed(verifyAddressable(*this)) || failed(verifyOperandCounts(*this)))
    return failure();
  auto shape = inferRangedShape([&] { return emitOpError(); },
                                getIndexed().getType(), getRangedAccess(*this));
  return failed(shape) ? failure() : verifyWrite(*this, *shape);
}

LogicalResult UpdateOp::reifyResultShapes(OpBuilder &builder,
                                          ReifiedRankedShapedTypeDims &shapes) {
  for (Value dest : getDests())
    shapes.push_back(tensor::getMixedSizes(builder, getLoc(), dest));
  return success();
}

Speculation::Speculatability UpdateOp::getSpeculatability() {
  return rangedSpeculatability(*this);
}
TypedValue<RankedTensorType> UpdateOp::getIndexed() { return getDest(); }
TypedValue<RankedTensorType> UpdateOp::getElements() { return getUpdate(); }
bool UpdateOp::isWrite() { return true; }
Combiner UpdateOp::getCombiner() { return getCombine(); }
BoundsPolicy UpdateOp::getBoundsPolicy() { return getBounds(); }
bool UpdateOp::wraps() { return getWrap(); }
TypedAttr UpdateOp::getFillValue() { return {}; }
SmallVector<int64_t> UpdateOp::getDroppedDims() {
  return SmallVector<int64_t>(getDrop());
}
