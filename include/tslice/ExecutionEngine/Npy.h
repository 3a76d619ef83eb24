// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads and writes NumPy's .npy files, which are untrusted input: everything in
// them is checked before memory is allocated, and nothing in them is executed.

#ifndef TSLICE_EXECUTIONENGINE_NPY_H
#define TSLICE_EXECUTIONENGINE_NPY_H

#include "tslice/ExecutionEngine/Tensor.h"

#include <string>
#include <string_view>
#include <vector>

namespace tslice {

/// Reads the .npy file (format 1.0, 2.0 or 3.0) at `path` into a row-major
/// tensor. Big-endian and column-major files are converted. Every error names
/// the file.
///
/// Without `wanted` the element type is that of the file; unsigned and raw
/// types are errors. With `wanted` the file must hold that type, where index
/// may be read from int64, an integer from unsigned integers of the same width
/// (the bits are taken over), and bf16 and f8 from raw bytes of the same width
/// (`|V2`, `|V1`), which is how NumPy stores types it does not know.
Result<Tensor> readNpy(const std::string &path,
                       std::optional<ElementType> wanted = std::nullopt);

/// Reads the contents of a .npy file from memory; `name` stands in errors.
Result<Tensor>
readNpyFromMemory(std::string_view contents, const std::string &name,
                  std::optional<ElementType> wanted = std::nullopt);

/// Writes `tensor` as a .npy file (format 1.0) to `path`. The file is written
/// beside its final place and renamed once complete, so that after a failure
/// the path holds what it held before.
Result<void> writeNpy(const std::string &path, const Tensor &tensor);

/// Writes `tensors` to as many `paths`: all of them are complete before the
/// first takes its place.
Result<void> writeNpy(const std::vector<std::string> &paths,
                      const std::vector<Tensor> &tensors);

} // namespace tslice

#endif // TSLICE_EXECUTIONENGINE_NPY_H
