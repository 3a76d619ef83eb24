// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The part of the oracle whose results have sizes that data decide.

#ifndef TSLICE_TEST_FUZZ_POSITIONS_H
#define TSLICE_TEST_FUZZ_POSITIONS_H

#include "tslice/ExecutionEngine/Tensor.h"
#include "tslice/IR/Evaluate.h"

#include <vector>

namespace tslice::fuzz {

/// Computes the results of `op`, a nonzero or group, by the evaluator; `tensors`
/// and `scalars` are its operands. Fails with `error` set.
mlir::LogicalResult evaluatePositions(mlir::Operation *op,
                                      llvm::ArrayRef<BufferView> tensors,
                                      llvm::ArrayRef<int64_t> scalars,
                                      std::vector<Tensor> &results,
                                      EvaluationError &error);

} // namespace tslice::fuzz

#endif // TSLICE_TEST_FUZZ_POSITIONS_H
