// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tensors around the evaluation of nonzero and group.

#include "Positions.h"

#include <cstring>

using namespace mlir;
using namespace tslice;
using namespace tslice::fuzz;

/// A tensor of indices. Cases have so few positions that there is memory.
static Tensor makeIndices(Shape shape) {
  return *Tensor::allocate(ElementType::Index, std::move(shape));
}

static LogicalResult evaluateMask(NonzeroOp op, ArrayRef<BufferView> tensors,
                                  ArrayRef<int64_t> scalars,
                                  std::vector<Tensor> &results,
                                  EvaluationError &error) {
  const BufferView &mask = tensors.front();
  std::optional<int64_t> size = op.getStaticSize();
  if (op.getDynamicSize())
    size = scalars.front();
  int64_t rows, count;
  if (failed(countNonzero(op, mask, size, rows, count, error)))
    return failure();
  Tensor positions =
      makeIndices({rows, static_cast<int64_t>(mask.shape.size())});
  evaluateNonzero(
      mask, BufferView::contiguous(positions.getMutableData(),
                                   op.getPositions().getType().getElementType(),
                                   positions.getShape()));
  results.push_back(positions);
  if (!op.getCount())
    return success();
  results.push_back(makeIndices({}));
  std::memcpy(results.back().getMutableData(), &count, sizeof(count));
  return success();
}

LogicalResult fuzz::evaluatePositions(Operation *op,
                                      ArrayRef<BufferView> tensors,
                                      ArrayRef<int64_t> scalars,
                                      std::vector<Tensor> &results,
                                      EvaluationError &error) {
  if (auto nonzero = dyn_cast<NonzeroOp>(op))
    return evaluateMask(nonzero, tensors, scalars, results, error);
  SmallVector<int64_t> lists[2];
  if (failed(evaluateGroup(cast<GroupOp>(op), tensors[0], tensors[1], lists[0],
                           lists[1], error)))
    return failure();
  for (ArrayRef<int64_t> list : lists) {
    results.push_back(makeIndices({static_cast<int64_t>(list.size())}));
    llvm::copy(list, results.back().getMutableDataAs<int64_t>());
  }
  return success();
}
