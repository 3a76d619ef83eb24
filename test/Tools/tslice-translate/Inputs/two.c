/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Two modules in one program: a result of the one is an argument of the other.
 * Usage: two */
#include "ahead.h"
#include "sum.h"

#include <stdio.h>

int main(void) {
  float values[] = {1, 2, 3, 4};
  tslice_rt_tensor x = {
      .data = values, .type = TSLICE_RT_F32, .rank = 1, .shape = {4}};
  tslice_rt_tensor gradient, rows, added;
  int64_t id = 0, shape[] = {1, 4};
  tslice_rt_context *context = tslice_rt_context_create();
  if (sum_gradient(context, &x, &gradient) != TSLICE_RT_OK)
    return 1;
  added = tslice_rt_borrow(values, TSLICE_RT_F32, 2, shape);
  rows = tslice_rt_borrow(&id, TSLICE_RT_I64, 1, shape);
  gradient.rank = 2;
  gradient.shape[0] = 1;
  gradient.shape[1] = 4;
  if (ahead_add_rows(context, &gradient, &rows, &added, &gradient) !=
      TSLICE_RT_OK)
    return 1;
  const float *sum = gradient.data;
  printf("%g %g %g %g\n", sum[0], sum[1], sum[2], sum[3]);
  tslice_rt_tensor_release(&gradient);
  tslice_rt_context_destroy(context);
  return 0;
}
