// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the ways to scatter rows by their owners share.

#ifndef TSLICE_LIB_CONVERSION_SCATTERBYOWNER_H
#define TSLICE_LIB_CONVERSION_SCATTERBYOWNER_H

#include "ScatterEmitter.h"

namespace tslice {

/// A scatter whose positions lead to whole rows.
struct OwnedScatter {
  OwnedScatter(IndexMath &math, ScatterEmitter &scatter);

  /// The row of a position after its policy: 0 if it has failed its check or is
  /// skipped.
  mlir::Value emitRow(IndexMath &math, mlir::Value position);
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

/// A parallel loop over blocks of `blockRows` rows of `dests`, each of which
/// picks the positions that lead to it.
Values emitByPicking(IndexMath &math, OwnedScatter &owned,
                     mlir::ValueRange dests, mlir::Value blockRows);

/// How positions are grouped by row.
struct RowPlan {
  /// Blocks have 2^shift rows; the last one may have less.
  mlir::Value shift, numBlocks;
  /// How many positions one thread groups at a time.
  mlir::Value pieceSize;
};

/// Groups positions by row, in parallel, then updates row after row. There must
/// be less than `maxTableIndex`.
mlir::Value emitByRow(IndexMath &math, OwnedScatter &owned, RowPlan plan);

} // namespace tslice

#endif // TSLICE_LIB_CONVERSION_SCATTERBYOWNER_H
