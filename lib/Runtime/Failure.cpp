// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decides which of several failures a call reports and how the message reads.
// The choice depends only on the failures, not on the order in which threads
// meet them.

#include "Context.h"
#include "Writer.h"

#include <cinttypes>

using namespace tslice::runtime;

//===----------------------------------------------------------------------===//
// Recording
//===----------------------------------------------------------------------===//

/// Orders by site, then position, then dimension. A position that is the start
/// of another comes first.
static bool isBefore(const tslice_rt_failure &a, const tslice_rt_failure &b) {
  if (a.site != b.site)
    return a.site < b.site;
  for (int64_t i = 0; i < a.npos && i < b.npos; ++i)
    if (a.pos[i] != b.pos[i])
      return a.pos[i] < b.pos[i];
  if (a.npos != b.npos)
    return a.npos < b.npos;
  return a.dim < b.dim;
}

/// Tells without the lock that the recorded failure comes first. A kernel over
/// bad indices may fail at every element, so this is what keeps failing from
/// being slow. `site` is read before `firstPos` and written after it, and
/// records only get lower: if `site` is ours, `firstPos` belongs to it or to
/// something lower still.
static bool isKnownLater(const FailureRecord &lowest, int64_t site,
                         int64_t npos, const int64_t *pos) {
  int64_t lowestSite = lowest.site.load(std::memory_order_acquire);
  if (site != lowestSite)
    return site > lowestSite;
  return npos > 0 && pos[0] > lowest.firstPos.load(std::memory_order_relaxed);
}

__attribute__((cold)) void tslice_rt_fail(tslice_rt_context *ctx, int64_t site,
                                          int64_t kind, int64_t dim,
                                          int64_t index, int64_t limit,
                                          int64_t npos, const int64_t *pos) {
  FailureRecord &lowest = ctx->lowest;
  if (ctx->failed.load(std::memory_order_acquire) &&
      isKnownLater(lowest, site, npos, pos))
    return;
  LockGuard guard(ctx->lock);
  npos = npos < maxPositionRank ? npos : maxPositionRank;
  tslice_rt_failure failure = {site, kind, dim, index, limit, npos, pos};
  if (ctx->failed.load(std::memory_order_relaxed) &&
      !isBefore(failure, lowest.failure))
    return;
  for (int64_t i = 0; i < npos; ++i)
    lowest.pos[i] = pos[i];
  failure.pos = lowest.pos;
  lowest.failure = failure;
  lowest.firstPos.store(npos > 0 ? pos[0] : INT64_MIN,
                        std::memory_order_relaxed);
  lowest.site.store(site, std::memory_order_release);
  ctx->failed.store(1, std::memory_order_release);
}

int tslice_rt_get_failure(tslice_rt_context *ctx, tslice_rt_failure *failure) {
  LockGuard guard(ctx->lock);
  if (!ctx->failed.load(std::memory_order_relaxed))
    return 0;
  *failure = ctx->lowest.failure;
  return 1;
}

//===----------------------------------------------------------------------===//
// Message
//===----------------------------------------------------------------------===//

/// "gather #2 (model.mlir:14:8): ".
static void putSite(Writer &out, const tslice_rt_site &site) {
  if (!site.op && !site.location)
    return;
  out.put("%s", site.op ? site.op : "op");
  if (site.location)
    out.put(" (%s)", site.location);
  out.put(": ");
}

/// "dimension 0 of 'table'", or "the dimensions of 'table'".
static void putDimension(Writer &out, const tslice_rt_site &site, int64_t dim) {
  if ((dim & 0xffffffff) == TSLICE_RT_ALL_DIMS)
    out.put("the dimensions");
  else
    out.put("dimension %" PRId64, dim & 0xffffffff);
  int64_t operand = dim >> 32;
  if (operand >= 0 && operand < site.num_operands && site.operands &&
      site.operands[operand])
    out.put(" of '%s'", site.operands[operand]);
}

/// "[3, 1]", of the numbers from `begin` to `end`.
static void putNumbers(Writer &out, const tslice_rt_failure &failure,
                       int64_t begin, int64_t end) {
  out.put("[");
  for (int64_t i = begin; i < end; ++i)
    out.put("%s%" PRId64, i > begin ? ", " : "", failure.pos[i]);
  out.put("]");
}

/// " at position [3, 1]", nothing for ops without positions.
static void putPosition(Writer &out, const tslice_rt_failure &failure) {
  if (failure.npos == 0)
    return;
  out.put(" at position ");
  putNumbers(out, failure, 0, failure.npos);
}

