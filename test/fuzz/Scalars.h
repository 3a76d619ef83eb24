// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The meaning of the scalar ops that cases contain, in plain C++.

#ifndef TSLICE_TEST_FUZZ_SCALARS_H
#define TSLICE_TEST_FUZZ_SCALARS_H

#include "tslice/ExecutionEngine/Tensor.h"

#include "mlir/IR/Operation.h"

#include <optional>

namespace tslice::fuzz {

/// One element of any type, in its storage format.
struct Scalar {
  ElementType type = ElementType::F64;
  alignas(16) char bytes[16] = {};
};

/// Reads the element number `at` of a contiguous tensor.
Scalar loadScalar(const Tensor &tensor, int64_t at);

/// Writes the element number `at` of a contiguous tensor.
void storeScalar(const Scalar &scalar, const Tensor &tensor, int64_t at);

/// Returns the element type that `type` is.
std::optional<ElementType> toElementType(mlir::Type type);

/// Returns the value of an `arith.constant` or `complex.constant` of a scalar.
std::optional<Scalar> evaluateConstant(mlir::Operation *op);

/// Returns the result of `op` on scalars, or nothing when it is not known.
std::optional<Scalar> evaluateScalar(mlir::Operation *op,
                                     llvm::ArrayRef<Scalar> operands);

} // namespace tslice::fuzz

#endif // TSLICE_TEST_FUZZ_SCALARS_H
