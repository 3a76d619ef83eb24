// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the operating system grants this process. Containers limit memory and
// processors below what the machine has, so both questions are answered here
// and nowhere else.

#ifndef TSLICE_RUNTIME_SYSTEM_H
#define TSLICE_RUNTIME_SYSTEM_H

#include <cstdint>

namespace tslice::runtime {

/// Returns the bytes of physical memory, cut to the limit of the control group.
/// Cached after the first call.
int64_t physicalMemory();

/// Returns the bytes of memory and swap space this process could ever use.
/// Cached after the first call.
int64_t totalMemory();

/// Returns the bytes that can be used now without pushing out other processes,
/// INT64_MAX if the system does not tell. Costs tens of microseconds.
int64_t availableMemory();

/// Returns the number of processors this process may use, at least 1. Cached
/// after the first call.
int64_t processors();

} // namespace tslice::runtime

#endif // TSLICE_RUNTIME_SYSTEM_H
