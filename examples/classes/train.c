/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Trains what classes.mlir describes on four sets of rows, by code that was
 * compiled ahead of time. Usage: train-aot */
#include "classes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 200, OTHERS = 1000, EPOCHS = 100, BATCH = 32, PARAMETERS = 8705 };

static tslice_rt_context *context;

/* Points and their classes. */
typedef struct {
  tslice_rt_tensor x, y;
} rows;

static void must(int32_t code) {
  if (code == TSLICE_RT_OK)
    return;
  fprintf(stderr, "train-aot: %s\n", tslice_rt_message(context));
  exit(1);
}

/* Numbers are tensors of rank 0. */
static tslice_rt_tensor number(const void *value, int64_t type) {
  return tslice_rt_borrow_const(value, type, 0, NULL);
}

static rows make_data(int64_t count, int32_t seed) {
  rows result;
  tslice_rt_tensor n = number(&count, TSLICE_RT_INDEX);
  tslice_rt_tensor s = number(&seed, TSLICE_RT_I32);
  must(classes_data(context, &n, &s, &result.x, &result.y));
  return result;
}

static void release(rows *set) {
  tslice_rt_tensor_release(&set->x);
  tslice_rt_tensor_release(&set->y);
}

/* The value of a tensor of rank 0, which is released. */
static float take(tslice_rt_tensor *scalar) {
  float value = *(const float *)scalar->data;
  tslice_rt_tensor_release(scalar);
  return value;
}

/* One step on rows[order[0]], ..., rows[order[count - 1]]. The parameters and
 * their moments m and v stay where they are. Returns the loss before. */
static float step(const rows *set, const int64_t *order, int64_t count,
                  int64_t t, tslice_rt_tensor state[3]) {
  float x[BATCH][2], y[BATCH];
  for (int64_t i = 0; i < count; ++i) {
    memcpy(x[i], (const float *)set->x.data + 2 * order[i], sizeof x[i]);
    y[i] = ((const float *)set->y.data)[order[i]];
  }
  int64_t shape[] = {count, 2};
  tslice_rt_tensor data = tslice_rt_borrow_const(x, TSLICE_RT_F32, 2, shape);
  tslice_rt_tensor labels = tslice_rt_borrow_const(y, TSLICE_RT_F32, 1, shape);
  tslice_rt_tensor number_t = number(&t, TSLICE_RT_I64), loss;
  must(classes_step(context, &data, &labels, &state[0], &state[1], &state[2],
                    &number_t, &state[0], &state[1], &state[2], &loss));
  return take(&loss);
}

/* All epochs, each in another order; the last batch of an epoch is smaller. */
static void train(const rows *set, tslice_rt_tensor state[3]) {
  int64_t count = set->y.shape[0], t = 0;
  tslice_rt_tensor n = number(&count, TSLICE_RT_INDEX);
  for (int32_t epoch = 0; epoch < EPOCHS; ++epoch) {
    int32_t seed = 5 + epoch;
    tslice_rt_tensor s = number(&seed, TSLICE_RT_I32), order;
    must(classes_order(context, &n, &s, &order));
    float sum = 0;
    for (int64_t i = 0; i < count; i += BATCH) {
      int64_t size = count - i < BATCH ? count - i : BATCH;
      const int64_t *first = (const int64_t *)order.data + i;
      sum += step(set, first, size, ++t, state) * (float)size;
    }
    tslice_rt_tensor_release(&order);
    if (epoch % 33 == 0)
      printf("    epoch %2d: loss %.3f\n", epoch + 1, sum / (float)count);
  }
}

/* The rows of class 1. */
static rows take_rare(const rows *set) {
  int64_t count = set->y.shape[0];
  uint8_t *mask = malloc((size_t)count);
  for (int64_t i = 0; mask && i < count; ++i)
    mask[i] = ((const float *)set->y.data)[i] > 0.5f;
  tslice_rt_tensor m = tslice_rt_borrow(mask, TSLICE_RT_I1, 1, &count);
  rows result;
  must(classes_by_mask(context, &set->x, &set->y, &m, &result.x, &result.y));
  free(mask);
  return result;
}

static float evaluate(const rows *set, const tslice_rt_tensor *p, float *loss) {
  tslice_rt_tensor l, accuracy;
  must(classes_evaluate(context, &set->x, &set->y, p, &l, &accuracy));
  *loss = take(&l);
  return take(&accuracy);
}

static void train_and_show(const char *name, const rows *set,
                           const rows *others, const rows *rare) {
  static float m[PARAMETERS], v[PARAMETERS];
  int32_t seed = 5;
  int64_t size = PARAMETERS;
  memset(m, 0, sizeof m);
  memset(v, 0, sizeof v);
  tslice_rt_tensor s = number(&seed, TSLICE_RT_I32);
  tslice_rt_tensor state[] = {{0},
                              tslice_rt_borrow(m, TSLICE_RT_F32, 1, &size),
                              tslice_rt_borrow(v, TSLICE_RT_F32, 1, &size)};
  must(classes_start(context, &s, &state[0]));
  train(set, state);

  float loss, unused, ones = 0;
  for (int64_t i = 0; i < set->y.shape[0]; ++i)
    ones += ((const float *)set->y.data)[i];
  float own = evaluate(set, &state[0], &loss);
  float other = evaluate(others, &state[0], &unused);
  float of_rare = evaluate(rare, &state[0], &unused);
  printf("  %-22s%4d rows%4.0f of class 1  loss %.9f  accuracy %.3f, of other "
         "rows %.3f, of their class 1 %.3f\n",
         name, (int)set->y.shape[0], ones, loss, own, other, of_rare);
  for (int i = 0; i < 3; ++i)
    tslice_rt_tensor_release(&state[i]);
}

int main(void) {
  context = tslice_rt_context_create();
  tslice_rt_set_threads(context, 1);
  rows all = make_data(ROWS, 1), others = make_data(OTHERS, 3);
  rows rare = take_rare(&others);

  /* Four ways to say which rows: all, a range, a mask, indices. */
  int64_t stop = 150;
  tslice_rt_tensor indices, mask, s = number(&stop, TSLICE_RT_INDEX);
  rows range, masked, indexed;
  must(classes_balance(context, &all.y, &indices, &mask));
  must(classes_by_range(context, &all.x, &all.y, &s, &range.x, &range.y));
  must(classes_by_mask(context, &all.x, &all.y, &mask, &masked.x, &masked.y));
  must(classes_by_index(context, &all.x, &all.y, &indices, &indexed.x,
                        &indexed.y));
  printf("classes: trained by a program in C, with a step that was compiled "
         "ahead of time\n");
  train_and_show("all rows", &all, &others, &rare);
  train_and_show("x[:150]", &range, &others, &rare);
  train_and_show("balanced, x[mask]", &masked, &others, &rare);
  train_and_show("balanced, x[rows]", &indexed, &others, &rare);

  rows *sets[] = {&all, &others, &rare, &range, &masked, &indexed};
  for (int i = 0; i < 6; ++i)
    release(sets[i]);
  tslice_rt_tensor_release(&indices);
  tslice_rt_tensor_release(&mask);
  tslice_rt_context_destroy(context);
  return 0;
}
