// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks, allocates, copies and compares tensors. All sizes pass through
// countElements, so nothing behind it can overflow.

#include "tslice/ExecutionEngine/Tensor.h"
#include "../Runtime/CopyRow.h"
#include "../Runtime/Strides.h"
#include "NoMemory.h"
#include "RuntimeTensor.h"
#include "Strided.h"
#include "tslice/ExecutionEngine/Float.h"
#include "tslice/Runtime/Runtime.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>

using namespace tslice;

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

std::string tslice::formatShape(const Shape &shape) {
  std::string text;
  for (size_t d = 0; d < shape.size(); ++d) {
    if (d > 0)
      text += 'x';
    text += shape[d] == dynamicSize ? "?" : std::to_string(shape[d]);
  }
  return text;
}

std::string TensorSpec::str() const {
  std::string sizes = formatShape(shape);
  return "tensor<" + sizes + (shape.empty() ? "" : "x") + getName(type) + ">";
}

Result<int64_t> tslice::countElements(ElementType type, const Shape &shape) {
  if (shape.size() > static_cast<size_t>(maxRank))
    return Error(ErrorCode::InvalidArgument,
                 "rank " + std::to_string(shape.size()) +
                     " is above the limit of " + std::to_string(maxRank));
  int64_t product = getSize(type), count = 1;
  for (size_t d = 0; d < shape.size(); ++d) {
    if (shape[d] < 0)
      return Error(ErrorCode::InvalidArgument,
                   "size " + std::to_string(shape[d]) + " of dimension " +
                       std::to_string(d) + " is negative");
    // A product at the limit does not fit either: the limit is exclusive.
    if (__builtin_mul_overflow(product, shape[d] > 0 ? shape[d] : 1,
                               &product) ||
        product >= maxBytes)
      return Error(ErrorCode::OutOfMemory,
                   "a tensor of shape " + formatShape(shape) + " of " +
                       getName(type) + " is above the limit of 2^47 bytes");
    count *= shape[d];
  }
  return count;
}

Shape tslice::getRowMajorStrides(const Shape &shape) {
  Shape strides(shape.size());
  int64_t stride = 1;
  for (size_t d = shape.size(); d-- > 0;) {
    strides[d] = stride;
    stride *= shape[d];
  }
  return strides;
}

//===----------------------------------------------------------------------===//
// Construction
//===----------------------------------------------------------------------===//

/// Fails when the elements reached by `strides` span `maxBytes` or more.
static Result<void> checkExtent(ElementType type, const Shape &shape,
                                const Shape &strides) {
  int64_t extent = 1;
  for (size_t d = 0; d < shape.size(); ++d) {
    int64_t reach;
    if (__builtin_mul_overflow(shape[d] - 1, strides[d], &reach) ||
        reach == INT64_MIN ||
        __builtin_add_overflow(extent, reach < 0 ? -reach : reach, &extent) ||
        extent >= maxBytes / getSize(type))
      return Error(ErrorCode::InvalidArgument,
                   "stride " + std::to_string(strides[d]) + " of dimension " +
                       std::to_string(d) + ", which has size " +
                       std::to_string(shape[d]) +
                       ", reaches above the limit of 2^47 bytes");
  }
  return {};
}

/// Makes a tensor in memory that is there. Throws when there is none for its
/// shape.
Result<Tensor> Tensor::make(std::shared_ptr<void> memory, void *data,
                            ElementType type, Shape shape, Shape strides,
                            bool readOnly) {
  Result<int64_t> count = countElements(type, shape);
  if (!count)
    return count.error();
  if (strides.empty())
    strides = getRowMajorStrides(shape);
  if (strides.size() != shape.size())
    return Error(ErrorCode::InvalidArgument,
                 "expected " + std::to_string(shape.size()) +
                     " strides, one per dimension, but got " +
                     std::to_string(strides.size()));
  if (*count > 0) {
    if (!data)
      return Error(ErrorCode::InvalidArgument, "the address of a tensor of " +
                                                   std::to_string(*count) +
                                                   " elements is null");
    if (reinterpret_cast<uintptr_t>(data) % getInfo(type).alignment != 0)
      return Error(ErrorCode::InvalidArgument,
                   "the address of a tensor of " + std::string(getName(type)) +
                       " must be a multiple of " +
                       std::to_string(getInfo(type).alignment));
    Result<void> extent = checkExtent(type, shape, strides);
    if (!extent)
      return extent.error();
  }
  Tensor tensor;
  tensor.present = true;
  tensor.memory = std::move(memory);
  tensor.start = data;
  tensor.type = type;
  tensor.readOnly = readOnly;
  tensor.numElements = *count;
  tensor.shape = std::move(shape);
  tensor.strides = std::move(strides);
  return tensor;
}