/// "'x'", the name of the indexed operand.
static void putIndexed(Writer &out, const tslice_rt_site &site) {
  if (site.num_operands > 0 && site.operands && site.operands[0])
    out.put("'%s'", site.operands[0]);
  else
    out.put("the indexed tensor");
}

/// " (size 6, window 2)" where the limit is not the size of the dimension, so
/// that the reader can follow it. A window below 0 is not known.
static void putWindow(Writer &out, const tslice_rt_site &site,
                      const tslice_rt_failure &failure) {
  if (failure.dim < 0 || failure.dim >= site.num_dims || !site.windows ||
      site.windows[failure.dim] == 1)
    return;
  int64_t window = site.windows[failure.dim];
  if (window < 0) {
    out.put(", where windows that fit can start");
    return;
  }
  out.put(" (size %" PRId64 ", window %" PRId64 ")", failure.limit + window - 1,
          window);
}

/// The lowest legal number: counted from the end if indices wrap, and the window
/// is known, so that the size is.
static int64_t getLowest(const tslice_rt_site &site,
                         const tslice_rt_failure &failure) {
  if (failure.kind != TSLICE_RT_WRAPPED_INDEX_OUT_OF_RANGE)
    return 0;
  bool hasWindow =
      failure.dim >= 0 && failure.dim < site.num_dims && site.windows;
  int64_t window = hasWindow ? site.windows[failure.dim] : 1;
  return window < 0 ? 0 : -(failure.limit + window - 1);
}

static void putFailure(Writer &out, const tslice_rt_site &site,
                       const tslice_rt_failure &failure) {
  switch (failure.kind) {
  case TSLICE_RT_INDEX_OUT_OF_RANGE:
  case TSLICE_RT_WRAPPED_INDEX_OUT_OF_RANGE:
    out.put("index %" PRId64, failure.index);
    putPosition(out, failure);
    out.put(" is outside [%" PRId64 ", %" PRId64 ") of ",
            getLowest(site, failure), failure.limit);
    putDimension(out, site, failure.dim);
    putWindow(out, site, failure);
    return;
  case TSLICE_RT_SIZE_MISMATCH:
    out.put("size %" PRId64 " of ", failure.index);
    putDimension(out, site, failure.dim);
    out.put(" is expected to be %" PRId64, failure.limit);
    return;
  case TSLICE_RT_NEGATIVE_SIZE:
    out.put("size %" PRId64 " of ", failure.index);
    putDimension(out, site, failure.dim);
    out.put(" is negative");
    return;
  case TSLICE_RT_ZERO_STRIDE:
    out.put("stride of ");
    putDimension(out, site, failure.dim);
    out.put(" is zero");
    return;
  case TSLICE_RT_OUT_OF_MEMORY:
    if (failure.index < 0)
      out.put("out of memory: more than %" PRId64 " bytes", INT64_MAX);
    else
      out.put("out of memory: %" PRId64 " bytes", failure.index);
    return;
  case TSLICE_RT_WINDOW_DOES_NOT_FIT:
    out.put("window of %" PRId64 " does not fit in ", failure.index);
    putDimension(out, site, failure.dim);
    out.put(", which has size %" PRId64, failure.limit);
    return;
  case TSLICE_RT_NO_ROOM:
    out.put("%" PRId64 " positions are true, but there is room for %" PRId64,
            failure.index, failure.limit);
    return;
  case TSLICE_RT_NOT_UNIQUE:
    out.put("'unique' is promised, but positions ");
    putNumbers(out, failure, failure.npos / 2, failure.npos);
    out.put(" and ");
    putNumbers(out, failure, 0, failure.npos / 2);
    out.put(" access one cell of ");
    putIndexed(out, site);
    return;
  case TSLICE_RT_NOT_SORTED:
    out.put("'sorted' is promised, but the index at position ");
    putNumbers(out, failure, 0, failure.npos / 2);
    out.put(" is lower than that at ");
    putNumbers(out, failure, failure.npos / 2, failure.npos);
    return;
  }
  out.put("failure of unknown kind %" PRId64, failure.kind);
}

int64_t tslice_rt_error(tslice_rt_context *ctx, const tslice_rt_site *sites,
                        int64_t nsites, char *buf, int64_t len) {
  Writer out(buf, len);
  tslice_rt_failure failure;
  if (!tslice_rt_get_failure(ctx, &failure))
    return 0;
  static const tslice_rt_site unknown = {nullptr, nullptr, nullptr,
                                         0,       nullptr, 0};
  bool known = sites && failure.site >= 0 && failure.site < nsites;
  const tslice_rt_site &site = known ? sites[failure.site] : unknown;
  putSite(out, site);
  putFailure(out, site, failure);
  return out.length;
}
