/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Uses the runtime from C99, as ahead-of-time code does. It is its own program
 * because linking it with a C compiler is part of what is tested. */

#include "tslice/Runtime/Runtime.h"

#include <stdio.h>
#include <string.h>

static void fill(void *data, int64_t lo, int64_t hi) {
  int64_t *values = data;
  for (int64_t i = lo; i < hi; ++i)
    values[i] = 3 * i;
}

int main(void) {
  const char *operands[] = {"x"};
  const int64_t windows[] = {1};
  const tslice_rt_site site = {"slice #1", "f.mlir:3:8", operands,
                               1,          windows,      1};
  const char *expected =
      "slice #1 (f.mlir:3:8): index 8 is outside [0, 8) of dimension 0 of 'x'";
  char message[128];
  int64_t n = 100000, wrong = 0;
  tslice_rt_context *ctx = tslice_rt_context_create();
  int64_t *values = tslice_rt_alloc(ctx, n * (int64_t)sizeof(int64_t));
  if (!ctx || !values)
    return 1;
  tslice_rt_parallel(ctx, fill, values, n, 1000);
  for (int64_t i = 0; i < n; ++i)
    wrong += values[i] != 3 * i;
  tslice_rt_fail(ctx, 0, TSLICE_RT_INDEX_OUT_OF_RANGE, 0, 8, 8, 0, NULL);
  tslice_rt_error(ctx, &site, 1, message, sizeof(message));
  tslice_rt_context_destroy(ctx);
  printf("%lld wrong values; %s\n", (long long)wrong, message);
  return wrong != 0 || strcmp(message, expected) != 0;
}
