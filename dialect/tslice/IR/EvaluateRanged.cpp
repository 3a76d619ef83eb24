// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Evaluates slice and update: an arithmetic progression in each dimension.

#include "EvaluateLoops.h"
#include <algorithm>

using namespace mlir;
using namespace tslice;
using namespace tslice::evaluation;

namespace {
/// Positions are computed without overflow: offsets, sizes and strides are any
/// 64-bit numbers.
using Wide = __int128;

/// The positions offset + i*stride of one dimension, 0 <= i < size.
struct Progression {
  int64_t offset, size, stride;

  Wide at(int64_t i) const { return Wide(offset) + Wide(i) * stride; }
  Wide last() const { return at(size - 1); }
  /// The number of positions from the lowest to the highest.
  Wide span() const {
    Wide distance = last() - offset;
    return (distance < 0 ? -distance : distance) + 1;
  }
};
} // namespace

static bool isInside(Wide position, int64_t size) {
  return position >= 0 && position < size;
}

/// The 64-bit number nearest to `value`.
static int64_t saturate(Wide value) {
  return static_cast<int64_t>(std::clamp<Wide>(value, INT64_MIN, INT64_MAX));
}

template <typename OpTy>
static SmallVector<Progression> getRangesOf(OpTy op,
                                            ArrayRef<int64_t> scalars) {
  // The dynamic entries of the lists are operands, in this order.
  auto resolve = [&](ArrayRef<int64_t> staticValues) {
    SmallVector<int64_t> values(staticValues);
    for (int64_t &value : values)
      if (ShapedType::isDynamic(value)) {
        value = scalars.front();
        scalars = scalars.drop_front();
      }
    return values;
  };
  SmallVector<int64_t> offsets = resolve(op.getStaticOffsets());
  SmallVector<int64_t> sizes = resolve(op.getStaticSizes());
  SmallVector<int64_t> strides = resolve(op.getStaticStrides());
  SmallVector<Progression> ranges;
  for (auto [offset, size, stride] : llvm::zip_equal(offsets, sizes, strides))
    ranges.push_back({offset, size, stride});
  return ranges;
}

static ArrayRef<int64_t> getExtents(IndexedAccessOpInterface op,
                                    ArrayRef<BufferView> tensors) {
  return AccessTensors(op, tensors).indexed.front().shape;
}

/// The progressions of `op`, after `wrap`.
static SmallVector<Progression> getRanges(IndexedAccessOpInterface op,
                                          ArrayRef<BufferView> tensors,
                                          ArrayRef<int64_t> scalars) {
  auto slice = dyn_cast<SliceOp>(op.getOperation());
  SmallVector<Progression> ranges =
      slice ? getRangesOf(slice, scalars)
            : getRangesOf(cast<UpdateOp>(op.getOperation()), scalars);
  if (op.wraps())
    for (auto [range, extent] :
         llvm::zip_equal(ranges, getExtents(op, tensors)))
      if (range.offset < 0)
        range.offset += extent;
  return ranges;
}

/// `error`: the offset and the last position of every dimension are in range.
/// An offset that is still below 0 after `wrap` is reported as it was before.
static LogicalResult checkProgressions(ArrayRef<Progression> ranges,
                                       ArrayRef<int64_t> extents, bool wrap,
                                       EvaluationError &error) {
  for (auto [index, range] : llvm::enumerate(ranges)) {
    int64_t dim = static_cast<int64_t>(index), extent = extents[dim];
    if (!isInside(range.offset, extent)) {
      bool wasNegative = wrap && range.offset < 0;
      error =
          EvaluationError{wrap ? CheckKind::Wrapped : CheckKind::Index, dim,
                          range.offset - (wasNegative ? extent : 0), extent};
      return failure();
    }
    if (!isInside(range.last(), extent)) {
      error = EvaluationError{CheckKind::Index, dim, saturate(range.last()),
                              extent};
      return failure();
    }
  }
  return success();
}

