// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What those who divide the positions of a scatter share: which row an index
// means, and work for several threads.

#ifndef TSLICE_LIB_RUNTIME_ROWRULE_H
#define TSLICE_LIB_RUNTIME_ROWRULE_H

#include "tslice/Runtime/Runtime.h"

namespace tslice_rt {

/// Positions that are worth a thread.
constexpr int64_t minPieceSize = 1 << 13;

inline int64_t divideUp(int64_t a, int64_t b) { return a / b + (a % b != 0); }
inline int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
inline int64_t most(int64_t a, int64_t b) { return a < b ? b : a; }

/// Calls `fn(i)` for all i in [0, n), each worth a thread.
template <typename Fn>
void forEach(tslice_rt_context *ctx, int64_t n, const Fn &fn) {
  tslice_rt_parallel(
      ctx,
      [](void *data, int64_t lo, int64_t hi) {
        for (int64_t i = lo; i < hi; ++i)
          (*static_cast<const Fn *>(data))(i);
      },
      const_cast<Fn *>(&fn), n, 1);
}

/// The row that an index means.
struct RowRule {
  int64_t numRows, outside;
  bool wraps;

  /// Not less than `numRows` if there is none.
  uint64_t getRow(int64_t index) const {
    if (wraps && index < 0)
      index += numRows;
    if (outside == TSLICE_RT_OUTSIDE_CLAMPS)
      index = most(0, least(index, numRows - 1));
    return static_cast<uint64_t>(index);
  }
};

} // namespace tslice_rt

#endif // TSLICE_LIB_RUNTIME_ROWRULE_H
