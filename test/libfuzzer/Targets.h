// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What libFuzzer feeds with bytes. Each target takes any bytes and must return:
// what goes wrong ends the process, by a sanitizer or by require().

#ifndef TSLICE_TEST_LIBFUZZER_TARGETS_H
#define TSLICE_TEST_LIBFUZZER_TARGETS_H

#include "llvm/ADT/StringRef.h"

namespace tslice::fuzzing {

/// A target takes the bytes of one case.
using Target = void (*)(llvm::StringRef bytes);

/// Ends the process with `what` unless `holds`.
void require(bool holds, const char *what);

/// MLIR text: parser, verifier and the whole pipeline.
void fuzzText(llvm::StringRef bytes);
/// The same for MLIR bytecode.
void fuzzBytecode(llvm::StringRef bytes);
/// .npy files. The first byte is the element type that is wanted.
void fuzzNpy(llvm::StringRef bytes);
/// Files of the cache of machine code.
void fuzzCache(llvm::StringRef bytes);
/// Literals and `random(..)`. The first two bytes are the type and the rank.
void fuzzLiteral(llvm::StringRef bytes);
/// Command lines of tslice-run, one argument a line.
void fuzzCommandLine(llvm::StringRef bytes);

} // namespace tslice::fuzzing

#endif // TSLICE_TEST_LIBFUZZER_TARGETS_H
