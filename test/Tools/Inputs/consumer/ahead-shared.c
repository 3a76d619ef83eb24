/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Has all it needs from one shared library. Usage: in-advance-shared */
#include "second-one.h"

#include <stdio.h>

int main(void) {
  float x[] = {1, 2, 3};
  int64_t size = 3;
  tslice_rt_tensor in = tslice_rt_borrow(x, TSLICE_RT_F32, 1, &size), out;
  tslice_rt_context *context = tslice_rt_context_create();
  if (second_one_double(context, &in, &out) != TSLICE_RT_OK) {
    printf("%s\n", tslice_rt_message(context));
    return 1;
  }
  const float *y = out.data;
  printf("%g %g %g\n", y[0], y[1], y[2]);
  tslice_rt_tensor_release(&out);
  tslice_rt_context_destroy(context);
  return 0;
}
