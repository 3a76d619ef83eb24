// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The list of functions that compiled code may call, for just-in-time
// compilers. Taking the addresses here also makes a static link keep functions
// that only generated code refers to.

#include "Half.h"
#include "tslice/Runtime/Runtime.h"

namespace {

template <typename Fn> void *addressOf(Fn *fn) {
  return reinterpret_cast<void *>(fn);
}

} // namespace

const tslice_rt_symbol *tslice_rt_symbols(int64_t *count) {
  static const tslice_rt_symbol symbols[] = {
      {"tslice_rt_alloc", addressOf(tslice_rt_alloc)},
      {"tslice_rt_alloc_result", addressOf(tslice_rt_alloc_result)},
      {"tslice_rt_fail", addressOf(tslice_rt_fail)},
      {"tslice_rt_free", addressOf(tslice_rt_free)},
      {"tslice_rt_num_threads", addressOf(tslice_rt_num_threads)},
      {"tslice_rt_parallel", addressOf(tslice_rt_parallel)},
      {"tslice_rt_partition", addressOf(tslice_rt_partition)},
      {"tslice_rt_plan_rows", addressOf(tslice_rt_plan_rows)},
#if TSLICE_RT_HAS_FLOAT16
      {"__extendhfsf2", addressOf(__extendhfsf2)},
      {"__truncdfbf2", addressOf(__truncdfbf2)},
      {"__truncdfhf2", addressOf(__truncdfhf2)},
      {"__truncsfbf2", addressOf(__truncsfbf2)},
      {"__truncsfhf2", addressOf(__truncsfhf2)},
#endif
  };
  *count = sizeof(symbols) / sizeof(symbols[0]);
  return symbols;
}
