// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tensors of the C++ API as the runtime takes them, whose checks are the only
// ones there are.

#ifndef TSLICE_LIB_EXECUTIONENGINE_RUNTIMETENSOR_H
#define TSLICE_LIB_EXECUTIONENGINE_RUNTIMETENSOR_H

#include "tslice/ExecutionEngine/Tensor.h"
#include "tslice/Runtime/Call.h"

#include <algorithm>

namespace tslice {

static_assert(maxRank == TSLICE_RT_MAX_RANK);
static_assert(dynamicSize == TSLICE_RT_DYNAMIC);
static_assert(static_cast<int>(ElementType::F64) == TSLICE_RT_F64);
static_assert(static_cast<int>(ElementType::C128) == TSLICE_RT_C128);

/// Stores `tensor` to `result`, but for the fields that only results of calls
/// have. Strides that are not needed are left as they are.
inline void toRuntime(const Tensor &tensor, tslice_rt_tensor &result) {
  result.data = const_cast<void *>(tensor.getData());
  result.type = static_cast<int64_t>(tensor.getType());
  result.rank = tensor.getRank();
  result.strided = !tensor.isContiguous();
  result.read_only = tensor.isReadOnly();
  result.keep = 0;
  std::copy(tensor.getShape().begin(), tensor.getShape().end(), result.shape);
  if (result.strided)
    std::copy(tensor.getStrides().begin(), tensor.getStrides().end(),
              result.strides);
}

/// Returns the sentence that `write(buf, len)` writes in the manner of
/// `tslice_rt_error`; empty if it has nothing to say.
template <typename Fn> std::string getSentence(Fn write) {
  int64_t length = write(nullptr, 0);
  std::string sentence(static_cast<size_t>(length), '\0');
  // The final null goes where std::string keeps its own.
  if (length > 0)
    write(sentence.data(), length + 1);
  return sentence;
}

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_RUNTIMETENSOR_H
