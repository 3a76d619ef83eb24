// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The sentence that a context keeps about the last call.

#ifndef TSLICE_RUNTIME_MESSAGE_H
#define TSLICE_RUNTIME_MESSAGE_H

#include "tslice/Runtime/Runtime.h"

namespace tslice::runtime {

/// Keeps the sentence that `write(data, buf, len)` writes in the manner of
/// `tslice_rt_error`. If there is no memory for it, the sentence says so.
void keepMessage(tslice_rt_context &ctx,
                 int64_t (*write)(void *data, char *buf, int64_t len),
                 void *data);

/// The same for a callable.
template <typename Fn> void keepMessage(tslice_rt_context &ctx, Fn write) {
  keepMessage(
      ctx,
      [](void *data, char *buf, int64_t len) {
        return (*static_cast<Fn *>(data))(buf, len);
      },
      &write);
}

/// Releases the sentence.
void forgetMessage(tslice_rt_context &ctx);

} // namespace tslice::runtime

#endif // TSLICE_RUNTIME_MESSAGE_H
