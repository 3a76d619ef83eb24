/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Counts the pages on the command line, by what is compiled of visits.mlir.
 * Usage: visits PAGE... */
#include "visits.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  int64_t counts[4] = {0}, numPages = argc - 1;
  int32_t *pages = malloc((size_t)argc * sizeof(int32_t));
  for (int i = 1; pages && i < argc; ++i)
    pages[i - 1] = atoi(argv[i]);

  /* Tensors are the caller's memory, its type and its sizes. */
  tslice_rt_tensor visits = {
      .data = counts, .type = TSLICE_RT_I64, .rank = 1, .shape = {4}};
  tslice_rt_tensor visited =
      tslice_rt_borrow_const(pages, TSLICE_RT_I32, 1, &numPages);
  tslice_rt_tensor shares = {0};
  tslice_rt_context *context = tslice_rt_context_create();

  /* `visits` is donated: the result lies where it does. */
  int32_t code = visits_count(context, &visits, &visited, &visits);
  if (code == TSLICE_RT_OK)
    code = visits_shares(context, &visits, &visited, &shares);
  if (code != TSLICE_RT_OK)
    fprintf(stderr, "visits: %s\n", tslice_rt_message(context));
  else
    printf("counts %lld %lld %lld %lld\n", (long long)counts[0],
           (long long)counts[1], (long long)counts[2], (long long)counts[3]);
  for (int64_t i = 0; i < tslice_rt_num_elements(&shares) && !code; ++i)
    printf("page %d has %g of all\n", pages[i], ((double *)shares.data)[i]);

  /* Results have memory of their own, unless they lie in an argument's. */
  tslice_rt_tensor_release(&shares);
  tslice_rt_context_destroy(context);
  free(pages);
  return code != TSLICE_RT_OK;
}
