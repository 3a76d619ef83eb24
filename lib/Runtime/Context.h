// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The state of one call, shared by the files that fill its parts: allocations
// (Context.cpp), the failure (Failure.cpp) and the number of threads
// (Threads.cpp).

#ifndef TSLICE_RUNTIME_CONTEXT_H
#define TSLICE_RUNTIME_CONTEXT_H

#include "tslice/Runtime/Runtime.h"

#include <atomic>
#include <cstddef>
#include <pthread.h>

namespace tslice::runtime {

/// Holds a pthread mutex for the lifetime of the object. std::mutex would need
/// the C++ runtime library.
class LockGuard {
public:
  explicit LockGuard(pthread_mutex_t &mutex) : mutex(mutex) {
    pthread_mutex_lock(&mutex);
  }
  ~LockGuard() { pthread_mutex_unlock(&mutex); }
  LockGuard(const LockGuard &) = delete;
  LockGuard &operator=(const LockGuard &) = delete;

private:
  pthread_mutex_t &mutex;
};

/// A set of non-null pointers with open addressing. A set rather than a list
/// through the buffers' headers, because it must answer for pointers that have
/// no header.
class PointerSet {
public:
  /// Adds `ptr`, which is not in the set; false if there is no memory.
  bool insert(void *ptr);
  /// Removes `ptr`; false if it was not in the set.
  bool erase(void *ptr);
  /// Returns whether `ptr` is in the set.
  bool contains(void *ptr) const { return find(ptr) >= 0; }
  /// Calls `visit` with every element and leaves the set empty, without memory.
  void drain(void (*visit)(void *ptr));

private:
  int64_t find(void *ptr) const;
  int64_t home(void *ptr) const;
  bool grow();

  void **slots = nullptr;
  int64_t capacity = 0; // 0 or a power of two, at least twice `count`.
  int64_t count = 0;
};

/// The most dimensions of a position that a failure keeps.
constexpr int64_t maxPositionRank = 64;

/// The lowest failure so far. `site` and `firstPos` repeat the start of its key
/// for tests without the lock.
struct FailureRecord {
  std::atomic<int64_t> site;
  std::atomic<int64_t> firstPos;
  tslice_rt_failure failure;
  int64_t pos[maxPositionRank];
};

} // namespace tslice::runtime

struct tslice_rt_context {
  /// Not 0 once a failure is recorded. Compiled code loads it at offset 0.
  std::atomic<int32_t> failed;
  /// Threads a region may use, 0 for the default.
  std::atomic<int32_t> threads;
  /// Guards the fields below.
  pthread_mutex_t lock;
  tslice::runtime::FailureRecord lowest;
  tslice::runtime::PointerSet owned;
  /// What the caller has lent for results; null data once it is given out.
  tslice_rt_loan *loans;
  int64_t numLoans;
  /// What `tslice_rt_message` returns, null for "". Owned, unless it is the
  /// sentence for which there was no memory.
  char *message;
};

static_assert(offsetof(tslice_rt_context, failed) == 0,
              "compiled code loads the flag at offset 0");
static_assert(sizeof(std::atomic<int32_t>) == sizeof(int32_t),
              "compiled code loads the flag as an i32");

#endif // TSLICE_RUNTIME_CONTEXT_H
