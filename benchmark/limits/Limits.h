// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The workloads of the benchmark written by hand: what this machine allows, and
// so what compiled graphs are measured against. Tensors are row-major f32,
// indices are i32 and trusted. Each gives the bits of the plain loop in the
// comment above it, for every number of threads.

#ifndef TSLICE_BENCHMARK_LIMITS_LIMITS_H
#define TSLICE_BENCHMARK_LIMITS_LIMITS_H

#include "tslice/Runtime/Runtime.h"

#include <cstdint>

namespace tslice::limits {

/// Says how many threads to use (`tslice_rt_set_threads`).
using Context = tslice_rt_context;

/// to[i] = from[i]
void copy(Context *ctx, float *to, const float *from, int64_t n);

/// to[r, c] = x[r, 2 * c]; `columns` counts those of x and is even.
void stride2(Context *ctx, float *to, const float *x, int64_t rows,
             int64_t columns);

/// to[r, c] = x[rows - 1 - r, columns - 1 - c]
void reverse(Context *ctx, float *to, const float *x, int64_t rows,
             int64_t columns);

/// A window of a matrix with `columns` columns.
struct Window {
  int64_t row, column, rows, columns;
};

/// to[r, c] = x[window.row + r, window.column + c]
void crop(Context *ctx, float *to, const float *x, int64_t columns,
          Window window);

/// x[window.row + r, window.column + c] = u[r, c]
void update(Context *ctx, float *x, const float *u, int64_t columns,
            Window window);

/// to[k, c] = x[index[k], c]
void rows(Context *ctx, float *to, const float *x, const int32_t *index,
          int64_t count, int64_t columns);

/// `to` starts a cache line.
///
/// to[k] = x[index[k]]
void elems(Context *ctx, float *to, const float *x, const int32_t *index,
           int64_t count);

/// for k: x[index[k], c] += u[k, c]
void scatterAdd(Context *ctx, float *x, const float *u, const int32_t *index,
                int64_t count, int64_t rows, int64_t columns);

/// g = 0; for k: g[index[k], c] += 2 * (x[index[k], c] - y[k, c]); then
/// x -= rate * g
void step(Context *ctx, float *x, const float *y, const int32_t *index,
          int64_t count, int64_t rows, int64_t columns, float rate);

/// for k: x[index[k], c] = u[k, c]
void scatterSet(Context *ctx, float *x, const float *u, const int32_t *index,
                int64_t count, int64_t rows, int64_t columns);

/// The same for indices of which many follow an equal one.
void scatterHot(Context *ctx, float *x, const float *u, const int32_t *index,
                int64_t count, int64_t rows, int64_t columns);

/// for k: x[index[k]] += u[k]
void histogram(Context *ctx, float *x, const float *u, const int32_t *index,
               int64_t count, int64_t cells);

/// Writes the elements of x where the mask is not 0, one behind the other.
void mask(Context *ctx, float *to, const float *x, const bool *mask,
          int64_t count);

/// Columns are a multiple of 64.
///
/// to[b, c] = ((0 + x[index[b, 0], c]) + x[index[b, 1], c]) + ...
void bag(Context *ctx, float *to, const float *x, const int32_t *index,
         int64_t bags, int64_t perBag, int64_t columns);

/// to[r, c] = a[2 * r, c] + a[2 * r + 1, c] * b[rows - 1 - 2 * r, c]; `rows`
/// counts those of a and of b and is even.
void chain(Context *ctx, float *to, const float *a, const float *b,
           int64_t rows, int64_t columns);

/// A directed graph with weighted edges.
struct Graph {
  int64_t nodes, edges;
  const int32_t *source, *target;
  const float *weight;
};

/// Columns are a multiple of 128.
///
/// to = 0; for e: to[target[e], c] += x[source[e], c] * weight[e]
void message(Context *ctx, float *to, const float *x, Graph graph,
             int64_t columns);

} // namespace tslice::limits

#endif // TSLICE_BENCHMARK_LIMITS_LIMITS_H
