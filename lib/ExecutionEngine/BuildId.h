// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which build of the compiler this process runs: what machine code that was
// kept from an earlier process must agree with.

#ifndef TSLICE_LIB_EXECUTIONENGINE_BUILDID_H
#define TSLICE_LIB_EXECUTIONENGINE_BUILDID_H

#include <optional>
#include <string>

namespace tslice {

/// Returns the build ids, as linkers write them, of the loaded files that hold
/// this code, LLVM and MLIR; they differ whenever the files do. Nothing if this
/// code was linked without one.
std::optional<std::string> getBuildId();

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_BUILDID_H
