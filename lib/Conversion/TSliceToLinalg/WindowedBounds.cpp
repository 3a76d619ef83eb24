// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bounds of gathers and scatters: the start of one position in every dimension
// of the indexed tensor, after its policy.

#include "Bounds.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "tslice/SeededFaults.h"

using namespace mlir;
using namespace tslice;

SmallVector<Value> tslice::createExtents(IndexMath &math, Value indexed,
                                         int64_t site,
                                         const IndexedLayout &layout,
                                         Value indices) {
  SmallVector<Value> extents;
  for (auto [dim, facts] : llvm::enumerate(layout.dims)) {
    Value extent = math.dim(indexed, dim);
    if (facts.kind != IndexedDim::Batch) {
      extents.push_back(extent);
      continue;
    }
    // windowed_c3 at run time: what the batch index must be moved by, zero, so
    // that the comparison lives as long as an access.
    Value count = math.dim(indices, facts.component);
    bool proven = IndexMath::known(count) && IndexMath::known(extent);
    Value checked =
        proven ? count
               : math.check(CheckKind::Window, count, extent, {}, site, dim);
    extents.push_back(math.tie(math.constant(0), checked, count));
  }
  return extents;
}

SmallVector<Value> tslice::createWindowSizes(IndexMath &math, int64_t site,
                                             ArrayRef<OpFoldResult> window,
                                             ArrayRef<int64_t> addressed) {
  return llvm::map_to_vector(
      llvm::zip_equal(window, addressed), [&](auto entry) {
        auto [size, dim] = entry;
        Value value = math.value(size);
        if (IndexMath::known(value))
          return value;
        return math.check(CheckKind::Size, value, math.constant(0), {}, site,
                          dim);
      });
}

SmallVector<WindowStart>
tslice::createWindowStarts(IndexMath &math, const WindowPolicy &policy,
                           const IndexedLayout &layout, ValueRange components,
                           ArrayRef<int64_t> addressed, ValueRange windows,
                           ValueRange position, ValueRange extents) {
  SmallVector<WindowStart> starts(layout.dims.size());
  Value zero = math.constant(0);
  for (auto [dim, facts] : llvm::enumerate(layout.dims)) {
    if (facts.kind == IndexedDim::Batch)
      starts[dim].start = math.add(position[facts.component], extents[dim]);
    else
      starts[dim].start = zero;
  }
  for (auto [component, dim] : llvm::enumerate(addressed)) {
    WindowStart &out = starts[dim];
    Value start = components[component];
    if (!start.getType().isIndex() && isSeeded("indices-unsigned"))
      start = arith::IndexCastUIOp::create(math.builder, math.loc,
                                           math.builder.getIndexType(), start);
    else if (!start.getType().isIndex())
      start = arith::IndexCastOp::create(math.builder, math.loc,
                                         math.builder.getIndexType(), start);
    Value extent = extents[dim], window = windows[component];
    // One more than the last start; not below zero, so that one unsigned
    // comparison decides.
    Value limit = IndexMath::known(window) == 1
                      ? extent
                      : math.max(zero, math.add(math.sub(extent, window),
                                                math.constant(1)));
    if (policy.wraps)
      start = math.wrap(start, extent, limit, policy.bounds);
    switch (policy.bounds) {
    case BoundsPolicy::Error:
      start = math.check(policy.wraps ? CheckKind::Wrapped : CheckKind::Index,
                         start, limit, position, policy.site, dim,
                         IndexMath::known(window).value_or(-1));
      break;
    case BoundsPolicy::Clamp: {
      Value checked = math.check(CheckKind::Window, window, extent, position,
                                 policy.site, dim);
      Value clamped = math.max(zero, math.min(start, math.sub(extent, window)));
      if (isSeeded("clamp-dropped"))
        clamped = start;
      start = math.tie(clamped, checked, window);
      break;
    }
    case BoundsPolicy::SkipWindow:
      out.inside = math.inRange(start, limit);
      break;
    case BoundsPolicy::SkipElement:
    case BoundsPolicy::Assume:
      break;
    }
    out.start = start;
  }
  return starts;
}
