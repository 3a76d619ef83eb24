// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Gradients that are zero but for the rows which scatters have added to.

#ifndef TSLICE_LIB_TRANSFORMS_ROWGRADIENTS_H
#define TSLICE_LIB_TRANSFORMS_ROWGRADIENTS_H

#include "tslice/IR/TSliceOps.h"

namespace tslice {

/// One gradient, or several of the same tensor that the program adds up.
struct RowGradient {
  /// The result of the last scatter of each.
  llvm::SmallVector<mlir::Value> values;
  /// The scatters of all, each after those that it adds to. Each addresses the
  /// leading dimensions.
  llvm::SmallVector<ScatterOp> scatters;
  /// The number of dimensions that are addressed.
  int64_t numLead = 0;
  /// The block that they are made and used in.
  mlir::Block *block = nullptr;

  mlir::RankedTensorType getType() const {
    return mlir::cast<mlir::RankedTensorType>(values.front().getType());
  }
  /// The place in `values` of the gradient that `op` belongs to.
  size_t getPart(ScatterOp op) const;
};

/// Whether all elements of `value` are +0.
bool isPositiveZero(mlir::Value value);

/// The gradient that ends in `value`, if it is one and no scatter adds to it.
std::optional<RowGradient> findRowGradient(mlir::Value value);

/// All gradients in `root`, in order; those that are added up together.
llvm::SmallVector<RowGradient> findRowGradients(mlir::Operation *root);

/// Moves what is computed row by row from gradients that branches yield into
/// the branches. Returns the zeros that are used there for gradients of
/// branches without a scatter.
llvm::SmallVector<RowGradient> sinkIntoBranches(mlir::Operation *root);

} // namespace tslice

#endif // TSLICE_LIB_TRANSFORMS_ROWGRADIENTS_H
