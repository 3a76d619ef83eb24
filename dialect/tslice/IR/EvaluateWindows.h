// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where the windows of gather, scatter and group start, position by position.
// Private to the evaluator.

#ifndef TSLICE_IR_EVALUATEWINDOWS_H
#define TSLICE_IR_EVALUATEWINDOWS_H

#include "EvaluateLoops.h"
#include "tslice/IR/TSliceInference.h"

namespace tslice::evaluation {

/// The sizes B..., J... of the positions: those of the indices without the
/// component dimension.
inline llvm::ArrayRef<int64_t> getPositionShape(const IndexedLayout &layout,
                                                const BufferView &indices) {
  return llvm::ArrayRef(indices.shape).take_front(layout.numPositionDims);
}

/// Fails with `error` set where the indices have more batches than the indexed
/// tensor (windowed_c3).
mlir::LogicalResult compareBatches(const IndexedLayout &layout,
                                   const BufferView &indexed,
                                   const BufferView &indices,
                                   EvaluationError &error);

/// The windows of one gather, scatter or group.
struct Windows {
  BoundsPolicy bounds;
  bool wrap;
  IndexedLayout layout;
  const BufferView &indices;
  llvm::ArrayRef<int64_t> extents;
  /// Where the current window starts in each dimension of the indexed tensor.
  llvm::SmallVector<int64_t> start = {};
  /// Whether the current window is left out as a whole.
  bool skipped = false;

  /// Moves to the window of `position` and applies the bounds policy to it.
  mlir::LogicalResult moveTo(llvm::ArrayRef<int64_t> position,
                             EvaluationError &error);
  mlir::LogicalResult applyBounds(int64_t dim, llvm::ArrayRef<int64_t> position,
                                  EvaluationError &error);
};

} // namespace tslice::evaluation

#endif // TSLICE_IR_EVALUATEWINDOWS_H
