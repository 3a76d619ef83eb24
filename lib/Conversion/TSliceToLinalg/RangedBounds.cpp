// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bounds of slices and updates. All of it is scalar work ahead of the access,
// and folds away for static accesses; the formulas are those of
// TSliceInference.h.

#include "Bounds.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "tslice/SeededFaults.h"
#include <limits>

using namespace mlir;
using namespace tslice;

namespace {
/// The work of createRangedBounds, shared by both ops.
struct RangedBoundsBuilder {
  IndexMath &math;
  BoundsPolicy policy;
  bool wrap;
  int64_t site;
  RangedBounds bounds;
  /// Whether there is an element at all, as an i1; without one nothing is
  /// checked.
  Value nonEmpty;

  /// Sizes below zero and strides of zero are errors under every policy.
  void checkSizesAndStrides(ArrayRef<OpFoldResult> sizes,
                            ArrayRef<OpFoldResult> strides) {
    Value zero = math.constant(0);
    for (int64_t dim = 0, rank = sizes.size(); dim < rank; ++dim) {
      bounds.sizes.push_back(math.check(CheckKind::Size, math.value(sizes[dim]),
                                        zero, {}, site, dim));
      bounds.strides.push_back(math.check(
          CheckKind::Stride, math.value(strides[dim]), zero, {}, site, dim));
      Value &stride = bounds.strides.back();
      if (isSeeded("stride-sign"))
        stride = math.max(stride, math.sub(zero, stride));
    }
  }

  void findNonEmpty() {
    nonEmpty = arith::ConstantIntOp::create(math.builder, math.loc, 1, 1);
    for (Value size : bounds.sizes)
      nonEmpty = math.both(nonEmpty, math.less(math.constant(0), size));
  }

  /// s*(n-1) and whether |s|*(n-1) < N, without overflow for any s and n.
  std::pair<Value, Value> createSpan(int64_t dim) {
    Value stride = bounds.strides[dim],
          steps = math.sub(bounds.sizes[dim], math.constant(1));
    Value span = math.mul(stride, steps);
    if (IndexMath::known(stride) && IndexMath::known(steps))
      return {span, math.less(math.max(span, math.sub(math.constant(0), span)),
                              bounds.extents[dim])};
    // |s|*(n-1) < N  <=>  n-1 = 0 or |s| <= (N-1) div (n-1), and |s| is not
    // negative (it is for the least integer).
    Value magnitude = math.max(stride, math.sub(math.constant(0), stride));
    Value divisor = math.max(steps, math.constant(1));
    Value atMost =
        math.floorDiv(math.sub(bounds.extents[dim], math.constant(1)), divisor);
    Value fits =
        math.inRange(magnitude, math.max(math.constant(0),
                                         math.add(atMost, math.constant(1))));
    Value single = math.less(steps, math.constant(1));
    return {math.select(math.either(fits, single), span, math.constant(0)),
            math.either(fits, single)};
  }

  /// error: the first and the last position are in range. Where the span is too
  /// long the last position counts as the size, which is outside.
  Value checkOffset(int64_t dim, Value offset) {
    auto [span, fits] = createSpan(dim);
    Value extent = bounds.extents[dim], zero = math.constant(0);
    Value limit = math.select(nonEmpty, extent, math.constant(1));
    Value first = math.select(nonEmpty, offset, zero);
    Value last = math.select(fits, math.add(offset, span), extent);
    last = math.select(nonEmpty, last, zero);
    Value checkedFirst =
        math.check(wrap ? CheckKind::Wrapped : CheckKind::Index, first, limit,
                   {}, site, dim);
    Value checkedLast =
        math.check(CheckKind::Index, last, limit, {}, site, dim);
    return math.tie(math.tie(offset, checkedFirst, first), checkedLast, last);
  }

  /// clamp: the offset moves into [0, N-1-span] or [-span, N-1].
  Value clampOffset(int64_t dim, Value offset) {
    auto [span, fits] = createSpan(dim);
    Value extent = bounds.extents[dim], zero = math.constant(0),
          one = math.constant(1);
    // The window that must fit is span+1 positions, one more than there are
    // where it does not.
    Value width = math.add(math.max(span, math.sub(zero, span)), one);
    width = math.select(fits, width, math.add(extent, one));
    width = math.select(nonEmpty, width, zero);
    Value checked = math.check(CheckKind::Window, width, extent, {}, site, dim);
    Value low = math.max(zero, math.sub(zero, span));
    Value high = math.sub(math.sub(extent, one), math.max(zero, span));
    Value clamped =
        math.select(nonEmpty, math.max(low, math.min(offset, high)), zero);
    return math.tie(clamped, checked, width);
  }

