// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tests the sentences that wrong literals get, with their columns, and values
// at the edges of types. That lists of all types and shapes give the right
// values is tested by values.py.

#include "tslice/ExecutionEngine/Literal.h"
#include "tslice/ExecutionEngine/Float.h"
#include "tslice/ExecutionEngine/Print.h"

#include <gtest/gtest.h>

using namespace tslice;

/// Returns the shape and the printed form, or the error.
static std::string parse(std::string_view text, ElementType type,
                         Shape shape = {}) {
  Result<Tensor> tensor = parseLiteral(text, {type, std::move(shape)});
  if (!tensor)
    return tensor.error().message;
  return formatShape(tensor->getShape()) + ": " + toString(*tensor);
}

constexpr int64_t any = dynamicSize;

TEST(Literal, FindsSizes) {
  EXPECT_EQ(parse("2", ElementType::F32), ": 2.0");
  EXPECT_EQ(parse(" [ [1,2] ,[3 , 4]\n] ", ElementType::I32, {any, any}),
            "2x2: [[1 2]\n [3 4]]");
  EXPECT_EQ(parse("[]", ElementType::I32, {any}), "0: []");
  EXPECT_EQ(parse("[]", ElementType::I32, {any, 3}), "0x3: []");
  EXPECT_EQ(parse("[]", ElementType::I32, {any, any, 3}), "0x0x3: []");
  EXPECT_EQ(parse("[[], []]", ElementType::I32, {any, any}), "2x0: []");
}

TEST(Literal, RefusesWrongNesting) {
  EXPECT_EQ(parse("[[1, 2], [3]]", ElementType::I32, {any, any}),
            "column 10: this list has 1 elements, but those before it in "
            "dimension 1 have 2");
  EXPECT_EQ(parse("[1, 2]", ElementType::I32, {3}),
            "column 1: expected 3 elements in dimension 0 of tensor<3xi32>, "
            "but got 2");
  EXPECT_EQ(parse("2", ElementType::I32, {3}),
            "column 1: expected '[' for dimension 0 of tensor<3xi32>, but got "
            "'2'");
  EXPECT_EQ(parse("[[1], 2]", ElementType::I32, {any, any}),
            "column 7: expected '[' for dimension 1 of tensor<?x?xi32>, but "
            "got '2'");
  EXPECT_EQ(parse("[[1]]", ElementType::I32, {any}),
            "column 2: expected lists nested 1 deep for tensor<?xi32>, but "
            "these are deeper");
  EXPECT_EQ(parse("[1]", ElementType::I32),
            "column 1: expected a number for tensor<i32>, but got a list");
  EXPECT_EQ(parse("", ElementType::I32),
            "column 1: expected an integer for i32, but got the end");
  EXPECT_EQ(parse("[1, 2", ElementType::I32, {any}),
            "column 6: expected ',' or ']', but got the end");
  EXPECT_EQ(parse("[1 2]", ElementType::I32, {any}),
            "column 4: expected ',' or ']', but got '2'");
  EXPECT_EQ(parse("[1,]", ElementType::I32, {any}),
            "column 4: expected an integer for i32, but got ']'");
  EXPECT_EQ(parse("[1]]", ElementType::I32, {any}),
            "column 4: unexpected ']' after the value");
  EXPECT_EQ(parse("1", ElementType::I32, Shape(17, any)),
            "column 1: rank 17 is above the limit of 16");
  EXPECT_EQ(
      parse(std::string(100000, '['), ElementType::I32, Shape(16, any)),
      "column 17: expected lists nested 16 deep for "
      "tensor<?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?xi32>, but these are deeper");
}

TEST(Literal, ReadsIntegers) {
  EXPECT_EQ(parse("[-128, 127, +5, 0x7f, 0xff, -0x80]", ElementType::I8, {6}),
            "6: [-128  127    5  127   -1 -128]");
  EXPECT_EQ(parse("-9223372036854775808", ElementType::Index),
            ": -9223372036854775808");
  EXPECT_EQ(parse("0xFFFFFFFFFFFFFFFF", ElementType::I64), ": -1");
  EXPECT_EQ(parse("[1, 128]", ElementType::I8, {any}),
            "column 5: '128' is outside of the range of i8, [-128, 127]");
  EXPECT_EQ(parse("0x100", ElementType::I8),
            "column 1: '0x100' is outside of the range of i8, [-128, 127]");
  EXPECT_EQ(parse("9223372036854775808", ElementType::I64),
            "column 1: '9223372036854775808' is outside of the range of i64, "
            "[-9223372036854775808, 9223372036854775807]");
  EXPECT_EQ(parse("99999999999999999999", ElementType::I64),
            "column 1: '99999999999999999999' does not fit into 64 bits");
  for (const char *text : {"1.5", "1e3", "true", "--1", "-", "0x", "0xg", "1j"})
    EXPECT_EQ(parse(text, ElementType::I32),
              "column 1: expected an integer for i32, but got '" +
                  std::string(text) + "'");
}

