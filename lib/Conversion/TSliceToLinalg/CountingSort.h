// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Groups items by a key, in order, as loops on tensors.

#ifndef TSLICE_LIB_CONVERSION_COUNTINGSORT_H
#define TSLICE_LIB_CONVERSION_COUNTINGSORT_H

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

/// Items to be sorted, by their keys in [0, numKeys).
struct CountingSort {
  mlir::Value numKeys;
  /// Loops over the items in their order.
  llvm::function_ref<llvm::SmallVector<mlir::Value>(
      IndexMath &, mlir::ValueRange carried, LoopBody body)>
      forEach;
  llvm::function_ref<mlir::Value(IndexMath &, mlir::Value item)> getKey;
  /// What is stored of an item.
  llvm::function_ref<mlir::Value(IndexMath &, mlir::Value item)> getEntry;

  /// The columns that `ends` needs.
  static mlir::Value getNumEnds(IndexMath &math, mlir::Value numKeys);

  /// Returns `entries` with the items by key in row 0, and `ends` with where
  /// those of each key end: key k has [ends[0, k], ends[0, k + 1]).
  std::pair<mlir::Value, mlir::Value>
  build(IndexMath &math, mlir::Value entries, mlir::Value ends) const;

private:
  mlir::Value count(IndexMath &math, mlir::Value ends) const;
};

} // namespace tslice

#endif // TSLICE_LIB_CONVERSION_COUNTINGSORT_H
