// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Builder, verifier and speculatability of group.

#include "mlir/IR/Builders.h"
#include "tslice/IR/TSliceInference.h"

using namespace mlir;
using namespace tslice;

SmallVector<int64_t> GroupOp::getWindowSizes() {
  if (auto window = getWindow())
    return SmallVector<int64_t>(*window);
  return SmallVector<int64_t>(getDims().size(), 1);
}

int64_t GroupOp::getSite() {
  auto site = (*this)->getAttrOfType<IntegerAttr>("tslice.site");
  return site ? site.getInt() : -1;
}

/// The type of both results.
static RankedTensorType getListType(MLIRContext *context) {
  return RankedTensorType::get({ShapedType::kDynamic}, IndexType::get(context));
}

/// windowed_c1 to windowed_c5.
static LogicalResult inferLayout(GroupOp op, IndexedLayout *layout) {
  SmallVector<int64_t> window = op.getWindowSizes();
  WindowedAccess access{op.getIndices().getType(),
                        op.getBatch(),
                        op.getDims(),
                        window,
                        /*drop=*/{},
                        op.getBounds()};
  return inferWindowedShape([&] { return op.emitOpError(); },
                            op.getTarget().getType(), access, layout);
}

IndexedLayout tslice::getIndexedLayout(GroupOp op) {
  IndexedLayout layout;
  LogicalResult verified = inferLayout(op, &layout);
  assert(succeeded(verified) && "layouts are asked of verified ops only");
  (void)verified;
  return layout;
}

void GroupOp::build(OpBuilder &builder, OperationState &state, Value target,
                    Value indices, ArrayRef<int64_t> dims,
                    ArrayRef<int64_t> batch,
                    std::optional<SmallVector<int64_t>> window,
                    BoundsPolicy bounds) {
  Type list = getListType(builder.getContext());
  build(builder, state, list, list, target, indices,
        builder.getDenseI64ArrayAttr(batch), builder.getDenseI64ArrayAttr(dims),
        window ? builder.getDenseI64ArrayAttr(*window) : DenseI64ArrayAttr(),
        BoundsPolicyAttr::get(builder.getContext(), bounds));
}

LogicalResult GroupOp::verify() {
  // access_c1
  auto emitError = [&] { return emitOpError(); };
  if (failed(verifyAddressable(emitError, getTarget().getType())) ||
      failed(verifyAddressable(emitError, getIndices().getType())) ||
      failed(inferLayout(*this, nullptr)))
    return failure();
  // group_c1
  for (Value result : getResults())
    if (result.getType() != getListType(getContext()))
      return emitOpError() << "result has type " << result.getType()
                           << ", but group yields "
                           << getListType(getContext());
  // group_c2
  if (getBounds() == BoundsPolicy::SkipElement)
    for (int64_t window : getWindowSizes())
      if (window != 1)
        return emitOpError() << "groups whole windows, but 'skip_element' may "
                                "cut off a part of a window of "
                             << window << "; use 'skip_window'";
  return success();
}

/// As of a gather: it can fail by an index, and by the sizes of batches.
Speculation::Speculatability GroupOp::getSpeculatability() {
  RankedTensorType target = getTarget().getType(),
                   indices = getIndices().getType();
  bool sizesProven = getBatch().empty() ||
                     (target.hasStaticShape() && indices.hasStaticShape());
  bool windowsFit = llvm::all_of(
      llvm::zip_equal(getDims(), getWindowSizes()), [&](auto pair) {
        auto [dim, window] = pair;
        return !target.isDynamicDim(dim) && window <= target.getDimSize(dim);
      });
  bool rangeProven = isSkipping(getBounds()) ||
                     (getBounds() == BoundsPolicy::Clamp && windowsFit);
  return sizesProven && rangeProven ? Speculation::Speculatable
                                    : Speculation::NotSpeculatable;
}
