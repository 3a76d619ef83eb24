// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tensors of the C API.

#include "Handles.h"

#include "tslice/ExecutionEngine/DLPack.h"

using namespace tslice;

namespace {
// The numbers of the C API are those of the C++ API.
static_assert(static_cast<int>(ElementType::C128) == TSLICE_C128);
static_assert(static_cast<int>(ElementType::Index) == TSLICE_INDEX);
static_assert(static_cast<int>(ErrorCode::InvalidArgument) + 1 ==
              TSLICE_INVALID_ARGUMENT);
static_assert(static_cast<int>(ErrorCode::Internal) + 1 == TSLICE_INTERNAL);
static_assert(dynamicSize == TSLICE_DYNAMIC);

Result<ElementType> toType(tslice_type type) {
  if (type < TSLICE_F64 || type > TSLICE_C128)
    return Error(ErrorCode::InvalidArgument,
                 "there is no element type number " + std::to_string(type) +
                     "; the numbers are 0 to " + std::to_string(TSLICE_C128));
  return static_cast<ElementType>(type);
}
} // namespace

tslice_tensor *tslice_tensor_allocate(tslice_type type, size_t rank,
                                      const int64_t *shape,
                                      tslice_error **error) {
  return wrap<tslice_tensor>(
      [&]() -> Result<Tensor> {
        Result<ElementType> element = toType(type);
        if (!element)
          return element.error();
        return Tensor::allocate(*element, toShape(rank, shape));
      },
      error);
}

tslice_tensor *tslice_tensor_borrow(void *data, tslice_type type, size_t rank,
                                    const int64_t *shape,
                                    const int64_t *strides, int read_only,
                                    tslice_error **error) {
  return wrap<tslice_tensor>(
      [&]() -> Result<Tensor> {
        Result<ElementType> element = toType(type);
        if (!element)
          return element.error();
        return Tensor::borrow(data, *element, toShape(rank, shape),
                              toShape(rank, strides), read_only != 0);
      },
      error);
}

tslice_tensor *tslice_tensor_adopt(void *data, tslice_type type, size_t rank,
                                   const int64_t *shape, const int64_t *strides,
                                   int read_only,
                                   void (*deleter)(void *data, void *context),
                                   void *context, tslice_error **error) {
  auto release = [deleter, context](void *pointer) {
    if (deleter)
      deleter(pointer, context);
  };
  // Whatever fails before the tensor has the memory must release it here.
  bool taken = false;
  tslice_tensor *tensor = wrap<tslice_tensor>(
      [&]() -> Result<Tensor> {
        Result<ElementType> element = toType(type);
        if (!element)
          return element.error();
        Shape sizes = toShape(rank, shape), steps = toShape(rank, strides);
        std::function<void(void *)> deleter(release);
        taken = true;
        return Tensor::adopt(data, *element, std::move(sizes),
                             std::move(deleter), std::move(steps),
                             read_only != 0);
      },
      error);
  if (!taken)
    release(data);
  return tensor;
}

tslice_tensor *tslice_tensor_from_dlpack(DLManagedTensor *managed,
                                         tslice_error **error) {
  return wrap<tslice_tensor>([&] { return fromDLPack(managed); }, error);
}

DLManagedTensor *tslice_tensor_to_dlpack(const tslice_tensor *tensor,
                                         tslice_error **error) {
  Result<DLManagedTensor *> lent = toDLPack(tensor->tensor);
  if (!lent) {
    fail(error, lent.error());
    return nullptr;
  }
  succeed(error);
  return *lent;
}

tslice_tensor *tslice_tensor_share(const tslice_tensor *tensor) {
  return wrap<tslice_tensor>([&] { return Result<Tensor>(tensor->tensor); },
                             nullptr);
}

void tslice_tensor_destroy(tslice_tensor *tensor) { delete tensor; }

tslice_type tslice_tensor_type(const tslice_tensor *tensor) {
  return static_cast<tslice_type>(tensor->tensor.getType());
}

size_t tslice_tensor_rank(const tslice_tensor *tensor) {
  return tensor->tensor.getShape().size();
}

const int64_t *tslice_tensor_shape(const tslice_tensor *tensor) {
  return tensor->tensor.getShape().data();
}

const int64_t *tslice_tensor_strides(const tslice_tensor *tensor) {
  return tensor->tensor.getStrides().data();
}

int64_t tslice_tensor_num_elements(const tslice_tensor *tensor) {
  return tensor->tensor.getNumElements();
}

const void *tslice_tensor_data(const tslice_tensor *tensor) {
  return tensor->tensor.getData();
}

void *tslice_tensor_mutable_data(const tslice_tensor *tensor) {
  return tensor->tensor.getMutableData();
}
