// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tests limits, ownership, strides and comparison of tensors, and the small
// floating-point formats.

#include "tslice/ExecutionEngine/Tensor.h"
#include "tslice/ExecutionEngine/Float.h"

#include <gtest/gtest.h>
#include <numeric>

using namespace tslice;

static std::vector<float> getValues(const Tensor &tensor) {
  Result<Tensor> rows = tensor.contiguous();
  const float *data = rows->getDataAs<float>();
  return {data, data + rows->getNumElements()};
}

TEST(ElementType, NamesRoundTrip) {
  for (const ElementTypeInfo &info : elementTypes) {
    EXPECT_EQ(parseElementType(info.name), info.type);
    EXPECT_EQ(getInfo(info.type).name, info.name);
  }
  EXPECT_EQ(parseElementType("f31"), std::nullopt);
  EXPECT_EQ(getSize(ElementType::C128), 16);
}

TEST(Tensor, CountsElements) {
  EXPECT_EQ(*countElements(ElementType::F32, {}), 1);
  EXPECT_EQ(*countElements(ElementType::F32, {2, 0, 3}), 0);
  EXPECT_EQ(*countElements(ElementType::I8, {(int64_t(1) << 47) - 1}),
            (int64_t(1) << 47) - 1);
}

TEST(Tensor, RefusesWhatIsTooLarge) {
  struct {
    ElementType type;
    Shape shape;
    ErrorCode code;
  } cases[] = {
      {ElementType::I8, {int64_t(1) << 47}, ErrorCode::OutOfMemory},
      {ElementType::C128, {int64_t(1) << 43}, ErrorCode::OutOfMemory},
      // 2^64 elements, which a wrapping product would take for none.
      {ElementType::I8,
       {int64_t(1) << 32, int64_t(1) << 32},
       ErrorCode::OutOfMemory},
      {ElementType::I8, {INT64_MAX, 0}, ErrorCode::OutOfMemory},
      {ElementType::I8, {-1}, ErrorCode::InvalidArgument},
      {ElementType::I8, Shape(17, 1), ErrorCode::InvalidArgument},
  };
  for (auto &[type, shape, code] : cases) {
    Result<Tensor> tensor = Tensor::allocate(type, shape);
    ASSERT_FALSE(tensor) << formatShape(shape);
    EXPECT_EQ(tensor.error().code, code) << tensor.error().message;
  }
  EXPECT_TRUE(Tensor::allocate(ElementType::I8, Shape(16, 1)));
}

TEST(Tensor, KnowsWhetherItIsUnique) {
  Result<Tensor> tensor = Tensor::zeros(ElementType::F32, {2, 3});
  ASSERT_TRUE(tensor);
  EXPECT_TRUE(tensor->isUnique());
  {
    Tensor copy = *tensor;
    EXPECT_EQ(copy.getData(), tensor->getData());
    EXPECT_FALSE(tensor->isUnique());
  }
  EXPECT_TRUE(tensor->isUnique());
  Tensor moved = std::move(*tensor);
  EXPECT_TRUE(moved.isUnique());

  float value = 1;
  EXPECT_FALSE(Tensor::borrow(&value, ElementType::F32, {})->isUnique());
}

TEST(Tensor, RunsTheDeleterOnce) {
  int deleted = 0;
  float data[4] = {1, 2, 3, 4};
  auto deleter = [&](void *memory) {
    EXPECT_EQ(memory, data);
    ++deleted;
  };
  {
    Result<Tensor> tensor =
        Tensor::adopt(data, ElementType::F32, {4}, deleter, {}, true);
    ASSERT_TRUE(tensor);
    EXPECT_FALSE(tensor->isUnique()) << "it is read-only";
    EXPECT_EQ(tensor->getMutableData(), nullptr);
    Tensor part = *tensor->withLayout(data + 1, ElementType::F32, {2});
    tensor = Tensor();
    EXPECT_EQ(deleted, 0);
    EXPECT_EQ(getValues(part), (std::vector<float>{2, 3}));
  }
  EXPECT_EQ(deleted, 1);
  EXPECT_FALSE(Tensor::adopt(data, ElementType::F32, {-4}, deleter));
  EXPECT_EQ(deleted, 2);
}

