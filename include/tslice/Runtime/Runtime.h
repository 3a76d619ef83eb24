// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The interface between compiled code, its callers and the runtime library. It
// is plain C (C99 and later, or C++), so that ahead-of-time code needs neither
// C++ nor LLVM; names are therefore snake_case with the prefix `tslice_rt_`.

#ifndef TSLICE_RUNTIME_RUNTIME_H
#define TSLICE_RUNTIME_RUNTIME_H

#include <stdint.h>

#define TSLICE_RT_API __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

/// The state of one call of compiled code: its failure, its allocations, its
/// number of threads. The first field is an `int32_t`, 0 while nothing has
/// failed; compiled code loads it at offset 0. One context serves one call at a
/// time; different contexts are independent of each other.
typedef struct tslice_rt_context tslice_rt_context;

/// What went wrong. The comments give the meaning of `index` and `limit` in
/// `tslice_rt_fail`.
enum tslice_rt_kind {
  /// `index` is not in [0, `limit`).
  TSLICE_RT_INDEX_OUT_OF_RANGE = 0,
  /// A size is `index` but must be `limit`.
  TSLICE_RT_SIZE_MISMATCH = 1,
  /// A size is `index`, which is negative.
  TSLICE_RT_NEGATIVE_SIZE = 2,
  /// A stride is zero.
  TSLICE_RT_ZERO_STRIDE = 3,
  /// A buffer of `index` bytes cannot be had; negative when the number of bytes
  /// does not fit 64 bits.
  TSLICE_RT_OUT_OF_MEMORY = 4,
  /// A window of `index` elements is larger than the dimension, which has size
  /// `limit`.
  TSLICE_RT_WINDOW_DOES_NOT_FIT = 5,
  /// `index` positions are true, but there is room for `limit` of them.
  TSLICE_RT_NO_ROOM = 6,
  /// Two positions access one cell, or an index vector is lower than one before
  /// it, against a promise. The first half of the position is the later one's.
  TSLICE_RT_NOT_UNIQUE = 7,
  TSLICE_RT_NOT_SORTED = 8,
  /// `index` is not in [0, `limit`), nor is it with the size of the dimension
  /// added.
  TSLICE_RT_WRAPPED_INDEX_OUT_OF_RANGE = 9
};

/// The site of a failure that belongs to no op of the source. It sorts after
/// all other sites.
#define TSLICE_RT_NO_SITE INT64_MAX

/// The `dim` argument of `tslice_rt_fail` for dimension `dim` of operand number
/// `operand` of the site. Operand 0 is the indexed one, so a plain dimension
/// number means a dimension of that.
#define TSLICE_RT_DIM(operand, dim)                                            \
  (((int64_t)(operand) << 32) | (int64_t)(dim))

/// The dimension of a failure whose index is the number of a dimension.
#define TSLICE_RT_ALL_DIMS INT64_C(0xffffffff)

/// One op of the source that can fail: constants that the compiler emits,
/// indexed by site number. Pointers may be null where nothing is known; the
/// message then leaves the part out.
typedef struct tslice_rt_site {
  /// The op and its number in its function: "gather #2".
  const char *op;
  /// Where it stands: "model.mlir:14:8".
  const char *location;
  /// Names of the operands, the indexed one first: "table".
  const char *const *operands;
  int64_t num_operands;
  /// The window in each dimension of the indexed operand, 1 where there is
  /// none. A failing index has limit + window - 1 = size.
  const int64_t *windows;
  int64_t num_dims;
} tslice_rt_site;

/// A recorded failure; the fields are the arguments of `tslice_rt_fail`.
typedef struct tslice_rt_failure {
  int64_t site;
  int64_t kind;
  int64_t dim;
  int64_t index;
  int64_t limit;
  int64_t npos;
  const int64_t *pos;
} tslice_rt_failure;

/// What the pool of buffers and the pool of threads hold, for tests and
/// reports. Bytes are usable capacities, without headers and page rounding.
typedef struct tslice_rt_stats {
  /// Bytes and number of buffers that are in use.
  int64_t live_bytes;
  int64_t live_buffers;
  /// Bytes and number of freed buffers that are kept for reuse.
  int64_t kept_bytes;
  int64_t kept_buffers;
  /// Buffers ever obtained from the system, and requests ever served from kept
  /// ones.
  int64_t fresh;
  int64_t reused;
  /// Worker threads that have been started, callers not counted.
  int64_t workers;
} tslice_rt_stats;

