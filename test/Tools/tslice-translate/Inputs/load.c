/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Loads shared objects while it runs, which then know nothing of each other,
 * and calls entries of each by its table. Usage: load FILE:TABLE... */
#include <tslice/Runtime/Call.h>

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The function of `library` that has this name. */
#define FIND(name) __typeof__(&name) my_##name = dlsym(library, #name)

static int run(void *library, const char *table) {
  const tslice_rt_module *module = dlsym(library, table);
  FIND(tslice_rt_context_create);
  FIND(tslice_rt_context_destroy);
  FIND(tslice_rt_set_threads);
  FIND(tslice_rt_call);
  FIND(tslice_rt_find_entry);
  FIND(tslice_rt_tensor_release);
  enum { count = 1 << 20 };
  uint16_t *halves = calloc(count, sizeof(uint16_t));
  float *floats = calloc(count, sizeof(float));
  tslice_rt_tensor x = {
      .data = halves, .type = TSLICE_RT_F16, .rank = 1, .shape = {count}};
  tslice_rt_tensor result, *arguments[] = {&x}, *results[] = {&result};
  tslice_rt_context *context = my_tslice_rt_context_create();
  halves[7] = 0x3c00; /* 1.0 */
  for (int i = 0; i < count; ++i)
    floats[i] = 1.0f / (float)(i + 3);
  my_tslice_rt_set_threads(context, 2);
  int code = my_tslice_rt_call(context, module,
                               my_tslice_rt_find_entry(module, "halves"),
                               arguments, 1, results, 1);
  int wrong = code || ((uint16_t *)result.data)[7] != 0x4000;
  my_tslice_rt_tensor_release(&result);
  x.data = floats;
  x.type = TSLICE_RT_F32;
  code =
      my_tslice_rt_call(context, module, my_tslice_rt_find_entry(module, "sum"),
                        arguments, 1, results, 1);
  printf("the sum is %a\n", code ? 0 : *(float *)result.data);
  my_tslice_rt_tensor_release(&result);
  my_tslice_rt_context_destroy(context);
  free(halves);
  free(floats);
  return wrong;
}

int main(int argc, char **argv) {
  int wrong = 0;
  for (int i = 1; i < argc; ++i) {
    char *table = strchr(argv[i], ':');
    *table++ = '\0';
    void *library = dlopen(argv[i], RTLD_NOW | RTLD_LOCAL);
    if (!library) {
      printf("%s\n", dlerror());
      return 1;
    }
    wrong += run(library, table);
    dlclose(library); /* Threads of its runtime are waiting for work. */
  }
  printf("%d modules, %d wrong\n", argc - 1, wrong);
  return wrong;
}
