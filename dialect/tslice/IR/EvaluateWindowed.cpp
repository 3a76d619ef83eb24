// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Evaluates gather and scatter: windows that start where an index tensor says.

#include "EvaluateWindows.h"
#include <algorithm>
#include <cstring>

using namespace mlir;
using namespace tslice;
using namespace tslice::evaluation;

/// The layout with the windows that are operands filled in.
static IndexedLayout getLayout(IndexedAccessOpInterface op,
                               ArrayRef<int64_t> scalars) {
  IndexedLayout layout;
  SmallVector<int64_t> window;
  ArrayRef<int64_t> dims;
  if (auto gather = dyn_cast<GatherOp>(op.getOperation())) {
    layout = getIndexedLayout(gather);
    window = gather.getStaticWindow();
    dims = gather.getDims();
  } else {
    auto scatter = cast<ScatterOp>(op.getOperation());
    layout = getIndexedLayout(scatter);
    window = scatter.getStaticWindow();
    dims = scatter.getDims();
  }
  for (auto [dim, size] : llvm::zip_equal(dims, window)) {
    if (ShapedType::isDynamic(size)) {
      size = scalars.front();
      scalars = scalars.drop_front();
    }
    layout.dims[dim].window = size;
  }
  return layout;
}

/// The number of elements of one window in each dimension of the indexed
/// tensor.
static SmallVector<int64_t> getWindowShape(const IndexedLayout &layout,
                                           ArrayRef<int64_t> extents) {
  SmallVector<int64_t> shape;
  for (auto [dim, facts] : llvm::enumerate(layout.dims)) {
    bool isWhole = facts.kind == IndexedDim::Whole;
    bool isBatch = facts.kind == IndexedDim::Batch;
    shape.push_back(isWhole ? extents[dim] : isBatch ? 1 : facts.window);
  }
  return shape;
}

LogicalResult tslice::evaluation::compareBatches(const IndexedLayout &layout,
                                                 const BufferView &indexed,
                                                 const BufferView &indices,
                                                 EvaluationError &error) {
  for (auto [dim, facts] : llvm::enumerate(layout.dims)) {
    if (facts.kind != IndexedDim::Batch ||
        indices.shape[facts.component] <= indexed.shape[dim])
      continue;
    error = EvaluationError{CheckKind::Window, static_cast<int64_t>(dim),
                            indices.shape[facts.component], indexed.shape[dim]};
    return failure();
  }
  return success();
}

LogicalResult tslice::evaluation::windowedShape(IndexedAccessOpInterface op,
                                                ArrayRef<BufferView> tensors,
                                                ArrayRef<int64_t> scalars,
                                                SmallVectorImpl<int64_t> &shape,
                                                EvaluationError &error) {
  IndexedLayout layout = getLayout(op, scalars);
  AccessTensors roles(op, tensors);
  const BufferView &indexed = roles.indexed.front();
  const BufferView &indices = *roles.indices;
  SmallVector<int64_t> implied(getPositionShape(layout, indices));
  for (auto [dim, facts] : llvm::enumerate(layout.dims)) {
    int64_t extent = indexed.shape[dim];
    if (facts.kind == IndexedDim::Addressed && facts.window < 0) {
      error = EvaluationError{CheckKind::Size, static_cast<int64_t>(dim),
                              facts.window};
      return failure();
    }
    if (facts.kind == IndexedDim::Whole)
      implied.push_back(extent);
    if (facts.kind == IndexedDim::Addressed && facts.elementDim >= 0)
      implied.push_back(facts.window);
  }
  if (failed(compareBatches(layout, indexed, indices, error)))
    return failure();
  if (op.isWrite() && failed(comparePairs(op, tensors, implied, error)))
    return failure();
  shape = op.isWrite() ? indexed.shape : implied;
  return success();
}

