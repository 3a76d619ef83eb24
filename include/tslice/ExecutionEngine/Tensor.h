// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Defines the tensor that callers hand to and get from compiled functions: a
// pointer, an element type, a shape and strides, with or without ownership. No
// memref descriptor and no LLVM header appears here.

#ifndef TSLICE_EXECUTIONENGINE_TENSOR_H
#define TSLICE_EXECUTIONENGINE_TENSOR_H

#include "tslice/ExecutionEngine/ElementType.h"
#include "tslice/ExecutionEngine/Result.h"

#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tslice {

/// Sizes, strides (in elements) or a position, one number per dimension.
using Shape = std::vector<int64_t>;

/// The size of a dimension that is not known before the call.
inline constexpr int64_t dynamicSize = -1;

/// The largest rank of a tensor.
inline constexpr int64_t maxRank = 16;

/// The size in bytes that every tensor stays below.
inline constexpr int64_t maxBytes = int64_t(1) << 47;

/// What a function says about an argument or a result: an element type and
/// sizes, some of which may be dynamicSize.
struct TensorSpec {
  ElementType type = ElementType::F64;
  Shape shape;

  /// Returns the MLIR spelling, as `tensor<2x?xf32>`; for rank 0 `tensor<f32>`.
  std::string str() const;
};

/// Returns sizes as `2x3`, with `?` for dynamicSize; for rank 0 ``.
std::string formatShape(const Shape &shape);

/// Returns the number of elements of `shape`, or an error when the rank, a
/// size, the number of elements or their number of bytes is beyond the limits.
/// Dimensions of size 0 count as 1 when the product is limited, so that the
/// strides of an empty tensor cannot overflow either.
Result<int64_t> countElements(ElementType type, const Shape &shape);

/// Returns the strides of a row-major tensor. `shape` must have passed
/// countElements.
Shape getRowMajorStrides(const Shape &shape);

/// A tensor in host memory. Copies are cheap and share the buffer; a
/// default-constructed tensor has no buffer and may only be assigned to.
class Tensor {
public:
  Tensor() = default;

  /// Allocates a row-major tensor from the pool. Its values are unspecified.
  static Result<Tensor> allocate(ElementType type, Shape shape);

  /// Allocates a row-major tensor of zeros from the pool.
  static Result<Tensor> zeros(ElementType type, Shape shape);

  /// Refers to memory of the caller, which must outlive the tensor and all its
  /// copies. `data` is the address of the element at position 0, ..., 0;
  /// `strides` are in elements, may be negative or zero, and are row-major when
  /// left out. Fails on sizes beyond the limits, on a null or misaligned `data`
  /// and on strides whose extent is beyond the limits.
  static Result<Tensor> borrow(void *data, ElementType type, Shape shape,
                               Shape strides = {}, bool readOnly = false);

  /// The same for memory that must not be written.
  static Result<Tensor> borrow(const void *data, ElementType type, Shape shape,
                               Shape strides = {});

  /// Takes over memory: `deleter(data)` runs once the last copy is gone, also
  /// when this call fails.
  static Result<Tensor> adopt(void *data, ElementType type, Shape shape,
                              std::function<void(void *)> deleter,
                              Shape strides = {}, bool readOnly = false);

  /// Copies `values`, in row-major order, into a new tensor.
  template <typename T>
  static Result<Tensor> copyOf(const std::vector<T> &values, Shape shape);

  /// Copies `values` into a new tensor of rank 1.
  template <typename T>
  static Result<Tensor> copyOf(const std::vector<T> &values) {
    return copyOf(values, {static_cast<int64_t>(values.size())});
  }

  /// Makes a tensor of rank 0.
  template <typename T> static Result<Tensor> scalar(T value);

  /// Returns whether this was default-constructed.
  bool isNull() const { return !present; }

  ElementType getType() const { return type; }
  const Shape &getShape() const { return shape; }
  /// Returns the strides in elements.
  const Shape &getStrides() const { return strides; }
  int64_t getRank() const { return static_cast<int64_t>(shape.size()); }
  int64_t getNumElements() const { return numElements; }
  /// Returns the size of the elements, without gaps between them, in bytes.
  int64_t getNumBytes() const { return numElements * getSize(type); }
  /// Returns the type and the sizes, all of them static.
  TensorSpec getSpec() const { return {type, shape}; }

