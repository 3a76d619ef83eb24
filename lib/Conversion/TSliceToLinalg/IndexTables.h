// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tables of indices as tensors, and the loops that fill them.

#ifndef TSLICE_LIB_CONVERSION_INDEXTABLES_H
#define TSLICE_LIB_CONVERSION_INDEXTABLES_H

#include "IndexMath.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace tslice {

/// Tables of i32 hold indices below this.
constexpr int64_t maxTableIndex = int64_t(1) << 31;

using LoopBody = llvm::function_ref<llvm::SmallVector<mlir::Value>(
    IndexMath &, mlir::Value i, mlir::ValueRange carried)>;

/// scf.for %i = %from to %to iter_args(%carried) { body }
mlir::scf::ForOp createLoop(IndexMath &math, mlir::Value from, mlir::Value to,
                            mlir::ValueRange carried, LoopBody body);

/// `end`, of a loop that begins at `from`, said to be far away: whoever guesses
/// the work of a round of the loop around it then finds it to be worth a
/// thread, and what it writes to be much.
mlir::Value createFarEnd(IndexMath &math, mlir::Value from, mlir::Value end);

/// An element of a table of integers, a tensor with two dimensions, as an
/// index.
mlir::Value loadIndex(IndexMath &math, mlir::Value table, mlir::Value row,
                      mlir::Value column);

/// Stores an index to row 0 of a table.
mlir::Value storeIndex(IndexMath &math, mlir::Value value, mlir::Value table,
                       mlir::Value column);

/// An uninitialized table of integers of `bits` bits.
mlir::Value createTable(IndexMath &math, mlir::Value rows, mlir::Value columns,
                        unsigned bits = 32);

} // namespace tslice

#endif // TSLICE_LIB_CONVERSION_INDEXTABLES_H
