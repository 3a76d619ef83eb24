// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Builders, verifiers and interface methods of gather and scatter. What the
// pair shares is a template over the op, so that both say the same.

#include "AccessVerifiers.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace tslice;

template <typename OpTy>
static SmallVector<int64_t> getStaticWindowOf(OpTy op) {
  if (auto window = op.getWindow())
    return SmallVector<int64_t>(*window);
  return SmallVector<int64_t>(op.getDims().size(), 1);
}

template <typename OpTy>
static SmallVector<OpFoldResult> getMixedWindowOf(OpTy op) {
  return getMixedValues(getStaticWindowOf(op), op.getWindowSizes(),
                        op.getContext());
}

/// windowed_c4, the part that only the generic form can break: every dynamic
/// window has its operand.
template <typename OpTy> static LogicalResult verifyWindowOperands(OpTy op) {
  size_t needed = llvm::count_if(getStaticWindowOf(op), ShapedType::isDynamic);
  if (needed == op.getWindowSizes().size())
    return success();
  return op.emitOpError() << "expects " << needed
                          << " operands for its dynamic windows, but got "
                          << op.getWindowSizes().size();
}

template <typename OpTy> static SmallVector<int64_t> getDroppedDimsOf(OpTy op) {
  if (auto drop = op.getDrop())
    return SmallVector<int64_t>(*drop);
  return op.getWindow() ? SmallVector<int64_t>()
                        : SmallVector<int64_t>(op.getDims());
}

template <typename OpTy>
static Speculation::Speculatability windowedSpeculatability(OpTy op) {
  RankedTensorType indexed = op.getIndexed().getType(),
                   indices = op.getIndices().getType();
  // Reads compare sizes of batches only, writes all sizes of the update.
  bool sizesProven = indexed.hasStaticShape() && indices.hasStaticShape() &&
                     op.getElements().getType().hasStaticShape();
  if (!op.isWrite() && op.getBatch().empty())
    sizesProven = true;
  // A window could be negative.
  sizesProven &= op.getWindowSizes().empty();
  bool windowsFit = llvm::all_of(
      llvm::zip_equal(op.getDims(), getStaticWindowOf(op)), [&](auto pair) {
        auto [dim, window] = pair;
        return !indexed.isDynamicDim(dim) && !ShapedType::isDynamic(window) &&
               window <= indexed.getDimSize(dim);
      });
  bool rangeProven = op.getBounds() == BoundsPolicy::Clamp && windowsFit;
  return speculatableIf(sizesProven &&
                        (isSkipping(op.getBounds()) || rangeProven));
}

template <typename OpTy>
static FailureOr<SmallVector<int64_t>>
inferWindowed(OpTy op, IndexedLayout *layout = nullptr) {
  SmallVector<int64_t> window = getStaticWindowOf(op),
                       drop = getDroppedDimsOf(op);
  WindowedAccess access{op.getIndices().getType(),
                        op.getBatch(),
                        op.getDims(),
                        window,
                        drop,
                        op.getBounds()};
  return inferWindowedShape([&] { return op.emitOpError(); },
                            op.getIndexed().getType(), access, layout);
}

template <typename OpTy> static IndexedLayout layoutOf(OpTy op) {
  IndexedLayout layout;
  LogicalResult verified = inferWindowed(op, &layout);
  assert(succeeded(verified) && "layouts are asked of verified ops only");
  (void)verified;
  return layout;
}

IndexedLayout tslice::getIndexedLayout(GatherOp op) { return layoutOf(op); }
IndexedLayout tslice::getIndexedLayout(ScatterOp op) { return layoutOf(op); }

namespace {
/// An optional window split into its static and SSA parts.
struct SplitWindow {
  DenseI64ArrayAttr attr;
  SmallVector<Value> sizes;

  SplitWindow(Builder &builder,
              const std::optional<SmallVector<OpFoldResult>> &window) {
    if (!window)
      return;
    SmallVector<int64_t> staticSizes;
    dispatchIndexOpFoldResults(*window, sizes, staticSizes);
    attr = builder.getDenseI64ArrayAttr(staticSizes);
  }
};
} // namespace

static DenseI64ArrayAttr
getOptionalArray(OpBuilder &builder,
                 const std::optional<SmallVector<int64_t>> &values) {
  return values ? builder.getDenseI64ArrayAttr(*values) : DenseI64ArrayAttr();
}

void GatherOp::build(OpBuilder &builder, OperationState &state, Value source,
                     Value indices, ArrayRef<int64_t> dims,
                     ArrayRef<int64_t> batch,
                     std::optional<SmallVector<OpFoldResult>> window,
                     std::optional<SmallVector<int64_t>> drop,
                     BoundsPolicy bounds, TypedAttr fill) {
  auto sourceType = cast<RankedTensorType>(source.getType());
  SplitWindow windows(builder, window);
  SmallVector<int64_t> windowSizes =
      window ? SmallVector<int64_t>(windows.attr.asArrayRef())
             : SmallVector<int64_t>(dims.size(), 1);
  SmallVector<int64_t> dropped =
      drop ? *drop
           : (window ? SmallVector<int64_t>() : SmallVector<int64_t>(dims));
  WindowedAccess access{cast<RankedTensorType>(indices.getType()),
                        batch,
                        dims,
                        windowSizes,
                        dropped,
                        bounds};
  auto shape = inferWindowedShape(
      [&] { return mlir::emitError(state.location); }, sourceType, access);
  assert(succeeded(shape) && "expected consistent operands and attributes");
  build(builder, state,
        RankedTensorType::get(*shape, sourceType.getElementType()), source,
        indices, windows.sizes, builder.getDenseI64ArrayAttr(batch),
        builder.getDenseI64ArrayAttr(dims), windows.attr,
        getOptionalArray(builder, drop),
        BoundsPolicyAttr::get(builder.getContext(), bounds), fill,
        /*unique=*/nullptr, /*sorted=*/nullptr);
}

