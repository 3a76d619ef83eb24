// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Builders, verifiers and interface methods of slice, update, gather and scatter.
// What the pairs share is a template over the op, so that both say the same.

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Builders.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "tslice/IR/TSliceInference.h"
#include "tslice/IR/TSliceOps.h"

using namespace mlir;
using namespace tslice;

//===----------------------------------------------------------------------===//
// What all accesses share
//===----------------------------------------------------------------------===//

/// The elements' shape agrees with the inferred one. A read has exactly the
/// inferred type. The sizes of an update that the types leave open are compared
/// at run time.
static LogicalResult verifyElements(Operation *op, ArrayRef<int64_t> inferred, RankedTensorType elements,
                                    RankedTensorType indexed, StringRef name, bool exact) {
  if (elements.getElementType() != indexed.getElementType())
    return op->emitOpError() << name << " has element type " << elements.getElementType() << ", but the indexed tensor "
                             << indexed << " has " << indexed.getElementType();
  bool agrees = static_cast<size_t>(elements.getRank()) == inferred.size();
  for (size_t i = 0; agrees && i < inferred.size(); ++i) {
    int64_t size = elements.getDimSize(i);
    bool open = ShapedType::isDynamic(size) || ShapedType::isDynamic(inferred[i]);
    agrees = size == inferred[i] || (!exact && open);
  }
  if (agrees)
    return success();
  auto expected = RankedTensorType::get(inferred, indexed.getElementType());
  return op->emitOpError() << name << " has type " << elements << ", but the access implies " << expected;
}

/// read_c1: a fill belongs to the skipping policies and has the element type.
static LogicalResult verifyFill(Operation *op, TypedAttr fill, BoundsPolicy bounds, Type elementType) {
  if (!fill)
    return success();
  if (!isSkipping(bounds))
    return op->emitOpError() << "has a fill, which only 'skip_window' and 'skip_element' use, but its bounds policy is '"
                             << stringifyBoundsPolicy(bounds) << "'";
  if (fill.getType() != elementType)
    return op->emitOpError() << "has a fill of type " << fill.getType() << ", but reads elements of type "
                             << elementType;
  return success();
}

/// An access moves across control flow only when it provably cannot fail.
static Speculation::Speculatability speculatable(BoundsPolicy bounds, bool provenInRange) {
  return isSkipping(bounds) || provenInRange ? Speculation::Speculatable : Speculation::NotSpeculatable;
}

static bool allStatic(ArrayRef<int64_t> values) { return !ShapedType::isDynamicShape(values); }

/// Static everywhere means in range: the verifier has checked it.
template <typename OpTy>
static Speculation::Speculatability rangedSpeculatability(OpTy op) {
  bool isStatic = allStatic(op.getStaticOffsets()) && allStatic(op.getStaticSizes()) &&
                  allStatic(op.getStaticStrides());
  if (!isStatic || !op.getElements().getType().hasStaticShape())
    return Speculation::NotSpeculatable;
  return speculatable(op.getBounds(), op.getIndexed().getType().hasStaticShape());
}

template <typename OpTy>
static Speculation::Speculatability windowedSpeculatability(OpTy op) {
  // Dynamic batch sizes are compared at run time, under every policy.
  bool sizesProven = op.getIndices().getType().hasStaticShape() && op.getIndexed().getType().hasStaticShape() &&
                     op.getElements().getType().hasStaticShape();
  return sizesProven ? speculatable(op.getBounds(), false) : Speculation::NotSpeculatable;
}

template <typename OpTy>
static RangedAccess getRangedAccess(OpTy op) {
  return {op.getStaticOffsets(), op.getStaticSizes(), op.getStaticStrides(), op.getDrop(), op.getBounds()};
}

template <typename OpTy>
static SmallVector<int64_t> getWindowSizesOf(OpTy op) {
  if (auto window = op.getWindow())
    return SmallVector<int64_t>(*window);
  return SmallVector<int64_t>(op.getDims().size(), 1);
}

template <typename OpTy>
static SmallVector<int64_t> getDroppedDimsOf(OpTy op) {
  if (auto drop = op.getDrop())
    return SmallVector<int64_t>(*drop);
  return op.getWindow() ? SmallVector<int64_t>() : SmallVector<int64_t>(op.getDims());
}

