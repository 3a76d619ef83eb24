// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Keeps the contexts of finished calls for the next ones.

#ifndef TSLICE_LIB_EXECUTIONENGINE_CONTEXTPOOL_H
#define TSLICE_LIB_EXECUTIONENGINE_CONTEXTPOOL_H

#include "tslice/Runtime/Runtime.h"

#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace tslice {

/// As many contexts as there have been calls at the same time. Thread-safe.
class ContextPool {
public:
  explicit ContextPool(int64_t threads) : threads(threads) {}
  ContextPool(const ContextPool &) = delete;
  ContextPool &operator=(const ContextPool &) = delete;
  ~ContextPool() {
    for (tslice_rt_context *context : idle)
      tslice_rt_context_destroy(context);
  }

  /// A context for one call, reset and given back at the end.
  class Lease {
  public:
    Lease(ContextPool *pool, tslice_rt_context *context)
        : pool(pool), context(context) {}
    Lease(Lease &&other)
        : pool(other.pool), context(std::exchange(other.context, nullptr)) {}
    ~Lease() {
      if (context)
        pool->giveBack(context);
    }

    /// Returns the context, null if there was no memory for one.
    tslice_rt_context *get() const { return context; }
    bool hasFailed() const {
      tslice_rt_failure failure;
      return *reinterpret_cast<const volatile int32_t *>(context) != 0 &&
             tslice_rt_get_failure(context, &failure);
    }

  private:
    ContextPool *pool;
    tslice_rt_context *context;
  };

  /// Returns a context for a call by `callThreads` threads, or as many as all
  /// calls use.
  Lease lease(std::optional<int64_t> callThreads = std::nullopt) {
    std::lock_guard<std::mutex> guard(lock);
    tslice_rt_context *context = nullptr;
    if (!idle.empty()) {
      context = idle.back();
      idle.pop_back();
    } else {
      // Giving it back must not need memory.
      idle.reserve(created + 1);
      context = tslice_rt_context_create();
      created += context != nullptr;
    }
    if (context)
      tslice_rt_set_threads(context, callThreads.value_or(threads));
    return Lease(this, context);
  }

private:
  void giveBack(tslice_rt_context *context) {
    tslice_rt_context_reset(context);
    std::lock_guard<std::mutex> guard(lock);
    idle.push_back(context);
  }

  int64_t threads;
  std::mutex lock;
  std::vector<tslice_rt_context *> idle;
  size_t created = 0;
};

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_CONTEXTPOOL_H
