// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Limits that read at random positions. What counts is the number of lines in
// flight, so each asks for what it needs some positions later.

#include "Vector.h"

#include <vector>

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

using namespace tslice::limits;

namespace {
/// How many rows, and how many elements, are asked for ahead. Measured: half as
/// many lose a few percent, twice as many change nothing.
constexpr int64_t rowsAhead = 32;
constexpr int64_t elemsAhead = 128;
} // namespace

void tslice::limits::rows(Context *ctx, float *to, const float *x,
                          const int32_t *index, int64_t count,
                          int64_t columns) {
  parallel(ctx, count, 512, [=](int64_t lo, int64_t hi) {
    for (int64_t k = lo; k < hi; ++k) {
      const float *later = x + index[std::min(k + rowsAhead, hi - 1)] * columns;
      prefetch(later, columns * sizeof(float));
      const float *from = x + index[k] * columns;
      streamRow<1>(
          to + k * columns, columns, [=](int64_t i) { return load(from + i); },
          [=](int64_t i) { return from[i]; });
    }
  });
}

void tslice::limits::elems(Context *ctx, float *to, const float *x,
                           const int32_t *index, int64_t count) {
  parallel(ctx, count / lanes, 512, [=](int64_t lo, int64_t hi) {
    for (int64_t k = lo * lanes; k < hi * lanes; k += lanes) {
      const int32_t *later = index + std::min(k + elemsAhead, (hi - 1) * lanes);
      for (int64_t i = 0; i < lanes; ++i)
        __builtin_prefetch(x + later[i]);
      // Sixteen loads: a gather instruction is slower here.
      alignas(sizeof(Vec)) float line[lanes];
      for (int64_t i = 0; i < lanes; ++i)
        line[i] = x[index[k + i]];
      stream(to + k, load(line));
    }
  });
  for (int64_t k = count / lanes * lanes; k < count; ++k)
    to[k] = x[index[k]];
}

namespace {
/// Sums the rows of bags [lo, hi) over `width` columns from `x` on, which stay
/// in registers.
template <int64_t width>
void sumBags(float *to, const float *x, const int32_t *index, int64_t lo,
             int64_t hi, int64_t perBag, int64_t columns) {
  for (int64_t b = lo; b < hi; ++b) {
    Vec sum[width / lanes] = {};
    for (int64_t k = b * perBag; k < (b + 1) * perBag; ++k) {
      int64_t later = std::min(k + rowsAhead, hi * perBag - 1);
      prefetch(x + index[later] * columns, width * sizeof(float));
      const float *from = x + index[k] * columns;
      for (int64_t i = 0; i < width / lanes; ++i)
        sum[i] += load(from + i * lanes);
    }
    for (int64_t i = 0; i < width / lanes; ++i)
      store(to + b * columns + i * lanes, sum[i]);
  }
}
} // namespace

void tslice::limits::bag(Context *ctx, float *to, const float *x,
                         const int32_t *index, int64_t bags, int64_t perBag,
                         int64_t columns) {
  parallel(ctx, bags, 16, [=](int64_t lo, int64_t hi) {
    for (int64_t c = 0; c < columns; c += 64)
      sumBags<64>(to + c, x + c, index, lo, hi, perBag, columns);
  });
}

//===----------------------------------------------------------------------===//
// Masks
//===----------------------------------------------------------------------===//

/// How many of the bytes [lo, hi), which are 0 or 1, are 1.
static int64_t countTrue(const bool *mask, int64_t lo, int64_t hi) {
  int64_t count = 0;
  for (int64_t i = lo; i < hi; ++i)
    count += mask[i];
  return count;
}

/// Writes the elements of [lo, hi) that are true from `to` on, and nothing
/// behind them.
static void compress(float *to, const float *x, const bool *mask, int64_t lo,
                     int64_t hi) {
  int64_t i = lo;
#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512VL__)
  for (; i + lanes <= hi; i += lanes) {
    __m128i bytes =
        _mm_loadu_si128(reinterpret_cast<const __m128i *>(mask + i));
    __mmask16 taken = _mm_test_epi8_mask(bytes, bytes);
    int count = __builtin_popcount(taken);
    // Compressing in a register: straight to memory is slow on some processors.
    __m512 values = _mm512_maskz_compress_ps(taken, _mm512_loadu_ps(x + i));
    _mm512_mask_storeu_ps(to, static_cast<__mmask16>((1u << count) - 1),
                          values);
    to += count;
  }
#endif
  for (; i < hi; ++i)
    if (mask[i])
      *to++ = x[i];
}

void tslice::limits::mask(Context *ctx, float *to, const float *x,
                          const bool *mask, int64_t count) {
  constexpr int64_t blockSize = 16384;
  int64_t blocks = (count + blockSize - 1) / blockSize;
  std::vector<int64_t> starts(blocks + 1);
  auto end = [=](int64_t b) { return std::min(count, (b + 1) * blockSize); };
  parallel(ctx, blocks, 8, [&](int64_t lo, int64_t hi) {
    for (int64_t b = lo; b < hi; ++b)
      starts[b + 1] = countTrue(mask, b * blockSize, end(b));
  });
  for (int64_t b = 0; b < blocks; ++b)
    starts[b + 1] += starts[b];
  parallel(ctx, blocks, 8, [&](int64_t lo, int64_t hi) {
    for (int64_t b = lo; b < hi; ++b)
      compress(to + starts[b], x, mask, b * blockSize, end(b));
  });
}