  /// Returns the address of the element at position 0, ..., 0.
  const void *getData() const { return start; }
  /// Returns the same for writing, or null when the tensor is read-only.
  void *getMutableData() const { return readOnly ? nullptr : start; }
  /// Returns the elements as `T`, or null when `T` does not store this type.
  template <typename T> const T *getDataAs() const {
    return storesAs<T>() ? static_cast<const T *>(start) : nullptr;
  }
  template <typename T> T *getMutableDataAs() const {
    return storesAs<T>() && !readOnly ? static_cast<T *>(start) : nullptr;
  }

  bool isReadOnly() const { return readOnly; }
  /// Returns whether a buffer is kept alive by this tensor.
  bool isOwning() const { return memory != nullptr; }
  /// Returns whether no other tensor shares the buffer and it may be written:
  /// only then can a call take it over.
  bool isUnique() const;
  /// Returns whether the elements lie in row-major order without gaps.
  bool isContiguous() const;
  /// Returns whether both refer to some byte in common. Strided tensors are
  /// judged by the range from their first to their last byte.
  bool overlaps(const Tensor &other) const;
  /// Returns whether two elements may share memory: a dimension has stride 0,
  /// or does not step over those within it.
  bool mayRepeat() const;

  /// Returns a tensor over memory inside this one's buffer, which it keeps
  /// alive. The caller vouches that the elements lie inside of the buffer.
  Result<Tensor> withLayout(void *data, ElementType type, Shape shape,
                            Shape strides = {}) const;

  /// Returns this tensor when it is contiguous, else a row-major copy.
  Result<Tensor> contiguous() const;

  /// Returns a row-major copy with a buffer of its own.
  Result<Tensor> clone() const;

  /// Stores the elements of `from`, which must have the same element type and
  /// shape, to this tensor, which must not be read-only. The two may overlap
  /// only if they are the same.
  void assign(const Tensor &from) const;

private:
  template <typename T> bool storesAs() const {
    return ElementTypeOf<T>::value == type ||
           (std::is_same_v<T, int64_t> && type == ElementType::Index);
  }
  static Result<Tensor> make(std::shared_ptr<void> memory, void *data,
                             ElementType type, Shape shape, Shape strides,
                             bool readOnly);

  std::shared_ptr<void> memory;
  void *start = nullptr;
  ElementType type = ElementType::F64;
  bool present = false;
  bool readOnly = false;
  int64_t numElements = 0;
  Shape shape;
  Shape strides;
};

/// What makes two elements equal.
enum class Equality : uint8_t {
  /// The same bits.
  Bits,
  /// The same bits, or two NaNs of any sign and payload.
  BitsOrNaN,
  /// The same value, so that -0 equals +0, or two NaNs.
  ValueOrNaN
};

/// Returns the first position, in row-major order, at which the tensors differ,
/// or nothing when all elements are equal. The specs of both must be the same.
std::optional<Shape> findDifference(const Tensor &a, const Tensor &b,
                                    Equality equality);

/// Returns whether both have the same element type, shape and elements.
bool isEqual(const Tensor &a, const Tensor &b, Equality equality);

/// Returns an error that says in which way `tensor` does not fit `spec`: rank,
/// element type or a static size.
Result<void> checkSpec(const Tensor &tensor, const TensorSpec &spec);

template <typename T>
Result<Tensor> Tensor::copyOf(const std::vector<T> &values, Shape shape) {
  Result<Tensor> result = allocate(ElementTypeOf<T>::value, std::move(shape));
  if (!result)
    return result;
  if (result->numElements != static_cast<int64_t>(values.size()))
    return Error(ErrorCode::InvalidArgument,
                 "a tensor of shape " + formatShape(result->shape) + " takes " +
                     std::to_string(result->numElements) + " values, but got " +
                     std::to_string(values.size()));
  T *to = static_cast<T *>(result->start);
  for (size_t i = 0; i < values.size(); ++i)
    to[i] = values[i];
  return result;
}

template <typename T> Result<Tensor> Tensor::scalar(T value) {
  Result<Tensor> result = allocate(ElementTypeOf<T>::value, {});
  if (result)
    std::memcpy(result->start, &value, sizeof(T));
  return result;
}

} // namespace tslice

#endif // TSLICE_EXECUTIONENGINE_TENSOR_H
