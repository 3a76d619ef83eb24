/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A program of plain C99 that knows the C API and nothing else of ours. Prints
 * the first expectation that does not hold, and exits with 1. With the arguments
 * COMPILATIONS CALLS, it also does so many and expects that memory and threads
 * stay what they were after a tenth of them; with a third, it keeps machine code
 * in that directory. */

#include "tslice/C/tslice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPECT(condition)                                                      \
  do {                                                                         \
    if (!(condition)) {                                                        \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);          \
      exit(1);                                                                 \
    }                                                                          \
  } while (0)

static const char source[] =
    "func.func @step(%table: tensor<?x2xf32> {tslice.donate}, %ids: "
    "tensor<?xi32>)\n"
    "    -> (tensor<?x2xf32>, tensor<?x2xf32>) {\n"
    "  %r = tslice.gather %table[%ids] dims [0]\n"
    "      : tensor<?x2xf32>, tensor<?xi32> -> tensor<?x2xf32>\n"
    "  %n = tslice.scatter add %r into %table[%ids] dims [0]\n"
    "      : tensor<?x2xf32> into tensor<?x2xf32>, tensor<?xi32>\n"
    "  return %n, %r : tensor<?x2xf32>, tensor<?x2xf32>\n"
    "}\n"
    "func.func @square(%x: tensor<f64>) -> tensor<f64> {\n"
    "  %y = arith.mulf %x, %x : tensor<f64>\n"
    "  return %y : tensor<f64>\n"
    "}\n";

static tslice_executable *compile(const tslice_options *options) {
  tslice_error *error = NULL;
  tslice_executable *executable =
      tslice_compile_text(source, sizeof source - 1, "source", options, &error);
  if (error)
    fprintf(stderr, "%s\n", tslice_error_message(error));
  EXPECT(executable && !error);
  return executable;
}

static void expectError(tslice_error *error, tslice_code code,
                        const char *part) {
  EXPECT(error && tslice_error_code(error) == code);
  if (!strstr(tslice_error_message(error), part))
    fprintf(stderr, "got: %s\n", tslice_error_message(error));
  EXPECT(strstr(tslice_error_message(error), part));
  tslice_error_destroy(error);
}

static void testSignature(const tslice_executable *executable) {
  size_t entry = 9;
  tslice_error *error = NULL;
  EXPECT(tslice_num_entries(executable) == 2);
  EXPECT(tslice_find_entry(executable, "step", &entry, &error) == TSLICE_OK);
  EXPECT(entry == 0 && !error);
  EXPECT(!strcmp(tslice_entry_name(executable, 0), "step"));
  EXPECT(tslice_num_arguments(executable, 0) == 2);
  EXPECT(!strcmp(tslice_argument_name(executable, 0, 1), "ids"));
  EXPECT(tslice_argument_donated(executable, 0, 0));
  EXPECT(!tslice_argument_donated(executable, 0, 1));
  EXPECT(tslice_argument_type(executable, 0, 1) == TSLICE_I32);
  EXPECT(tslice_argument_rank(executable, 0, 0) == 2);
  EXPECT(tslice_argument_shape(executable, 0, 0)[0] == TSLICE_DYNAMIC);
  EXPECT(tslice_argument_shape(executable, 0, 0)[1] == 2);
  EXPECT(tslice_num_results(executable, 0) == 2);
  EXPECT(tslice_result_type(executable, 1, 0) == TSLICE_F64);
  EXPECT(tslice_result_rank(executable, 1, 0) == 0);
  EXPECT(tslice_find_entry(executable, "stp", &entry, &error) ==
         TSLICE_NOT_FOUND);
  expectError(error, TSLICE_NOT_FOUND, "did you mean '@step'");
  EXPECT(tslice_find_entry(executable, "stp", &entry, NULL) ==
         TSLICE_NOT_FOUND);
  EXPECT(tslice_num_warnings(executable) == 0);
}

static tslice_tensor *borrowIds(int32_t *ids, int64_t count) {
  tslice_tensor *tensor =
      tslice_tensor_borrow(ids, TSLICE_I32, 1, &count, NULL, 1, NULL);
  EXPECT(tensor);
  return tensor;
}

