// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The meaning of nonzero: every element of the mask in row-major order.

#include "EvaluateLoops.h"
#include <cstring>

using namespace mlir;
using namespace tslice;
using namespace tslice::evaluation;

static bool isTrue(const BufferView &mask, ArrayRef<int64_t> position) {
  return *mask.at(position) != 0;
}

LogicalResult tslice::countNonzero(NonzeroOp op, BufferView mask,
                                   std::optional<int64_t> size, int64_t &rows,
                                   int64_t &count, EvaluationError &error) {
  if (size && *size < 0) {
    error = EvaluationError{CheckKind::Size, 0, *size};
    error.operand = 1; // the result, which has no name
    return failure();
  }
  count = 0;
  (void)forEachPosition(mask.shape, [&](ArrayRef<int64_t> position) {
    count += isTrue(mask, position);
    return success();
  });
  rows = size.value_or(count);
  if (count <= rows)
    return success();
  if (!op.getTruncate()) {
    error = EvaluationError{CheckKind::Room, 0, count, rows};
    return failure();
  }
  count = rows;
  return success();
}

void tslice::evaluateNonzero(BufferView mask, BufferView positions) {
  int64_t rows = positions.shape[0], row = 0;
  auto store = [&](int64_t row, int64_t component, int64_t value) {
    memcpy(positions.at({row, component}), &value, sizeof(value));
  };
  (void)forEachPosition(mask.shape, [&](ArrayRef<int64_t> position) {
    if (!isTrue(mask, position) || row == rows)
      return success();
    for (auto [component, coordinate] : llvm::enumerate(position))
      store(row, static_cast<int64_t>(component), coordinate);
    ++row;
    return success();
  });
  for (; row < rows; ++row)
    for (int64_t component = 0; component < positions.shape[1]; ++component)
      store(row, component, -1);
}
