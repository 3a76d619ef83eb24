// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the sizes of tensors are known to be equal to, and which sizes an op
// takes for granted. Numbering of sites and the guards ask the same question,
// so the answer stands here.

#ifndef TSLICE_TRANSFORMS_SIZEEQUALITIES_H
#define TSLICE_TRANSFORMS_SIZEEQUALITIES_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"

namespace tslice {

/// One thing that a size is equal to: a number, an SSA value of type index, or
/// a dimension of a tensor.
struct KnownSize {
  /// Null for a number; else the index value, or the tensor.
  mlir::Value value;
  /// The number, or the dimension of the tensor.
  int64_t number = 0;

  bool isConstant() const { return !value; }
  bool operator==(const KnownSize &other) const {
    return value == other.value && number == other.number;
  }

  /// Builds the size as an index value.
  mlir::Value materialize(mlir::OpBuilder &builder, mlir::Location loc) const;
};

/// Things that one size is equal to, by what the ops that it comes from
/// guarantee or are guarded for. Holds at least one, most useful first.
using KnownSizes = llvm::SmallVector<KnownSize, 2>;

/// A dimension of an operand that must have a size which the types and the ops
/// before do not prove.
struct SizeGuard {
  unsigned operand;
  int64_t dim;
  /// Where the size that it has can be read, without keeping ops alive that
  /// could fuse; and the one that it must have.
  KnownSize found, expected;
};

/// Answers by walking up from a tensor through ops that keep sizes, and
/// remembers. Ops may be added and operands exchanged for guarded ones
/// meanwhile; values may not be erased.
class SizeEqualities {
public:
  /// What the size of `dim` of the ranked `tensor` is equal to.
  KnownSizes get(mlir::Value tensor, int64_t dim);

  /// Whether both provably are the same.
  bool isEqual(mlir::OpFoldResult a, mlir::OpFoldResult b);

  /// What `size` is equal to.
  KnownSizes get(mlir::OpFoldResult size) { return fromIndex(size); }

  /// Whether `size` provably is the size of `dim` of the ranked `tensor`.
  bool isEqual(mlir::OpFoldResult size, mlir::Value tensor, int64_t dim);

  /// Looks at the results of `op`. Calling it for ops in program order keeps
  /// the walks short; it changes no answer.
  void visit(mlir::Operation *op);

  /// The guards `op` needs: empty if it compares no sizes, or all are proven.
  llvm::SmallVector<SizeGuard> findGuards(mlir::Operation *op);

private:
  KnownSizes compute(mlir::Value tensor, int64_t dim);
  KnownSizes computeResult(mlir::OpResult result, int64_t dim);
  KnownSizes computeLoopArgument(mlir::BlockArgument argument, int64_t dim);
  KnownSizes fromIndex(mlir::OpFoldResult size);

  using SizeMap = llvm::DenseMap<std::pair<mlir::Value, int64_t>, KnownSizes>;

  SizeMap known;
  /// What is taken for granted of the arguments of loops around.
  SizeMap assumed;
};

/// Whether `op` computes each element of its one tensor result from the
/// elements of its operands at the same position, without other effects.
bool isElementwise(mlir::Operation *op);

} // namespace tslice

#endif // TSLICE_TRANSFORMS_SIZEEQUALITIES_H
