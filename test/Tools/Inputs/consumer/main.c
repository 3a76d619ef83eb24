/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The same in C. Usage: in-c FILE.mlir */
#include <tslice/C/tslice.h>

#include <stdio.h>

int main(int argc, char **argv) {
  const float x[] = {1, 2, 3, 4};
  const int64_t shape[] = {4};
  tslice_error *error;
  tslice_executable *executable = tslice_compile_file(argv[1], NULL, &error);
  tslice_tensor *argument =
      tslice_tensor_borrow((void *)x, TSLICE_F32, 1, shape, NULL, 1, NULL);
  tslice_tensor *result;
  if (!executable || tslice_call(executable, 0, &argument, NULL, 1, &result, 1,
                                 -1, &error) != TSLICE_OK) {
    fprintf(stderr, "%s\n", tslice_error_message(error));
    return 1;
  }
  const float *values = tslice_tensor_data(result);
  printf("%s: [%g %g %g %g]\n", tslice_version(), values[0], values[1],
         values[2], values[3]);
  tslice_tensor_destroy(result);
  tslice_tensor_destroy(argument);
  tslice_executable_destroy(executable);
  return argc != 2;
}
