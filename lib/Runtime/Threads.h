// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the rest of the runtime asks the pool of threads.

#ifndef TSLICE_RUNTIME_THREADS_H
#define TSLICE_RUNTIME_THREADS_H

#include <cstdint>

namespace tslice::runtime {

/// Returns the number of worker threads started so far in this process.
int64_t startedWorkers();

} // namespace tslice::runtime

#endif // TSLICE_RUNTIME_THREADS_H
