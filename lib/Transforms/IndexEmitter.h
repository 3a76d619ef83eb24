// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Builds the accesses that stand for one index expression: with its location,
// its site, and the checks of sizes that types leave open.

#ifndef TSLICE_LIB_TRANSFORMS_INDEXEMITTER_H
#define TSLICE_LIB_TRANSFORMS_INDEXEMITTER_H

#include "mlir/IR/Builders.h"
#include "tslice/IR/IndexExpression.h"

namespace tslice {

/// Where a range stands in its dimension, after clipping.
struct PlacedRange {
  mlir::OpFoldResult offset, size, stride;
};

/// Offsets, sizes and strides of a slice or update.
struct RangeLists {
  llvm::SmallVector<mlir::OpFoldResult> offsets, sizes, strides;

  void append(const PlacedRange &range) {
    offsets.push_back(range.offset);
    sizes.push_back(range.size);
    strides.push_back(range.stride);
  }
};

/// One number of an index vector, for all positions: an integer, or a tensor
/// whose dimension i runs over dimension dims[i] of the positions.
struct IndexComponent {
  mlir::Value value;
  llvm::SmallVector<int64_t> dims;
};

/// Indices of a gather or scatter.
struct IndexVectors {
  mlir::Value indices;
  llvm::SmallVector<int64_t> dims;
  /// The sizes of the positions.
  llvm::SmallVector<mlir::OpFoldResult> sizes;
  /// Whether some of them may be out of range, or count from the end.
  bool mayWrap = false;
};

class IndexEmitter {
public:
  IndexEmitter(mlir::OpBuilder &builder, mlir::Operation *origin)
      : builder(builder), loc(origin->getLoc()), origin(origin) {}

  /// The size of a dimension of a tensor, static if it is.
  mlir::OpFoldResult sizeOf(mlir::Value tensor, int64_t dim);
  mlir::OpFoldResult number(int64_t value) {
    return builder.getIndexAttr(value);
  }

  /// `op`, with the attributes that say which operation it stands for.
  template <typename OpTy> OpTy tag(OpTy op) {
    op->setDiscardableAttrs(origin->getDiscardableAttrDictionary());
    return op;
  }

  /// Clips a range of `tensor` as NumPy does.
  PlacedRange placeRange(const IndexEntry &range, mlir::Value tensor);

  /// `found`, checked to be `expected`; nothing if that is known. `operand` and
  /// `dim` say in messages whose size it is.
  mlir::OpFoldResult checkSize(mlir::OpFoldResult found,
                               mlir::OpFoldResult expected, int64_t operand,
                               int64_t dim);

  /// All of `tensor`, through the checks of its sizes (null where there is
  /// none), without the dimensions `drop`, which are of size 1.
  mlir::Value viewAs(mlir::Value tensor,
                     llvm::ArrayRef<mlir::OpFoldResult> checked,
                     llvm::ArrayRef<int64_t> drop);

  /// The tensor of `sizes` that holds the elements of `tensor`, whose dimension
  /// i runs over dimension dims[i]; it is the same all along the others.
  mlir::Value spread(mlir::Value tensor, llvm::ArrayRef<int64_t> dims,
                     llvm::ArrayRef<mlir::OpFoldResult> sizes);

  /// Index vectors of these components for positions of `sizes`.
  mlir::Value buildVectors(llvm::ArrayRef<IndexComponent> components,
                           llvm::ArrayRef<mlir::OpFoldResult> sizes);

  /// The indices that the tensors, masks and integers of an expression on
  /// `tensor` say, which has some; `isWrite` numbers operands for messages.
  IndexVectors buildVectors(const IndexExpression &expression,
                            mlir::Value tensor, bool isWrite);

  /// `update`, broadcast to dimensions of the sizes `shape`, of which
  /// those that `isNewAxis` marks go, and the k-th other one becomes dimension
  /// order[k]. `operand` is the number of the update in messages.
  mlir::Value broadcast(mlir::Value update,
                        llvm::ArrayRef<mlir::OpFoldResult> shape,
                        llvm::ArrayRef<bool> isNewAxis,
                        llvm::ArrayRef<int64_t> order, int64_t operand);

  /// `value` as a tensor of exactly `type`.
  mlir::Value castTo(mlir::Value value, mlir::Type type);

  mlir::OpBuilder &builder;
  mlir::Location loc;
  mlir::Operation *origin;

private:
  mlir::Value toValue(mlir::OpFoldResult size);
};

/// Rewrites one operation; it has no users afterwards.
void expand(IndexOp op, mlir::OpBuilder &builder);
void expand(IndexUpdateOp op, mlir::OpBuilder &builder);
void expand(TakeAlongOp op, mlir::OpBuilder &builder);
void expand(TakeAlongUpdateOp op, mlir::OpBuilder &builder);

} // namespace tslice

#endif // TSLICE_LIB_TRANSFORMS_INDEXEMITTER_H
