/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The C API: compile MLIR source to machine code and call it. It wraps the C++
 * API of tslice/ExecutionEngine function by function, for languages that call C;
 * the meaning of each is said there.
 *
 * A call that can fail takes an `error` as its last argument, which may be null.
 * On failure the call returns null (or not TSLICE_OK) and stores an error there
 * that the caller destroys; on success it stores null. Everything is
 * thread-safe, except that one object must not be changed by two threads at
 * once. Nothing aborts, exits or throws, and no signal handler is installed.
 */

#ifndef TSLICE_C_TSLICE_H
#define TSLICE_C_TSLICE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TSLICE_API __attribute__((visibility("default")))

/* What kind of failure happened. The numbers never change. */
typedef enum tslice_code {
  TSLICE_OK = 0,
  TSLICE_INVALID_ARGUMENT = 1,
  TSLICE_OUT_OF_RANGE = 2,
  TSLICE_OUT_OF_MEMORY = 3,
  TSLICE_NOT_FOUND = 4,
  TSLICE_COMPILE = 5,
  TSLICE_IO = 6,
  TSLICE_UNSUPPORTED = 7,
  TSLICE_INTERNAL = 8
} tslice_code;

/* Element types. An i1 takes one byte holding 0 or 1, an index eight bytes. The
 * numbers never change. */
typedef enum tslice_type {
  TSLICE_F64 = 0,
  TSLICE_F32 = 1,
  TSLICE_F16 = 2,
  TSLICE_BF16 = 3,
  TSLICE_F8E4M3FN = 4,
  TSLICE_F8E5M2 = 5,
  TSLICE_I1 = 6,
  TSLICE_I8 = 7,
  TSLICE_I16 = 8,
  TSLICE_I32 = 9,
  TSLICE_I64 = 10,
  TSLICE_INDEX = 11,
  TSLICE_C64 = 12,
  TSLICE_C128 = 13
} tslice_type;

/* Where machine code came from: the compiler, another executable of this process
 * of the same source and options, or the directory of the cache. */
typedef enum tslice_origin {
  TSLICE_COMPILED = 0,
  TSLICE_FROM_MEMORY = 1,
  TSLICE_FROM_FILE = 2
} tslice_origin;

/* A size that is not known before the call. */
#define TSLICE_DYNAMIC ((int64_t)-1)

typedef struct tslice_error tslice_error;
typedef struct tslice_options tslice_options;
typedef struct tslice_tensor tslice_tensor;
typedef struct tslice_executable tslice_executable;

/* Returns the version of this library, as "0.1.0". */
TSLICE_API const char *tslice_version(void);

/*===- Errors --------------------------------------------------------------===*/

TSLICE_API tslice_code tslice_error_code(const tslice_error *error);

/* Returns the sentence for people, which lives as long as the error. */
TSLICE_API const char *tslice_error_message(const tslice_error *error);

/* Destroys an error; null is ignored, as in all functions of this name. */
TSLICE_API void tslice_error_destroy(tslice_error *error);

/*===- Options -------------------------------------------------------------===*/

/* Returns the default options; null if there is no memory. */
TSLICE_API tslice_options *tslice_options_create(void);
TSLICE_API void tslice_options_destroy(tslice_options *options);

/* Sets how many threads a call may use; 0, the default: one per processor. */
TSLICE_API void tslice_options_set_threads(tslice_options *options,
                                           int64_t threads);

/* Sets whether graphs are fused and code is optimised; 1 by default. */
TSLICE_API void tslice_options_set_optimize(tslice_options *options,
                                            int optimize);

/* Compiles only the named function; may be called several times. */
TSLICE_API void tslice_options_add_entry(tslice_options *options,
                                         const char *name);

/* Compiles, in place of each entry, its gradient with respect to the `count`
 * arguments numbered in `arguments`. */
TSLICE_API void tslice_options_set_gradient(tslice_options *options,
                                            const int64_t *arguments,
                                            size_t count);

/* Keeps machine code in files in `directory`, for later compilations of the same
 * source; "" or null: nowhere. Where this is not called, the environment variable
 * TSLICE_CACHE_DIR names the directory, if set. */
TSLICE_API void tslice_options_set_cache(tslice_options *options,
                                         const char *directory);

/* Sets about how many bytes the files of the cache may take; 1 GiB by default. */
TSLICE_API void tslice_options_set_cache_limit(tslice_options *options,
                                               uint64_t bytes);

/*===- Tensors -------------------------------------------------------------===*/

/* Allocates a row-major tensor from the pool. Its values are unspecified. */
TSLICE_API tslice_tensor *tslice_tensor_allocate(tslice_type type, size_t rank,
                                                 const int64_t *shape,
                                                 tslice_error **error);

/* Refers to memory of the caller, which must outlive the tensor and all that
 * shares it. `data` is the address of the element at position 0, ..., 0;
 * `strides` are in elements, may be negative or 0, and are row-major when null.
 * Memory lent with `read_only` 0 is updated in place by an entry whose argument
 * is donated. */
TSLICE_API tslice_tensor *
tslice_tensor_borrow(void *data, tslice_type type, size_t rank,
                     const int64_t *shape, const int64_t *strides,
                     int read_only, tslice_error **error);

/* Takes over memory: `deleter(data, context)` runs once nothing uses it any
 * more, also when this call fails. */
TSLICE_API tslice_tensor *
tslice_tensor_adopt(void *data, tslice_type type, size_t rank,
                    const int64_t *shape, const int64_t *strides, int read_only,
                    void (*deleter)(void *data, void *context), void *context,
                    tslice_error **error);

