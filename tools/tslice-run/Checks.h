// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compares what was computed with what must come out.

#ifndef TSLICE_TOOLS_TSLICE_RUN_CHECKS_H
#define TSLICE_TOOLS_TSLICE_RUN_CHECKS_H

#include "CommandLine.h"

#include "tslice/ExecutionEngine/Executable.h"

namespace tslice {

/// Runs the program of `line` on the evaluator and compares all bits of its
/// results with `results`, or its failure with theirs. Returns a line that says
/// that they are equal, or the Error where they first differ.
Result<std::string>
checkAgainstEvaluator(const CommandLine &line, Options options,
                      const Signature &signature,
                      const std::vector<Tensor> &arguments,
                      const Result<std::vector<Tensor>> &results);

/// Compares forward and reverse mode of the function, which `executable` holds,
/// with each other and with finite differences along one direction; if its first
/// result is one number, also each element of the gradient. Returns a line for
/// the direction and one per argument, or the Error where they differ most.
Result<std::string> checkGradient(const CommandLine &line,
                                  const Executable &executable,
                                  const Signature &signature,
                                  const std::vector<Tensor> &arguments);

} // namespace tslice

#endif // TSLICE_TOOLS_TSLICE_RUN_CHECKS_H
