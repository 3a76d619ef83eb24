/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Calls what is made ahead of time of ahead.mlir, in all ways and wrongly.
 * Prints sentences; values are compared here. Usage: ahead */
#include "ahead.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static tslice_rt_context *context;
static int failures;

#define CHECK(condition)                                                       \
  do {                                                                         \
    if (!(condition)) {                                                        \
      printf("line %d: not true: %s\n", __LINE__, #condition);                 \
      ++failures;                                                              \
    }                                                                          \
  } while (0)

/* A call that must fail, and why it says it did. */
static void fails(int32_t code, int32_t expected) {
  CHECK(code == expected);
  printf("%d: %s\n", (int)code, tslice_rt_message(context));
}

static int64_t ids[] = {1, 0, 1};
static float update[3][4] = {{1, 1, 1, 1}, {2, 2, 2, 2}, {10, 10, 10, 10}};

static tslice_rt_tensor makeIds(int64_t count) {
  return tslice_rt_borrow_const(ids, TSLICE_RT_I64, 1, &count);
}

static tslice_rt_tensor makeUpdate(int64_t count) {
  int64_t shape[2];
  shape[0] = count;
  shape[1] = 4;
  return tslice_rt_borrow_const(update, TSLICE_RT_F32, 2, shape);
}

static void addsRows(void) {
  float values[8] = {0};
  tslice_rt_tensor table = {
      .data = values, .type = TSLICE_RT_F32, .rank = 2, .shape = {2, 4}};
  tslice_rt_tensor rows = makeIds(3), added = makeUpdate(3), result;

  /* In place, in memory that stays the caller's. */
  CHECK(ahead_add_rows(context, &table, &rows, &added, &result) == 0);
  CHECK(result.data == values && !result.buffer && result.from_argument == 1);
  CHECK(result.rank == 2 && result.shape[0] == 2 && result.shape[1] == 4);
  CHECK(values[0] == 2 && values[4] == 11 && values[7] == 11);
  tslice_rt_tensor_release(&result);
  CHECK(values[0] == 2);

  /* A copy, if the argument is to stay. */
  table.keep = 1;
  CHECK(ahead_add_rows(context, &table, &rows, &added, &result) == 0);
  CHECK(result.data != values && result.buffer && result.from_argument == 0);
  CHECK(values[4] == 11 && ((float *)result.data)[4] == 22);

  /* The result goes on, into itself. */
  void *memory = result.data;
  CHECK(ahead_add_rows(context, &result, &rows, &added, &result) == 0);
  CHECK(result.data == memory && result.buffer);
  CHECK(((float *)result.data)[4] == 33 && result.from_argument == 1);
  tslice_rt_tensor_release(&result);
  CHECK(!result.data);

  /* Other sizes: no rows at all. */
  rows = makeIds(0), added = makeUpdate(0);
  table.keep = 0;
  CHECK(ahead_add_rows(context, &table, &rows, &added, &result) == 0);
  CHECK(values[4] == 11);

  /* An index out of range. */
  rows = makeIds(3), added = makeUpdate(3);
  ids[2] = 7;
  fails(ahead_add_rows(context, &table, &rows, &added, &result), 2);
  ids[2] = 1;
  tslice_rt_failure failure;
  CHECK(tslice_rt_get_failure(context, &failure) && failure.index == 7);
  values[4] = 5;

  /* Arguments that do not fit. */
  added = makeUpdate(2);
  fails(ahead_add_rows(context, &table, &rows, &added, &result), 1);
  added = makeUpdate(3);
  added.shape[1] = 3;
  fails(ahead_add_rows(context, &table, &rows, &added, &result), 1);
  added = makeUpdate(3);
  rows.type = TSLICE_RT_I32;
  fails(ahead_add_rows(context, &table, &rows, &added, &result), 1);
  rows = makeIds(3);
  rows.rank = 2;
  rows.shape[1] = 1;
  fails(ahead_add_rows(context, &table, &rows, &added, &result), 1);
  rows = makeIds(3);
  table.read_only = 1;
  fails(ahead_add_rows(context, &table, &rows, &added, &result), 1);
  table.read_only = 0;
  table.strided = 1;
  table.strides[0] = 1;
  table.strides[1] = 2;
  fails(ahead_add_rows(context, &table, &rows, &added, &result), 1);
  table.strided = 0;
  added.data = values;
  added.shape[0] = rows.shape[0] = 1;
  fails(ahead_add_rows(context, &table, &rows, &added, &result), 1);
  CHECK(values[4] == 5);

  /* Tensors that are none. */
  rows.data = NULL;
  fails(ahead_add_rows(context, &table, &rows, &added, &result), 1);
  rows.data = (char *)ids + 1;
  fails(ahead_add_rows(context, &table, &rows, &added, &result), 1);
  rows.shape[0] = -1;
  fails(ahead_add_rows(context, &table, &rows, &added, &result), 1);
  rows.shape[0] = INT64_MAX;
  fails(ahead_add_rows(context, &table, &rows, &added, &result), 1);
  rows.rank = 17;
  fails(ahead_add_rows(context, &table, &rows, &added, &result), 1);
  rows.type = 99;
  fails(ahead_add_rows(context, &table, &rows, &added, &result), 1);
  fails(ahead_add_rows(context, &table, NULL, &added, &result), 1);
  rows = makeIds(1), added = makeUpdate(1);
  fails(ahead_add_rows(context, &table, &rows, &added, NULL), 1);
}

static void callsScalars(void) {
  float x = 0.5f;
  double y = 3.25;
  tslice_rt_tensor first = tslice_rt_borrow(&x, TSLICE_RT_F32, 0, NULL);
  tslice_rt_tensor second = tslice_rt_borrow(&y, TSLICE_RT_F64, 0, NULL);
  tslice_rt_tensor results[2];
  CHECK(ahead_scalar(context, &first, &second, &results[0], &results[1]) == 0);
  CHECK(fabsf(*(float *)results[0].data - 0.46211716f) < 1e-6f);
  CHECK(*(double *)results[1].data == 3.25);
  CHECK(results[0].rank == 0 && results[1].type == TSLICE_RT_F64);
  tslice_rt_tensor_release(&results[0]);
  tslice_rt_tensor_release(&results[1]);
  CHECK(ahead_nothing(context) == 0 && !*tslice_rt_message(context));
}

/* Every second element, backwards; each result has memory of its own. */
static void callsStrided(void) {
  int8_t values[] = {1, 2, 3, 4, 5};
  tslice_rt_tensor x = {.data = values + 4,
                        .type = TSLICE_RT_I8,
                        .rank = 1,
                        .shape = {3},
                        .strided = 1,
                        .strides = {-2},
                        .read_only = 1};
  tslice_rt_tensor first, second;
  CHECK(ahead_twice(context, &x, &first, &second) == 0);
  CHECK(memcmp(first.data, "\5\3\1", 3) == 0);
  CHECK(memcmp(second.data, "\5\3\1", 3) == 0);
  CHECK(first.data != second.data && first.data != x.data);
  CHECK(!first.strided && tslice_rt_num_elements(&first) == 3);
  tslice_rt_tensor_release(&first);
  tslice_rt_tensor_release(&second);
  x.strides[0] = INT64_MAX;
  fails(ahead_twice(context, &x, &first, &second), 1);
}

static void usesThreads(void) {
  enum { count = 1 << 20 };
  static uint16_t values[count];
  for (int i = 0; i < count; ++i)
    values[i] = tslice_rt_float_to_half((float)(i % 512));
  int64_t shape = count;
  tslice_rt_tensor x = tslice_rt_borrow(values, TSLICE_RT_F16, 1, &shape);
  for (int64_t threads = 1; threads <= 4; threads *= 4) {
    tslice_rt_tensor result;
    tslice_rt_set_threads(context, threads);
    CHECK(ahead_halves(context, &x, &result) == 0);
    int64_t wrong = 0;
    for (int i = 0; i < count; ++i)
      wrong += tslice_rt_half_to_float(((uint16_t *)result.data)[i]) !=
               (float)(2 * (i % 512));
    CHECK(wrong == 0);
    tslice_rt_tensor_release(&result);
  }
}

static int64_t countAllocations(void) {
  tslice_rt_stats stats;
  tslice_rt_get_stats(&stats);
  return stats.fresh + stats.reused;
}

/* Results in memory of this program. */
static void storesResults(void) {
  union {
    double aligned[8];
    uint16_t halves[32];
    int8_t bytes[64];
  } memory = {{0}};
  uint16_t values[5];
  int64_t five = 5, two = 2;
  for (int i = 0; i < 5; ++i)
    values[i] = tslice_rt_float_to_half((float)i);
  tslice_rt_tensor x = tslice_rt_borrow(values, TSLICE_RT_F16, 1, &five);
  tslice_rt_tensor result =
      tslice_rt_borrow(memory.halves + 8, TSLICE_RT_F16, 1, &five);

  /* By the code itself, with no other memory. */
  int64_t before = countAllocations();
  CHECK(ahead_halves_into(context, &x, &result) == 0);
  CHECK(result.data == memory.halves + 8 && !result.buffer);
  CHECK(tslice_rt_half_to_float(memory.halves[12]) == 8);
  CHECK(memory.halves[7] == 0 && memory.halves[13] == 0);
  CHECK(countAllocations() == before);

  /* Where the argument is. */
  result.data = values;
  CHECK(ahead_halves_into(context, &x, &result) == 0);
  CHECK(tslice_rt_half_to_float(values[4]) == 8);
  /* One behind it, as if the result had been computed first. */
  result.data = values + 1;
  result.shape[0] = x.shape[0] = 4;
  CHECK(ahead_halves_into(context, &x, &result) == 0);
  CHECK(tslice_rt_half_to_float(values[0]) == 0);
  CHECK(tslice_rt_half_to_float(values[4]) == 12);

  /* Made, then used again. */
  memset(&result, 0, sizeof(result));
  CHECK(ahead_halves_into(context, &x, &result) == 0);
  void *made = result.data;
  CHECK(made && result.buffer && result.shape[0] == 4);
  CHECK(ahead_halves_into(context, &x, &result) == 0);
  CHECK(result.data == made && result.buffer);
  tslice_rt_tensor_release(&result);

  /* Each at its own stride; one only. */
  int8_t numbers[] = {1, 2};
  tslice_rt_tensor pair = tslice_rt_borrow(numbers, TSLICE_RT_I8, 1, &two);
  tslice_rt_tensor first =
      tslice_rt_borrow(memory.bytes + 3, TSLICE_RT_I8, 1, &two);
  tslice_rt_tensor second = {0};
  first.strided = 1;
  first.strides[0] = -3;
  CHECK(ahead_twice_into(context, &pair, &first, &second) == 0);
  CHECK(memcmp(memory.bytes, "\2\0\0\1", 4) == 0);
  CHECK(memcmp(second.data, "\1\2", 2) == 0);
  tslice_rt_tensor_release(&second);

  /* A table is updated where it is, and that is its result. */
  float rows[8] = {0};
  tslice_rt_tensor table = {
      .data = rows, .type = TSLICE_RT_F32, .rank = 2, .shape = {2, 4}};
  tslice_rt_tensor chosen = makeIds(3), added = makeUpdate(3);
  CHECK(ahead_add_rows_into(context, &table, &chosen, &added, &table) == 0);
  CHECK(table.data == rows && table.from_argument == 1 && rows[4] == 11);

  /* What cannot be written to. */
  result = tslice_rt_borrow(memory.halves, TSLICE_RT_F16, 1, &five);
  fails(ahead_halves_into(context, &x, &result), 1);
  result.type = TSLICE_RT_I16;
  fails(ahead_halves_into(context, &x, &result), 1);
  result.type = TSLICE_RT_F16;
  result.read_only = 1;
  fails(ahead_halves_into(context, &x, &result), 1);
  first.strides[0] = 0;
  fails(ahead_twice_into(context, &pair, &first, &second), 1);
  first.strides[0] = 1;
  second = first;
  second.data = (int8_t *)first.data + 1;
  fails(ahead_twice_into(context, &pair, &first, &second), 1);
  fails(ahead_twice_into(context, &pair, &first, NULL), 1);
}

/* What a caller can find out without the header. */
static void readsTable(void) {
  const tslice_rt_module *module = &tslice_module_ahead;
  int64_t entry = tslice_rt_find_entry(module, "add-rows");
  CHECK(entry == 0 && module->num_entries == 6);
  const tslice_rt_argument *table = &module->entries[entry].arguments[0];
  CHECK(strcmp(table->name, "table") == 0 && table->donated);
  CHECK(table->spec.rank == 2 && table->spec.type == TSLICE_RT_F32);
  CHECK(table->spec.shape[0] == TSLICE_RT_DYNAMIC && table->spec.shape[1] == 4);
  CHECK(strcmp(table->dim_names[0], "rows") == 0 && !table->dim_names[1]);
  CHECK(tslice_rt_find_entry(module, "no such") == -1);
  fails(tslice_rt_call(context, module, 9, NULL, 0, NULL, 0), 4);
  fails(tslice_rt_call(context, module, 5, NULL, 1, NULL, 0), 1);
  fails(tslice_rt_call(context, module, 5, NULL, 0, NULL, 2), 1);
  tslice_rt_module newer = *module;
  newer.abi_version = 1000;
  fails(tslice_rt_call(context, &newer, 5, NULL, 0, NULL, 0), 7);
}

int main(void) {
  context = tslice_rt_context_create();
  CHECK(context != NULL);
  addsRows();
  callsScalars();
  callsStrided();
  usesThreads();
  storesResults();
  readsTable();
  tslice_rt_context_destroy(context);
  context = NULL;
  fails(ahead_nothing(NULL), 3);
  tslice_rt_stats stats;
  tslice_rt_get_stats(&stats);
  CHECK(stats.live_buffers == 0);
  printf("%d failures\n", failures);
  return failures != 0;
}