/* Memory that is lent is updated where it lies. */
static void testLent(const tslice_executable *executable) {
  float table[3][2] = {{1, 2}, {3, 4}, {5, 6}};
  int32_t ids[] = {2, 0};
  int64_t shape[] = {3, 2};
  tslice_error *error = NULL;
  tslice_tensor *results[2];
  tslice_tensor *arguments[2] = {
      tslice_tensor_borrow(table, TSLICE_F32, 2, shape, NULL, 0, &error),
      borrowIds(ids, 2)};
  EXPECT(arguments[0] && !error);
  EXPECT(tslice_call(executable, 0, arguments, NULL, 2, results, 2, -1,
                     &error) == TSLICE_OK);
  EXPECT(table[0][0] == 2 && table[1][1] == 4 && table[2][1] == 12);
  EXPECT(tslice_tensor_data(results[0]) == (const void *)table);
  EXPECT(tslice_tensor_rank(results[1]) == 2);
  EXPECT(tslice_tensor_shape(results[1])[0] == 2);
  EXPECT(tslice_tensor_strides(results[1])[0] == 2);
  EXPECT(tslice_tensor_num_elements(results[1]) == 4);
  EXPECT(((const float *)tslice_tensor_data(results[1]))[1] == 6);

  ids[1] = 3;
  tslice_tensor_destroy(results[0]);
  results[0] = NULL;
  EXPECT(tslice_call(executable, 0, arguments, NULL, 2, results, 2, 1,
                     &error) == TSLICE_OUT_OF_RANGE);
  EXPECT(!results[0]);
  expectError(error, TSLICE_OUT_OF_RANGE,
              "index 3 at position [1] is outside [0, 3)");
  tslice_tensor_destroy(results[1]);
  tslice_tensor_destroy(arguments[0]);
  tslice_tensor_destroy(arguments[1]);
}

/* A tensor with a buffer of its own: moved, it is updated where it lies; else it
 * is not changed. */
static void testOwned(const tslice_executable *executable) {
  int32_t ids[] = {0};
  int64_t shape[] = {1, 2};
  const unsigned char moved[] = {1, 0};
  tslice_tensor *results[2];
  tslice_tensor *arguments[2] = {
      tslice_tensor_allocate(TSLICE_F32, 2, shape, NULL), borrowIds(ids, 1)};
  float *data = tslice_tensor_mutable_data(arguments[0]);
  data[0] = 1, data[1] = 2;

  EXPECT(tslice_call(executable, 0, arguments, NULL, 2, results, 2, -1, NULL) ==
         TSLICE_OK);
  EXPECT(data[0] == 1 && tslice_tensor_data(results[0]) != (void *)data);
  tslice_tensor_destroy(results[0]);
  tslice_tensor_destroy(results[1]);

  EXPECT(tslice_call(executable, 0, arguments, moved, 2, results, 2, -1,
                     NULL) == TSLICE_OK);
  EXPECT(!arguments[0] && arguments[1]);
  EXPECT(tslice_tensor_data(results[0]) == (void *)data && data[0] == 2);
  tslice_tensor_destroy(results[0]);
  tslice_tensor_destroy(results[1]);

  tslice_error *error = NULL;
  EXPECT(tslice_call(executable, 0, arguments, NULL, 2, results, 2, -1,
                     &error) == TSLICE_INVALID_ARGUMENT);
  expectError(error, TSLICE_INVALID_ARGUMENT, "argument 0 is a null handle");
  EXPECT(tslice_call(executable, 0, arguments, NULL, 2, results, 1, -1,
                     &error) == TSLICE_INVALID_ARGUMENT);
  expectError(error, TSLICE_INVALID_ARGUMENT, "2 results");
  EXPECT(tslice_call(executable, 7, arguments, NULL, 2, results, 1, -1,
                     &error) == TSLICE_NOT_FOUND);
  expectError(error, TSLICE_NOT_FOUND, "there is no entry number 7");
  tslice_tensor_destroy(arguments[1]);
}

static void release(void *data, void *context) {
  free(data);
  ++*(int *)context;
}

/* Memory that is taken over is given back once, also after a failure. */
static void testAdopted(void) {
  int released = 0;
  int64_t shape[] = {2}, wrong[] = {-1};
  tslice_tensor *tensor = tslice_tensor_adopt(
      calloc(2, 8), TSLICE_F64, 1, shape, NULL, 0, release, &released, NULL);
  tslice_tensor *other = tslice_tensor_share(tensor);
  tslice_tensor_destroy(tensor);
  EXPECT(released == 0 && tslice_tensor_type(other) == TSLICE_F64);
  struct DLManagedTensor *lent = tslice_tensor_to_dlpack(other, NULL);
  tslice_tensor_destroy(other);
  other = tslice_tensor_from_dlpack(lent, NULL);
  EXPECT(released == 0 && tslice_tensor_shape(other)[0] == 2);
  tslice_tensor_destroy(other);
  EXPECT(released == 1);
  tslice_error *error = NULL;
  EXPECT(!tslice_tensor_adopt(calloc(2, 8), TSLICE_F64, 1, wrong, NULL, 0,
                              release, &released, &error));
  EXPECT(released == 2 && error);
  tslice_error_destroy(error);
  EXPECT(!tslice_tensor_adopt(calloc(2, 8), (tslice_type)14, 1, shape, NULL, 0,
                              release, &released, &error));
  EXPECT(released == 3);
  expectError(error, TSLICE_INVALID_ARGUMENT, "no element type number 14");
}

