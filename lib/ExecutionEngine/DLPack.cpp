// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The element types of DLPack, and the structure that owns what it points to.

#include "tslice/ExecutionEngine/DLPack.h"
#include "NoMemory.h"

#include <dlpack/dlpack.h>

#include <new>

using namespace tslice;

namespace {
// Codes that newer versions of DLPack have added.
constexpr uint8_t boolCode = 6;
constexpr uint8_t f8E4M3FNCode = 10;
constexpr uint8_t f8E5M2Code = 12;

/// What lives as long as the structure that is lent.
struct Lent {
  DLManagedTensor managed;
  Tensor tensor;
};

DLDataType toDLType(ElementType type) {
  auto bits = static_cast<uint8_t>(8 * getSize(type));
  switch (type) {
  case ElementType::BF16:
    return {kDLBfloat, bits, 1};
  case ElementType::F8E4M3FN:
    return {f8E4M3FNCode, bits, 1};
  case ElementType::F8E5M2:
    return {f8E5M2Code, bits, 1};
  default:
    break;
  }
  switch (getInfo(type).kind) {
  case ElementKind::Float:
    return {kDLFloat, bits, 1};
  case ElementKind::Bool:
    return {boolCode, bits, 1};
  case ElementKind::Integer:
    return {kDLInt, bits, 1};
  case ElementKind::Complex:
    return {kDLComplex, bits, 1};
  }
  return {kDLOpaqueHandle, bits, 1};
}

Result<ElementType> fromDLType(DLDataType type) {
  for (const ElementTypeInfo &info : elementTypes) {
    DLDataType candidate = toDLType(info.type);
    if (candidate.code == type.code && candidate.bits == type.bits &&
        type.lanes == 1 && info.type != ElementType::Index)
      return info.type;
  }
  return Error(ErrorCode::Unsupported,
               "DLPack's element type of code " + std::to_string(type.code) +
                   ", " + std::to_string(type.bits) + " bits and " +
                   std::to_string(type.lanes) +
                   " lanes has no counterpart; unsigned integers have none");
}

void release(DLManagedTensor *managed) {
  if (managed->deleter)
    managed->deleter(managed);
}

/// What `managed` holds, as arguments of Tensor::adopt.
struct Contents {
  void *data;
  ElementType type;
  Shape shape, strides;
};

Result<Contents> read(const DLTensor &tensor) {
  if (tensor.device.device_type != kDLCPU &&
      tensor.device.device_type != kDLCUDAHost)
    return Error(ErrorCode::Unsupported,
                 "a tensor on DLPack's device of type " +
                     std::to_string(tensor.device.device_type) +
                     " is not in host memory; copy it there first");
  if (tensor.ndim < 0 || tensor.ndim > maxRank)
    return Error(ErrorCode::InvalidArgument,
                 "a tensor of rank " + std::to_string(tensor.ndim) +
                     " was passed; ranks are 0 to " + std::to_string(maxRank));
  Result<ElementType> type = fromDLType(tensor.dtype);
  if (!type)
    return type.error();
  Contents contents{static_cast<char *>(tensor.data) + tensor.byte_offset,
                    *type,
                    Shape(tensor.shape, tensor.shape + tensor.ndim),
                    {}};
  if (tensor.strides)
    contents.strides.assign(tensor.strides, tensor.strides + tensor.ndim);
  return contents;
}
} // namespace

Result<Tensor> tslice::fromDLPack(DLManagedTensor *managed) {
  Result<Contents> contents =
      orNoMemory([&] { return read(managed->dl_tensor); });
  if (!contents) {
    release(managed);
    return contents.error();
  }
  return Tensor::adopt(
      contents->data, contents->type, std::move(contents->shape),
      [managed](void *) { release(managed); }, std::move(contents->strides));
}

Result<DLManagedTensor *> tslice::toDLPack(const Tensor &tensor) {
  return orNoMemory([&]() -> Result<DLManagedTensor *> {
    if (tensor.isNull())
      return Error(ErrorCode::InvalidArgument, "the tensor has no buffer");
    if (tensor.isReadOnly())
      return Error(ErrorCode::InvalidArgument,
                   "a read-only tensor cannot be lent through DLPack, which "
                   "cannot say so; lend a clone");
    auto *lent = new (std::nothrow) Lent{{}, tensor};
    if (!lent)
      return Error(ErrorCode::OutOfMemory, "out of memory");
    DLTensor &view = lent->managed.dl_tensor;
    view.data = lent->tensor.getMutableData();
    view.device = {kDLCPU, 0};
    view.ndim = static_cast<int32_t>(tensor.getRank());
    view.dtype = toDLType(tensor.getType());
    // DLPack promises its readers not to write through these.
    view.shape = const_cast<int64_t *>(lent->tensor.getShape().data());
    view.strides = const_cast<int64_t *>(lent->tensor.getStrides().data());
    view.byte_offset = 0;
    lent->managed.manager_ctx = lent;
    lent->managed.deleter = [](DLManagedTensor *managed) {
      delete static_cast<Lent *>(managed->manager_ctx);
    };
    return &lent->managed;
  });
}