/// Memory of the caller that a result may be written to; null data: none.
typedef struct tslice_rt_loan {
  void *data;
  int64_t bytes;
} tslice_rt_loan;

/// A function that compiled code may call: the name its object file uses and
/// the address.
typedef struct tslice_rt_symbol {
  const char *name;
  void *address;
} tslice_rt_symbol;

//===----------------------------------------------------------------------===//
// Called by compiled code
//===----------------------------------------------------------------------===//

/// Allocates `bytes` uninitialised bytes, aligned to 64 bytes, that the call
/// owns until `tslice_rt_take`, `tslice_rt_free`, or reset or destruction of
/// the context. Zero bytes give a valid pointer of their own. Returns null and
/// marks the context failed (out of memory) when `bytes` is negative or more
/// than can be had. Thread-safe.
TSLICE_RT_API void *tslice_rt_alloc(tslice_rt_context *ctx, int64_t bytes);

/// The same for memory that is to become result number `result` of the call: if
/// the caller has lent as many bytes for it (`tslice_rt_lend`) and they have not
/// been given out yet, it is those, which need only be aligned to 16 bytes.
TSLICE_RT_API void *tslice_rt_alloc_result(tslice_rt_context *ctx,
                                           int64_t bytes, int64_t result);

/// Gives an allocation of the call back before the call ends, for temporaries
/// of loops. Does nothing if the call does not own `ptr`. Thread-safe.
TSLICE_RT_API void tslice_rt_free(tslice_rt_context *ctx, void *ptr);

/// Records a failure of kind `kind` (`tslice_rt_kind`) at site number `site`,
/// dimension `dim` (see `TSLICE_RT_DIM`) and position `pos[0..npos)` in the
/// result or update; `npos` is 0 for ops without positions. Of several failures
/// the context keeps the one with the lowest site, then the lexicographically
/// first position, then the lowest `dim`, whatever the order of the calls.
/// Positions of rank over 64 are cut to 64. Thread-safe.
TSLICE_RT_API void tslice_rt_fail(tslice_rt_context *ctx, int64_t site,
                                  int64_t kind, int64_t dim, int64_t index,
                                  int64_t limit, int64_t npos,
                                  const int64_t *pos);

/// Calls `fn(data, lo, hi)` for disjoint non-empty ranges that cover [0, n), on
/// the caller and on worker threads of the process, and returns when all are
/// done. `grain` is the number of iterations that is worth a thread: ranges are
/// that long or longer where n allows it, and never cut below half of it except
/// for the last. Each thread walks its ranges upwards; where they are cut
/// depends on the number of threads. The whole runs on the caller, as one
/// range, if n <= grain, if the context allows one thread, inside another
/// parallel region, while another caller has the workers, or if no thread can
/// be started. A null `ctx` means the default number of threads. `fn` must not
/// throw. Workers use the caller's floating-point rounding and denormal modes.
/// Thread-safe.
TSLICE_RT_API void tslice_rt_parallel(tslice_rt_context *ctx,
                                      void (*fn)(void *data, int64_t lo,
                                                 int64_t hi),
                                      void *data, int64_t n, int64_t grain);

/// Returns the number of threads a parallel region of this call may use, the
/// caller included; at least 1. Thread-safe.
TSLICE_RT_API int64_t tslice_rt_num_threads(tslice_rt_context *ctx);

/// How `tslice_rt_plan_rows` groups positions.
enum tslice_rt_grouping {
  /// By row if there are enough positions for each, otherwise by owner.
  TSLICE_RT_BY_SIZE = 0,
  /// One list for each part, in the order of the positions.
  TSLICE_RT_BY_OWNER = 1,
  /// The positions of a row next to each other, in their order.
  TSLICE_RT_BY_ROW = 2,
  /// The same, and where those of each row end.
  TSLICE_RT_BY_ROW_WITH_ENDS = 3
};

/// What an index outside of the rows means there.
enum tslice_rt_outside {
  /// That no row is meant: nothing is divided.
  TSLICE_RT_OUTSIDE_FAILS = 0,
  /// The nearest row.
  TSLICE_RT_OUTSIDE_CLAMPS = 1,
  /// That the position is left out.
  TSLICE_RT_OUTSIDE_SKIPS = 2
};

