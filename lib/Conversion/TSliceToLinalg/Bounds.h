// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The bounds policies as arithmetic: where an access ends up after checks and
// clamps, or the condition under which it is not skipped.

#ifndef TSLICE_LIB_CONVERSION_BOUNDS_H
#define TSLICE_LIB_CONVERSION_BOUNDS_H

#include "IndexMath.h"

namespace tslice {

/// A slice or update with its policy applied, one entry per dimension of the
/// indexed tensor. Sizes and strides have been checked.
struct RangedBounds {
  llvm::SmallVector<mlir::Value> offsets, sizes, strides, extents;
  /// `skip_window`: whether the whole window is inside; null when it always is.
  mlir::Value inside;
};

/// Emits checks and clamps of a slice or update ahead of the access.
/// `elements`, if given, is the update, whose sizes are compared with the
/// access's.
RangedBounds createRangedBounds(IndexMath &math, SliceOp op);
RangedBounds createRangedBounds(IndexMath &math, UpdateOp op);

/// `skip_element`: the steps j in [first, first + count) of one dimension,
/// those with 0 <= offset + stride*j < N, and where they lie.
struct InsideSteps {
  mlir::Value first, count;
  /// The lowest position, 0 where there is none, and the distance between
  /// neighbours, which is positive.
  mlir::Value low, distance;
  /// Whether the positions fall as j rises, as an i1.
  mlir::Value falls;
};

/// Finds the steps inside along `dim`, exactly for all 64-bit offsets and
/// strides.
InsideSteps createInsideSteps(IndexMath &math, const RangedBounds &bounds,
                              int64_t dim);

/// Where one dimension of x stands for one position of a gather or scatter.
struct WindowStart {
  /// The start (batch index for batch dimensions, zero for whole ones).
  mlir::Value start;
  /// `skip_window`: whether the window is inside along this dimension; null
  /// when always.
  mlir::Value inside;
};

/// What an op does with a start outside, and the number of its site.
struct WindowPolicy {
  BoundsPolicy bounds;
  bool wraps;
  int64_t site;
};

/// The windows of a gather or scatter, one per addressed dimension, those that
/// are operands checked not to be negative, ahead of all loops.
llvm::SmallVector<mlir::Value>
createWindowSizes(IndexMath &math, int64_t site,
                  llvm::ArrayRef<mlir::OpFoldResult> window,
                  llvm::ArrayRef<int64_t> addressed);

/// Emits the starts of one position of an op with this policy. `components`
/// are the elements of its index vector, `position` has one value per position
/// dimension, `windows` and `extents` come from `createWindowSizes` and
/// `createExtents`, ahead of all loops.
llvm::SmallVector<WindowStart>
createWindowStarts(IndexMath &math, const WindowPolicy &policy,
                   const IndexedLayout &layout, mlir::ValueRange components,
                   llvm::ArrayRef<int64_t> addressed, mlir::ValueRange windows,
                   mlir::ValueRange position, mlir::ValueRange extents);

/// The sizes of the indexed tensor. For a batch dimension, whose size is
/// compared with that of the indices, it is a zero that depends on the
/// comparison.
llvm::SmallVector<mlir::Value> createExtents(IndexMath &math,
                                             mlir::Value indexed, int64_t site,
                                             const IndexedLayout &layout,
                                             mlir::Value indices);

} // namespace tslice

#endif // TSLICE_LIB_CONVERSION_BOUNDS_H