TEST(Literal, ReadsTruthValues) {
  EXPECT_EQ(parse("[true,false,True,False,1,0]", ElementType::I1, {any}),
            "6: [ True False  True False  True False]");
  EXPECT_EQ(parse("2", ElementType::I1),
            "column 1: expected true, false, 0 or 1 for i1, but got '2'");
  EXPECT_EQ(parse("truer", ElementType::I1),
            "column 1: expected true, false, 0 or 1 for i1, but got 'truer'");
}

TEST(Literal, ReadsFloats) {
  EXPECT_EQ(parse("[2, -1.5e3, .5, 3., +1E-2, nan, inf, -inf]",
                  ElementType::F64, {any}),
            "8: [ 2.0e+00 -1.5e+03  5.0e-01  3.0e+00  1.0e-02      nan      "
            "inf     -inf]");
  EXPECT_EQ(parse("-0", ElementType::F32), ": -0.0");
  EXPECT_EQ(parse("1e-400", ElementType::F64), ": 0.0");
  EXPECT_EQ(parse("65504", ElementType::F16), ": 65500.0");
  EXPECT_EQ(parse("65520", ElementType::F16),
            "column 1: '65520' is outside of the range of f16");
  EXPECT_EQ(parse("1e39", ElementType::F32),
            "column 1: '1e39' is outside of the range of f32");
  EXPECT_EQ(parse("-1e400", ElementType::F64),
            "column 1: '-1e400' is outside of the range of f64");
  EXPECT_EQ(parse("inf", ElementType::F8E4M3FN),
            "column 1: f8E4M3FN has no infinity");
  EXPECT_EQ(parse("0x10", ElementType::F32),
            "column 1: hexadecimal numbers are for integers, not for f32");
  for (const char *text : {"true", "1.5abc", ".", "e5", "1e", "1.2.3", "nano"})
    EXPECT_EQ(parse(text, ElementType::F32),
              "column 1: expected a number for f32, but got '" +
                  std::string(text) + "'");
}

/// 1 + 2^-11 lies halfway between two f16, and 1 + 2^-11 + 2^-60 just above: as
/// an f64 it is the same number, so that rounding twice would go down to 1.
TEST(Literal, RoundsOnce) {
  const char *above = "1.000488281250000000867361737988403547205962240695953";
  EXPECT_EQ(parse("1.00048828125", ElementType::F16), ": 1.0");
  EXPECT_EQ(parse(above, ElementType::F16), ": 1.001");
  EXPECT_EQ(parse(std::string("-") + above, ElementType::F16), ": -1.001");
  EXPECT_EQ(parse("1.00390625", ElementType::BF16), ": 1.0");
  EXPECT_EQ(parse("1.00390625000000000001", ElementType::BF16), ": 1.01");
}

TEST(Literal, ReadsComplexNumbers) {
  EXPECT_EQ(parse("1+2j", ElementType::C64), ": (1+2j)");
  EXPECT_EQ(parse("(1 - 2.5e1j)", ElementType::C128), ": (1-25j)");
  EXPECT_EQ(parse("[1, 2j, -inf+nanj]", ElementType::C64, {any}),
            "3: [  1. +0.j   0. +2.j -inf+nanj]");
  EXPECT_EQ(parse("1+2", ElementType::C64),
            "column 4: expected 'j' after an imaginary part, but got the end");
  EXPECT_EQ(parse("(1+2j", ElementType::C64),
            "column 6: expected ')', but got the end");
  EXPECT_EQ(parse("1e39j", ElementType::C64),
            "column 1: '1e39j' is outside of the range of f32");
}

