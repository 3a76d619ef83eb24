// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Upstream's reader of bytecode trusts some numbers, and writes where they say.

#ifndef TSLICE_LIB_EXECUTIONENGINE_SCANBYTECODE_H
#define TSLICE_LIB_EXECUTIONENGINE_SCANBYTECODE_H

#include "tslice/ExecutionEngine/Result.h"

#include "llvm/Support/MemoryBuffer.h"

namespace tslice {

/// Returns an error if the reader would write out of bounds, and not notice, for
/// `buffer`, which holds bytecode: if a group of attributes or types has more of
/// them than the file says there are. All else that is wrong it finds itself, or
/// dies of.
Result<void> scanBytecode(const llvm::MemoryBuffer &buffer);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_SCANBYTECODE_H
