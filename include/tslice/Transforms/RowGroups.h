// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The rows that several accesses of one tensor lead to, each once, and the
// positions that lead to each. What is made of them is the caller's.

#ifndef TSLICE_TRANSFORMS_ROWGROUPS_H
#define TSLICE_TRANSFORMS_ROWGROUPS_H

#include "tslice/IR/TSliceOps.h"

namespace tslice {

/// Which rows an access touches: those at its index vectors, in the leading
/// dimensions of a tensor.
struct RowAccess {
  mlir::Value indices;
  int64_t numLead;
  BoundsPolicy bounds;
  bool wrap;
  /// Discardable attributes, the site among them.
  llvm::SmallVector<mlir::NamedAttribute> attributes;
};

/// Builds the groups. Nothing of the size of the tensor is made.
class RowGroups {
public:
  /// Groups the positions of `accesses`, of which there is one at least, by
  /// their row of `target`, at the position of `builder`. What does not change
  /// in loops built later is computed by `outer`, which stays ahead of them.
  RowGroups(mlir::OpBuilder &builder, mlir::OpBuilder &outer,
            mlir::Location loc, mlir::Value target,
            llvm::ArrayRef<RowAccess> accesses);

  /// The rows, ascending: one number for each, or one vector of numbers where
  /// several dimensions are addressed; and how many there are.
  mlir::Value getRows() const { return rows; }
  mlir::Value getNumRows() const { return numRows; }

  /// The coordinates of row number `number`.
  llvm::SmallVector<mlir::Value> loadRow(mlir::Value number);

  /// Calls `body` with the number of an access, a range in its list of positions
  /// and the carried value for all of the positions of row number `number`, in
  /// the order of accesses and positions; returns what is carried at the end.
  using SegmentBody = llvm::function_ref<mlir::Value(size_t, mlir::Value,
                                                     mlir::Value, mlir::Value)>;
  mlir::Value forEachSegment(mlir::Value number, mlir::Value carried,
                             SegmentBody body);

  /// The position at a place of an access's list, by its coordinates.
  llvm::SmallVector<mlir::Value> loadPosition(size_t access, mlir::Value at);

  /// A loop that carries one value.
  using LoopBody = llvm::function_ref<mlir::Value(mlir::Value, mlir::Value)>;
  mlir::Value createLoop(mlir::Value from, mlir::Value to, mlir::Value carried,
                         LoopBody body);

private:
  struct List {
    mlir::Value indices;
    bool clamps = false;
    mlir::Value permutation, starts, numGroups;
    /// The place of its first group among those of all lists.
    mlir::Value offset;
  };

  mlir::Value constant(int64_t value);
  mlir::Value add(mlir::Value lhs, mlir::Value rhs);
  mlir::Value sub(mlir::Value lhs, mlir::Value rhs);
  mlir::Value load(mlir::Value list, mlir::Value at);
  mlir::Value wrapIndices(mlir::Value indices);
  List group(const RowAccess &access);
  llvm::SmallVector<mlir::Value> getCoordinates(mlir::Value indices,
                                                mlir::Value position);
  llvm::SmallVector<mlir::Value> getRow(const List &list, mlir::Value position);
  mlir::Value listRows(llvm::MutableArrayRef<List> lists);

  mlir::OpBuilder &builder, &outer;
  mlir::Location loc;
  mlir::Value target;
  int64_t numLead;
  llvm::SmallVector<List> lists;
  /// With several accesses, the rows of their groups, grouped.
  List merged;
  mlir::Value rows, numRows;
};

} // namespace tslice

#endif // TSLICE_TRANSFORMS_ROWGROUPS_H