  Value isInside(int64_t dim, Value offset) {
    auto [span, fits] = createSpan(dim);
    Value extent = bounds.extents[dim];
    Value ends = math.both(math.inRange(offset, extent),
                           math.inRange(math.add(offset, span), extent));
    return math.both(fits, ends);
  }

  void applyPolicy(ArrayRef<OpFoldResult> offsets) {
    Value inside;
    for (auto [dim, mixed] : llvm::enumerate(offsets)) {
      Value offset = math.value(mixed);
      if (wrap)
        offset =
            math.wrap(offset, bounds.extents[dim], bounds.extents[dim], policy);
      if (policy == BoundsPolicy::Error)
        offset = checkOffset(dim, offset);
      else if (policy == BoundsPolicy::Clamp)
        offset = clampOffset(dim, offset);
      else if (policy == BoundsPolicy::Assume)
        // Without an element the promise says nothing about the offset.
        offset = math.select(nonEmpty, offset, math.constant(0));
      else if (policy == BoundsPolicy::SkipWindow)
        inside = inside ? math.both(inside, isInside(dim, offset))
                        : isInside(dim, offset);
      bounds.offsets.push_back(offset);
    }
    if (inside && IndexMath::known(inside) != std::optional<int64_t>(1))
      bounds.inside = inside;
  }
};
} // namespace

/// A falling progression is mirrored to N-1-offset and rises. One that starts
/// below 0, at o, makes its first step inside with number m div s + 1 at
/// position s-1 - m mod s, where m = -1-o. Nothing of this overflows: what does
/// (a falling progression below 0) is left out, and the least stride, which has
/// no positive twin, goes one step at most.
InsideSteps tslice::createInsideSteps(IndexMath &math,
                                      const RangedBounds &bounds, int64_t dim) {
  Value zero = math.constant(0), one = math.constant(1),
        minusOne = math.constant(-1);
  Value offset = bounds.offsets[dim], stride = bounds.strides[dim],
        size = bounds.sizes[dim];
  Value last = math.sub(bounds.extents[dim], one);
  Value leastButOne = math.constant(std::numeric_limits<int64_t>::min() + 1);
  Value falls = math.less(stride, zero),
        never = math.both(falls, math.less(offset, zero));
  size = math.select(math.less(stride, leastButOne), math.min(size, one), size);
  stride = math.max(stride, leastButOne);
  stride = math.max(stride, math.sub(zero, stride));
  Value start = math.select(falls, math.sub(last, offset), offset);

  Value below = math.less(start, zero);
  Value missing = math.select(below, math.sub(minusOne, start), zero);
  Value skipped = math.floorDiv(missing, stride);
  Value rest = math.sub(missing, math.mul(skipped, stride));
  InsideSteps steps;
  steps.first = math.select(below, math.add(skipped, one), zero);
  start = math.select(below, math.sub(math.sub(stride, one), rest), start);
  Value remaining =
      math.select(below, math.sub(math.sub(size, one), skipped), size);
  Value room = math.add(math.floorDiv(math.sub(last, start), stride), one);
  room = math.select(math.either(never, math.less(last, start)), zero, room);
  steps.count = math.max(zero, math.min(remaining, room));

  Value reach = math.mul(stride, math.sub(steps.count, one));
  Value low = math.select(falls, math.sub(math.sub(last, start), reach), start);
  steps.low = math.select(math.less(zero, steps.count), low, zero);
  steps.distance = stride;
  steps.falls = falls;
  return steps;
}

template <typename OpTy>
static RangedBounds createBounds(IndexMath &math, OpTy op) {
  RangedBoundsBuilder builder{
      math, op.getBounds(), op.getWrap(), op.getSite(), {}, {}};
  for (int64_t dim = 0, rank = op.getIndexed().getType().getRank(); dim < rank;
       ++dim)
    builder.bounds.extents.push_back(math.dim(op.getIndexed(), dim));
  builder.checkSizesAndStrides(op.getMixedSizes(), op.getMixedStrides());
  builder.findNonEmpty();
  builder.applyPolicy(op.getMixedOffsets());
  return builder.bounds;
}

RangedBounds tslice::createRangedBounds(IndexMath &math, SliceOp op) {
  return createBounds(math, op);
}

RangedBounds tslice::createRangedBounds(IndexMath &math, UpdateOp op) {
  RangedBounds bounds = createBounds(math, op);
  // update_c1: the update has the size of the access in every dimension it has.
  int64_t elementDim = 0;
  for (int64_t dim = 0, rank = bounds.sizes.size(); dim < rank; ++dim) {
    if (llvm::is_contained(op.getDrop(), dim))
      continue;
    bounds.offsets[dim] = math.tieToUpdateSizes(
        bounds.offsets[dim], op, elementDim++, bounds.sizes[dim]);
  }
  for (auto [dim, offset] : llvm::enumerate(bounds.offsets))
    offset = math.tieToDestSizes(offset, op, dim);
  return bounds;
}