/// A plan is an array of numbers of 32 bits. [0] is 0; [STEP] is 1, or 0 if the
/// order is that of the positions; [NUM_PARTS] parts, of PART_FIELDS numbers
/// each, follow each other from [PARTS] on; with a step of 1, the position at
/// place i of the order is i + [ORDER + i]. With ends, those of row r are at
/// places [[ORDER + positions + r], [ORDER + positions + r + 1]).
#define TSLICE_RT_PLAN_STEP 1
#define TSLICE_RT_PLAN_NUM_PARTS 2
#define TSLICE_RT_PLAN_PARTS 4
#define TSLICE_RT_PLAN_MAX_PARTS 1024
/// The places of a part, its rows and its columns, each from the first to
/// behind the last.
#define TSLICE_RT_PLAN_PART_FIELDS 6
#define TSLICE_RT_PLAN_ORDER                                                   \
  (TSLICE_RT_PLAN_PARTS + TSLICE_RT_PLAN_MAX_PARTS * TSLICE_RT_PLAN_PART_FIELDS)

/// Divides the positions of a scatter among threads. `indices` has the index of
/// each, in `index_bytes` bytes, with a sign: its row, below 0 with `num_rows`
/// added if it `wraps`. Parts have different rows, and all columns; or, if a few
/// rows have most of the positions, all rows and different ones of `num_columns`
/// columns. Each part has much the same work. If nothing is divided, there is one
/// part with all positions, and no order. `block_rows`, if not 0, cuts rows into
/// blocks of this size, up to a power of two, for tests. There must be less than
/// 2^31 positions and rows. `plan` must have room for the order, and for the ends
/// if there are any, one more than rows. If there is no memory for the work, marks
/// the context failed; the plan then has no parts. Thread-safe.
TSLICE_RT_API void tslice_rt_plan_rows(tslice_rt_context *ctx,
                                       const void *indices, int64_t index_bytes,
                                       int64_t num_positions, int32_t *plan,
                                       int64_t num_rows, int64_t num_columns,
                                       int64_t outside, int64_t wraps,
                                       int64_t block_rows, int64_t grouping);

/// Brings together what a scatter of single elements does to one part of the
/// destination: writes the indices of the positions to `part_indices`, and their
/// updates of `update_bytes` bytes, 4 or 8, to `part_updates`, part by part, those
/// of a part in their order. Indices have 4 or 8 bytes; the other arguments mean
/// what they mean to `tslice_rt_plan_rows`. Null `updates` stay where they are.
/// Parts have different rows, so few that they stay in a cache; the plan has the
/// places of each, a step of 1, and no order. A position that is left out has no
/// place. With a step of 0 nothing has been written, and there is one part, of
/// all positions where they are, about which the plan says nothing. That is so if
/// there is `room` for less than all positions, if an index is outside and that
/// fails, if one part would have most of the positions, or if there is no memory
/// for the work, which marks the context failed. `plan` must have room for the
/// parts. What is written must be aligned to 64 bytes. Thread-safe.
TSLICE_RT_API void tslice_rt_partition(
    tslice_rt_context *ctx, const void *indices, int64_t index_bytes,
    int64_t num_positions, const void *updates, int64_t update_bytes,
    void *part_indices, void *part_updates, int64_t room, int32_t *plan,
    int64_t num_rows, int64_t outside, int64_t wraps, int64_t block_rows);

//===----------------------------------------------------------------------===//
// Called around compiled code
//===----------------------------------------------------------------------===//

/// Creates a context, or returns null if there is no memory. Thread-safe.
TSLICE_RT_API tslice_rt_context *tslice_rt_context_create(void);

/// Releases all the context owns, and the context. Null is allowed. No other
/// thread may be using the context.
TSLICE_RT_API void tslice_rt_context_destroy(tslice_rt_context *ctx);

/// Makes the context ready for another call: releases the allocations that
/// nobody took and forgets the failure. The number of threads stays. No other
/// thread may be using the context.
TSLICE_RT_API void tslice_rt_context_reset(tslice_rt_context *ctx);

/// Sets how many threads a parallel region may use, the caller included. 0 or
/// less means one per processor this process may use, which is the default;
/// more than that is allowed. At most 256. Thread-safe.
TSLICE_RT_API void tslice_rt_set_threads(tslice_rt_context *ctx,
                                         int64_t threads);

