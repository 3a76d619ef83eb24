// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What both halves of the evaluator are written with: the row-major loop, and
// the movement of one element. Private to the evaluator.

#ifndef TSLICE_IR_EVALUATELOOPS_H
#define TSLICE_IR_EVALUATELOOPS_H

#include "tslice/IR/Evaluate.h"
#include <vector>

namespace tslice::evaluation {

/// Calls `visit` for every position of `shape` in row-major order, until one
/// call fails.
template <typename Visit>
mlir::LogicalResult forEachPosition(llvm::ArrayRef<int64_t> shape,
                                    Visit &&visit) {
  if (llvm::is_contained(shape, 0))
    return mlir::success();
  llvm::SmallVector<int64_t> position(shape.size(), 0);
  while (true) {
    if (failed(visit(llvm::ArrayRef<int64_t>(position))))
      return mlir::failure();
    int64_t dim = static_cast<int64_t>(shape.size()) - 1;
    while (dim >= 0 && ++position[dim] == shape[dim])
      position[dim--] = 0;
    if (dim < 0)
      return mlir::success();
  }
}

/// The tensors of an access by their roles.
struct AccessTensors {
  AccessTensors(IndexedAccessOpInterface op,
                llvm::ArrayRef<BufferView> tensors);

  /// What is indexed: the source of a read, the destination of each pair of a
  /// write.
  llvm::ArrayRef<BufferView> indexed;
  /// One per pair of a write, none for a read.
  llvm::ArrayRef<BufferView> updates;
  /// The indices of a gather or scatter.
  const BufferView *indices = nullptr;
};

/// Moves single elements of an access: from the indexed tensor to the result of
/// a read, or from the updates into the results of a write, by its combiner.
class ElementMover {
public:
  /// Prepares `op` on operands `tensors`. For a write, copies the destinations
  /// to `results`. `region` is the function of a write by region.
  ElementMover(IndexedAccessOpInterface op, llvm::ArrayRef<BufferView> tensors,
               llvm::ArrayRef<BufferView> results, RegionFunction region);

  /// Reads or writes the element at `element` of the elements tensor, which
  /// stands for `position` of the indexed tensor, in range.
  void touch(llvm::ArrayRef<int64_t> element, llvm::ArrayRef<int64_t> position);

  /// Leaves out the element at `element`: a read yields the fill.
  void skip(llvm::ArrayRef<int64_t> element);

  /// Must be called after the last element.
  void finish();

private:
  void write(llvm::ArrayRef<int64_t> element, llvm::ArrayRef<int64_t> position);
  void accumulate(void *found, const void *written, int64_t cell,
                  bool replaces);

  bool isWrite;
  llvm::SmallVector<BufferView> indexed, elements;
  llvm::SmallVector<char, 16> fill;
  /// Of a write.
  CombineFunction combine = nullptr;
  RegionFunction region = nullptr;
  bool excludesSelf = false;
  /// Which cells have been written, in row-major order, where that matters.
  std::vector<bool> isWritten;
  /// What the cells that have been written hold, if it is wider than they are.
  std::vector<float> wide;
};

/// The parts of the evaluation of each pair; see Evaluate.h.
mlir::LogicalResult rangedShape(IndexedAccessOpInterface op,
                                llvm::ArrayRef<BufferView> tensors,
                                llvm::ArrayRef<int64_t> scalars,
                                llvm::SmallVectorImpl<int64_t> &shape,
                                EvaluationError &error);
mlir::LogicalResult evaluateRanged(IndexedAccessOpInterface op,
                                   llvm::ArrayRef<BufferView> tensors,
                                   llvm::ArrayRef<int64_t> scalars,
                                   ElementMover &mover, EvaluationError &error);
mlir::LogicalResult windowedShape(IndexedAccessOpInterface op,
                                  llvm::ArrayRef<BufferView> tensors,
                                  llvm::ArrayRef<int64_t> scalars,
                                  llvm::SmallVectorImpl<int64_t> &shape,
                                  EvaluationError &error);
mlir::LogicalResult evaluateWindowed(IndexedAccessOpInterface op,
                                     llvm::ArrayRef<BufferView> tensors,
                                     llvm::ArrayRef<int64_t> scalars,
                                     ElementMover &mover,
                                     EvaluationError &error);

/// Compares the shapes of the updates of a write with the one that the access
/// implies, and those of its destinations with each other.
mlir::LogicalResult comparePairs(IndexedAccessOpInterface op,
                                 llvm::ArrayRef<BufferView> tensors,
                                 llvm::ArrayRef<int64_t> implied,
                                 EvaluationError &error);

} // namespace tslice::evaluation

#endif // TSLICE_IR_EVALUATELOOPS_H
