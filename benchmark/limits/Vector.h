// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The few vector operations that the limits need, in a form that clang and GCC
// compile for every processor.

#ifndef TSLICE_BENCHMARK_LIMITS_VECTOR_H
#define TSLICE_BENCHMARK_LIMITS_VECTOR_H

#include "Limits.h"

#include <algorithm>
#include <cstring>

namespace tslice::limits {

/// One cache line.
using Vec = float __attribute__((vector_size(64)));
constexpr int64_t lanes = sizeof(Vec) / sizeof(float);

/// Loads from any address.
inline Vec load(const float *from) {
  Vec value;
  std::memcpy(&value, from, sizeof(value));
  return value;
}

/// Stores to any address.
inline void store(float *to, Vec value) {
  std::memcpy(to, &value, sizeof(value));
}

inline Vec splat(float value) { return value - Vec{}; }

/// Returns whether `to` starts a cache line, as `stream` needs.
inline bool isLine(const float *to) {
  return reinterpret_cast<uintptr_t>(to) % sizeof(Vec) == 0;
}

/// Stores a whole line past the caches, so that it is not read first.
inline void stream(float *to, Vec value) {
#if defined(__clang__)
  __builtin_nontemporal_store(value, reinterpret_cast<Vec *>(to));
#else
  *reinterpret_cast<Vec *>(to) = value;
#endif
}

/// Orders streamed stores before what follows. Each thread calls it at its end.
inline void finishStreams() {
#if defined(__SSE__)
  __builtin_ia32_sfence();
#endif
}

/// Asks for the `bytes` bytes at `from`, a line at a time.
inline void prefetch(const float *from, int64_t bytes) {
  for (int64_t i = 0; i < bytes; i += sizeof(Vec))
    __builtin_prefetch(reinterpret_cast<const char *>(from) + i);
}

/// Writes to[0..n): `block(i)` gives 16 values from position i on, `one(i)`
/// gives one. The row is written at `numStreams` places in turn: several pages
/// in flight hide the start of each.
template <int64_t numStreams, typename Block, typename One>
void streamRow(float *to, int64_t n, Block block, One one) {
  int64_t i = 0;
  for (; i < n && !isLine(to + i); ++i)
    to[i] = one(i);
  int64_t part = (n - i) / (numStreams * lanes) * lanes;
  for (int64_t j = i; j < i + part; j += lanes)
    for (int64_t s = 0; s < numStreams; ++s)
      stream(to + s * part + j, block(s * part + j));
  for (i += numStreams * part; i + lanes <= n; i += lanes)
    stream(to + i, block(i));
  for (; i < n; ++i)
    to[i] = one(i);
}

/// Writes to[0..n) = from[0..n).
inline void streamCopy(float *to, const float *from, int64_t n) {
  streamRow<4>(
      to, n, [=](int64_t i) { return load(from + i); },
      [=](int64_t i) { return from[i]; });
}

/// Calls `body(lo, hi)` on ranges that cover [0, n), on the threads of `ctx`;
/// `grain` iterations are worth a thread.
template <typename Body>
void parallel(Context *ctx, int64_t n, int64_t grain, Body body) {
  tslice_rt_parallel(
      ctx,
      [](void *data, int64_t lo, int64_t hi) {
        (*static_cast<Body *>(data))(lo, hi);
        finishStreams();
      },
      &body, n, grain);
}

} // namespace tslice::limits

#endif // TSLICE_BENCHMARK_LIMITS_VECTOR_H