TEST(Tensor, ChecksBorrowedMemory) {
  alignas(8) char bytes[64] = {};
  auto message = [&](char *data, Shape shape, Shape strides) {
    Result<Tensor> tensor =
        Tensor::borrow(data, ElementType::F32, shape, strides);
    return tensor ? "" : tensor.error().message;
  };
  EXPECT_EQ(message(bytes, {2, 2}, {8, 1}), "");
  EXPECT_EQ(message(nullptr, {0}, {}), "");
  EXPECT_EQ(message(nullptr, {2}, {}),
            "the address of a tensor of 2 elements is null");
  EXPECT_EQ(message(bytes + 2, {2}, {}),
            "the address of a tensor of f32 must be a multiple of 4");
  EXPECT_EQ(message(bytes, {2, 2}, {1}),
            "expected 2 strides, one per dimension, but got 1");
  EXPECT_EQ(message(bytes, {2}, {INT64_MIN}),
            "stride -9223372036854775808 of dimension 0, which has size 2, "
            "reaches above the limit of 2^47 bytes");
  EXPECT_NE(message(bytes, {3}, {INT64_MAX}), "");
  EXPECT_NE(message(bytes, {2}, {int64_t(1) << 45}), "");
  EXPECT_TRUE(
      Tensor::borrow(static_cast<const void *>(bytes), ElementType::F32, {2})
          ->isReadOnly());
}

TEST(Tensor, CopiesAnyStrides) {
  std::vector<float> data(24);
  std::iota(data.begin(), data.end(), 0.0f);
  auto view = [&](int64_t first, Shape shape, Shape strides) {
    Result<Tensor> tensor = Tensor::borrow(
        &data[first], ElementType::F32, std::move(shape), std::move(strides));
    EXPECT_TRUE(tensor);
    return *tensor;
  };
  EXPECT_TRUE(view(0, {4, 6}, {6, 1}).isContiguous());
  EXPECT_TRUE(view(0, {1, 6}, {99, 1}).isContiguous());
  EXPECT_FALSE(view(0, {2, 5}, {6, 1}).isContiguous());
  EXPECT_EQ(getValues(view(23, {3}, {-2})), (std::vector<float>{23, 21, 19}));
  EXPECT_EQ(getValues(view(0, {2, 3}, {1, 6})),
            (std::vector<float>{0, 6, 12, 1, 7, 13}));
  EXPECT_EQ(getValues(view(7, {2, 2, 2}, {-6, 1, 0})),
            (std::vector<float>{7, 7, 8, 8, 1, 1, 2, 2}));
  EXPECT_EQ(getValues(view(0, {0, 3}, {5, 7})), std::vector<float>());
  Tensor rows = view(0, {4, 6}, {6, 1});
  EXPECT_EQ(rows.contiguous()->getData(), rows.getData());
  EXPECT_NE(rows.clone()->getData(), rows.getData());
}

TEST(Tensor, FindsOverlap) {
  int32_t data[10] = {};
  auto view = [&](int64_t first, int64_t size, int64_t stride) {
    return *Tensor::borrow(data + first, ElementType::I32, {size}, {stride});
  };
  EXPECT_TRUE(view(0, 3, 1).overlaps(view(2, 3, 1)));
  EXPECT_FALSE(view(0, 3, 1).overlaps(view(3, 3, 1)));
  EXPECT_TRUE(view(9, 3, -2).overlaps(view(4, 2, 1)));
  EXPECT_FALSE(view(9, 3, -2).overlaps(view(3, 2, 1)));
  EXPECT_FALSE(view(0, 0, 1).overlaps(view(0, 3, 1)));
}

TEST(Tensor, Compares) {
  float nan = std::numeric_limits<float>::quiet_NaN();
  auto make = [](std::vector<float> values) { return *Tensor::copyOf(values); };
  Tensor a = make({0.0f, nan, 2}), b = make({-0.0f, -nan, 2});
  EXPECT_EQ(findDifference(a, b, Equality::Bits), Shape{0});
  EXPECT_EQ(findDifference(a, b, Equality::BitsOrNaN), Shape{0});
  EXPECT_TRUE(isEqual(a, b, Equality::ValueOrNaN));
  EXPECT_EQ(findDifference(make({1, nan}), make({1, -nan}), Equality::Bits),
            Shape{1});
  EXPECT_TRUE(isEqual(make({1, nan}), make({1, -nan}), Equality::BitsOrNaN));
  EXPECT_FALSE(isEqual(make({1, nan}), make({1, 1}), Equality::ValueOrNaN));
  EXPECT_FALSE(isEqual(make({1}), make({1, 1}), Equality::Bits));

  using Complex = std::complex<float>;
  Tensor c = *Tensor::scalar(Complex(nan, 1)),
         d = *Tensor::scalar(Complex(-nan, 2));
  EXPECT_EQ(findDifference(c, d, Equality::ValueOrNaN), Shape{});

  int32_t data[] = {1, 2, 3, 1, 9, 3};
  Tensor forward = *Tensor::borrow(data, ElementType::I32, {3});
  Tensor strided = *Tensor::borrow(data + 5, ElementType::I32, {3}, {-1});
  EXPECT_EQ(findDifference(forward, strided, Equality::Bits), Shape{0});
  Tensor doubled = *Tensor::borrow(data + 3, ElementType::I32, {3});
  EXPECT_EQ(findDifference(forward, doubled, Equality::Bits), Shape{1});
}

