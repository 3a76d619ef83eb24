// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What protects the tools that upstream's mains read files for.

#ifndef TSLICE_EXECUTIONENGINE_TOOLMAIN_H
#define TSLICE_EXECUTIONENGINE_TOOLMAIN_H

#include "llvm/ADT/STLFunctionalExtras.h"

namespace tslice {

/// Runs `main` where the stack is large, unless a file named by `argv` is
/// nested deeper than parsers bear: then prints the place, and returns 1.
int runTool(int argc, char **argv, llvm::function_ref<int()> main);

} // namespace tslice

#endif // TSLICE_EXECUTIONENGINE_TOOLMAIN_H
