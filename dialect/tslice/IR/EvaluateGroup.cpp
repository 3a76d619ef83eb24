// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The meaning of group: all windows, sorted by where they start.

#include "EvaluateWindows.h"

using namespace mlir;
using namespace tslice;
using namespace tslice::evaluation;

LogicalResult tslice::evaluateGroup(GroupOp op, BufferView target,
                                    BufferView indices,
                                    SmallVectorImpl<int64_t> &permutation,
                                    SmallVectorImpl<int64_t> &starts,
                                    EvaluationError &error) {
  Windows windows{op.getBounds(), /*wrap=*/false, getIndexedLayout(op), indices,
                  target.shape};
  // A window of 1 has one element, so that both policies skip the same.
  if (windows.bounds == BoundsPolicy::SkipElement)
    windows.bounds = BoundsPolicy::SkipWindow;
  if (failed(compareBatches(windows.layout, target, indices, error)))
    return failure();
  // A start and the number of its position; comparing them is stable.
  std::vector<std::pair<SmallVector<int64_t>, int64_t>> kept;
  int64_t number = 0;
  auto visit = [&](ArrayRef<int64_t> position) -> LogicalResult {
    if (failed(windows.moveTo(position, error)))
      return failure();
    if (!windows.skipped)
      kept.emplace_back(windows.start, number);
    ++number;
    return success();
  };
  if (failed(forEachPosition(getPositionShape(windows.layout, indices), visit)))
    return failure();
  llvm::sort(kept);
  for (size_t i = 0; i < kept.size(); ++i) {
    if (i == 0 || kept[i].first != kept[i - 1].first)
      starts.push_back(static_cast<int64_t>(i));
    permutation.push_back(kept[i].second);
  }
  starts.push_back(static_cast<int64_t>(kept.size()));
  return success();
}