/// Lends memory for the results of the next call: `loans[i]`, for i < `count`,
/// to result number i. It must be aligned to 16 bytes and overlap neither another
/// loan nor anything that the call reads. The array is used until the context is
/// reset, which ends all loans. The call may leave anything in the memory, and
/// a result need not lie there: its descriptor tells. What is lent is not owned
/// by the call. No compiled code may be running on the context.
TSLICE_RT_API void tslice_rt_lend(tslice_rt_context *ctx, tslice_rt_loan *loans,
                                  int64_t count);

/// Takes an allocation away from the call, so that it outlives the context; the
/// taker hands it to `tslice_rt_release`. Returns 1, or 0 if the call does not
/// own `ptr` (any pointer may be asked about). Thread-safe.
TSLICE_RT_API int tslice_rt_take(tslice_rt_context *ctx, void *ptr);

/// Returns 1 if the call owns `ptr`, else 0. Any pointer may be asked about.
/// Thread-safe.
TSLICE_RT_API int tslice_rt_owns(tslice_rt_context *ctx, void *ptr);

/// Copies the recorded failure to `*failure` and returns 1, or returns 0 if
/// there is none. `pos` points into the context and is valid until it is reset
/// or destroyed. Call it when no compiled code is running on the context.
TSLICE_RT_API int tslice_rt_get_failure(tslice_rt_context *ctx,
                                        tslice_rt_failure *failure);

/// Writes one sentence about the recorded failure to `buf`, which has room for
/// `len` characters with the final null, and cuts it if that is too short.
/// `sites` is the table of the compiled code. Returns the length of the whole
/// sentence without the null, 0 if nothing has failed. Call it when no compiled
/// code is running on the context.
TSLICE_RT_API int64_t tslice_rt_error(tslice_rt_context *ctx,
                                      const tslice_rt_site *sites,
                                      int64_t nsites, char *buf, int64_t len);

//===----------------------------------------------------------------------===//
// Process-wide pool of buffers
//===----------------------------------------------------------------------===//

/// Allocates like `tslice_rt_alloc` but for no call: the buffer lives until
/// `tslice_rt_release`. Returns null on failure. Thread-safe.
TSLICE_RT_API void *tslice_rt_pool_alloc(int64_t bytes);

/// Gives a buffer of `tslice_rt_pool_alloc` or `tslice_rt_take` back to the
/// pool. Null is allowed. Thread-safe.
TSLICE_RT_API void tslice_rt_release(void *ptr);

/// Sets how many bytes of freed buffers the pool keeps for reuse; those least
/// recently used go first. Negative means the default: an eighth of the
/// physical memory, at most 4 GiB. Thread-safe.
TSLICE_RT_API void tslice_rt_set_pool_limit(int64_t bytes);

/// Returns all kept buffers to the system. Thread-safe.
TSLICE_RT_API void tslice_rt_trim(void);

/// Reports the state of the pools. Thread-safe.
TSLICE_RT_API void tslice_rt_get_stats(tslice_rt_stats *stats);

//===----------------------------------------------------------------------===//
// Half-precision numbers
//===----------------------------------------------------------------------===//

/// Convert between float or double and the bits of f16 and bf16. Widening is
/// exact; narrowing rounds once, to nearest even, with subnormals, and
/// overflows to infinity. NaNs keep their sign and leading payload and become
/// quiet.
TSLICE_RT_API float tslice_rt_half_to_float(uint16_t bits);
TSLICE_RT_API uint16_t tslice_rt_float_to_half(float value);
TSLICE_RT_API uint16_t tslice_rt_double_to_half(double value);
TSLICE_RT_API float tslice_rt_bfloat_to_float(uint16_t bits);
TSLICE_RT_API uint16_t tslice_rt_float_to_bfloat(float value);
TSLICE_RT_API uint16_t tslice_rt_double_to_bfloat(double value);

//===----------------------------------------------------------------------===//
// For just-in-time compilers
//===----------------------------------------------------------------------===//

/// Returns the functions of this library that compiled code may call by name,
/// with the conversions that LLVM calls for f16 and bf16 on processors without
/// them (`__extendhfsf2`, ...), and stores their number in `*count`.
/// Thread-safe.
TSLICE_RT_API const tslice_rt_symbol *tslice_rt_symbols(int64_t *count);

#ifdef __cplusplus
}
#endif

#endif // TSLICE_RUNTIME_RUNTIME_H
