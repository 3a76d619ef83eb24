// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Copies of rows of elements that lie apart, for the runtime and the tensors of
// the C++ API.

#ifndef TSLICE_LIB_RUNTIME_COPYROW_H
#define TSLICE_LIB_RUNTIME_COPYROW_H

#include <cstdint>
#include <cstring>

namespace tslice::runtime {

/// Copies `count` elements of `Size` bytes that lie `stride` bytes apart to
/// where they lie `step` bytes apart.
template <int64_t Size>
void copyRow(char *to, int64_t step, const char *from, int64_t stride,
             int64_t count) {
  // A constant step is what makes gathering a row fast.
  if (step == Size)
    for (int64_t i = 0; i < count; ++i)
      std::memcpy(to + i * Size, from + i * stride, Size);
  else
    for (int64_t i = 0; i < count; ++i)
      std::memcpy(to + i * step, from + i * stride, Size);
}

/// Returns the copyRow for elements of `size` bytes.
inline auto getRowCopy(int64_t size) {
  switch (size) {
  case 1:
    return copyRow<1>;
  case 2:
    return copyRow<2>;
  case 4:
    return copyRow<4>;
  case 8:
    return copyRow<8>;
  default:
    return copyRow<16>;
  }
}

} // namespace tslice::runtime

#endif // TSLICE_LIB_RUNTIME_COPYROW_H
