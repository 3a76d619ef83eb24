// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Conversions of f16 and bf16, all bit patterns, against values computed from
// the definition of the formats and against the processor where it has them.

#include "../../lib/Runtime/Half.h"
#include "tslice/Runtime/Runtime.h"

#include "gtest/gtest.h"

#include <cmath>
#include <cstring>
#include <limits>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace {

template <typename To, typename From> To bitCast(From from) {
  static_assert(sizeof(To) == sizeof(From), "same size");
  To to;
  std::memcpy(&to, &from, sizeof(to));
  return to;
}

struct Format {
  int exponentBits, mantissaBits;
  uint16_t (*fromDouble)(double);
  uint16_t (*fromFloat)(float);
  float (*toFloat)(uint16_t);

  uint16_t infinity() const {
    return static_cast<uint16_t>(((1 << exponentBits) - 1) << mantissaBits);
  }
  /// The value of a finite, non-negative pattern by the definition; for the
  /// pattern of infinity the value that would come after the largest.
  double valueOf(uint16_t bits) const {
    int bias = (1 << (exponentBits - 1)) - 1;
    int exponent = bits >> mantissaBits;
    int mantissa = bits & ((1 << mantissaBits) - 1);
    if (exponent == 0)
      return std::ldexp(mantissa, 1 - bias - mantissaBits);
    return std::ldexp(mantissa + (1 << mantissaBits),
                      exponent - bias - mantissaBits);
  }
};

class RuntimeHalf : public testing::TestWithParam<Format> {};

TEST_P(RuntimeHalf, WidensEveryPattern) {
  const Format &format = GetParam();
  for (uint32_t bits = 0; bits < 0x10000; ++bits) {
    auto pattern = static_cast<uint16_t>(bits);
    auto magnitude = static_cast<uint16_t>(bits & 0x7fff);
    float actual = format.toFloat(pattern);
    ASSERT_EQ(std::signbit(actual), bits >= 0x8000) << bits;
    if (magnitude > format.infinity())
      ASSERT_TRUE(std::isnan(actual)) << bits;
    else if (magnitude == format.infinity())
      ASSERT_TRUE(std::isinf(actual)) << bits;
    else
      ASSERT_EQ(std::fabs(actual), format.valueOf(magnitude)) << bits;
  }
}

TEST_P(RuntimeHalf, RoundTripsEveryPattern) {
  const Format &format = GetParam();
  auto quiet = static_cast<uint16_t>(1 << (format.mantissaBits - 1));
  for (uint32_t bits = 0; bits < 0x10000; ++bits) {
    auto pattern = static_cast<uint16_t>(bits);
    bool isNaN = (bits & 0x7fff) > format.infinity();
    auto expected = static_cast<uint16_t>(isNaN ? bits | quiet : bits);
    float wide = format.toFloat(pattern);
    ASSERT_EQ(format.fromFloat(wide), expected) << bits;
    ASSERT_EQ(format.fromDouble(wide), expected) << bits;
  }
}

// Between any two neighbours: just above the lower, just below the middle, the
// middle (which goes to the even one), just above it, just below the upper.
TEST_P(RuntimeHalf, RoundsToNearestEven) {
  const Format &format = GetParam();
  for (uint16_t low = 0; low < format.infinity(); ++low) {
    auto high = static_cast<uint16_t>(low + 1);
    uint16_t even = low & 1 ? high : low;
    double a = format.valueOf(low), b = format.valueOf(high);
    double middle = (a + b) / 2;
    ASSERT_EQ(format.fromDouble(std::nextafter(a, b)), low);
    ASSERT_EQ(format.fromDouble(std::nextafter(middle, a)), low);
    ASSERT_EQ(format.fromDouble(middle), even);
    ASSERT_EQ(format.fromDouble(std::nextafter(middle, b)), high);
    ASSERT_EQ(format.fromDouble(std::nextafter(b, a)), high);
    ASSERT_EQ(format.fromDouble(-middle), even | 0x8000);
    auto m = static_cast<float>(middle);
    if (m != middle) // Not a float; bf16 subnormals only.
      continue;
    ASSERT_EQ(format.fromFloat(std::nextafter(m, -1.0f)), low);
    ASSERT_EQ(format.fromFloat(m), even);
    ASSERT_EQ(format.fromFloat(-m), even | 0x8000);
    if (m < std::numeric_limits<float>::max()) {
      ASSERT_EQ(format.fromFloat(std::nextafter(m, INFINITY)), high);
    }
  }
}

