// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parses the header of a .npy file: a length and a Python dictionary literal.
// Separate from the reading of the data, because this is the part that
// untrusted bytes can upset.

#ifndef TSLICE_LIB_EXECUTIONENGINE_NPYHEADER_H
#define TSLICE_LIB_EXECUTIONENGINE_NPYHEADER_H

#include "tslice/ExecutionEngine/Tensor.h"

#include <string_view>

namespace tslice {

/// The most bytes of a file that parseNpyHeader looks at. The header of an
/// array within our limits takes a few hundred.
inline constexpr size_t maxNpyHeader = 65536;

/// What the header says.
struct NpyHeader {
  /// The dtype without its byte order, as `f4`.
  std::string dtype;
  bool bigEndian = false;
  bool columnMajor = false;
  Shape shape;
  /// Where the data begins in the file.
  size_t dataOffset = 0;
};

/// Parses the header at the start of `contents`, which may be cut off after
/// maxNpyHeader bytes. Errors do not name the file.
Result<NpyHeader> parseNpyHeader(std::string_view contents);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_NPYHEADER_H
