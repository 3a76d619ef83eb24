// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How the error of an access must read, written down a second time, so that the
// sentences of the runtime are tested as well.

#ifndef TSLICE_TEST_FUZZ_ACCESSERRORS_H
#define TSLICE_TEST_FUZZ_ACCESSERRORS_H

#include "tslice/IR/Evaluate.h"

namespace tslice::fuzz {

/// Returns the sentence that reports `error` of `op`, up to the dimension; the
/// name of the operand follows it.
std::string formatAccessError(mlir::Operation *op,
                              const EvaluationError &error);

/// Returns whether compiled code must find that `op` fails on `tensors`, its
/// tensor operands: all of its elements are returned, and there are some.
bool mustBeReported(mlir::Operation *op, llvm::ArrayRef<BufferView> tensors);

} // namespace tslice::fuzz

#endif // TSLICE_TEST_FUZZ_ACCESSERRORS_H
