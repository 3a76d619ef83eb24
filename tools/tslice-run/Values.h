// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Text and files to tensors, and back.

#ifndef TSLICE_TOOLS_TSLICE_RUN_VALUES_H
#define TSLICE_TOOLS_TSLICE_RUN_VALUES_H

#include "tslice/ExecutionEngine/Executable.h"

namespace tslice {

/// Reads one literal or .npy file for each argument of `signature`.
Result<std::vector<Tensor>>
readArguments(const Signature &signature,
              const std::vector<std::string> &texts);

/// Returns `arguments` with copies of those that a call would consume.
Result<std::vector<Tensor>> copyDonated(const Signature &signature,
                                        const std::vector<Tensor> &arguments);

/// Writes the first results to the files `paths`, all or none, and returns the
/// others as text, one after the other.
Result<std::string> writeResults(const std::vector<Tensor> &results,
                                 const std::vector<std::string> &paths);

} // namespace tslice

#endif // TSLICE_TOOLS_TSLICE_RUN_VALUES_H
