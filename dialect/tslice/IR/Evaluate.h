// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The executable meaning of the accesses: slice, update, gather and scatter by
// the plainest possible loops on buffers, in the order that the specification
// gives. Folding and the oracle of the tests call it; nothing that optimises
// shares code with it or changes it.

#ifndef TSLICE_IR_EVALUATE_H
#define TSLICE_IR_EVALUATE_H

#include "tslice/IR/TSliceOps.h"

namespace tslice {

/// A tensor in memory that somebody else owns. An i1 takes one byte holding 0
/// or 1, an index eight bytes, a complex number its real and then its imaginary
/// part.
struct BufferView {
  /// Where the element at position 0, ..., 0 lies.
  void *data = nullptr;
  mlir::Type elementType;
  /// Sizes, and distances between neighbours in elements, one per dimension.
  llvm::SmallVector<int64_t> shape, strides;

  /// Returns a view of elements that lie row-major without gaps.
  static BufferView contiguous(void *data, mlir::Type elementType,
                               llvm::ArrayRef<int64_t> shape);

  /// Returns where the element at `position` lies, which must be in range.
  char *at(llvm::ArrayRef<int64_t> position) const;

  /// Returns the number of elements. The shape must be one that can be held.
  int64_t getNumElements() const;
};

/// Returns the bytes that an element of `type`, one of the dialect's element
/// types, takes in a buffer.
int64_t getElementStorageSize(mlir::Type type);

/// Why an access has no value. The fields are those of the `tslice.check` that
/// would fail in its place.
struct EvaluationError {
  CheckKind kind = CheckKind::Index;
  /// The dimension, of the tensor that `operand` says.
  int64_t dim = 0;
  /// The value and what it was compared with. For `index` the limit is the
  /// number of legal starts: the size of the dimension minus the window plus 1,
  /// or 0.
  int64_t index = 0, limit = 0;
  /// Where in the indices (without their component dimension) the value stood;
  /// empty for sizes, strides, slices and updates.
  llvm::SmallVector<int64_t> position = {};
  /// Which tensor of the access (x, the indices, the update, without what the
  /// op does not have) `dim` belongs to.
  int64_t operand = 0;
  /// The number of elements from a start, for `index`.
  int64_t window = 1;
};

/// The function of a write by region: turns the elements that each pair has
/// found into those it leaves, given those that are written.
using RegionFunction =
    llvm::function_ref<void(void *const *found, const void *const *written)>;

/// Computes the shape of the result of `op` (of each, if it has several) for operands of the shapes that
/// `tensors` have (the data is not looked at). Fails with `error` set where
/// sizes that the types leave open are wrong under every bounds policy: a
/// stride of 0, a negative size, an update that has another size than the
/// access, destinations of several sizes, indices with more batches than the
/// indexed tensor; and where a slice or update is out of range under `error`,
/// `assume` or `clamp`.
/// `tensors` are the tensor operands and `scalars` the index operands (offsets,
/// sizes, strides, windows), both in operand order.
mlir::LogicalResult resultShape(IndexedAccessOpInterface op,
                                llvm::ArrayRef<BufferView> tensors,
                                llvm::ArrayRef<int64_t> scalars,
                                llvm::SmallVectorImpl<int64_t> &shape,
                                EvaluationError &error);

/// Evaluates `op` into `results`, which have the shape that `resultShape` gives
/// and overlap no operand; for a write one may be its destination's own buffer.
/// A write by region is given its function.
/// Fails with `error` set as `resultShape` does, and where a gather or scatter
/// is out of range under `error`, `assume` or `clamp`: then the lowest position
/// is reported, there the lowest dimension, and `results` are unspecified.
mlir::LogicalResult
evaluate(IndexedAccessOpInterface op, llvm::ArrayRef<BufferView> tensors,
         llvm::ArrayRef<int64_t> scalars, llvm::ArrayRef<BufferView> results,
         EvaluationError &error, RegionFunction region = nullptr);

/// Computes how many rows the result of `op` on `mask` has, and how many of
/// them hold a position. `size` is that of the op, if it has one. Fails with
/// `error` set where the size is negative, and where there are more positions
/// than rows, unless the op truncates.
mlir::LogicalResult countNonzero(NonzeroOp op, BufferView mask,
                                 std::optional<int64_t> size, int64_t &rows,
                                 int64_t &count, EvaluationError &error);

/// Writes the positions of `mask` that are true to `positions`, which has the
/// rows that `countNonzero` gives, and -1 to those that are left over.
void evaluateNonzero(BufferView mask, BufferView positions);

/// Computes what `op` yields on a target of the shape that `target` has (the
/// data is not looked at). Fails with `error` set as `evaluate` does for a
/// gather.
mlir::LogicalResult evaluateGroup(GroupOp op, BufferView target,
                                  BufferView indices,
                                  llvm::SmallVectorImpl<int64_t> &permutation,
                                  llvm::SmallVectorImpl<int64_t> &starts,
                                  EvaluationError &error);
/// Whether the comparison of a check of this kind holds; the meaning of
/// `tslice.check`.
bool holds(CheckKind kind, int64_t value, int64_t limit);

/// A function that combines one element: acc = combine(acc, update).
using CombineFunction = void (*)(void *accumulated, const void *update);

/// Returns the meaning of `combiner` on elements of `type`, on which it must be
/// defined, and which is not `region`. 16-bit floats are rounded once, to nearest even. Complex numbers
/// are added by components and multiplied as (ac - bd) + (ad + bc)i, each
/// operation rounded.
CombineFunction getCombineFunction(Combiner combiner, mlir::Type type);

/// Reads an element of type f16 or bf16 as f32, which is exact, and rounds an
/// f32 to it, to nearest even.
float loadWide(mlir::Type type, const void *element);
void storeWide(mlir::Type type, float value, void *element);

} // namespace tslice

#endif // TSLICE_IR_EVALUATE_H
