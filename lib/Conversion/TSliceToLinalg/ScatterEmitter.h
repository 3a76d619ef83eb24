// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the strategies of a scatter share: sizes, windows, and the generic that
// combines one window.

#ifndef TSLICE_LIB_CONVERSION_SCATTEREMITTER_H
#define TSLICE_LIB_CONVERSION_SCATTEREMITTER_H

#include "IndexTables.h"
#include "WindowUpdate.h"
#include "tslice/Conversion/TSliceToLinalg.h"

namespace tslice {

/// A part of the destination: [offset, offset + size) of dimension `dim`, which
/// is written whole (columns) or addressed one at a time (rows); -1: all of it.
struct ScatterPart {
  int64_t dim = -1;
  mlir::Value offset, size;
};

using Values = llvm::SmallVector<mlir::Value>;

/// Builds the loop nest of one scatter.
struct ScatterEmitter {
  ScatterOp op;
  Combining combining;
  /// Those of the op, or the same in another order.
  mlir::Value indices;
  IndexedLayout layout;
  /// One per addressed dimension.
  llvm::SmallVector<mlir::Value> windows;
  llvm::SmallVector<mlir::Value> extents;
  /// Loop bounds: the sizes of the position dimensions.
  llvm::SmallVector<mlir::Value> counts;
  /// Sizes of the window in every dimension of the destination.
  llvm::SmallVector<mlir::Value> windowSizes;

  ScatterEmitter(IndexMath &math, ScatterOp op);

  /// All of `dests` after the update of one position; each is `part` of the
  /// destination of its pair. A row that is outside of the part must not occur.
  Values emitPosition(mlir::OpBuilder &builder, mlir::Location loc,
                      mlir::ValueRange position, const ScatterPart &part,
                      mlir::ValueRange dests);

  /// The same, with `combine` for what combines the windows.
  using CombineWindows = llvm::function_ref<Values(
      IndexMath &, mlir::ValueRange dests, const TensorWindow &destWindow,
      const TensorWindow &updateWindow)>;
  Values emitPosition(mlir::OpBuilder &builder, mlir::Location loc,
                      mlir::ValueRange position, const ScatterPart &part,
                      mlir::ValueRange dests, CombineWindows combine);

  /// `dests` with a window of the updates combined with one of theirs.
  Values combineBlocks(IndexMath &math, mlir::ValueRange dests,
                       const TensorWindow &destWindow,
                       const TensorWindow &updateWindow);

  /// The dimension of the updates that runs along dimension `dim` of the
  /// destinations.
  int64_t getUpdateDim(int64_t dim);

  /// Loops over all positions in row-major order.
  Values emitLoops(mlir::OpBuilder &builder, mlir::Location loc,
                   const ScatterPart &part, mlir::ValueRange dests);

  /// The innermost dimension that every position writes whole, where splitting
  /// it over threads can pay; -1 if there is none. Blocks have `columnAlignment`
  /// columns at least: 64 bytes of 4-byte elements.
  static constexpr int64_t columnAlignment = 16;
  int64_t findColumnDim(int64_t minimum = 2 * columnAlignment);

  using PartAt = llvm::function_ref<ScatterPart(IndexMath &, mlir::Value)>;
  using PartBody =
      llvm::function_ref<Values(IndexMath &, mlir::Value index,
                                const ScatterPart &, mlir::ValueRange dests)>;
  /// A parallel loop over `count` parts of `dests`, which are of the
  /// destinations' types: `body` computes the part that `partAt` tells from its
  /// number. If each part sees the updates that lead to it in row-major order
  /// of the indices, the bits are those of the sequential order, for every
  /// combiner and number of threads.
  Values emitParts(IndexMath &math, mlir::Value count, mlir::ValueRange dests,
                   PartAt partAt, PartBody body);

  /// A parallel loop over blocks of `width` columns of `dests`.
  Values emitColumns(IndexMath &math, mlir::ValueRange dests, int64_t dim,
                     mlir::Value width);

  /// The width of the blocks if each thread gets one.
  mlir::Value getColumnShare(IndexMath &math, int64_t dim);

  /// Whether positions lead to whole rows of the destination, of `minBytes` or
  /// a number of bytes that is not known.
  bool hasRows(int64_t minBytes);

  /// Whether positions lead to the single elements of a destination of rank 1.
  bool hasElements();

  /// Parallel loops over parts of the rows, each with the positions that lead to
  /// it, by the strategy `Owner`, `Row` or, by the rule of `tslice-to-linalg`,
  /// either.
  Values emitOwners(IndexMath &math, const ScatterOptions &options);

  /// Whether updates may be combined with each other before they meet what they
  /// find, with the same bits, or with others that the program allows.
  bool isAssociative();

  /// A parallel loop over chunks of the positions, for scatters that promise to
  /// write no cell twice.
  Values emitDirect(IndexMath &math, mlir::Value numChunks);

  /// The same into copies of the destination, for those that are associative.
  mlir::Value emitPrivate(IndexMath &math, mlir::Value numChunks);

  /// The number of positions, and the coordinates of one, which count in
  /// row-major order. There must be a position dimension.
  mlir::Value getNumPositions(IndexMath &math);
  Values getCoordinates(IndexMath &math, mlir::Value position);

  /// The window that is `part` of each destination.
  TensorWindow getPart(IndexMath &math, const ScatterPart &part);

private:
  Values emitChunk(IndexMath &math, mlir::Value chunk, mlir::Value numChunks,
                   mlir::ValueRange dests);
  llvm::SmallVector<mlir::Value> extractComponents(IndexMath &math,
                                                   mlir::ValueRange position);
  void locate(IndexMath &math, mlir::ValueRange position,
              const ScatterPart &part, TensorWindow &dest, TensorWindow &update,
              mlir::Value &condition);
};

/// The scalar that fills the whole of `tensor`, and the tensor it is written
/// to, if that has no other use than the scatter's; else null.
std::pair<mlir::Value, mlir::Value> getFill(mlir::Value tensor);

/// The number of threads that the runtime has for this call.
mlir::Value createNumThreads(IndexMath &math);

} // namespace tslice

#endif // TSLICE_LIB_CONVERSION_SCATTEREMITTER_H
