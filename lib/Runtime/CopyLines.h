// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Copies that a partition is made of.

#ifndef TSLICE_LIB_RUNTIME_COPYLINES_H
#define TSLICE_LIB_RUNTIME_COPYLINES_H

#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace tslice_rt {

/// Writes whole lines of 64 bytes, aligned to that, past the caches where
/// `streams`.
inline void copyLines(char *to, const char *from, int64_t bytes, bool streams) {
#ifdef __SSE2__
  for (; streams && bytes > 0; to += 64, from += 64, bytes -= 64) {
    const __m128i *source = reinterpret_cast<const __m128i *>(from);
    __m128i *target = reinterpret_cast<__m128i *>(to);
    __m128i a = _mm_load_si128(source), b = _mm_load_si128(source + 1);
    __m128i c = _mm_load_si128(source + 2), d = _mm_load_si128(source + 3);
    _mm_stream_si128(target, a);
    _mm_stream_si128(target + 1, b);
    _mm_stream_si128(target + 2, c);
    _mm_stream_si128(target + 3, d);
  }
#endif
  std::memcpy(to, from, static_cast<size_t>(bytes));
}

/// Makes what has been streamed visible to other threads.
inline void endStreams() {
#ifdef __SSE2__
  _mm_sfence();
#endif
}

} // namespace tslice_rt

#endif // TSLICE_LIB_RUNTIME_COPYLINES_H
