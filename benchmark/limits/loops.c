// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The loops of workloads/loops.mlir and their gradients, by hand: the gradient
// needs the element before each that was written over, and nothing else, since
// each element is the one that the next step reads.

#include <math.h>
#include <stdint.h>

// p[i] = sin(p[i - 1]) + p[i]
void loop(float *p, int64_t n) {
  for (int64_t i = 1; i < n; ++i)
    p[i] = sinf(p[i - 1]) + p[i];
}

// p is what it was before; y is room for n elements; g is the gradient of the
// result, and that of p in the end.
void loop_grad(const float *p, float *y, float *g, int64_t n) {
  y[0] = p[0];
  for (int64_t i = 1; i < n; ++i)
    y[i] = sinf(y[i - 1]) + p[i];
  for (int64_t i = n - 1; i > 0; --i)
    g[i - 1] += cosf(y[i - 1]) * g[i];
}

void loop_rows_grad(const float *p, float *y, float *g, int64_t n) {
  enum { D = 64 };
  for (int64_t j = 0; j < D; ++j)
    y[j] = p[j];
  for (int64_t i = 1; i < n; ++i)
    for (int64_t j = 0; j < D; ++j)
      y[i * D + j] = sinf(y[(i - 1) * D + j]) + p[i * D + j];
  for (int64_t i = n - 1; i > 0; --i)
    for (int64_t j = 0; j < D; ++j)
      g[(i - 1) * D + j] += cosf(y[(i - 1) * D + j]) * g[i * D + j];
}
