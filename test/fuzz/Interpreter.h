// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The oracle: walks the ops of a function and computes each by the plainest
// loops, accesses by the evaluator of the language. Shares nothing with the
// compiler.

#ifndef TSLICE_TEST_FUZZ_INTERPRETER_H
#define TSLICE_TEST_FUZZ_INTERPRETER_H

#include "tslice/ExecutionEngine/Tensor.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tslice::fuzz {

/// What a function means for given arguments.
struct Meaning {
  std::vector<Tensor> results;
  /// Why there are none: the first op, in the order of the text, that fails.
  /// Empty if none does.
  std::string error;
  /// Whether it is the error of an access, whose text up to the name of the
  /// operand is known.
  bool isAccessError = false;
  /// Whether code cannot do without the access that fails: its elements, of
  /// which there are some, are all returned.
  bool mustFail = false;
  /// Whether the oracle does not know some op.
  bool isUnknown = false;

  bool hasFailed() const { return !error.empty(); }
};

/// Computes the results of `function` that its return needs.
Meaning interpret(mlir::func::FuncOp function, std::vector<Tensor> arguments);

} // namespace tslice::fuzz

#endif // TSLICE_TEST_FUZZ_INTERPRETER_H