Result<Tensor> Tensor::allocate(ElementType type, Shape shape) {
  return orNoMemory([&]() -> Result<Tensor> {
    Result<int64_t> count = countElements(type, shape);
    if (!count)
      return count.error();
    int64_t bytes = *count * getSize(type);
    void *data = tslice_rt_pool_alloc(bytes);
    if (!data)
      return Error(ErrorCode::OutOfMemory,
                   "cannot allocate " + std::to_string(bytes) +
                       " bytes for a tensor of shape " + formatShape(shape) +
                       " of " + getName(type));
    return make(std::shared_ptr<void>(data, tslice_rt_release), data, type,
                std::move(shape), {}, /*readOnly=*/false);
  });
}

Result<Tensor> Tensor::zeros(ElementType type, Shape shape) {
  Result<Tensor> result = allocate(type, std::move(shape));
  if (result)
    std::memset(result->start, 0, static_cast<size_t>(result->getNumBytes()));
  return result;
}

Result<Tensor> Tensor::borrow(void *data, ElementType type, Shape shape,
                              Shape strides, bool readOnly) {
  return orNoMemory([&] {
    return make(nullptr, data, type, std::move(shape), std::move(strides),
                readOnly);
  });
}

Result<Tensor> Tensor::borrow(const void *data, ElementType type, Shape shape,
                              Shape strides) {
  return orNoMemory([&] {
    return make(nullptr, const_cast<void *>(data), type, std::move(shape),
                std::move(strides), /*readOnly=*/true);
  });
}

Result<Tensor> Tensor::adopt(void *data, ElementType type, Shape shape,
                             std::function<void(void *)> deleter, Shape strides,
                             bool readOnly) {
  return orNoMemory([&] {
    return make(std::shared_ptr<void>(data, std::move(deleter)), data, type,
                std::move(shape), std::move(strides), readOnly);
  });
}

Result<Tensor> Tensor::withLayout(void *data, ElementType type, Shape shape,
                                  Shape strides) const {
  return orNoMemory([&] {
    return make(memory, data, type, std::move(shape), std::move(strides),
                readOnly);
  });
}

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

bool Tensor::isUnique() const {
  if (readOnly || memory.use_count() != 1)
    return false;
  // Pairs with the release in the destructors of the copies that are gone:
  // what other threads did through them happened before what is done now.
  std::atomic_thread_fence(std::memory_order_acquire);
  return true;
}

bool Tensor::isContiguous() const {
  int64_t expected = 1;
  for (size_t d = shape.size(); d-- > 0 && numElements > 0;) {
    // The stride of a dimension of size 1 is never used.
    if (shape[d] != 1 && strides[d] != expected)
      return false;
    expected *= shape[d];
  }
  return true;
}

/// Returns the addresses of the first byte and of the one after the last byte.
static std::pair<uintptr_t, uintptr_t> getRange(const Tensor &tensor) {
  int64_t low = 0, high = 1;
  for (size_t d = 0; d < tensor.getShape().size(); ++d) {
    int64_t reach = (tensor.getShape()[d] - 1) * tensor.getStrides()[d];
    (reach < 0 ? low : high) += reach;
  }
  auto base = reinterpret_cast<uintptr_t>(tensor.getData());
  int64_t size = getSize(tensor.getType());
  return {base + low * size, base + high * size};
}

bool Tensor::overlaps(const Tensor &other) const {
  if (numElements == 0 || other.numElements == 0)
    return false;
  auto [low, high] = getRange(*this);
  auto [otherLow, otherHigh] = getRange(other);
  return low < otherHigh && otherLow < high;
}

bool Tensor::mayRepeat() const {
  return numElements > 0 &&
         runtime::mayRepeat(static_cast<int64_t>(shape.size()), shape.data(),
                            strides.data());
}

//===----------------------------------------------------------------------===//
// Copies
//===----------------------------------------------------------------------===//

