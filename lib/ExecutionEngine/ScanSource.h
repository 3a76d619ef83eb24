// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Refuses text that is nested deeper than recursive parsers and printers bear.

#ifndef TSLICE_LIB_EXECUTIONENGINE_SCANSOURCE_H
#define TSLICE_LIB_EXECUTIONENGINE_SCANSOURCE_H

#include "tslice/ExecutionEngine/Result.h"

#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/MemoryBufferRef.h"

namespace tslice {

/// The limit of everything that scanSource counts.
inline constexpr int64_t maxNesting = 1000;

/// Reads MLIR text once, in linear time, and returns an error with the place
/// where one of these exceeds maxNesting: the depth of brackets, the depth of
/// aliases that are defined by other aliases, brackets included, the operators
/// of one affine expression, a run of minus signs. Anything else that may be
/// wrong with the text is left to the parser.
Result<void> scanSource(const llvm::MemoryBuffer &buffer);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_SCANSOURCE_H
