// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Windows of tensors as views: how slices read, and where updates and scatters
// write, in place once bufferized.

#ifndef TSLICE_LIB_CONVERSION_WINDOWUPDATE_H
#define TSLICE_LIB_CONVERSION_WINDOWUPDATE_H

#include "IndexMath.h"

namespace tslice {

/// A window of a tensor: one offset, size and stride per dimension, and the
/// dimensions that a read of it keeps.
struct TensorWindow {
  llvm::SmallVector<mlir::OpFoldResult> offsets, sizes, strides;
  llvm::SmallVector<bool> kept;

  /// Appends one dimension.
  void append(mlir::Value offset, mlir::Value size, mlir::Value stride,
              bool keep);
  /// The sizes of the dimensions that stay.
  llvm::SmallVector<mlir::OpFoldResult> getKeptSizes() const;
  /// The type of the window of a tensor of this element type.
  mlir::RankedTensorType getType(mlir::Type elementType) const;
};

/// Whether, by its types and what these are casts of, a read yields no element,
/// or a write has none or finds none. Such an access becomes nothing: views of
/// empty tensors are not legal.
bool hasNoElements(IndexedAccessOpInterface op);

/// `extract_slice` of the window, of full rank.
mlir::Value extractWindow(IndexMath &math, mlir::Value tensor,
                          const TensorWindow &window);
/// The window without the dimensions that are not kept.
mlir::Value readWindow(IndexMath &math, mlir::Value tensor,
                       const TensorWindow &window);
/// `insert_slice` of a block of full rank into the window.
mlir::Value insertWindow(IndexMath &math, mlir::Value block, mlir::Value tensor,
                         const TensorWindow &window);

/// `block`, of a compatible type, as a tensor of exactly `type`.
mlir::Value castTo(IndexMath &math, mlir::Value block,
                   mlir::RankedTensorType type);

} // namespace tslice

#endif // TSLICE_LIB_CONVERSION_WINDOWUPDATE_H
