// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From an object file to a shared object that needs nothing of ours.

#ifndef TSLICE_LIB_EXECUTIONENGINE_LINKSHARED_H
#define TSLICE_LIB_EXECUTIONENGINE_LINKSHARED_H

#include "tslice/ExecutionEngine/Result.h"

#include "llvm/Support/MemoryBuffer.h"

namespace tslice {

/// Links `object` and the runtime to a shared object called `name` (its
/// soname), by the C compiler `compiler`, a path or a name on the search path.
/// The runtime is the archive beside the running program, in a build tree as
/// where it is installed.
Result<std::unique_ptr<llvm::MemoryBuffer>>
linkShared(const llvm::MemoryBuffer &object, llvm::StringRef name,
           llvm::StringRef compiler);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_LINKSHARED_H