template <typename OpTy>
static FailureOr<SmallVector<int64_t>> inferWindowed(OpTy op, IndexedLayout *layout = nullptr) {
  SmallVector<int64_t> window = getWindowSizesOf(op), drop = getDroppedDimsOf(op);
  WindowedAccess access{op.getIndices().getType(), op.getBatch(), op.getDims(), window, drop, op.getBounds()};
  return inferWindowedShape([&] { return op.emitOpError(); }, op.getIndexed().getType(), access, layout);
}

template <typename OpTy>
static IndexedLayout layoutOf(OpTy op) {
  IndexedLayout layout;
  LogicalResult verified = inferWindowed(op, &layout);
  assert(succeeded(verified) && "layouts are asked of verified ops only");
  (void)verified;
  return layout;
}

IndexedLayout tslice::getIndexedLayout(GatherOp op) { return layoutOf(op); }
IndexedLayout tslice::getIndexedLayout(ScatterOp op) { return layoutOf(op); }

//===----------------------------------------------------------------------===//
// SliceOp and UpdateOp
//===----------------------------------------------------------------------===//

#define TSLICE_MIXED_LISTS(OP)                                                                                         \
  SmallVector<OpFoldResult> OP::getMixedOffsets() {                                                                    \
    return mlir::getMixedValues(getStaticOffsets(), getOffsets(), getContext());                                       \
  }                                                                                                                    \
  SmallVector<OpFoldResult> OP::getMixedSizes() {                                                                      \
    return mlir::getMixedValues(getStaticSizes(), getSizes(), getContext());                                           \
  }                                                                                                                    \
  SmallVector<OpFoldResult> OP::getMixedStrides() {                                                                    \
    return mlir::getMixedValues(getStaticStrides(), getStrides(), getContext());                                       \
  }
TSLICE_MIXED_LISTS(SliceOp)
TSLICE_MIXED_LISTS(UpdateOp)
#undef TSLICE_MIXED_LISTS

namespace {
/// Offsets, sizes and strides split into their static and SSA parts.
struct SplitLists {
  SmallVector<int64_t> staticOffsets, staticSizes, staticStrides;
  SmallVector<Value> offsets, sizes, strides;

  SplitLists(ArrayRef<OpFoldResult> mixedOffsets, ArrayRef<OpFoldResult> mixedSizes,
             ArrayRef<OpFoldResult> mixedStrides) {
    dispatchIndexOpFoldResults(mixedOffsets, offsets, staticOffsets);
    dispatchIndexOpFoldResults(mixedSizes, sizes, staticSizes);
    dispatchIndexOpFoldResults(mixedStrides, strides, staticStrides);
  }
};
} // namespace

void SliceOp::build(OpBuilder &builder, OperationState &state, Value source, ArrayRef<OpFoldResult> offsets,
                    ArrayRef<OpFoldResult> sizes, ArrayRef<OpFoldResult> strides, ArrayRef<int64_t> drop,
                    BoundsPolicy bounds, TypedAttr fill) {
  SplitLists lists(offsets, sizes, strides);
  SmallVector<int64_t> shape;
  for (auto [dim, size] : llvm::enumerate(lists.staticSizes))
    if (!llvm::is_contained(drop, static_cast<int64_t>(dim)))
      shape.push_back(size);
  Type elementType = cast<RankedTensorType>(source.getType()).getElementType();
  build(builder, state, RankedTensorType::get(shape, elementType), source, lists.offsets, lists.sizes, lists.strides,
        lists.staticOffsets, lists.staticSizes, lists.staticStrides, drop, bounds, fill);
}

LogicalResult SliceOp::verify() {
  auto shape = inferRangedShape([&] { return emitOpError(); }, getSource().getType(), getRangedAccess(*this));
  if (failed(shape))
    return failure();
  if (failed(verifyElements(*this, *shape, getType(), getSource().getType(), "result", /*exact=*/true)))
    return failure();
  return verifyFill(*this, getFillAttr(), getBounds(), getAccessedElementType());
}

