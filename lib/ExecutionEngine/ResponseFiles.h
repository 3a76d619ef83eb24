// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arguments of tools that come from files.

#ifndef TSLICE_LIB_EXECUTIONENGINE_RESPONSEFILES_H
#define TSLICE_LIB_EXECUTIONENGINE_RESPONSEFILES_H

#include "tslice/ExecutionEngine/Result.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Allocator.h"

namespace tslice {

/// Replaces every argument `@FILE` by the arguments in that file, which may name
/// further ones, and keeps their text in `memory`. Where there is no such file
/// the argument stays, as LLVM has it. The error says what cannot be read, or
/// that the files have more bytes than any command line needs.
Result<void> expandResponseFiles(llvm::SmallVectorImpl<const char *> &arguments,
                                 llvm::BumpPtrAllocator &memory);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_RESPONSEFILES_H
