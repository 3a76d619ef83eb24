// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What both halves of the evaluator are written with: the row-major loop, and
// the movement of one element. Private to the evaluator.

#ifndef TSLICE_IR_EVALUATELOOPS_H
#define TSLICE_IR_EVALUATELOOPS_H

#include "tslice/IR/Evaluate.h"

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

/// Moves single elements of an access: from the indexed tensor to the result of
/// a read, or from the update into the result of a write, by its combiner.
class ElementMover {
public:
  /// Prepares `op` on operands `tensors`. For a write, copies the destination
  /// to `result`.
  ElementMover(IndexedAccessOpInterface op, llvm::ArrayRef<BufferView> tensors,
               BufferView result);

  /// Reads or writes the element at `element` of the elements tensor, which
  /// stands for `position` of the indexed tensor, in range.
  void touch(llvm::ArrayRef<int64_t> element, llvm::ArrayRef<int64_t> position);

  /// Leaves out the element at `element`: a read yields the fill.
  void skip(llvm::ArrayRef<int64_t> element);

private:
  bool isWrite;
  BufferView indexed, elements;
  CombineFunction combine;
  llvm::SmallVector<char, 16> fill;
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
                                   BufferView result, EvaluationError &error);
mlir::LogicalResult windowedShape(IndexedAccessOpInterface op,
                                  llvm::ArrayRef<BufferView> tensors,
                                  llvm::SmallVectorImpl<int64_t> &shape,
                                  EvaluationError &error);
mlir::LogicalResult evaluateWindowed(IndexedAccessOpInterface op,
                                     llvm::ArrayRef<BufferView> tensors,
                                     BufferView result, EvaluationError &error);

/// Compares the shape of the update of a write with the one that the access
/// implies.
mlir::LogicalResult compareUpdateShape(const BufferView &update,
                                       llvm::ArrayRef<int64_t> implied,
                                       EvaluationError &error);

} // namespace tslice::evaluation

#endif // TSLICE_IR_EVALUATELOOPS_H