TEST(Tensor, ChecksSpecs) {
  Tensor tensor = *Tensor::zeros(ElementType::F32, {2, 3});
  auto message = [&](TensorSpec spec) {
    Result<void> result = checkSpec(tensor, spec);
    return result ? "" : result.error().message;
  };
  EXPECT_EQ(message({ElementType::F32, {dynamicSize, 3}}), "");
  EXPECT_EQ(message({ElementType::F64, {2, 3}}),
            "expected elements of type f64, but got tensor<2x3xf32>");
  EXPECT_EQ(message({ElementType::F32, {2}}),
            "expected rank 1, but got tensor<2x3xf32>");
  EXPECT_EQ(message({ElementType::F32, {2, 4}}),
            "expected size 4 in dimension 1, but got tensor<2x3xf32>");
  EXPECT_EQ((TensorSpec{ElementType::C64, {}}).str(), "tensor<complex<f32>>");
  EXPECT_EQ((TensorSpec{ElementType::I1, {dynamicSize, 2}}).str(),
            "tensor<?x2xi1>");
}

TEST(Tensor, RefusesTheWrongNumberOfValues) {
  Result<Tensor> tensor = Tensor::copyOf(std::vector<int32_t>{1, 2, 3}, {2, 2});
  ASSERT_FALSE(tensor);
  EXPECT_EQ(tensor.error().message,
            "a tensor of shape 2x2 takes 4 values, but got 3");
}

TEST(Float, RoundTripsEveryEncoding) {
  for (SmallFloatFormat format :
       {formatF16, formatBF16, formatF8E4M3FN, formatF8E5M2})
    for (uint32_t bits = 0; bits < 2 * format.signBit(); ++bits) {
      double value = decodeSmallFloat(format, bits);
      if (std::isnan(value))
        continue;
      ASSERT_EQ(encodeSmallFloat(format, value), bits);
    }
}

/// Rounding is checked against its definition: halfway between two neighbours
/// goes to the even one, anything less or more to the nearer one.
TEST(Float, RoundsToNearestEven) {
  for (SmallFloatFormat format :
       {formatF16, formatBF16, formatF8E4M3FN, formatF8E5M2})
    for (uint32_t bits = 0; bits < format.largestFinite(); ++bits) {
      double low = decodeSmallFloat(format, bits);
      double middle = low + (decodeSmallFloat(format, bits + 1) - low) / 2;
      ASSERT_EQ(encodeSmallFloat(format, middle), bits + (bits & 1));
      ASSERT_EQ(encodeSmallFloat(format, std::nextafter(middle, 0)), bits);
      ASSERT_EQ(encodeSmallFloat(format, -std::nextafter(middle, 1e300)),
                (bits + 1) | format.signBit());
    }
}

TEST(Float, Overflows) {
  EXPECT_EQ(encodeSmallFloat(formatF16, 65519.99), 0x7bffu);
  EXPECT_EQ(encodeSmallFloat(formatF16, 65520), 0x7c00u);
  EXPECT_EQ(encodeSmallFloat(formatF16, -1e300), 0xfc00u);
  EXPECT_EQ(encodeSmallFloat(formatBF16, 3.4e38), 0x7f80u);
  EXPECT_EQ(encodeSmallFloat(formatF8E4M3FN, 464), 0x7eu);
  EXPECT_EQ(encodeSmallFloat(formatF8E4M3FN, 465), 0x7fu);
  EXPECT_EQ(encodeSmallFloat(formatF8E5M2, 61440), 0x7cu);
  EXPECT_EQ(encodeSmallFloat(formatF16, 5e-324), 0u);
  EXPECT_EQ(encodeSmallFloat(formatF16, std::nan("")), 0x7e00u);
}
