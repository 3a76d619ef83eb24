// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How sources are read, for the API and for tools.

#ifndef TSLICE_LIB_EXECUTIONENGINE_READFILE_H
#define TSLICE_LIB_EXECUTIONENGINE_READFILE_H

#include "tslice/ExecutionEngine/Result.h"

#include "llvm/Support/MemoryBuffer.h"

namespace tslice {

/// Reads the file at `path` ("-" is standard input) into memory, whole. It may
/// be a pipe or a device; what has more than `limit` bytes is refused.
Result<std::unique_ptr<llvm::MemoryBuffer>> readFile(const std::string &path,
                                                     uint64_t limit);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_READFILE_H
