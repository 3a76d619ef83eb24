// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What strides say about where elements lie, for the runtime and the tensors of
// the C++ API.

#ifndef TSLICE_LIB_RUNTIME_STRIDES_H
#define TSLICE_LIB_RUNTIME_STRIDES_H

#include <cstdint>

namespace tslice::runtime {

/// Returns whether two elements of a tensor that is not empty may share memory:
/// a dimension has stride 0, or does not step over those within it.
inline bool mayRepeat(int64_t rank, const int64_t *shape,
                      const int64_t *strides) {
  auto getStep = [&](int64_t d) {
    return strides[d] < 0 ? -strides[d] : strides[d];
  };
  for (int64_t d = 0; d < rank; ++d) {
    // The stride of a dimension of size 1 is never used.
    if (shape[d] == 1)
      continue;
    // How far the dimensions reach whose steps are smaller, or as small.
    int64_t reach = 0;
    for (int64_t e = 0; e < rank; ++e)
      if (shape[e] != 1 &&
          (getStep(e) < getStep(d) || (getStep(e) == getStep(d) && e < d)))
        reach += (shape[e] - 1) * getStep(e);
    if (getStep(d) <= reach)
      return true;
  }
  return false;
}

} // namespace tslice::runtime

#endif // TSLICE_LIB_RUNTIME_STRIDES_H
