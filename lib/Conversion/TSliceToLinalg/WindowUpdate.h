// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What updates and scatters share: combining a block of elements into a window
// of the destination, in place once bufferized.

#ifndef TSLICE_LIB_CONVERSION_WINDOWUPDATE_H
#define TSLICE_LIB_CONVERSION_WINDOWUPDATE_H

#include "IndexMath.h"

namespace tslice {

/// A window of a tensor: one offset, size and stride per dimension, and the
/// dimensions that stay.
struct Window {
  llvm::SmallVector<mlir::OpFoldResult> offsets, sizes, strides;
  llvm::SmallVector<bool> kept;

  /// Appends one dimension.
  void append(mlir::Value offset, mlir::Value size, mlir::Value stride, bool keep);
  /// The sizes of the dimensions that stay.
  llvm::SmallVector<mlir::OpFoldResult> getKeptSizes() const;
  /// The type of the window of a tensor of this element type.
  mlir::RankedTensorType getType(mlir::Type elementType) const;
};

/// Whether an access has no element, by its types alone. Such an access becomes
/// nothing: views of empty tensors are not legal.
inline bool hasNoElements(IndexedAccessOpInterface op) {
  return llvm::is_contained(op.getElements().getType().getShape(), 0);
}

/// `extract_slice` of the window.
mlir::Value extractWindow(IndexMath &math, mlir::Value tensor, const Window &window);
/// `insert_slice` into the window.
mlir::Value insertWindow(IndexMath &math, mlir::Value block, mlir::Value tensor, const Window &window);

/// `block`, of a compatible type, as a tensor of exactly `type`.
mlir::Value castTo(IndexMath &math, mlir::Value block, mlir::RankedTensorType type);

} // namespace tslice

#endif // TSLICE_LIB_CONVERSION_WINDOWUPDATE_H