static void testTooLarge(void) {
  const int64_t shape[] = {(int64_t)1 << 32, (int64_t)1 << 32};
  float number = 0;
  tslice_error *error = NULL;
  EXPECT(!tslice_tensor_allocate(TSLICE_F32, 2, shape, &error));
  expectError(error, TSLICE_OUT_OF_MEMORY, "above the limit of 2^47 bytes");
  EXPECT(!tslice_tensor_borrow(&number, TSLICE_F32, 2, shape, NULL, 0, &error));
  expectError(error, TSLICE_OUT_OF_MEMORY, "above the limit of 2^47 bytes");
}

static void testOptions(void) {
  int64_t wrt[] = {0};
  double x = 3;
  tslice_options *options = tslice_options_create();
  tslice_options_set_threads(options, 1);
  tslice_options_set_optimize(options, 0);
  tslice_options_add_entry(options, "square");
  tslice_options_set_gradient(options, wrt, 1);
  tslice_executable *executable = compile(options);
  tslice_options_destroy(options);
  EXPECT(tslice_num_entries(executable) == 1);
  tslice_tensor *result;
  tslice_tensor *argument =
      tslice_tensor_borrow(&x, TSLICE_F64, 0, NULL, NULL, 1, NULL);
  EXPECT(!tslice_tensor_mutable_data(argument));
  EXPECT(tslice_call(executable, 0, &argument, NULL, 1, &result, 1, -1, NULL) ==
         TSLICE_OK);
  /* Results live on by themselves. */
  tslice_executable_destroy(executable);
  EXPECT(*(const double *)tslice_tensor_data(result) == 6);
  tslice_tensor_destroy(result);
  tslice_tensor_destroy(argument);
}

static void testOutputs(const tslice_executable *executable) {
  double x = 3, y = 0, z[2] = {0, 0};
  const int64_t two = 2;
  tslice_error *error = NULL;
  tslice_tensor *result = NULL;
  tslice_tensor *argument =
      tslice_tensor_borrow(&x, TSLICE_F64, 0, NULL, NULL, 1, NULL);
  tslice_tensor *output =
      tslice_tensor_borrow(&y, TSLICE_F64, 0, NULL, NULL, 0, NULL);
  const tslice_tensor *outputs[] = {output};
  EXPECT(tslice_call_into(executable, 1, &argument, NULL, 1, outputs, &result,
                          1, -1, &error) == TSLICE_OK);
  EXPECT(y == 9 && tslice_tensor_data(result) == &y);
  tslice_tensor_destroy(result);
  outputs[0] = NULL;
  EXPECT(tslice_call_into(executable, 1, &argument, NULL, 1, outputs, &result,
                          1, -1, &error) == TSLICE_OK);
  EXPECT(*(const double *)tslice_tensor_data(result) == 9);
  EXPECT(tslice_tensor_data(result) != &y);
  tslice_tensor_destroy(result);
  tslice_tensor_destroy(output);
  output = tslice_tensor_borrow(z, TSLICE_F64, 1, &two, NULL, 0, NULL);
  outputs[0] = output;
  EXPECT(tslice_call_into(executable, 1, &argument, NULL, 1, outputs, &result,
                          1, -1, &error) == TSLICE_INVALID_ARGUMENT);
  expectError(error, TSLICE_INVALID_ARGUMENT, "output 0: expected rank 0");
  tslice_tensor_destroy(output);
  tslice_tensor_destroy(argument);
}

