// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the tests of keys and of caches share.

#ifndef TSLICE_UNIT_CACHEINPUTS_H
#define TSLICE_UNIT_CACHEINPUTS_H

#include "llvm/Support/MemoryBuffer.h"
#include <string>

/// A graph whose messages name its file and a place in it.
inline constexpr const char *rowsText = R"(
func.func @rows(%table: tensor<?xf32>, %ids: tensor<?xi64>) -> tensor<?xf32> {
  %r = tslice.gather %table[%ids] dims [0]
      : tensor<?xf32>, tensor<?xi64> -> tensor<?xf32>
  return %r : tensor<?xf32>
})";

/// Returns the bytes of a file, none if there is no such file.
inline std::string readAll(const std::string &path) {
  auto file = llvm::MemoryBuffer::getFile(path);
  return file ? (*file)->getBuffer().str() : "";
}

#endif // TSLICE_UNIT_CACHEINPUTS_H