TEST_P(RuntimeHalf, HandlesExtremes) {
  const Format &format = GetParam();
  double denormal = std::numeric_limits<double>::denorm_min();
  EXPECT_EQ(format.fromDouble(denormal), 0);
  EXPECT_EQ(format.fromDouble(-denormal), 0x8000);
  EXPECT_EQ(format.fromDouble(1e308), format.infinity());
  EXPECT_EQ(format.fromDouble(-1e308), format.infinity() | 0x8000);
  EXPECT_EQ(format.fromDouble(INFINITY), format.infinity());
  EXPECT_EQ(format.fromFloat(-INFINITY), format.infinity() | 0x8000);
  EXPECT_EQ(format.fromFloat(std::numeric_limits<float>::max()),
            format.infinity());
  // A NaN whose payload is all in the dropped bits stays a NaN.
  auto lowPayload = bitCast<double>(uint64_t{0xfff0000000000001});
  auto quiet = static_cast<uint16_t>(1 << (format.mantissaBits - 1));
  EXPECT_EQ(format.fromDouble(lowPayload), 0x8000 | format.infinity() | quiet);
  EXPECT_EQ(format.fromFloat(bitCast<float>(0x7f800001)),
            format.infinity() | quiet);
}

// 1 + 2^-11 + 2^-40 in double is above the tie; through float it would become
// the tie and go down.
TEST(RuntimeHalfDouble, RoundsOnce) {
  EXPECT_EQ(tslice_rt_double_to_half(1 + 0x1p-11 + 0x1p-40), 0x3c01);
  EXPECT_EQ(tslice_rt_double_to_half(1 + 0x1p-11), 0x3c00);
  EXPECT_EQ(tslice_rt_double_to_bfloat(1 + 0x1p-8 + 0x1p-40), 0x3f81);
  EXPECT_EQ(tslice_rt_double_to_bfloat(1 + 0x1p-8), 0x3f80);
}

const Format formats[] = {
    {5, 10, tslice_rt_double_to_half, tslice_rt_float_to_half,
     tslice_rt_half_to_float},
    {8, 7, tslice_rt_double_to_bfloat, tslice_rt_float_to_bfloat,
     tslice_rt_bfloat_to_float},
};

INSTANTIATE_TEST_SUITE_P(Formats, RuntimeHalf, testing::ValuesIn(formats),
                         [](const auto &info) {
                           return info.param.exponentBits == 5 ? "f16" : "bf16";
                         });

#if TSLICE_RT_HAS_FLOAT16
TEST(RuntimeHalfBuiltin, AgreesWithPlainFunctions) {
  for (uint32_t bits = 0; bits < 0x10000; ++bits) {
    auto half = bitCast<tslice::runtime::Bits16>(static_cast<uint16_t>(bits));
    ASSERT_EQ(bitCast<uint32_t>(__extendhfsf2(half)),
              bitCast<uint32_t>(
                  tslice_rt_half_to_float(static_cast<uint16_t>(bits))));
  }
  for (uint64_t high = 0; high < 0x10000; ++high) {
    auto f = bitCast<float>(static_cast<uint32_t>(high << 16 | 0x8001));
    auto d = bitCast<double>(high << 48 | 0x8000000001);
    ASSERT_EQ(bitCast<uint16_t>(__truncsfhf2(f)), tslice_rt_float_to_half(f));
    ASSERT_EQ(bitCast<uint16_t>(__truncdfhf2(d)), tslice_rt_double_to_half(d));
    ASSERT_EQ(bitCast<uint16_t>(__truncsfbf2(f)), tslice_rt_float_to_bfloat(f));
    ASSERT_EQ(bitCast<uint16_t>(__truncdfbf2(d)),
              tslice_rt_double_to_bfloat(d));
  }
}
#endif

#if defined(__x86_64__)
__attribute__((target("f16c"))) uint32_t processorWiden(uint16_t bits) {
  __m128 wide = _mm_cvtph_ps(_mm_cvtsi32_si128(bits));
  return static_cast<uint32_t>(_mm_cvtsi128_si32(_mm_castps_si128(wide)));
}

__attribute__((target("f16c"))) uint16_t processorNarrow(float value) {
  __m128i narrow = _mm_cvtps_ph(_mm_set_ss(value), _MM_FROUND_TO_NEAREST_INT);
  return static_cast<uint16_t>(_mm_cvtsi128_si32(narrow));
}

TEST(RuntimeHalfProcessor, AgreesBitForBit) {
  if (!__builtin_cpu_supports("f16c"))
    GTEST_SKIP() << "the processor has no f16 conversions";
  for (uint32_t bits = 0; bits < 0x10000; ++bits) {
    auto pattern = static_cast<uint16_t>(bits);
    ASSERT_EQ(bitCast<uint32_t>(tslice_rt_half_to_float(pattern)),
              processorWiden(pattern));
  }
  // 10 million floats of all kinds, NaNs included.
  for (uint64_t bits = 0; bits < uint64_t{1} << 32; bits += 429) {
    auto value = bitCast<float>(static_cast<uint32_t>(bits));
    ASSERT_EQ(tslice_rt_float_to_half(value), processorNarrow(value)) << bits;
  }
}
#endif

TEST(RuntimeSymbols, NamesAreUniqueAndDefined) {
  int64_t count = 0;
  const tslice_rt_symbol *symbols = tslice_rt_symbols(&count);
  ASSERT_GE(count, 5);
  for (int64_t i = 0; i < count; ++i) {
    EXPECT_NE(symbols[i].address, nullptr);
    for (int64_t j = 0; j < i; ++j)
      EXPECT_STRNE(symbols[i].name, symbols[j].name);
  }
}

} // namespace
