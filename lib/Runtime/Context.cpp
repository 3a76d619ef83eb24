// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The life of a context and the ownership of allocations: what a call allocates
// is the call's until the caller takes it, so that an error exit needs no
// clean-up code.

#include "Context.h"
#include "Message.h"

#include <cstdlib>
#include <new>

using namespace tslice::runtime;

//===----------------------------------------------------------------------===//
// PointerSet
//===----------------------------------------------------------------------===//

int64_t PointerSet::home(void *ptr) const {
  // Buffers are 64-byte aligned: drop the constant bits, then spread the rest
  // by the golden ratio.
  uint64_t mixed =
      (reinterpret_cast<uintptr_t>(ptr) >> 6) * 0x9e3779b97f4a7c15u;
  return static_cast<int64_t>(mixed >> 32) & (capacity - 1);
}

int64_t PointerSet::find(void *ptr) const {
  if (count == 0 || !ptr)
    return -1;
  for (int64_t slot = home(ptr); slots[slot];
       slot = (slot + 1) & (capacity - 1))
    if (slots[slot] == ptr)
      return slot;
  return -1;
}

bool PointerSet::grow() {
  PointerSet larger;
  larger.capacity = capacity ? 2 * capacity : 32;
  larger.slots = static_cast<void **>(
      std::calloc(static_cast<size_t>(larger.capacity), sizeof(void *)));
  if (!larger.slots)
    return false;
  for (int64_t slot = 0; slot < capacity; ++slot)
    if (slots[slot])
      larger.insert(slots[slot]);
  std::free(slots);
  *this = larger;
  return true;
}

bool PointerSet::insert(void *ptr) {
  if (2 * (count + 1) > capacity && !grow())
    return false;
  int64_t slot = home(ptr);
  while (slots[slot])
    slot = (slot + 1) & (capacity - 1);
  slots[slot] = ptr;
  ++count;
  return true;
}

bool PointerSet::erase(void *ptr) {
  int64_t hole = find(ptr);
  if (hole < 0)
    return false;
  --count;
  // Move later elements of the run back into the hole, unless that would put
  // them before their home.
  for (int64_t slot = (hole + 1) & (capacity - 1); slots[slot];
       slot = (slot + 1) & (capacity - 1)) {
    int64_t distance = (slot - home(slots[slot])) & (capacity - 1);
    if (distance >= ((slot - hole) & (capacity - 1))) {
      slots[hole] = slots[slot];
      hole = slot;
    }
  }
  slots[hole] = nullptr;
  return true;
}

void PointerSet::drain(void (*visit)(void *ptr)) {
  for (int64_t slot = 0; count && slot < capacity; ++slot)
    if (slots[slot]) {
      visit(slots[slot]);
      --count;
    }
  std::free(slots);
  *this = PointerSet();
}

//===----------------------------------------------------------------------===//
// Life of a context
//===----------------------------------------------------------------------===//

tslice_rt_context *tslice_rt_context_create(void) {
  void *memory = nullptr;
  if (posix_memalign(&memory, 64, sizeof(tslice_rt_context)) != 0)
    return nullptr;
  auto *ctx = new (memory) tslice_rt_context();
  if (pthread_mutex_init(&ctx->lock, nullptr) != 0) {
    std::free(ctx);
    return nullptr;
  }
  return ctx;
}

void tslice_rt_context_reset(tslice_rt_context *ctx) {
  ctx->owned.drain(tslice_rt_release);
  ctx->loans = nullptr;
  ctx->numLoans = 0;
  forgetMessage(*ctx);
  ctx->failed.store(0, std::memory_order_relaxed);
}

void tslice_rt_context_destroy(tslice_rt_context *ctx) {
  if (!ctx)
    return;
  ctx->owned.drain(tslice_rt_release);
  forgetMessage(*ctx);
  pthread_mutex_destroy(&ctx->lock);
  std::free(ctx);
}

//===----------------------------------------------------------------------===//
// Allocations of a call
//===----------------------------------------------------------------------===//

void *tslice_rt_alloc(tslice_rt_context *ctx, int64_t bytes) {
  if (void *ptr = tslice_rt_pool_alloc(bytes)) {
    bool inserted;
    {
      LockGuard guard(ctx->lock);
      inserted = ctx->owned.insert(ptr);
    }
    if (inserted)
      return ptr;
    tslice_rt_release(ptr);
  }
  tslice_rt_fail(ctx, TSLICE_RT_NO_SITE, TSLICE_RT_OUT_OF_MEMORY, 0, bytes, 0,
                 0, nullptr);
  return nullptr;
}

void tslice_rt_lend(tslice_rt_context *ctx, tslice_rt_loan *loans,
                    int64_t count) {
  LockGuard guard(ctx->lock);
  ctx->loans = loans;
  ctx->numLoans = count;
}

void *tslice_rt_alloc_result(tslice_rt_context *ctx, int64_t bytes,
                             int64_t result) {
  // The number of loans does not change while compiled code runs.
  if (result < ctx->numLoans) {
    LockGuard guard(ctx->lock);
    tslice_rt_loan &loan = ctx->loans[result];
    if (loan.data && loan.bytes == bytes) {
      // A loop that asks again must not get what it has.
      void *data = loan.data;
      loan.data = nullptr;
      return data;
    }
  }
  return tslice_rt_alloc(ctx, bytes);
}

int tslice_rt_take(tslice_rt_context *ctx, void *ptr) {
  LockGuard guard(ctx->lock);
  return ctx->owned.erase(ptr);
}

int tslice_rt_owns(tslice_rt_context *ctx, void *ptr) {
  LockGuard guard(ctx->lock);
  return ctx->owned.contains(ptr);
}

void tslice_rt_free(tslice_rt_context *ctx, void *ptr) {
  if (tslice_rt_take(ctx, ptr))
    tslice_rt_release(ptr);
}