/// Component `component` of the index vector at `position`, sign-extended.
static int64_t loadIndex(const BufferView &indices, const IndexedLayout &layout,
                         ArrayRef<int64_t> position, int64_t component) {
  SmallVector<int64_t> where(position);
  if (layout.hasComponentDim)
    where.push_back(component);
  const char *from = indices.at(where);
  auto load = [&](auto value) -> int64_t {
    memcpy(&value, from, sizeof(value));
    return value;
  };
  switch (getElementStorageSize(indices.elementType)) {
  case 1:
    return load(int8_t());
  case 2:
    return load(int16_t());
  case 4:
    return load(int32_t());
  default:
    return load(int64_t());
  }
}

LogicalResult Windows::applyBounds(int64_t dim, ArrayRef<int64_t> position,
                                   EvaluationError &error) {
  int64_t window = layout.dims[dim].window;
  int64_t lastStart = extents[dim] - window, given = start[dim];
  if (wrap && given < 0)
    start[dim] += extents[dim];
  bool fits = start[dim] >= 0 && start[dim] <= lastStart;
  switch (bounds) {
  case BoundsPolicy::Error:
  case BoundsPolicy::Assume:
    if (fits)
      return success();
    error = EvaluationError{wrap ? CheckKind::Wrapped : CheckKind::Index, dim,
                            given, std::max<int64_t>(lastStart + 1, 0),
                            SmallVector<int64_t>(position)};
    error.window = window;
    return failure();
  case BoundsPolicy::Clamp:
    if (lastStart < 0) {
      error = EvaluationError{CheckKind::Window, dim, window, extents[dim]};
      return failure();
    }
    start[dim] = std::clamp<int64_t>(start[dim], 0, lastStart);
    return success();
  case BoundsPolicy::SkipWindow:
    skipped |= !fits;
    return success();
  case BoundsPolicy::SkipElement:
    return success();
  }
  llvm_unreachable("all policies are handled");
}

LogicalResult Windows::moveTo(ArrayRef<int64_t> position,
                              EvaluationError &error) {
  start.assign(layout.dims.size(), 0);
  skipped = false;
  for (auto [dim, facts] : llvm::enumerate(layout.dims)) {
    if (facts.kind == IndexedDim::Batch)
      start[dim] = position[facts.component];
    if (facts.kind != IndexedDim::Addressed)
      continue;
    start[dim] = loadIndex(indices, layout, position, facts.component);
    if (failed(applyBounds(dim, position, error)))
      return failure();
  }
  return success();
}

LogicalResult tslice::evaluation::evaluateWindowed(IndexedAccessOpInterface op,
                                                   ArrayRef<BufferView> tensors,
                                                   ArrayRef<int64_t> scalars,
                                                   ElementMover &mover,
                                                   EvaluationError &error) {
  AccessTensors roles(op, tensors);
  const BufferView &indexed = roles.indexed.front();
  Windows windows{op.getBoundsPolicy(), op.wraps(), getLayout(op, scalars),
                  *roles.indices, indexed.shape};
  const IndexedLayout &layout = windows.layout;
  SmallVector<int64_t> windowShape = getWindowShape(layout, indexed.shape);

  auto moveElement = [&](ArrayRef<int64_t> position, ArrayRef<int64_t> w) {
    SmallVector<int64_t> element(position), where;
    bool inside = !windows.skipped;
    for (auto [dim, facts] : llvm::enumerate(layout.dims)) {
      int64_t at;
      if (llvm::AddOverflow(windows.start[dim], w[dim], at))
        at = -1; // beyond every tensor
      inside &= at >= 0 && at < indexed.shape[dim];
      where.push_back(at);
      if (facts.kind != IndexedDim::Batch && facts.elementDim >= 0)
        element.push_back(w[dim]);
    }
    if (inside)
      mover.touch(element, where);
    else
      mover.skip(element);
    return success();
  };
  return forEachPosition(getPositionShape(layout, *roles.indices),
                         [&](ArrayRef<int64_t> position) -> LogicalResult {
                           if (failed(windows.moveTo(position, error)))
                             return failure();
                           return forEachPosition(
                               windowShape, [&](ArrayRef<int64_t> w) {
                                 return moveElement(position, w);
                               });
                         });
}
