// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Software conversions of f16 and bf16 by integer arithmetic on their bits.
// Nothing here converts a _Float16 value: the compiler would turn that into a
// call of the very function being defined.

#include "Half.h"
#include "tslice/Runtime/Runtime.h"

#include <cstring>

namespace {

template <typename To, typename From> To bitCast(From from) {
  static_assert(sizeof(To) == sizeof(From), "a bit cast keeps the size");
  To to;
  std::memcpy(&to, &from, sizeof(to));
  return to;
}

/// Rounds to the nearest value, ties to even, of a format with the given widths
/// of exponent and stored mantissa, and returns its bits.
template <int exponentBits, int mantissaBits> uint16_t narrow(double value) {
  constexpr int bias = (1 << (exponentBits - 1)) - 1;
  constexpr uint64_t infinity = ((uint64_t{1} << exponentBits) - 1)
                                << mantissaBits;
  uint64_t bits = bitCast<uint64_t>(value);
  uint16_t sign = static_cast<uint16_t>(bits >> 63 << 15);
  uint64_t magnitude = bits & ~(uint64_t{1} << 63);
  uint64_t fraction = bits & ((uint64_t{1} << 52) - 1);
  int exponent = static_cast<int>(magnitude >> 52) - 1023;
  if (exponent == 1024) {
    uint64_t quiet = fraction ? uint64_t{1} << (mantissaBits - 1) : 0;
    return static_cast<uint16_t>(sign | infinity | quiet |
                                 fraction >> (52 - mantissaBits));
  }
  if (exponent > bias)
    return static_cast<uint16_t>(sign | infinity);

  // Drop the bits that the mantissa has no room for; a subnormal result loses
  // one more per missing power of two.
  int minExponent = 1 - bias;
  bool subnormal = exponent < minExponent;
  int shift = 52 - mantissaBits + (subnormal ? minExponent - exponent : 0);
  if (shift > 53) // Less than half of the smallest subnormal; this includes all
                  // subnormal doubles.
    return sign;
  uint64_t significand = fraction | uint64_t{1} << 52;
  uint64_t rounded = significand >> shift;
  uint64_t dropped = significand & ((uint64_t{1} << shift) - 1);
  uint64_t half = uint64_t{1} << (shift - 1);
  if (dropped > half || (dropped == half && (rounded & 1)))
    ++rounded;
  // The sum lets a carry out of the mantissa move into the exponent, up to
  // infinity.
  uint64_t biased = subnormal ? 0
                              : static_cast<uint64_t>(exponent + bias - 1)
                                    << mantissaBits;
  return static_cast<uint16_t>(sign | (biased + rounded));
}

} // namespace

float tslice_rt_half_to_float(uint16_t bits) {
  uint32_t sign = static_cast<uint32_t>(bits & 0x8000) << 16;
  uint32_t exponent = bits >> 10 & 0x1f;
  uint32_t mantissa = bits & 0x3ff;
  if (exponent == 0x1f) {
    uint32_t quiet = mantissa ? 0x400000 : 0;
    return bitCast<float>(sign | 0x7f800000 | quiet | mantissa << 13);
  }
  if (exponent == 0) {
    // A multiple of 2^-24: the product is exact and not subnormal.
    float magnitude = static_cast<float>(mantissa) * 0x1p-24f;
    return bitCast<float>(sign | bitCast<uint32_t>(magnitude));
  }
  return bitCast<float>(sign | (exponent + 112) << 23 | mantissa << 13);
}

// Going through double is exact for every float, so the result is still rounded
// only once.
uint16_t tslice_rt_float_to_half(float value) { return narrow<5, 10>(value); }

uint16_t tslice_rt_double_to_half(double value) { return narrow<5, 10>(value); }

float tslice_rt_bfloat_to_float(uint16_t bits) {
  bool isNaN = (bits & 0x7fff) > 0x7f80;
  return bitCast<float>(static_cast<uint32_t>(bits) << 16 |
                        (isNaN ? 0x400000 : 0));
}

uint16_t tslice_rt_float_to_bfloat(float value) {
  uint32_t bits = bitCast<uint32_t>(value);
  if ((bits & 0x7fffffff) > 0x7f800000)
    return static_cast<uint16_t>(bits >> 16 | 0x40);
  // Adding just under half a unit, plus one if the result would be odd, rounds
  // ties to even.
  return static_cast<uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

uint16_t tslice_rt_double_to_bfloat(double value) {
  return narrow<8, 7>(value);
}

#if TSLICE_RT_HAS_FLOAT16
using tslice::runtime::Bits16;

TSLICE_RT_BUILTIN_DEFINITION float __extendhfsf2(Bits16 value) {
  return tslice_rt_half_to_float(bitCast<uint16_t>(value));
}

TSLICE_RT_BUILTIN_DEFINITION Bits16 __truncsfhf2(float value) {
  return bitCast<Bits16>(tslice_rt_float_to_half(value));
}

TSLICE_RT_BUILTIN_DEFINITION Bits16 __truncdfhf2(double value) {
  return bitCast<Bits16>(tslice_rt_double_to_half(value));
}

TSLICE_RT_BUILTIN_DEFINITION Bits16 __truncsfbf2(float value) {
  return bitCast<Bits16>(tslice_rt_float_to_bfloat(value));
}

TSLICE_RT_BUILTIN_DEFINITION Bits16 __truncdfbf2(double value) {
  return bitCast<Bits16>(tslice_rt_double_to_bfloat(value));
}
#endif
