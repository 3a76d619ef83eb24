// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Does what the command line asks for.

#ifndef TSLICE_TOOLS_TSLICE_RUN_RUN_H
#define TSLICE_TOOLS_TSLICE_RUN_RUN_H

#include "CommandLine.h"

#include "tslice/ExecutionEngine/Result.h"

namespace tslice {

/// Compiles and calls. Returns what is to be printed; files have been written
/// then. On failure no file has been.
Result<std::string> run(const CommandLine &line);

} // namespace tslice

#endif // TSLICE_TOOLS_TSLICE_RUN_RUN_H