LogicalResult SliceOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  SmallVector<OpFoldResult> sizes;
  for (auto [dim, size] : llvm::enumerate(getMixedSizes()))
    if (!llvm::is_contained(getDrop(), static_cast<int64_t>(dim)))
      sizes.push_back(size);
  shapes = {sizes};
  return success();
}

Speculation::Speculatability SliceOp::getSpeculatability() { return rangedSpeculatability(*this); }
TypedValue<RankedTensorType> SliceOp::getIndexed() { return getSource(); }
TypedValue<RankedTensorType> SliceOp::getElements() { return getResult(); }
bool SliceOp::isWrite() { return false; }
Combiner SliceOp::getCombiner() { return Combiner::Set; }
BoundsPolicy SliceOp::getBoundsPolicy() { return getBounds(); }
TypedAttr SliceOp::getFillValue() { return getFillAttr(); }
SmallVector<int64_t> SliceOp::getDroppedDims() { return SmallVector<int64_t>(getDrop()); }

void UpdateOp::build(OpBuilder &builder, OperationState &state, Combiner combine, Value update, Value dest,
                     ArrayRef<OpFoldResult> offsets, ArrayRef<OpFoldResult> sizes, ArrayRef<OpFoldResult> strides,
                     ArrayRef<int64_t> drop, BoundsPolicy bounds) {
  SplitLists lists(offsets, sizes, strides);
  build(builder, state, dest.getType(), combine, update, dest, lists.offsets, lists.sizes, lists.strides,
        lists.staticOffsets, lists.staticSizes, lists.staticStrides, drop, bounds);
}

LogicalResult UpdateOp::verify() {
  auto emitError = [&] { return emitOpError(); };
  auto shape = inferRangedShape(emitError, getDest().getType(), getRangedAccess(*this));
  if (failed(shape))
    return failure();
  if (failed(verifyElements(*this, *shape, getUpdate().getType(), getDest().getType(), "update", /*exact=*/false)))
    return failure();
  return verifyCombiner(emitError, getCombine(), getAccessedElementType());
}

LogicalResult UpdateOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  shapes = {tensor::getMixedSizes(builder, getLoc(), getDest())};
  return success();
}

Speculation::Speculatability UpdateOp::getSpeculatability() { return rangedSpeculatability(*this); }
TypedValue<RankedTensorType> UpdateOp::getIndexed() { return getDest(); }
TypedValue<RankedTensorType> UpdateOp::getElements() { return getUpdate(); }
bool UpdateOp::isWrite() { return true; }
Combiner UpdateOp::getCombiner() { return getCombine(); }
BoundsPolicy UpdateOp::getBoundsPolicy() { return getBounds(); }
TypedAttr UpdateOp::getFillValue() { return {}; }
SmallVector<int64_t> UpdateOp::getDroppedDims() { return SmallVector<int64_t>(getDrop()); }

//===----------------------------------------------------------------------===//
// GatherOp and ScatterOp
//===----------------------------------------------------------------------===//

static DenseI64ArrayAttr getOptionalArray(OpBuilder &builder, const std::optional<SmallVector<int64_t>> &values) {
  return values ? builder.getDenseI64ArrayAttr(*values) : DenseI64ArrayAttr();
}

void GatherOp::build(OpBuilder &builder, OperationState &state, Value source, Value indices, ArrayRef<int64_t> dims,
                     ArrayRef<int64_t> batch, std::optional<SmallVector<int64_t>> window,
                     std::optional<SmallVector<int64_t>> drop, BoundsPolicy bounds, TypedAttr fill) {
  auto sourceType = cast<RankedTensorType>(source.getType());
  SmallVector<int64_t> windowSizes = window ? *window : SmallVector<int64_t>(dims.size(), 1);
  SmallVector<int64_t> dropped = drop ? *drop : (window ? SmallVector<int64_t>() : SmallVector<int64_t>(dims));
  WindowedAccess access{cast<RankedTensorType>(indices.getType()), batch, dims, windowSizes, dropped, bounds};
  auto shape = inferWindowedShape([&] { return mlir::emitError(state.location); }, sourceType, access);
  assert(succeeded(shape) && "expected consistent operands and attributes");
  build(builder, state, RankedTensorType::get(*shape, sourceType.getElementType()), source, indices,
        builder.getDenseI64ArrayAttr(batch), builder.getDenseI64ArrayAttr(dims), getOptionalArray(builder, window),
        getOptionalArray(builder, drop), BoundsPolicyAttr::get(builder.getContext(), bounds), fill);
}