void Tensor::assign(const Tensor &from) const {
  assert(type == from.type && shape == from.shape && !readOnly &&
         "assigned what does not fit");
  char *to = static_cast<char *>(start);
  const char *source = static_cast<const char *>(from.start);
  if (numElements == 0 || (to == source && strides == from.strides))
    return;
  if (isContiguous() && from.isContiguous()) {
    std::memcpy(to, source, static_cast<size_t>(getNumBytes()));
    return;
  }
  // A tensor of rank 0 is contiguous, so there is a last dimension.
  size_t outer = shape.size() - 1;
  int64_t size = getSize(type);
  auto copy = runtime::getRowCopy(size);
  Shape position(shape.size(), 0);
  do {
    copy(to + getOffset(position, strides) * size, strides[outer] * size,
         source + getOffset(position, from.strides) * size,
         from.strides[outer] * size, shape[outer]);
  } while (advance(position, shape, outer));
}

Result<Tensor> Tensor::clone() const {
  return orNoMemory([&]() -> Result<Tensor> {
    Result<Tensor> result = allocate(type, shape);
    if (result)
      result->assign(*this);
    return result;
  });
}

Result<Tensor> Tensor::contiguous() const {
  return orNoMemory([&]() -> Result<Tensor> {
    if (isContiguous())
      return *this;
    return clone();
  });
}

//===----------------------------------------------------------------------===//
// Comparison
//===----------------------------------------------------------------------===//

/// Returns whether two real floats are equal under a mode other than Bits,
/// given that their bits differ.
static bool isFloatEqual(ElementType type, const char *a, const char *b,
                         Equality equality) {
  double x = loadFloat(type, a), y = loadFloat(type, b);
  if (std::isnan(x) || std::isnan(y))
    return std::isnan(x) && std::isnan(y);
  return equality == Equality::ValueOrNaN && x == y;
}

static bool isElementEqual(ElementType type, const char *a, const char *b,
                           Equality equality) {
  size_t size = static_cast<size_t>(getSize(type));
  if (std::memcmp(a, b, size) == 0)
    return true;
  if (equality == Equality::Bits)
    return false;
  if (isFloat(type))
    return isFloatEqual(type, a, b, equality);
  if (!isComplex(type))
    return false;
  // Each part by itself: a NaN in one part does not hide the other part.
  ElementType part = getComponentType(type);
  size /= 2;
  return (std::memcmp(a, b, size) == 0 || isFloatEqual(part, a, b, equality)) &&
         (std::memcmp(a + size, b + size, size) == 0 ||
          isFloatEqual(part, a + size, b + size, equality));
}

std::optional<Shape> tslice::findDifference(const Tensor &a, const Tensor &b,
                                            Equality equality) {
  assert(a.getType() == b.getType() && a.getShape() == b.getShape() &&
         "compared tensors of different specs");
  if (a.getNumElements() == 0)
    return std::nullopt;
  const char *x = static_cast<const char *>(a.getData());
  const char *y = static_cast<const char *>(b.getData());
  if (a.isContiguous() && b.isContiguous() &&
      std::memcmp(x, y, static_cast<size_t>(a.getNumBytes())) == 0)
    return std::nullopt;
  int64_t size = getSize(a.getType());
  Shape position(a.getShape().size(), 0);
  do {
    if (!isElementEqual(
            a.getType(), x + getOffset(position, a.getStrides()) * size,
            y + getOffset(position, b.getStrides()) * size, equality))
      return position;
  } while (advance(position, a.getShape(), position.size()));
  return std::nullopt;
}

bool tslice::isEqual(const Tensor &a, const Tensor &b, Equality equality) {
  return a.getType() == b.getType() && a.getShape() == b.getShape() &&
         !findDifference(a, b, equality);
}

Result<void> tslice::checkSpec(const Tensor &tensor, const TensorSpec &spec) {
  tslice_rt_tensor view;
  toRuntime(tensor, view);
  tslice_rt_spec expected = {static_cast<int64_t>(spec.type),
                             static_cast<int64_t>(spec.shape.size()),
                             spec.shape.data()};
  std::string reason = getSentence([&](char *buf, int64_t len) {
    return tslice_rt_check_tensor(&view, &expected, buf, len);
  });
  if (!reason.empty())
    return Error(ErrorCode::InvalidArgument, reason);
  return {};
}
