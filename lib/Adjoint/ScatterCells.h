// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the rules of a scatter need to know about duplicates: which updates meet
// in one cell. Grouping tells it in memory for the updates alone, so that
// nothing of the size of the destination is made.

#ifndef TSLICE_LIB_ADJOINT_SCATTERCELLS_H
#define TSLICE_LIB_ADJOINT_SCATTERCELLS_H

#include "Accesses.h"

namespace tslice {

struct IndexedDim;
struct IndexedLayout;

/// The cells that a scatter writes. Each has a slot of its own, a row of the
/// *compact* tensors, which have the shape: slots, then the dimensions that the
/// update has for one position.
class ScatterCells {
public:
  /// `place` is where `op` writes, in `dest`; `elements` has the shape of the
  /// update.
  ScatterCells(ScatterOp op, Emitter &emit, Rows place, mlir::Value dest,
               mlir::Value elements);

  /// For each element of the update, an i1: whether it is the last one that is
  /// written to its cell. False where the policy skips it. If only `ofPositions`,
  /// for each position that the indices tell.
  mlir::Value lastWriters(bool ofPositions = false);

  /// For each element of the update, as an i64, the number of its position in
  /// row-major order; and the number of positions.
  mlir::Value numberPositions();
  mlir::Value countPositions();

  /// A compact tensor with the elements that a tensor of the shape of the
  /// update has; updates of one cell must have equal ones.
  mlir::Value compact(mlir::Value update);

  /// A compact tensor filled with a scalar.
  mlir::Value fill(mlir::Value scalar);

  /// For each element of the update, that of its cell; 0 where it is skipped.
  mlir::Value read(mlir::Value compact);

  /// `compact` with the update combined into its cells.
  mlir::Value write(Combiner combiner, mlir::Value update, mlir::Value compact);

  /// The results of the grouping.
  mlir::Value getPermutation() const { return order; }
  mlir::Value getStarts() const { return starts; }

  /// Where the slots are: a scatter there into a compact tensor is the scatter
  /// into the destination.
  const Rows &getSlots();

private:
  void wrapIndices(mlir::Value dest);
  void splitWindows(mlir::Value dest);
  mlir::Value getWindowSize(mlir::OpBuilder &b, mlir::Location loc,
                            const IndexedDim &facts);
  mlir::Value emitCoordinates(mlir::OpBuilder &builder, mlir::Location loc,
                              const IndexedLayout &layout,
                              mlir::ValueRange extents);
  void group(mlir::Value dest);
  mlir::Value emitFlatSlots();
  llvm::SmallVector<mlir::OpFoldResult> getSizes();
  mlir::Value
  generate(int64_t rank, mlir::Type elementType,
           llvm::function_ref<mlir::Value(mlir::OpBuilder &, mlir::Location,
                                          mlir::Value number)>
               element);
  mlir::Value unflatten(mlir::Value flat, int64_t rank);
  mlir::Value constant(int64_t number);
  mlir::Value empty(mlir::Type elementType);

  ScatterOp op;
  Emitter &emit;
  /// Where each position leads; all windows are 1.
  Rows place;
  /// Of the shape of the update.
  mlir::Value elements;
  int64_t numPositionDims;
  mlir::Value numPositions, order, starts, numSlots;
  std::optional<Rows> slots;
};

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_SCATTERCELLS_H
