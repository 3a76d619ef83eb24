// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes, measures, copies and names the tensors of a call. They have no constructor
// that checks them, so whatever reads one from a caller checks it first.

#include "Tensors.h"
#include "CopyRow.h"
#include "Strides.h"
#include "Writer.h"

#include <cinttypes>
#include <cstring>

using namespace tslice::runtime;

const TypeInfo *tslice::runtime::getTypeInfo(int64_t type) {
  static const TypeInfo infos[] = {
      {"f64", 8, 8},          {"f32", 4, 4},          {"f16", 2, 2},
      {"bf16", 2, 2},         {"f8E4M3FN", 1, 1},     {"f8E5M2", 1, 1},
      {"i1", 1, 1},           {"i8", 1, 1},           {"i16", 2, 2},
      {"i32", 4, 4},          {"i64", 8, 8},          {"index", 8, 8},
      {"complex<f32>", 8, 4}, {"complex<f64>", 16, 8}};
  constexpr int64_t count = sizeof(infos) / sizeof(infos[0]);
  return type >= 0 && type < count ? &infos[type] : nullptr;
}

int64_t tslice_rt_type_size(int64_t type) {
  const TypeInfo *info = getTypeInfo(type);
  return info ? info->size : 0;
}

int64_t tslice_rt_num_elements(const tslice_rt_tensor *tensor) {
  int64_t count = 1;
  for (int64_t d = 0; d < tensor->rank; ++d)
    count *= tensor->shape[d];
  return count;
}

tslice_rt_tensor tslice_rt_borrow(void *data, int64_t type, int64_t rank,
                                  const int64_t *shape) {
  tslice_rt_tensor tensor = {};
  tensor.data = data;
  tensor.type = type;
  tensor.rank = rank;
  // A rank above the limit is an error of the call, which reads no size then.
  for (int64_t d = 0; d < rank && d < TSLICE_RT_MAX_RANK; ++d)
    tensor.shape[d] = shape[d];
  return tensor;
}

tslice_rt_tensor tslice_rt_borrow_const(const void *data, int64_t type,
                                        int64_t rank, const int64_t *shape) {
  tslice_rt_tensor tensor =
      tslice_rt_borrow(const_cast<void *>(data), type, rank, shape);
  tensor.read_only = 1;
  return tensor;
}

void tslice_rt_tensor_release(tslice_rt_tensor *tensor) {
  if (!tensor)
    return;
  tslice_rt_release(tensor->buffer);
  *tensor = {};
}

bool tslice::runtime::isContiguous(const tslice_rt_tensor &tensor) {
  if (!tensor.strided || tslice_rt_num_elements(&tensor) == 0)
    return true;
  int64_t expected = 1;
  for (int64_t d = tensor.rank; d-- > 0; expected *= tensor.shape[d])
    // The stride of a dimension of size 1 is never used.
    if (tensor.shape[d] != 1 && tensor.strides[d] != expected)
      return false;
  return true;
}

namespace {
/// The addresses of the first byte and of the one after the last byte.
struct Range {
  uintptr_t low, high;
};
} // namespace

static Range getRange(const tslice_rt_tensor &tensor) {
  int64_t low = 0, high = 1;
  if (tensor.strided)
    for (int64_t d = 0; d < tensor.rank; ++d) {
      int64_t reach = (tensor.shape[d] - 1) * tensor.strides[d];
      (reach < 0 ? low : high) += reach;
    }
  else
    high = tslice_rt_num_elements(&tensor);
  auto base = reinterpret_cast<uintptr_t>(tensor.data);
  auto size = static_cast<uintptr_t>(tslice_rt_type_size(tensor.type));
  return {base + static_cast<uintptr_t>(low) * size,
          base + static_cast<uintptr_t>(high) * size};
}

bool tslice::runtime::overlap(const tslice_rt_tensor &a,
                              const tslice_rt_tensor &b) {
  if (tslice_rt_num_elements(&a) == 0 || tslice_rt_num_elements(&b) == 0)
    return false;
  Range x = getRange(a), y = getRange(b);
  return x.low < y.high && y.low < x.high;
}

bool tslice::runtime::mayRepeat(const tslice_rt_tensor &tensor) {
  return tensor.strided && tslice_rt_num_elements(&tensor) > 0 &&
         mayRepeat(tensor.rank, tensor.shape, tensor.strides);
}

bool tslice::runtime::haveEqualSizes(const tslice_rt_tensor &a,
                                     const tslice_rt_tensor &b) {
  return std::memcmp(a.shape, b.shape,
                     static_cast<size_t>(a.rank) * sizeof(int64_t)) == 0;
}

/// Stores the strides of `tensor`, in bytes, to `steps`: 0 where nobody takes a
/// step, since the stride may be any number there.
static void getSteps(const tslice_rt_tensor &tensor, int64_t *steps) {
  int64_t size = tslice_rt_type_size(tensor.type), step = size;
  for (int64_t d = tensor.rank; d-- > 0; step *= tensor.shape[d])
    steps[d] = tensor.shape[d] == 1 ? 0
               : tensor.strided     ? tensor.strides[d] * size
                                    : step;
}

void tslice::runtime::copyElements(const tslice_rt_tensor &from,
                                   const tslice_rt_tensor &to) {
  int64_t count = tslice_rt_num_elements(&from);
  int64_t size = tslice_rt_type_size(from.type);
  if (count == 0)
    return;
  if (isContiguous(from) && isContiguous(to)) {
    std::memcpy(to.data, from.data, static_cast<size_t>(count * size));
    return;
  }
  int64_t sourceSteps[TSLICE_RT_MAX_RANK], targetSteps[TSLICE_RT_MAX_RANK];
  getSteps(from, sourceSteps);
  getSteps(to, targetSteps);
  // A tensor of rank 0 is contiguous, so there is a last dimension.
  int64_t last = from.rank - 1, length = from.shape[last];
  auto copy = getRowCopy(size);
  int64_t position[TSLICE_RT_MAX_RANK] = {};
  auto *source = static_cast<const char *>(from.data);
  auto *target = static_cast<char *>(to.data);
  for (int64_t row = 0; row < count / length; ++row) {
    copy(target, targetSteps[last], source, sourceSteps[last], length);
    for (int64_t d = last; d-- > 0;) {
      source += sourceSteps[d];
      target += targetSteps[d];
      if (++position[d] < from.shape[d])
        break;
      source -= from.shape[d] * sourceSteps[d];
      target -= from.shape[d] * targetSteps[d];
      position[d] = 0;
    }
  }
}

void tslice::runtime::copyElements(const tslice_rt_tensor &tensor, char *to) {
  tslice_rt_tensor target = tensor;
  target.data = to;
  target.strided = 0;
  copyElements(tensor, target);
}

void tslice::runtime::putSizes(const tslice_rt_tensor &tensor, Writer &out) {
  for (int64_t d = 0; d < tensor.rank; ++d)
    out.put("%s%" PRId64, d ? "x" : "", tensor.shape[d]);
}

void tslice::runtime::putTensor(const tslice_rt_tensor &tensor, Writer &out) {
  out.put("tensor<");
  putSizes(tensor, out);
  out.put("%s%s>", tensor.rank ? "x" : "", getTypeInfo(tensor.type)->name);
}