SmallVector<int64_t> GatherOp::getWindowSizes() { return getWindowSizesOf(*this); }
SmallVector<int64_t> GatherOp::getDroppedDims() { return getDroppedDimsOf(*this); }

LogicalResult GatherOp::verify() {
  auto shape = inferWindowed(*this);
  if (failed(shape))
    return failure();
  if (failed(verifyElements(*this, *shape, getType(), getSource().getType(), "result", /*exact=*/true)))
    return failure();
  return verifyFill(*this, getFillAttr(), getBounds(), getAccessedElementType());
}

LogicalResult GatherOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  IndexedLayout layout = getIndexedLayout(*this);
  SmallVector<OpFoldResult> sizes;
  for (int64_t i = 0; i < layout.numPositionDims; ++i)
    sizes.push_back(tensor::getMixedSize(builder, getLoc(), getIndices(), i));
  for (auto [dim, facts] : llvm::enumerate(layout.dims)) {
    if (facts.kind == IndexedDim::Batch || facts.elementDim < 0)
      continue;
    sizes.push_back(facts.kind == IndexedDim::Addressed
                        ? OpFoldResult(builder.getIndexAttr(facts.window))
                        : tensor::getMixedSize(builder, getLoc(), getSource(), dim));
  }
  shapes = {sizes};
  return success();
}

Speculation::Speculatability GatherOp::getSpeculatability() { return windowedSpeculatability(*this); }
TypedValue<RankedTensorType> GatherOp::getIndexed() { return getSource(); }
TypedValue<RankedTensorType> GatherOp::getElements() { return getResult(); }
bool GatherOp::isWrite() { return false; }
Combiner GatherOp::getCombiner() { return Combiner::Set; }
BoundsPolicy GatherOp::getBoundsPolicy() { return getBounds(); }
TypedAttr GatherOp::getFillValue() { return getFillAttr(); }

void ScatterOp::build(OpBuilder &builder, OperationState &state, Combiner combine, Value update, Value dest,
                      Value indices, ArrayRef<int64_t> dims, ArrayRef<int64_t> batch,
                      std::optional<SmallVector<int64_t>> window, std::optional<SmallVector<int64_t>> drop,
                      BoundsPolicy bounds) {
  build(builder, state, dest.getType(), CombinerAttr::get(builder.getContext(), combine), update, dest, indices,
        builder.getDenseI64ArrayAttr(batch), builder.getDenseI64ArrayAttr(dims), getOptionalArray(builder, window),
        getOptionalArray(builder, drop), BoundsPolicyAttr::get(builder.getContext(), bounds));
}

SmallVector<int64_t> ScatterOp::getWindowSizes() { return getWindowSizesOf(*this); }
SmallVector<int64_t> ScatterOp::getDroppedDims() { return getDroppedDimsOf(*this); }

LogicalResult ScatterOp::verify() {
  auto shape = inferWindowed(*this);
  if (failed(shape))
    return failure();
  if (failed(verifyElements(*this, *shape, getUpdate().getType(), getDest().getType(), "update", /*exact=*/false)))
    return failure();
  return verifyCombiner([&] { return emitOpError(); }, getCombine(), getAccessedElementType());
}

LogicalResult ScatterOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  shapes = {tensor::getMixedSizes(builder, getLoc(), getDest())};
  return success();
}

Speculation::Speculatability ScatterOp::getSpeculatability() { return windowedSpeculatability(*this); }
TypedValue<RankedTensorType> ScatterOp::getIndexed() { return getDest(); }
TypedValue<RankedTensorType> ScatterOp::getElements() { return getUpdate(); }
bool ScatterOp::isWrite() { return true; }
Combiner ScatterOp::getCombiner() { return getCombine(); }
BoundsPolicy ScatterOp::getBoundsPolicy() { return getBounds(); }
TypedAttr ScatterOp::getFillValue() { return {}; }
