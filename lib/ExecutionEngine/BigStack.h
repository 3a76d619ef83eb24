// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parsing, printing and some passes recurse as deep as the program is nested,
// so they run where the stack is large whatever thread the caller has.

#ifndef TSLICE_LIB_EXECUTIONENGINE_BIGSTACK_H
#define TSLICE_LIB_EXECUTIONENGINE_BIGSTACK_H

#include "llvm/ADT/STLFunctionalExtras.h"

namespace tslice {

/// Calls `fn` on a thread with a stack of 1 GiB (reserved, not committed) and
/// returns when it is done; on less, down to the caller's own stack, where so
/// much address space cannot be had. Calls from within run `fn` directly.
void runOnBigStack(llvm::function_ref<void()> fn);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_BIGSTACK_H