SmallVector<int64_t> GatherOp::getStaticWindow() {
  return getStaticWindowOf(*this);
}
SmallVector<OpFoldResult> GatherOp::getMixedWindow() {
  return getMixedWindowOf(*this);
}
SmallVector<int64_t> GatherOp::getDroppedDims() {
  return getDroppedDimsOf(*this);
}

LogicalResult GatherOp::verify() {
  if (failed(verifyAddressable(*this)) || failed(verifyWindowOperands(*this)))
    return failure();
  auto shape = inferWindowed(*this);
  return failed(shape) ? failure() : verifyRead(*this, *shape);
}

LogicalResult GatherOp::reifyResultShapes(OpBuilder &builder,
                                          ReifiedRankedShapedTypeDims &shapes) {
  IndexedLayout layout = getIndexedLayout(*this);
  SmallVector<OpFoldResult> sizes;
  for (int64_t i = 0; i < layout.numPositionDims; ++i)
    sizes.push_back(tensor::getMixedSize(builder, getLoc(), getIndices(), i));
  SmallVector<OpFoldResult> window = getMixedWindow();
  for (auto [dim, facts] : llvm::enumerate(layout.dims)) {
    if (facts.kind == IndexedDim::Batch || facts.elementDim < 0)
      continue;
    sizes.push_back(
        facts.kind == IndexedDim::Addressed
            ? window[facts.component]
            : tensor::getMixedSize(builder, getLoc(), getSource(), dim));
  }
  shapes = {sizes};
  return success();
}

Speculation::Speculatability GatherOp::getSpeculatability() {
  return windowedSpeculatability(*this);
}
TypedValue<RankedTensorType> GatherOp::getIndexed() { return getSource(); }
TypedValue<RankedTensorType> GatherOp::getElements() { return getResult(); }
bool GatherOp::isWrite() { return false; }
Combiner GatherOp::getCombiner() { return Combiner::Set; }
BoundsPolicy GatherOp::getBoundsPolicy() { return getBounds(); }
bool GatherOp::wraps() { return getWrap(); }
TypedAttr GatherOp::getFillValue() { return getFillAttr(); }

void ScatterOp::build(OpBuilder &builder, OperationState &state,
                      Combiner combine, Value update, Value dest, Value indices,
                      ArrayRef<int64_t> dims, ArrayRef<int64_t> batch,
                      std::optional<SmallVector<OpFoldResult>> window,
                      std::optional<SmallVector<int64_t>> drop,
                      BoundsPolicy bounds) {
  SplitWindow windows(builder, window);
  build(builder, state, dest.getType(), TypeRange(),
        CombinerAttr::get(builder.getContext(), combine), update, ValueRange(),
        dest, ValueRange(), indices, windows.sizes,
        builder.getDenseI64ArrayAttr(batch), builder.getDenseI64ArrayAttr(dims),
        windows.attr, getOptionalArray(builder, drop),
        BoundsPolicyAttr::get(builder.getContext(), bounds),
        /*exclude_self=*/nullptr, /*accumulate=*/nullptr, /*order=*/nullptr,
        /*associative=*/nullptr, /*ties=*/nullptr, /*unique=*/nullptr,
        /*sorted=*/nullptr, /*wrap=*/nullptr, /*bodiesCount=*/0);
}

SmallVector<int64_t> ScatterOp::getStaticWindow() {
  return getStaticWindowOf(*this);
}
SmallVector<OpFoldResult> ScatterOp::getMixedWindow() {
  return getMixedWindowOf(*this);
}
SmallVector<int64_t> ScatterOp::getDroppedDims() {
  return getDroppedDimsOf(*this);
}

LogicalResult ScatterOp::verify() {
  if (failed(verifyAddressable(*this)) || failed(verifyWindowOperands(*this)))
    return failure();
  auto shape = inferWindowed(*this);
  return failed(shape) ? failure() : verifyWrite(*this, *shape);
}

LogicalResult
ScatterOp::reifyResultShapes(OpBuilder &builder,
                             ReifiedRankedShapedTypeDims &shapes) {
  for (Value dest : getDests())
    shapes.push_back(tensor::getMixedSizes(builder, getLoc(), dest));
  return success();
}

Speculation::Speculatability ScatterOp::getSpeculatability() {
  return windowedSpeculatability(*this);
}
TypedValue<RankedTensorType> ScatterOp::getIndexed() { return getDest(); }
TypedValue<RankedTensorType> ScatterOp::getElements() { return getUpdate(); }
bool ScatterOp::isWrite() { return true; }
Combiner ScatterOp::getCombiner() { return getCombine(); }
BoundsPolicy ScatterOp::getBoundsPolicy() { return getBounds(); }
bool ScatterOp::wraps() { return getWrap(); }
TypedAttr ScatterOp::getFillValue() { return {}; }
