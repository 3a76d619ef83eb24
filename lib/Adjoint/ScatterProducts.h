// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the rules of `scatter mul` need: for each element of the update, the
// product of the other factors of its cell. Quotients would lose zeros,
// subnormals and overflows, so the products are folded in order.

#ifndef TSLICE_LIB_ADJOINT_SCATTERPRODUCTS_H
#define TSLICE_LIB_ADJOINT_SCATTERPRODUCTS_H

#include "ScatterCells.h"

namespace tslice {

/// Walks over the positions of a `scatter mul`, one at a time. The cells that it
/// writes are rows of compact tensors.
class ScatterProducts {
public:
  ScatterProducts(Emitter &emit, ScatterCells &cells, mlir::Value update);

  /// A compact tensor folded over all positions, and for each element of the
  /// update what its cell held just before.
  struct Fold {
    mlir::Value before, result;
  };

  /// Multiplies the update into `start`, which is compact, from the first
  /// position to the last or the other way round.
  Fold fold(mlir::Value start, bool backwards);

  /// The tangent of the product: folds `dest` and the tangents together.
  mlir::Value foldTangent(mlir::Value dest, mlir::Value destTangent,
                          mlir::Value updateTangent);

private:
  /// One position: windows of the update and of the slots of size 1 in every
  /// position dimension.
  struct Position {
    llvm::SmallVector<mlir::OpFoldResult> updateOffsets, updateSizes,
        slotOffsets, slotSizes;
  };
  Position positionAt(mlir::Value number);
  mlir::Value slice(mlir::Value tensor,
                    llvm::ArrayRef<mlir::OpFoldResult> offsets,
                    llvm::ArrayRef<mlir::OpFoldResult> sizes);
  RowsEmitter rowsAt(const Position &position, mlir::Value elements);
  /// Runs `step` for each position, with the tensors it carries.
  llvm::SmallVector<mlir::Value>
  loop(mlir::ValueRange carried, bool backwards,
       llvm::function_ref<llvm::SmallVector<mlir::Value>(const Position &,
                                                         mlir::ValueRange)>
           step);

  Emitter &emit;
  Rows slots;
  mlir::Value update;
  int64_t numPositionDims;
  llvm::SmallVector<mlir::OpFoldResult> updateSizes, slotSizes;
};

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_SCATTERPRODUCTS_H
