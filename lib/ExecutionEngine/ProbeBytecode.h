// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Upstream's reader of bytecode trusts what it reads: malformed files end the
// process, or never end.

#ifndef TSLICE_LIB_EXECUTIONENGINE_PROBEBYTECODE_H
#define TSLICE_LIB_EXECUTIONENGINE_PROBEBYTECODE_H

#include "tslice/ExecutionEngine/Result.h"

#include "llvm/Support/MemoryBuffer.h"

namespace tslice {

/// Reads and prints `buffer` in a child process, if it holds bytecode, and
/// returns an error if the child does not come back from it within ten seconds,
/// and one for each MiB. Whether the bytecode is right the reader itself says
/// afterwards. For processes of one thread only.
Result<void> probeBytecode(const llvm::MemoryBuffer &buffer);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_PROBEBYTECODE_H
