// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What compiled code says about itself: a table of constants in the object
// file. It is all that a caller has to know, so that an object from a compiler,
// a cache or a linker is called in the same way.

#ifndef TSLICE_RUNTIME_MODULE_H
#define TSLICE_RUNTIME_MODULE_H

#include "tslice/Runtime/Runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The version of the structures below and of the functions that compiled code
/// calls. A table of another version cannot be read beyond its first field.
#define TSLICE_RT_ABI_VERSION INT64_C(1)

/// The largest rank of an argument or a result.
#define TSLICE_RT_MAX_RANK 16

/// A size that is only known at a call.
#define TSLICE_RT_DYNAMIC INT64_C(-1)

/// The element types. An i1 takes one byte holding 0 or 1, an index takes eight
/// bytes, C64 is complex<f32> and C128 is complex<f64>.
enum tslice_rt_type {
  TSLICE_RT_F64 = 0,
  TSLICE_RT_F32 = 1,
  TSLICE_RT_F16 = 2,
  TSLICE_RT_BF16 = 3,
  TSLICE_RT_F8E4M3FN = 4,
  TSLICE_RT_F8E5M2 = 5,
  TSLICE_RT_I1 = 6,
  TSLICE_RT_I8 = 7,
  TSLICE_RT_I16 = 8,
  TSLICE_RT_I32 = 9,
  TSLICE_RT_I64 = 10,
  TSLICE_RT_INDEX = 11,
  TSLICE_RT_C64 = 12,
  TSLICE_RT_C128 = 13
};

/// What an argument must be, or a result is. A scalar has rank 0.
typedef struct tslice_rt_spec {
  /// A number of `tslice_rt_type`.
  int64_t type;
  int64_t rank;
  /// `rank` sizes, some of which may be `TSLICE_RT_DYNAMIC`.
  const int64_t *shape;
} tslice_rt_spec;

/// One argument of an entry.
typedef struct tslice_rt_argument {
  /// The name in the source, or null.
  const char *name;
  tslice_rt_spec spec;
  /// The name of each dimension, or null; null as a whole if none has a name.
  /// Dimensions of equal name, also of different arguments, have equal sizes.
  const char *const *dim_names;
  /// Whether calls may take the buffer over.
  int64_t donated;
} tslice_rt_argument;

/// Machine code of an entry: `results` receives the descriptors of the results
/// one after the other, `arguments` points to those of the arguments. A
/// descriptor of rank r is { allocated, aligned, offset, sizes[r], strides[r] },
/// each of 64 bits.
typedef void (*tslice_rt_function)(tslice_rt_context *context, void **arguments,
                                   void *results);

/// A function that can be called.
typedef struct tslice_rt_entry {
  const char *name;
  tslice_rt_function function;
  const tslice_rt_argument *arguments;
  int64_t num_arguments;
  const tslice_rt_spec *results;
  int64_t num_results;
  /// Whether the function only moves elements, so that a NaN keeps its bits.
  int64_t moves_only;
} tslice_rt_entry;

/// All about one compiled module.
typedef struct tslice_rt_module {
  /// `TSLICE_RT_ABI_VERSION` of the compiler.
  int64_t abi_version;
  /// The name of the source in messages.
  const char *source;
  const tslice_rt_entry *entries;
  int64_t num_entries;
  /// The places that can fail, by number.
  const tslice_rt_site *sites;
  int64_t num_sites;
  /// What the compiler warned about, one sentence each.
  const char *const *warnings;
  int64_t num_warnings;
} tslice_rt_module;

#ifdef __cplusplus
}
#endif

#endif // TSLICE_RUNTIME_MODULE_H
