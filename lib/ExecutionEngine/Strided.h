// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Steps through the positions of a shape in row-major order. Private to the
// value half of the C++ API, where copies, comparisons and the printer need it.

#ifndef TSLICE_LIB_EXECUTIONENGINE_STRIDED_H
#define TSLICE_LIB_EXECUTIONENGINE_STRIDED_H

#include "tslice/ExecutionEngine/Tensor.h"

namespace tslice {

/// Advances the first `rank` entries of `position` to the next position of
/// `shape`; returns false after the last one.
inline bool advance(Shape &position, const Shape &shape, size_t rank) {
  for (size_t d = rank; d-- > 0;) {
    if (++position[d] < shape[d])
      return true;
    position[d] = 0;
  }
  return false;
}

/// Returns the offset, in elements, of `position`.
inline int64_t getOffset(const Shape &position, const Shape &strides) {
  int64_t offset = 0;
  for (size_t d = 0; d < position.size(); ++d)
    offset += position[d] * strides[d];
  return offset;
}

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_STRIDED_H
