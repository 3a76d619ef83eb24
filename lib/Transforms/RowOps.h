// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Ops that compute each row of their result from the same row of their
// operands, and what they compute of one row alone. A row is what remains of a
// tensor when its leading dimensions are fixed.

#ifndef TSLICE_LIB_TRANSFORMS_ROWOPS_H
#define TSLICE_LIB_TRANSFORMS_ROWOPS_H

#include "SizeEqualities.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/DenseMap.h"

namespace tslice {

/// `type` with `numLead` leading dimensions of size 1.
mlir::RankedTensorType getRowType(mlir::RankedTensorType type, int64_t numLead);

/// Whether row r of the one result of `op` depends on rows r of those operands
/// that `isRowOperand` tells, and on other operands as a whole.
bool isRowWise(mlir::Operation *op, int64_t numLead);

/// Whether the row-wise `op` takes a row of this operand, not all of it.
bool isRowOperand(mlir::OpOperand &operand);

/// The tensor that a guard of sizes views all of, else null. The offsets of the
/// view, zero if the call goes on, are appended to `offsets`.
mlir::Value getGuarded(mlir::Value view, SizeEqualities &sizes,
                       llvm::SmallVectorImpl<mlir::Value> *offsets = nullptr);

/// A row of `value`, whose leading `from` dimensions are 1, with `to` of them.
mlir::Value reshapeRow(mlir::OpBuilder &builder, mlir::Location loc,
                       mlir::Value row, int64_t from, int64_t to);

/// Computes rows of tensors at one place of the program.
class RowCloner {
public:
  /// Rows at `coordinates`, one for each leading dimension, computed at the
  /// position of `builder`. Sizes are computed by `outer`, outside of loops.
  RowCloner(mlir::OpBuilder &builder, mlir::OpBuilder &outer,
            mlir::ValueRange coordinates)
      : builder(builder), outer(outer), coordinates(coordinates) {}

  /// Takes `row` for the row of `tensor`.
  void map(mlir::Value tensor, mlir::Value row) { rows[tensor] = row; }
  /// Reads rows of `tensor` from `other`.
  void redirect(mlir::Value tensor, mlir::Value other) {
    redirected[tensor] = other;
  }
  /// Called for tensors that no row-wise op yields; returns null for rows that
  /// are to be read.
  std::function<mlir::Value(mlir::Value)> readLeaf;
  /// Whether ops that fold elements of a row are cloned, not only elementwise
  /// ones.
  bool clonesFolds = true;

  /// The row of `tensor`.
  mlir::Value get(mlir::Value tensor);

  /// The place of the row in `tensor`.
  void getPlace(mlir::Value tensor,
                llvm::SmallVectorImpl<mlir::OpFoldResult> &offsets,
                llvm::SmallVectorImpl<mlir::OpFoldResult> &sizes,
                llvm::SmallVectorImpl<mlir::OpFoldResult> &strides);

private:
  mlir::Value compute(mlir::Value tensor);
  mlir::Value createEmpty(mlir::Value tensor);
  mlir::Value cloneOp(mlir::Operation *op);
  mlir::Value read(mlir::Value tensor);

  mlir::OpBuilder &builder, &outer;
  llvm::SmallVector<mlir::Value> coordinates;
  llvm::DenseMap<mlir::Value, mlir::Value> rows, redirected;
};

} // namespace tslice

#endif // TSLICE_LIB_TRANSFORMS_ROWOPS_H
