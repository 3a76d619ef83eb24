// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the ways to scatter rows by their owners share.

#ifndef TSLICE_LIB_CONVERSION_SCATTERBYOWNER_H
#define TSLICE_LIB_CONVERSION_SCATTERBYOWNER_H

#include "ScatterEmitter.h"

namespace tslice {

/// A scatter whose positions lead to whole rows.
struct OwnedScatter {
  OwnedScatter(IndexMath &math, ScatterEmitter &scatter);

  /// `dests`, which are `part` of the destinations, after the update of a
  /// position.
  Values emitPosition(IndexMath &math, mlir::Value position,
                      const ScatterPart &part, mlir::ValueRange dests);

  ScatterEmitter &scatter;
  mlir::Value rows, numPositions;
  int64_t elementBytes;
  /// If the only destination is filled with a value, and nobody else reads it:
  /// that value, and what it overwrites.
  mlir::Value fillValue, fillInit;
};

//===----------------------------------------------------------------------===//
// Plans
//===----------------------------------------------------------------------===//

/// What a plan says of a part.
enum class PlanField { First, End, FirstRow, EndRow, FirstColumn, EndColumn };

/// What a plan is asked for.
struct PlanRequest {
  RowGrouping grouping;
  /// Blocks of columns that may be divided.
  mlir::Value numColumns;
  /// Rows of a block, 0 for what the runtime chooses.
  int64_t blockRows;
};

/// A plan, at run time.
struct RowPlan {
  mlir::Value load(IndexMath &math, mlir::Value at) const;
  mlir::Value loadField(IndexMath &math, mlir::Value part,
                        PlanField field) const;

  mlir::Value table;
  mlir::Value numParts = {}, step = {};
  /// Whether there is one; null: always. Without there is one part.
  mlir::Value isMade = {};
};

/// Makes a plan of the indices.
RowPlan emitRowPlan(IndexMath &math, OwnedScatter &owned,
                    const PlanRequest &request);
RowPlan emitPlanIf(IndexMath &math, OwnedScatter &owned, mlir::Value isMade,
                   const PlanRequest &request);

/// The columns of a row that parts may divide.
struct ColumnBlocks {
  ColumnBlocks(IndexMath &math, ScatterEmitter &scatter);

  /// The dimension, -1 if there is none that is worth it, and its size.
  int64_t dim;
  mlir::Value extent;
  /// Columns of a block, and the number of blocks.
  int64_t width = 0;
  mlir::Value count;
  /// Whether the size is known, and whether blocks are made of whole steps.
  bool isWhole = false, isExact = false;
};

/// A parallel loop over the parts of a plan.
Values emitPlannedParts(IndexMath &math, OwnedScatter &owned,
                        const RowPlan &plan, const ColumnBlocks &columns,
                        mlir::ValueRange dests);

/// The same for a destination that is filled, row by row, by a plan with ends.
mlir::Value emitFilledRows(IndexMath &math, OwnedScatter &owned,
                           const RowPlan &plan);

//===----------------------------------------------------------------------===//
// Partitions
//===----------------------------------------------------------------------===//

/// Whether the runtime can bring the updates of a scatter of single elements
/// together: they stand in memory, one beside each index, or are all the same.
bool canPartition(OwnedScatter &owned);

/// A parallel loop over the parts of such a scatter: parts of `dests`, if it is
/// divided, which the runtime may still think not worth it.
Values emitPartition(IndexMath &math, OwnedScatter &owned,
                     mlir::ValueRange dests, mlir::Value isDivided,
                     int64_t blockRows);

} // namespace tslice

#endif // TSLICE_LIB_CONVERSION_SCATTERBYOWNER_H
