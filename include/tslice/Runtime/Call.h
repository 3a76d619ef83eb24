// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls compiled code from C: tensors in, tensors out, a sentence when
// something is wrong. Headers that the compiler generates include this one.

#ifndef TSLICE_RUNTIME_CALL_H
#define TSLICE_RUNTIME_CALL_H

#include "tslice/Runtime/Module.h"

#ifdef __cplusplus
extern "C" {
#endif

/// What a call returns. Numbers and meaning are those of `tslice_code` in the C
/// API of the compiler.
enum tslice_rt_code {
  TSLICE_RT_OK = 0,
  /// An argument is not what the entry takes.
  TSLICE_RT_BAD_ARGUMENT = 1,
  /// An index, or a size that only the program knows, is wrong.
  TSLICE_RT_OUT_OF_RANGE = 2,
  /// Memory could not be had.
  TSLICE_RT_NO_MEMORY = 3,
  /// There is no such entry.
  TSLICE_RT_NOT_FOUND = 4,
  /// The code is made for another version of this library.
  TSLICE_RT_BAD_VERSION = 7
};

/// A tensor in host memory. What is left out of a braced list has the value
/// that fits most tensors, a row-major one that may be written:
/// `{.data = x, .type = TSLICE_RT_F32, .rank = 2, .shape = {3, 4}}`.
typedef struct tslice_rt_tensor {
  /// The element at position 0, ..., 0.
  void *data;
  /// A number of `tslice_rt_type`.
  int64_t type;
  int64_t rank;
  int64_t shape[TSLICE_RT_MAX_RANK];
  /// Not 0 if the elements lie `strides` elements apart, of any sign; else they
  /// are row-major, and `strides` is not read.
  int32_t strided;
  /// Not 0 if `data` must not be written.
  int32_t read_only;
  /// Not 0 if a donated argument must stay as it is: it is copied first.
  int32_t keep;
  /// Of a result: n + 1 if it lies in the memory of donated argument n, else 0.
  int32_t from_argument;
  int64_t strides[TSLICE_RT_MAX_RANK];
  /// What `tslice_rt_tensor_release` gives back; null if the memory belongs to
  /// somebody else.
  void *buffer;
} tslice_rt_tensor;

/// Returns a row-major tensor over memory of the caller, which stays its own.
TSLICE_RT_API tslice_rt_tensor tslice_rt_borrow(void *data, int64_t type,
                                                int64_t rank,
                                                const int64_t *shape);

/// The same for memory that must not be written.
TSLICE_RT_API tslice_rt_tensor tslice_rt_borrow_const(const void *data,
                                                      int64_t type,
                                                      int64_t rank,
                                                      const int64_t *shape);

/// Gives the memory of a result back, if it has any of its own, and sets all
/// fields to 0. Null is allowed. Thread-safe.
TSLICE_RT_API void tslice_rt_tensor_release(tslice_rt_tensor *tensor);

/// Returns the number of elements.
TSLICE_RT_API int64_t tslice_rt_num_elements(const tslice_rt_tensor *tensor);

/// Returns the size of an element of `type` in bytes, 0 if there is no such
/// type.
TSLICE_RT_API int64_t tslice_rt_type_size(int64_t type);

/// Calls entry number `entry` of `module` and returns a `tslice_rt_code`.
///
/// Arguments are checked before anything runs. They are not changed, except
/// those that the source donates: their memory is updated in place. A result that
/// lies there takes over what the argument had to release, which is otherwise
/// released. A donated argument that is read-only, strided, or overlaps another
/// one is an error.
///
/// `results` are written only on success, so they may hold anything before; one
/// may be the same as a donated argument. They are the caller's to release, and lie in
/// memory of their own but for those that `from_argument` tells of.
///
/// On failure `tslice_rt_message` says what was wrong. Donated memory is
/// unspecified then; nothing else has changed. One context serves one call at a
/// time; a null context is an error without a sentence of its own.
TSLICE_RT_API int32_t tslice_rt_call(
    tslice_rt_context *context, const tslice_rt_module *module, int64_t entry,
    tslice_rt_tensor *const *arguments, int64_t num_arguments,
    tslice_rt_tensor *const *results, int64_t num_results);

/// The same, with results in memory of the caller: where the `data` of a result
/// is not null, the result is stored there, and all fields are read before the
/// call as those of an argument are. `{0}` stands for a result that
/// `tslice_rt_call` would make.
///
/// Type, rank and sizes must be those of the result, strides any under which no
/// two elements share memory. It is as if all results had been computed first
/// and then copied, so that they may overlap arguments, but not each other. There
/// is no copy where compiled code allocates a result and its memory is row-major,
/// begins at a multiple of 16 bytes (as what malloc returns does) and overlaps no
/// argument, nor where the result is a donated argument and its memory is that.
///
/// A result that has been stored keeps its fields. What it had to release before
/// it has to release afterwards, so that the result of one call can take that of
/// the next; if its memory is that of a donated argument, it takes over what the
/// argument had to release. After a failure the elements of all memory that was
/// given for results are unspecified.
TSLICE_RT_API int32_t tslice_rt_call_into(
    tslice_rt_context *context, const tslice_rt_module *module, int64_t entry,
    tslice_rt_tensor *const *arguments, int64_t num_arguments,
    tslice_rt_tensor *const *results, int64_t num_results);

/// Returns the sentence about the failure of the last call, "" if it succeeded.
/// It lives until the next call on the context. A null context is one that
/// could not be created.
TSLICE_RT_API const char *tslice_rt_message(const tslice_rt_context *context);

/// Returns the number of the entry called `name`, or -1.
TSLICE_RT_API int64_t tslice_rt_find_entry(const tslice_rt_module *module,
                                           const char *name);

/// Writes one sentence about the first thing in which `arguments` are not what
/// `entry` takes to `buf`, as `tslice_rt_error` does; returns 0 if they are.
TSLICE_RT_API int64_t tslice_rt_check_arguments(
    const tslice_rt_entry *entry, const tslice_rt_tensor *const *arguments,
    int64_t num_arguments, char *buf, int64_t len);

/// The same for one tensor, which may be null, and `spec`.
TSLICE_RT_API int64_t tslice_rt_check_tensor(const tslice_rt_tensor *tensor,
                                             const tslice_rt_spec *spec,
                                             char *buf, int64_t len);

#ifdef __cplusplus
}
#endif

#endif // TSLICE_RUNTIME_CALL_H