/* The directory of the cache is `directory`, which is empty at first. */
static void testCache(const char *directory) {
  tslice_options *options = tslice_options_create();
  tslice_options_set_cache(options, directory);
  tslice_options_set_cache_limit(options, 1 << 20);
  static const tslice_origin origins[] = {TSLICE_COMPILED, TSLICE_FROM_FILE};
  for (int i = 0; i < 2; ++i) {
    tslice_executable *executable = compile(options);
    EXPECT(tslice_executable_origin(executable) == origins[i]);
    tslice_executable *same = compile(options);
    EXPECT(tslice_executable_origin(same) == TSLICE_FROM_MEMORY);
    EXPECT(tslice_num_warnings(executable) == 0);
    testSignature(same);
    testLent(same);
    tslice_executable_destroy(executable);
    tslice_executable_destroy(same);
  }
  /* Whatever cannot be used is a warning. */
  tslice_options_set_cache(options, "/dev/null");
  tslice_executable *executable = compile(options);
  EXPECT(tslice_executable_origin(executable) == TSLICE_COMPILED);
  EXPECT(tslice_num_warnings(executable) == 1);
  EXPECT(strstr(tslice_warning(executable, 0), "'/dev/null' is not used"));
  tslice_executable_destroy(executable);
  tslice_options_destroy(options);
}

/* A number behind `name` in /proc/self/status. */
static long readStatus(const char *name) {
  char line[256];
  long number = -1;
  FILE *file = fopen("/proc/self/status", "r");
  EXPECT(file);
  while (fgets(line, sizeof line, file))
    if (!strncmp(line, name, strlen(name)))
      number = strtol(line + strlen(name), NULL, 10);
  fclose(file);
  return number;
}

struct footprint {
  long kilobytes, threads;
};

static struct footprint getFootprint(void) {
  struct footprint footprint = {readStatus("VmRSS:"), readStatus("Threads:")};
  return footprint;
}

static void expectNoGrowth(struct footprint before) {
  struct footprint now = getFootprint();
  printf("%ld kB and %ld threads, then %ld kB and %ld\n", before.kilobytes,
         before.threads, now.kilobytes, now.threads);
  EXPECT(now.kilobytes <= before.kilobytes + 2048);
  EXPECT(now.threads == before.threads);
}

static void compileOften(int count) {
  struct footprint before = {0, 0};
  for (int i = 0; i < count; ++i) {
    char text[256];
    int length = snprintf(
        text, sizeof text,
        "func.func @f(%%x: tensor<%dxf32>) -> tensor<4xf32> {\n"
        "  %%r = tslice.slice %%x[0][4][2] : tensor<%dxf32> to tensor<4xf32>\n"
        "  return %%r : tensor<4xf32>\n}\n",
        8 + i, 8 + i);
    tslice_executable *executable =
        tslice_compile_text(text, (size_t)length, "text", NULL, NULL);
    EXPECT(executable);
    tslice_executable_destroy(executable);
    if (i == count / 10)
      before = getFootprint();
  }
  if (count)
    expectNoGrowth(before);
}

static void callOften(const tslice_executable *executable, int count) {
  struct footprint before = {0, 0};
  double x = 3;
  tslice_tensor *result;
  tslice_tensor *argument =
      tslice_tensor_borrow(&x, TSLICE_F64, 0, NULL, NULL, 1, NULL);
  for (int i = 0; i < count; ++i) {
    EXPECT(tslice_call(executable, 1, &argument, NULL, 1, &result, 1, -1,
                       NULL) == TSLICE_OK);
    tslice_tensor_destroy(result);
    if (i == count / 10)
      before = getFootprint();
  }
  if (count)
    expectNoGrowth(before);
  tslice_tensor_destroy(argument);
}

int main(int argc, char **argv) {
  tslice_error *error = NULL;
  EXPECT(strlen(tslice_version()) >= 5);
  EXPECT(!tslice_compile_file("no/such/file.mlir", NULL, &error));
  expectError(error, TSLICE_NOT_FOUND, "no/such/file.mlir");
  EXPECT(!tslice_compile_text("func.func", 9, "bad", NULL, &error));
  expectError(error, TSLICE_COMPILE, "bad:1:");
  tslice_executable *executable = compile(NULL);
  testSignature(executable);
  testLent(executable);
  testOwned(executable);
  testOutputs(executable);
  compileOften(argc > 1 ? atoi(argv[1]) : 0);
  callOften(executable, argc > 2 ? atoi(argv[2]) : 0);
  tslice_executable_destroy(executable);
  testAdopted();
  testTooLarge();
  testOptions();
  if (argc > 3)
    testCache(argv[3]);
  tslice_error_destroy(NULL);
  tslice_tensor_destroy(NULL);
  tslice_options_destroy(NULL);
  tslice_executable_destroy(NULL);
  puts("the C API works");
  return 0;
}
