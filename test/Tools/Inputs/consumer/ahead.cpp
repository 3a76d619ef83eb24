// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls three libraries that are made of one graph. Usage: in-advance
#include "first.h"
#include "second-one.h"
#include "third.h"

#include <cstdio>
#include <initializer_list>

int main() {
  float x[] = {1, 2, 3};
  int64_t size = 3;
  tslice_rt_tensor in = tslice_rt_borrow(x, TSLICE_RT_F32, 1, &size);
  tslice_rt_context *context = tslice_rt_context_create();
  for (auto *call : {first_double, second_one_double, other_double}) {
    tslice_rt_tensor out;
    if (call(context, &in, &out) != TSLICE_RT_OK) {
      std::printf("%s\n", tslice_rt_message(context));
      return 1;
    }
    auto *y = static_cast<float *>(out.data);
    if (y[0] != 2 || y[2] != 6)
      return 1;
    tslice_rt_tensor_release(&out);
  }
  tslice_rt_context_destroy(context);
  std::printf("2 4 6\n");
}