/// The numbers are those of Vigna's splitmix64.c for the seed 1234567, divided
/// as Literal.h says.
TEST(Literal, MakesRandomNumbers) {
  Result<Tensor> ints =
      parseLiteral("random(3xi64, 1234567, 0, 9223372036854775807)",
                   {ElementType::I64, {3}});
  ASSERT_TRUE(ints) << ints.error().message;
  // Outputs 6457827717110365317, 3203168211198807973, 9817491932198370423,
  // times 2^63 - 1, divided by 2^64.
  EXPECT_EQ(toString(*ints), "[3228913858555182658 1601584105599403986 "
                             "4908745966099185210]");
  EXPECT_EQ(parse("random(3, f64, 1234567)", ElementType::F64, {any}),
            "3: [-0.29984092 -0.65271181  0.06441461]");
  EXPECT_EQ(parse("random( 2x2xi8 , 0x10, -2, 3 )", ElementType::I8, {any, 2})
                .substr(0, 5),
            "2x2: ");
  EXPECT_EQ(parse("random(0x3, f32, 1)", ElementType::F32, {any, any}),
            "0x3: []");
  EXPECT_EQ(parse("random(f32, 1)", ElementType::F32).substr(0, 2), ": ");
}

TEST(Literal, KeepsRandomNumbersInRange) {
  for (ElementType type : {ElementType::F64, ElementType::F32, ElementType::F16,
                           ElementType::BF16, ElementType::F8E4M3FN})
    for (const char *range : {"", ", 0.25, 0.3125"}) {
      std::string text =
          "random(2000x" + std::string(getName(type)) + ", 3" + range + ")";
      Result<Tensor> tensor = parseLiteral(text, {type, {any}});
      ASSERT_TRUE(tensor) << tensor.error().message;
      double low = *range ? 0.25 : -1, high = *range ? 0.3125 : 1, sum = 0;
      const char *data = static_cast<const char *>(tensor->getData());
      for (int64_t i = 0; i < 2000; ++i) {
        double value = loadFloat(type, data + i * getSize(type));
        EXPECT_TRUE(value >= low && value < high) << text << ": " << value;
        sum += value;
      }
      // The mean of 2000 numbers, within 5 standard deviations and the steps
      // of the type.
      double step = std::ldexp(1.0, -getPrecision(type));
      EXPECT_NEAR(sum / 2000, (low + high) / 2,
                  (high - low) * (5 * 0.29 / 44 + step) + high * step)
          << text;
    }
}

TEST(Literal, RefusesWrongRandomNumbers) {
  auto make = [](std::string_view text, ElementType type = ElementType::I8) {
    return parse(text, type, {any, 3});
  };
  EXPECT_EQ(make("random(2x3, i16, 1)"),
            "column 8: expected tensor<?x3xi8>, but got tensor<2x3xi16>");
  EXPECT_EQ(make("random(2x4xi8, 1)"),
            "column 8: expected tensor<?x3xi8>, but got tensor<2x4xi8>");
  EXPECT_EQ(make("random(3xi8, 1)"),
            "column 8: expected tensor<?x3xi8>, but got tensor<3xi8>");
  EXPECT_EQ(make("random(2x3xi7, 1)"),
            "column 12: expected an element type, but got 'i7'");
  EXPECT_EQ(make("random(2x3, i8)"),
            "column 15: expected ',' and a seed, but got ')'");
  EXPECT_EQ(make("random(2x3, i8, x)"),
            "column 17: expected an integer as seed, but got 'x'");
  EXPECT_EQ(make("random(2x3, i8, 1, 0, 129)"),
            "column 20: [0, 129) is no range of i8");
  EXPECT_EQ(make("random(2x3, i8, 1, 5, 5)"),
            "column 20: [5, 5) is no range of i8");
  EXPECT_EQ(make("random(2x3, f16, 1, 0, 1e5)", ElementType::F16),
            "column 21: the numbers are no range of f16");
  EXPECT_EQ(make("random(2x3, i8, 1"),
            "column 18: expected ')', but got the end");
  EXPECT_EQ(make("random(2x3, i8, 1) 2"),
            "column 20: unexpected '2' after the value");
  EXPECT_EQ(make("random(99999999999999999999x3xi8, 1)"),
            "column 8: the size does not fit into 63 bits");
  EXPECT_EQ(make("random(99999999999999x3xi8, 1)"),
            "column 1: a tensor of shape 99999999999999x3 of i8 is above the "
            "limit of 2^47 bytes");
}
