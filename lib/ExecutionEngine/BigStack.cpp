// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Uses pthreads directly: llvm::thread ends the process when no thread can be
// started.

#include "BigStack.h"

#include <pthread.h>
#include <sys/mman.h>

using namespace tslice;

namespace {
thread_local bool onBigStack = false;
} // namespace

static void *enter(void *fn) {
  onBigStack = true;
  (*static_cast<llvm::function_ref<void()> *>(fn))();
  return nullptr;
}

/// Returns whether `size` bytes of addresses are free. Nothing is backed by
/// memory, so this costs two system calls.
static bool hasRoom(size_t size) {
  void *start = mmap(nullptr, size, PROT_NONE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return start != MAP_FAILED && munmap(start, size) == 0;
}

/// Runs `fn` on a thread with `size` bytes of stack; false if there is none.
static bool runWithStack(size_t size, llvm::function_ref<void()> &fn) {
  // Where addresses are limited, a stack that takes most of them leaves nothing
  // to compile with.
  if (!hasRoom(2 * size))
    return false;
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0)
    return false;
  pthread_t thread;
  bool started = pthread_attr_setstacksize(&attributes, size) == 0 &&
                 pthread_create(&thread, &attributes, enter, &fn) == 0;
  pthread_attr_destroy(&attributes);
  if (started)
    pthread_join(thread, nullptr);
  return started;
}

void tslice::runOnBigStack(llvm::function_ref<void()> fn) {
  if (onBigStack)
    return fn();
  for (size_t size = size_t(1) << 30; size >= size_t(1) << 24; size >>= 2)
    if (runWithStack(size, fn))
      return;
  fn();
}
