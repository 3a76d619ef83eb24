// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Folding and value ranges of the run-time check.

#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "tslice/IR/Evaluate.h"

using namespace mlir;
using namespace tslice;

namespace {
/// Where a call keeps that it has failed.
struct FailureResource : public SideEffects::Resource::Base<FailureResource> {
  StringRef getName() final { return "Failure"; }
};
} // namespace

bool tslice::holds(CheckKind kind, int64_t value, int64_t limit) {
  switch (kind) {
  case CheckKind::Index:
  case CheckKind::Wrapped:
    return value >= 0 && value < limit;
  case CheckKind::Equal:
  case CheckKind::Unique:
  case CheckKind::Sorted:
    return value == limit;
  case CheckKind::Size:
    return value >= 0;
  case CheckKind::Stride:
    return value != 0;
  case CheckKind::Window:
  case CheckKind::Room:
    return value <= limit;
  }
  llvm_unreachable("all kinds are handled");
}

void CheckOp::getEffects(
    SmallVectorImpl<MemoryEffects::EffectInstance> &effects) {
  // A record in the state of the call, which is no memory of the program's.
  if (getRequired())
    effects.emplace_back(MemoryEffects::Write::get(), FailureResource::get());
}

/// A check that holds for constants -> its value; `equal` of one value with
/// itself too.
OpFoldResult CheckOp::fold(FoldAdaptor adaptor) {
  if (getKind() == CheckKind::Equal && getValue() == getLimit())
    return getValue();
  auto value = dyn_cast_or_null<IntegerAttr>(adaptor.getValue());
  auto limit = dyn_cast_or_null<IntegerAttr>(adaptor.getLimit());
  bool unary = getKind() == CheckKind::Size || getKind() == CheckKind::Stride;
  if (!value || (!limit && !unary))
    return nullptr;
  if (holds(getKind(), value.getInt(), limit ? limit.getInt() : 0))
    return getValue();
  return nullptr;
}

void CheckOp::inferResultRanges(ArrayRef<ConstantIntRanges> ranges,
                                SetIntRangeFn setRange) {
  ConstantIntRanges value = ranges[0], limit = ranges[1];
  unsigned width = value.umin().getBitWidth();
  if (!isOfIndex() && getKind() != CheckKind::Size)
    return setRange(getResult(), value);
  APInt low = APInt::getZero(width), high = APInt::getSignedMaxValue(width);
  if (isOfIndex() && limit.smax().isStrictlyPositive())
    high = limit.smax() - 1;
  // Where the check must fail nothing is left of the value's range; the result
  // is then any value for which the check would hold.
  auto allowed = ConstantIntRanges::fromSigned(low, high);
  ConstantIntRanges both = value.intersection(allowed);
  setRange(getResult(), both.smin().sgt(both.smax()) ? allowed : both);
}