/// `clamp`: every offset moves as little as makes its range fit.
static LogicalResult clampProgressions(MutableArrayRef<Progression> ranges,
                                       ArrayRef<int64_t> extents,
                                       EvaluationError &error) {
  for (auto [dim, range] : llvm::enumerate(ranges)) {
    int64_t extent = extents[dim];
    if (range.span() > extent) {
      error = EvaluationError{CheckKind::Window, static_cast<int64_t>(dim),
                              saturate(range.span()), extent};
      return failure();
    }
    int64_t reach = static_cast<int64_t>(range.span()) - 1;
    int64_t lowest = range.stride > 0 ? 0 : reach;
    int64_t highest = range.stride > 0 ? extent - 1 - reach : extent - 1;
    range.offset = std::clamp(range.offset, lowest, highest);
  }
  return success();
}

static SmallVector<int64_t> getSizes(ArrayRef<Progression> ranges) {
  return llvm::map_to_vector(ranges, [](auto &range) { return range.size; });
}

/// Applies the bounds policy to the progressions as a whole. Without elements
/// there is nothing to check.
static LogicalResult applyBounds(BoundsPolicy bounds, bool wrap,
                                 MutableArrayRef<Progression> ranges,
                                 ArrayRef<int64_t> extents,
                                 EvaluationError &error) {
  if (llvm::is_contained(getSizes(ranges), 0))
    return success();
  switch (bounds) {
  case BoundsPolicy::Error:
  case BoundsPolicy::Assume:
    return checkProgressions(ranges, extents, wrap, error);
  case BoundsPolicy::Clamp:
    return clampProgressions(ranges, extents, error);
  case BoundsPolicy::SkipWindow:
  case BoundsPolicy::SkipElement:
    return success();
  }
  llvm_unreachable("all policies are handled");
}

LogicalResult tslice::evaluation::rangedShape(IndexedAccessOpInterface op,
                                              ArrayRef<BufferView> tensors,
                                              ArrayRef<int64_t> scalars,
                                              SmallVectorImpl<int64_t> &shape,
                                              EvaluationError &error) {
  SmallVector<Progression> ranges = getRanges(op, tensors, scalars);
  SmallVector<int64_t> dropped = op.getDroppedDims();
  SmallVector<int64_t> implied;
  for (auto [index, range] : llvm::enumerate(ranges)) {
    int64_t dim = static_cast<int64_t>(index);
    if (range.stride == 0) {
      error = EvaluationError{CheckKind::Stride, dim};
      return failure();
    }
    if (range.size < 0) {
      error = EvaluationError{CheckKind::Size, dim, range.size};
      return failure();
    }
    if (!llvm::is_contained(dropped, dim))
      implied.push_back(range.size);
  }
  if (op.isWrite() && failed(comparePairs(op, tensors, implied, error)))
    return failure();
  shape = implied;
  if (op.isWrite())
    shape.assign(getExtents(op, tensors));
  // Nobody should have to allocate the result of an access that cannot be.
  return applyBounds(op.getBoundsPolicy(), op.wraps(), ranges,
                     getExtents(op, tensors), error);
}

LogicalResult tslice::evaluation::evaluateRanged(IndexedAccessOpInterface op,
                                                 ArrayRef<BufferView> tensors,
                                                 ArrayRef<int64_t> scalars,
                                                 ElementMover &mover,
                                                 EvaluationError &error) {
  SmallVector<Progression> ranges = getRanges(op, tensors, scalars);
  ArrayRef<int64_t> extents = getExtents(op, tensors);
  BoundsPolicy bounds = op.getBoundsPolicy();
  if (failed(applyBounds(bounds, op.wraps(), ranges, extents, error)))
    return failure();
  EvaluationError unused;
  bool skipAll = bounds == BoundsPolicy::SkipWindow &&
                 failed(checkProgressions(ranges, extents, op.wraps(), unused));

  SmallVector<int64_t> dropped = op.getDroppedDims();
  return forEachPosition(getSizes(ranges), [&](ArrayRef<int64_t> i) {
    SmallVector<int64_t> element, position;
    bool inside = true;
    for (auto [dim, range] : llvm::enumerate(ranges)) {
      inside &= isInside(range.at(i[dim]), extents[dim]);
      position.push_back(saturate(range.at(i[dim])));
      if (!llvm::is_contained(dropped, static_cast<int64_t>(dim)))
        element.push_back(i[dim]);
    }
    if (inside && !skipAll)
      mover.touch(element, position);
    else
      mover.skip(element);
    return success();
  });
}
