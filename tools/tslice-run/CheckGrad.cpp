// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// --check-grad.

#include "Checks.h"

using namespace tslice;

Result<std::string>
tslice::checkGradient(const CommandLine &line, const Executable &executable,
                      const Signature &signature,
                      const std::vector<Tensor> &arguments) {
  return Error(ErrorCode::Unsupported, "--check-grad is not implemented");
}
