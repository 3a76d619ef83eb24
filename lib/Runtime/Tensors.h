// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Questions about the tensors of a call. All of them expect a tensor whose
// sizes have passed `tslice_rt_check_arguments`, so nothing overflows.

#ifndef TSLICE_RUNTIME_TENSORS_H
#define TSLICE_RUNTIME_TENSORS_H

#include "tslice/Runtime/Call.h"

namespace tslice::runtime {

class Writer;

/// The size in bytes that every tensor stays below.
constexpr int64_t maxBytes = int64_t(1) << 47;

/// The MLIR spelling, size and alignment of an element type.
struct TypeInfo {
  const char *name;
  int64_t size;
  int64_t alignment;
};

/// Returns the facts about `type`, null if there is no such type.
const TypeInfo *getTypeInfo(int64_t type);

/// Returns whether the elements lie in row-major order without gaps.
bool isContiguous(const tslice_rt_tensor &tensor);

/// Returns whether both refer to some byte in common. Strided tensors are
/// judged by the range from their first to their last byte.
bool overlap(const tslice_rt_tensor &a, const tslice_rt_tensor &b);

/// Returns whether two elements may share memory.
bool mayRepeat(const tslice_rt_tensor &tensor);

/// Returns whether both, which have the same rank, have the same sizes.
bool haveEqualSizes(const tslice_rt_tensor &a, const tslice_rt_tensor &b);

/// Copies the elements to `to`, which has the same type and sizes and overlaps
/// none of them.
void copyElements(const tslice_rt_tensor &from, const tslice_rt_tensor &to);

/// Copies the elements to `to`, row-major.
void copyElements(const tslice_rt_tensor &tensor, char *to);

/// Writes `2x3`.
void putSizes(const tslice_rt_tensor &tensor, Writer &out);

/// Writes `tensor<2x3xf32>`.
void putTensor(const tslice_rt_tensor &tensor, Writer &out);

} // namespace tslice::runtime

#endif // TSLICE_RUNTIME_TENSORS_H