/* The same with other libraries through DLPack: takes over a tensor in host
 * memory, whose deleter runs also when this call fails; lends one, whose deleter
 * the other side calls. A read-only tensor cannot be lent. */
struct DLManagedTensor;
TSLICE_API tslice_tensor *
tslice_tensor_from_dlpack(struct DLManagedTensor *managed,
                          tslice_error **error);
TSLICE_API struct DLManagedTensor *
tslice_tensor_to_dlpack(const tslice_tensor *tensor, tslice_error **error);

/* Returns another handle of the same tensor; null if there is no memory. */
TSLICE_API tslice_tensor *tslice_tensor_share(const tslice_tensor *tensor);
TSLICE_API void tslice_tensor_destroy(tslice_tensor *tensor);

TSLICE_API tslice_type tslice_tensor_type(const tslice_tensor *tensor);
TSLICE_API size_t tslice_tensor_rank(const tslice_tensor *tensor);

/* Sizes, and strides in elements: one number per dimension, which live as long
 * as the handle. */
TSLICE_API const int64_t *tslice_tensor_shape(const tslice_tensor *tensor);
TSLICE_API const int64_t *tslice_tensor_strides(const tslice_tensor *tensor);
TSLICE_API int64_t tslice_tensor_num_elements(const tslice_tensor *tensor);

/* The address of the element at position 0, ..., 0; for writing: null when the
 * tensor is read-only. */
TSLICE_API const void *tslice_tensor_data(const tslice_tensor *tensor);
TSLICE_API void *tslice_tensor_mutable_data(const tslice_tensor *tensor);

/*===- Executables ---------------------------------------------------------===*/

/* Compiles the file at `path`: MLIR text or bytecode. `options` may be null. */
TSLICE_API tslice_executable *tslice_compile_file(const char *path,
                                                  const tslice_options *options,
                                                  tslice_error **error);

/* Compiles `length` bytes of MLIR text; `name` stands for the file in messages. */
TSLICE_API tslice_executable *
tslice_compile_text(const char *text, size_t length, const char *name,
                    const tslice_options *options, tslice_error **error);

/* Destroys the handle. Results of calls live on by themselves. */
TSLICE_API void tslice_executable_destroy(tslice_executable *executable);

/* Entries, numbered in the order of the source. What the functions below return
 * lives as long as the executable; numbers must be in range. */
TSLICE_API size_t tslice_num_entries(const tslice_executable *executable);
TSLICE_API const char *tslice_entry_name(const tslice_executable *executable,
                                         size_t entry);

/* Finds the entry called `name`, or the only one when `name` is null or empty.
 * The error names the entry meant, as far as one can tell, and all there are. */
TSLICE_API tslice_code tslice_find_entry(const tslice_executable *executable,
                                         const char *name, size_t *entry,
                                         tslice_error **error);

/* The types of an entry. Unknown sizes are TSLICE_DYNAMIC. An argument's name is
 * empty when it has none. */
TSLICE_API size_t tslice_num_arguments(const tslice_executable *executable,
                                       size_t entry);
TSLICE_API const char *tslice_argument_name(const tslice_executable *executable,
                                            size_t entry, size_t argument);
TSLICE_API int tslice_argument_donated(const tslice_executable *executable,
                                       size_t entry, size_t argument);
TSLICE_API tslice_type tslice_argument_type(const tslice_executable *executable,
                                            size_t entry, size_t argument);
TSLICE_API size_t tslice_argument_rank(const tslice_executable *executable,
                                       size_t entry, size_t argument);
TSLICE_API const int64_t *
tslice_argument_shape(const tslice_executable *executable, size_t entry,
                      size_t argument);
TSLICE_API size_t tslice_num_results(const tslice_executable *executable,
                                     size_t entry);
TSLICE_API tslice_type tslice_result_type(const tslice_executable *executable,
                                          size_t entry, size_t result);
TSLICE_API size_t tslice_result_rank(const tslice_executable *executable,
                                     size_t entry, size_t result);
TSLICE_API const int64_t *
tslice_result_shape(const tslice_executable *executable, size_t entry,
                    size_t result);

TSLICE_API tslice_origin
tslice_executable_origin(const tslice_executable *executable);

/* What the compiler warned about, one sentence each. */
TSLICE_API size_t tslice_num_warnings(const tslice_executable *executable);
TSLICE_API const char *tslice_warning(const tslice_executable *executable,
                                      size_t warning);

/* Runs entry number `entry` on `num_arguments` tensors and stores one new tensor
 * per result, `num_results` of them, which must be as many as the entry has.
 * Where `moved` is not null and `moved[i]` not 0, the handle of argument i is
 * given up: set to null and destroyed, so that a donated argument with a buffer
 * of its own is updated in place. `threads` < 0: as in the options. On failure no
 * result is stored, and the values of moved arguments are lost. */
TSLICE_API tslice_code tslice_call(const tslice_executable *executable,
                                   size_t entry, tslice_tensor **arguments,
                                   const unsigned char *moved,
                                   size_t num_arguments,
                                   tslice_tensor **results, size_t num_results,
                                   int64_t threads, tslice_error **error);

/* The same, with result i stored in `outputs[i]` if that is not null: type and
 * shape must be those of the result. What is stored in `results` is a new handle
 * of the same tensor. `outputs` has `num_results` elements, or is null. */
TSLICE_API tslice_code tslice_call_into(
    const tslice_executable *executable, size_t entry,
    tslice_tensor **arguments, const unsigned char *moved, size_t num_arguments,
    const tslice_tensor *const *outputs, tslice_tensor **results,
    size_t num_results, int64_t threads, tslice_error **error);

#ifdef __cplusplus
}
#endif

#endif /* TSLICE_C_TSLICE_H */
