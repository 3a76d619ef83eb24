// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The border of the API: containers of the standard library throw when there is
// no memory, and nothing is thrown across the API.

#ifndef TSLICE_LIB_EXECUTIONENGINE_NOMEMORY_H
#define TSLICE_LIB_EXECUTIONENGINE_NOMEMORY_H

#include "tslice/ExecutionEngine/Result.h"

#include <new>

namespace tslice {

/// Returns what `fn` returns, a Result, or the Error when memory runs out in
/// it. The words are short enough to need none.
template <typename Fn> auto orNoMemory(Fn fn) noexcept -> decltype(fn()) {
  try {
    return fn();
  } catch (const std::bad_alloc &) {
    return Error(ErrorCode::OutOfMemory, "out of memory");
  }
}

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_NOMEMORY_H
