// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tests printing where NumPy cannot be asked: bf16, f8 and options. Everything
// else is compared with NumPy itself by values.py; a few of its outputs stand
// here, so that a failure is seen without NumPy.

#include "tslice/ExecutionEngine/Print.h"
#include "tslice/ExecutionEngine/Float.h"
#include "tslice/ExecutionEngine/Literal.h"

#include <gtest/gtest.h>
#include <numeric>

using namespace tslice;

static std::string print(std::string_view text, ElementType type, int64_t rank,
                         const PrintOptions &options = {}) {
  Result<Tensor> tensor =
      parseLiteral(text, {type, Shape(static_cast<size_t>(rank), dynamicSize)});
  return tensor ? toString(*tensor, options) : tensor.error().message;
}

TEST(Print, Floats) {
  EXPECT_EQ(print("[0, 1, 1, 0]", ElementType::F32, 1), "[0. 1. 1. 0.]");
  EXPECT_EQ(print("[0.1, -2.25]", ElementType::F32, 1), "[ 0.1  -2.25]");
  EXPECT_EQ(print("[nan, -inf, 1]", ElementType::F64, 1), "[ nan -inf   1.]");
  EXPECT_EQ(print("[1, 1001]", ElementType::F64, 1), "[1.000e+00 1.001e+03]");
  EXPECT_EQ(print("[0.123456789, 1]", ElementType::F64, 1),
            "[0.12345679 1.        ]");
  EXPECT_EQ(print("0.123456789", ElementType::F64, 0), "0.123456789");
  EXPECT_EQ(print("0.1", ElementType::F32, 0), "0.1");
  EXPECT_EQ(print("1e-10", ElementType::F64, 0), "1e-10");
  EXPECT_EQ(print("24912", ElementType::F16, 0), "24910.0");
  EXPECT_EQ(print("[24912]", ElementType::F16, 1), "[24912.]");
}

TEST(Print, OtherTypes) {
  EXPECT_EQ(print("[[1, -20], [3, 4]]", ElementType::I32, 2),
            "[[  1 -20]\n [  3   4]]");
  EXPECT_EQ(print("[true, false]", ElementType::I1, 1), "[ True False]");
  EXPECT_EQ(print("true", ElementType::I1, 0), "True");
  EXPECT_EQ(print("[1+2.5j, -1]", ElementType::C64, 1), "[ 1.+2.5j -1.+0.j ]");
  EXPECT_EQ(print("2j", ElementType::C128, 0), "2j");
  EXPECT_EQ(print("[]", ElementType::I32, 3), "[]");
}

/// bf16 has 8 significant bits: 0.1 is stored as 0.10009765625, and 0.1 is the
/// shortest number that no other bf16 is nearer to.
TEST(Print, TypesNumPyLacks) {
  EXPECT_EQ(print("[0.1, 3.140625, 300]", ElementType::BF16, 1),
            "[1.00e-01 3.14e+00 3.00e+02]");
  EXPECT_EQ(print("[0.1, 3.140625]", ElementType::BF16, 1), "[0.1  3.14]");
  EXPECT_EQ(print("1e38", ElementType::BF16, 0), "1e+38");
  EXPECT_EQ(print("[0.1, 448, -2]", ElementType::F8E4M3FN, 1),
            "[ 1.0e-01  4.5e+02 -2.0e+00]");
  EXPECT_EQ(print("[0.1, nan]", ElementType::F8E4M3FN, 1), "[0.1 nan]");
  EXPECT_EQ(print("57344", ElementType::F8E5M2, 0), "60000.0");
}

TEST(Print, FoldsLongRows) {
  std::vector<int64_t> values(30);
  std::iota(values.begin(), values.end(), 0);
  EXPECT_EQ(toString(*Tensor::copyOf(values)),
            "[ 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 "
            "21 22 23\n 24 25 26 27 28 29]");
}

TEST(Print, ShortensLargeArrays) {
  std::vector<int64_t> values(1001);
  std::iota(values.begin(), values.end(), 0);
  EXPECT_EQ(toString(*Tensor::copyOf(values)),
            "[   0    1    2 ...  998  999 1000]");
  PrintOptions options;
  options.threshold = 5;
  options.edgeItems = 1;
  EXPECT_EQ(toString(*Tensor::copyOf(values, {7, 11, 13}), options),
            "[[[   0 ...   12]\n  ...\n  [ 130 ...  142]]\n\n ...\n\n"
            " [[ 858 ...  870]\n  ...\n  [ 988 ... 1000]]]");
}

TEST(Print, ObeysPrecision) {
  PrintOptions options;
  options.precision = 2;
  EXPECT_EQ(print("[0.125, 1.375, 2]", ElementType::F64, 1, options),
            "[0.12 1.38 2.  ]");
  options.precision = 1000;
  EXPECT_EQ(print("[0.1]", ElementType::F64, 1, options), "[0.1]");
}

/// A view that reads backwards and skips prints what it shows.
TEST(Print, FollowsStrides) {
  int32_t data[] = {1, 2, 3, 4, 5, 6};
  EXPECT_EQ(
      toString(*Tensor::borrow(data + 5, ElementType::I32, {2, 2}, {-1, -3})),
      "[[6 3]\n [5 2]]");
}
