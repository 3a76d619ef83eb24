// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Values of changing size, one behind the other: all their elements are one row,
// which grows.

#ifndef TSLICE_LIB_ADJOINT_RAGGEDROW_H
#define TSLICE_LIB_ADJOINT_RAGGEDROW_H

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"

namespace tslice {

/// A row without elements.
mlir::Value createEmptyRow(mlir::OpBuilder &builder, mlir::Location loc,
                           mlir::Type element);

/// Whether `room` is such a row.
bool isEmptyRow(mlir::bufferization::AllocTensorOp room);

/// Writes the elements of `value` to `row` from number `next` on. Then `row` is
/// what has them, and `next` the number behind them.
void appendToRow(mlir::OpBuilder &builder, mlir::Location loc,
                 mlir::Value value, mlir::Value &row, mlir::Value &next);

/// Reads a tensor of `type` and `sizes` whose first element is number `first`.
mlir::Value readFromRow(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Value row, mlir::Value first,
                        llvm::ArrayRef<mlir::OpFoldResult> sizes,
                        mlir::RankedTensorType type);

/// The first `length` places of `tape`, which has room for more.
mlir::Value trimTape(mlir::OpBuilder &builder, mlir::Location loc,
                     mlir::Value tape, mlir::Value length);

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_RAGGEDROW_H
