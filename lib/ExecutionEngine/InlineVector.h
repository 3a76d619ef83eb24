// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A vector that takes no memory while it is short. Unlike LLVM's it throws when
// there is none, where LLVM's ends the process.

#ifndef TSLICE_LIB_EXECUTIONENGINE_INLINEVECTOR_H
#define TSLICE_LIB_EXECUTIONENGINE_INLINEVECTOR_H

#include <cstddef>
#include <memory>

namespace tslice {

/// Plain values of type `T`, in place up to `N` of them. Sized once.
template <typename T, size_t N> class InlineVector {
public:
  InlineVector() = default;
  InlineVector(const InlineVector &) = delete;
  InlineVector &operator=(const InlineVector &) = delete;

  /// Makes room for `count` values, which are zero.
  void allocate(size_t count) {
    if (count > N)
      more.reset(new T[count]());
    values = more ? more.get() : few;
  }

  T *data() { return values; }
  const T *data() const { return values; }
  T &operator[](size_t i) { return values[i]; }
  const T &operator[](size_t i) const { return values[i]; }

private:
  T few[N] = {};
  std::unique_ptr<T[]> more;
  T *values = few;
};

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_INLINEVECTOR_H
