// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Limits without index tensors. They are bound by memory: every line is loaded
// once and every line of a result is streamed, since storing it the usual way
// would read it first.

#include "Vector.h"

using namespace tslice::limits;

namespace {
constexpr int64_t rowGrain = 16;
} // namespace

void tslice::limits::copy(Context *ctx, float *to, const float *from,
                          int64_t n) {
  constexpr int64_t blockSize = 8192;
  parallel(ctx, (n + blockSize - 1) / blockSize, rowGrain,
           [=](int64_t lo, int64_t hi) {
             for (int64_t i = lo * blockSize; i < std::min(n, hi * blockSize);
                  i += blockSize)
               streamCopy(to + i, from + i, std::min(blockSize, n - i));
           });
}

void tslice::limits::stride2(Context *ctx, float *to, const float *x,
                             int64_t rows, int64_t columns) {
  int64_t half = columns / 2;
  parallel(ctx, rows, rowGrain, [=](int64_t lo, int64_t hi) {
    for (int64_t r = lo; r < hi; ++r) {
      const float *from = x + r * columns;
      auto even = [=](int64_t i) {
        return __builtin_shufflevector(
            load(from + 2 * i), load(from + 2 * i + lanes), 0, 2, 4, 6, 8, 10,
            12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
      };
      streamRow<2>(to + r * half, half, even,
                   [=](int64_t i) { return from[2 * i]; });
    }
  });
}

void tslice::limits::reverse(Context *ctx, float *to, const float *x,
                             int64_t rows, int64_t columns) {
  parallel(ctx, rows, rowGrain, [=](int64_t lo, int64_t hi) {
    for (int64_t r = lo; r < hi; ++r) {
      const float *last = x + (rows - r) * columns - 1;
      auto backwards = [=](int64_t i) {
        Vec v = load(last - i - lanes + 1);
        return __builtin_shufflevector(v, v, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6,
                                       5, 4, 3, 2, 1, 0);
      };
      streamRow<4>(to + r * columns, columns, backwards,
                   [=](int64_t i) { return last[-i]; });
    }
  });
}

void tslice::limits::crop(Context *ctx, float *to, const float *x,
                          int64_t columns, Window window) {
  const float *from = x + window.row * columns + window.column;
  parallel(ctx, window.rows, rowGrain, [=](int64_t lo, int64_t hi) {
    for (int64_t r = lo; r < hi; ++r)
      streamCopy(to + r * window.columns, from + r * columns, window.columns);
  });
}

void tslice::limits::update(Context *ctx, float *x, const float *u,
                            int64_t columns, Window window) {
  float *to = x + window.row * columns + window.column;
  parallel(ctx, window.rows, rowGrain, [=](int64_t lo, int64_t hi) {
    for (int64_t r = lo; r < hi; ++r)
      streamCopy(to + r * columns, u + r * window.columns, window.columns);
  });
}

void tslice::limits::chain(Context *ctx, float *to, const float *a,
                           const float *b, int64_t rows, int64_t columns) {
  parallel(ctx, rows / 2, rowGrain, [=](int64_t lo, int64_t hi) {
    for (int64_t r = lo; r < hi; ++r) {
      const float *even = a + 2 * r * columns;
      const float *odd = even + columns;
      const float *other = b + (rows - 1 - 2 * r) * columns;
      streamRow<4>(
          to + r * columns, columns,
          [=](int64_t i) {
            return load(even + i) + load(odd + i) * load(other + i);
          },
          [=](int64_t i) { return even[i] + odd[i] * other[i]; });
    }
  });
}
