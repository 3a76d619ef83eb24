// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tensors to and from DLPack: types, strides, lifetimes, what is refused.

#include "tslice/ExecutionEngine/DLPack.h"

#include <dlpack/dlpack.h>
#include <gtest/gtest.h>

using namespace tslice;

namespace {
/// A tensor of another library, which counts how often it is released.
struct Foreign {
  std::vector<float> values = {1, 2, 3, 4, 5, 6};
  std::vector<int64_t> shape = {2, 2};
  std::vector<int64_t> strides = {3, 2};
  DLManagedTensor managed = {};
  int released = 0;

  Foreign() {
    managed.dl_tensor.data = values.data();
    managed.dl_tensor.device = {kDLCPU, 0};
    managed.dl_tensor.ndim = 2;
    managed.dl_tensor.dtype = {kDLFloat, 32, 1};
    managed.dl_tensor.shape = shape.data();
    managed.dl_tensor.strides = strides.data();
    managed.manager_ctx = this;
    managed.deleter = [](DLManagedTensor *self) {
      ++static_cast<Foreign *>(self->manager_ctx)->released;
    };
  }
};

void expectRefused(Foreign &foreign, const std::string &part) {
  Result<Tensor> tensor = fromDLPack(&foreign.managed);
  ASSERT_FALSE(tensor.ok());
  EXPECT_NE(tensor.error().message.find(part), std::string::npos)
      << tensor.error().message;
  EXPECT_EQ(foreign.released, 1);
}
} // namespace

TEST(DLPack, IsTakenOverWithItsStrides) {
  Foreign foreign;
  {
    Result<Tensor> tensor = fromDLPack(&foreign.managed);
    ASSERT_TRUE(tensor.ok());
    EXPECT_EQ(tensor->getData(), foreign.values.data());
    EXPECT_EQ(tensor->getStrides(), (Shape{3, 2}));
    Result<Tensor> dense = tensor->contiguous();
    ASSERT_TRUE(dense.ok());
    const float *values = dense->getDataAs<float>();
    EXPECT_EQ(std::vector<float>(values, values + 4),
              (std::vector<float>{1, 3, 4, 6}));
    Tensor copy = *tensor;
    EXPECT_EQ(foreign.released, 0);
  }
  EXPECT_EQ(foreign.released, 1);
}

TEST(DLPack, MayStartBehindItsDataAndLeaveOutStrides) {
  Foreign foreign;
  foreign.managed.dl_tensor.strides = nullptr;
  foreign.managed.dl_tensor.byte_offset = 8;
  Result<Tensor> tensor = fromDLPack(&foreign.managed);
  ASSERT_TRUE(tensor.ok());
  EXPECT_TRUE(tensor->isContiguous());
  EXPECT_EQ(tensor->getDataAs<float>()[0], 3);
}

TEST(DLPack, RefusesWhatItCannotHold) {
  Foreign onDevice, ofUnsigned, ofLanes, ofRank, ofSize, ofElements;
  onDevice.managed.dl_tensor.device.device_type = kDLCUDA;
  expectRefused(onDevice, "device of type 2");
  ofUnsigned.managed.dl_tensor.dtype = {kDLUInt, 8, 1};
  expectRefused(ofUnsigned, "code 1, 8 bits");
  ofLanes.managed.dl_tensor.dtype.lanes = 4;
  expectRefused(ofLanes, "4 lanes");
  ofRank.managed.dl_tensor.ndim = 99;
  expectRefused(ofRank, "rank 99");
  ofSize.shape[0] = -2;
  expectRefused(ofSize, "-2");
  ofElements.shape = {int64_t(1) << 32, int64_t(1) << 32};
  ofElements.managed.dl_tensor.shape = ofElements.shape.data();
  expectRefused(ofElements, "above the limit of 2^47 bytes");
}

TEST(DLPack, IsLentUntilItIsReleased) {
  DLManagedTensor *managed = nullptr;
  const void *data = nullptr;
  {
    Result<Tensor> tensor = Tensor::copyOf<int64_t>({1, 2, 3, 4}, {2, 2});
    ASSERT_TRUE(tensor.ok());
    data = tensor->getData();
    Result<DLManagedTensor *> lent = toDLPack(*tensor);
    ASSERT_TRUE(lent.ok());
    managed = *lent;
  }
  const DLTensor &view = managed->dl_tensor;
  EXPECT_EQ(view.data, data);
  EXPECT_EQ(view.device.device_type, kDLCPU);
  EXPECT_EQ(view.ndim, 2);
  EXPECT_EQ(view.shape[1], 2);
  EXPECT_EQ(view.strides[0], 2);
  EXPECT_EQ(static_cast<int64_t *>(view.data)[3], 4);
  managed->deleter(managed);
}

TEST(DLPack, KeepsEveryTypeAndShape) {
  for (const ElementTypeInfo &info : elementTypes)
    for (const Shape &shape : {Shape{}, Shape{0, 3}, Shape{2, 1}}) {
      Result<Tensor> tensor = Tensor::zeros(info.type, shape);
      ASSERT_TRUE(tensor.ok());
      Result<DLManagedTensor *> lent = toDLPack(*tensor);
      ASSERT_TRUE(lent.ok());
      Result<Tensor> back = fromDLPack(*lent);
      ASSERT_TRUE(back.ok()) << info.name;
      EXPECT_EQ(back->getType(),
                info.type == ElementType::Index ? ElementType::I64 : info.type);
      EXPECT_EQ(back->getShape(), shape);
      EXPECT_EQ(back->getData(), tensor->getData());
    }
}

TEST(DLPack, DoesNotLendWhatMustNotBeWritten) {
  const float value = 1;
  Result<Tensor> tensor = Tensor::borrow(&value, ElementType::F32, {});
  ASSERT_TRUE(tensor.ok());
  Result<DLManagedTensor *> lent = toDLPack(*tensor);
  ASSERT_FALSE(lent.ok());
  EXPECT_NE(lent.error().message.find("read-only"), std::string::npos);
  EXPECT_FALSE(toDLPack(Tensor()).ok());
}
