// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Converts between double and the small floating-point formats, rounding once,
// to nearest even. Header-only because the printer, the literals and the
// evaluator convert element by element.

#ifndef TSLICE_EXECUTIONENGINE_FLOAT_H
#define TSLICE_EXECUTIONENGINE_FLOAT_H

#include "tslice/ExecutionEngine/ElementType.h"

#include <cmath>
#include <cstring>
#include <limits>

namespace tslice {

/// The layout of a floating-point format of at most 16 bits: a sign, exponent
/// bits, mantissa bits. `finiteOnly` formats have no infinity and a single NaN
/// of all ones (per sign); what overflows them becomes NaN.
struct SmallFloatFormat {
  int exponentBits;
  int mantissaBits;
  bool finiteOnly;

  constexpr int minExponent() const { return 2 - (1 << (exponentBits - 1)); }
  constexpr uint32_t signBit() const {
    return 1u << (exponentBits + mantissaBits);
  }
  /// The encoding of infinity in formats that have one.
  constexpr uint32_t infinity() const {
    return ((1u << exponentBits) - 1) << mantissaBits;
  }
  constexpr uint32_t quietNaN() const {
    return finiteOnly ? signBit() - 1 : infinity() | (1u << (mantissaBits - 1));
  }
  constexpr uint32_t largestFinite() const {
    return (finiteOnly ? quietNaN() : infinity()) - 1;
  }
};

inline constexpr SmallFloatFormat formatF16{5, 10, false};
inline constexpr SmallFloatFormat formatBF16{8, 7, false};
inline constexpr SmallFloatFormat formatF8E4M3FN{4, 3, true};
inline constexpr SmallFloatFormat formatF8E5M2{5, 2, false};

/// Returns the value of the encoding `bits`. Exact.
inline double decodeSmallFloat(SmallFloatFormat format, uint32_t bits) {
  uint32_t magnitude = bits & (format.signBit() - 1);
  double sign = bits & format.signBit() ? -1.0 : 1.0;
  if (magnitude > format.largestFinite()) {
    if (!format.finiteOnly && magnitude == format.infinity())
      return sign * std::numeric_limits<double>::infinity();
    return std::copysign(std::numeric_limits<double>::quiet_NaN(), sign);
  }
  int exponent = static_cast<int>(magnitude >> format.mantissaBits);
  uint32_t mantissa = magnitude & ((1u << format.mantissaBits) - 1);
  if (exponent == 0)
    exponent = 1;
  else
    mantissa |= 1u << format.mantissaBits;
  return sign *
         std::ldexp(static_cast<double>(mantissa),
                    exponent - 1 + format.minExponent() - format.mantissaBits);
}

/// Returns the encoding nearest to `value`, ties to even. What is too large
/// becomes infinity, or NaN where there is none.
inline uint32_t encodeSmallFloat(SmallFloatFormat format, double value) {
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  uint32_t sign = bits >> 63 ? format.signBit() : 0;
  if (std::isnan(value))
    return sign | format.quietNaN();
  uint32_t overflow = format.finiteOnly ? format.quietNaN() : format.infinity();
  if (std::isinf(value))
    return sign | overflow;

  // value = mantissa * 2^(exponent - 52). A subnormal double is far below half
  // of the smallest number of every format here, so its exponent is not exact.
  int exponent = static_cast<int>((bits >> 52) & 0x7ff) - 1023;
  uint64_t mantissa = (bits & ((uint64_t(1) << 52) - 1)) | uint64_t(1) << 52;
  int below = format.minExponent() - exponent;
  int shift = 52 - format.mantissaBits + (below > 0 ? below : 0);
  if (shift > 54)
    return sign;
  uint64_t quotient = mantissa >> shift;
  uint64_t rest = mantissa & ((uint64_t(1) << shift) - 1);
  uint64_t half = uint64_t(1) << (shift - 1);
  if (rest > half || (rest == half && (quotient & 1)))
    ++quotient;
  // The hidden bit of the quotient adds one to the exponent field, and a carry
  // out of the mantissa adds one more: both are the right encoding.
  if (below > 0)
    return sign | static_cast<uint32_t>(quotient);
  uint64_t encoding =
      (static_cast<uint64_t>(-below) << format.mantissaBits) + quotient;
  return sign |
         (encoding > format.largestFinite() ? overflow
                                            : static_cast<uint32_t>(encoding));
}

/// Returns the layout of `type`, which must be f16, bf16 or an f8 type.
constexpr SmallFloatFormat getSmallFloatFormat(ElementType type) {
  switch (type) {
  case ElementType::F16:
    return formatF16;
  case ElementType::BF16:
    return formatBF16;
  case ElementType::F8E4M3FN:
    return formatF8E4M3FN;
  default:
    return formatF8E5M2;
  }
}

/// Returns the number of significant bits of a real floating-point type.
constexpr int getPrecision(ElementType type) {
  if (type == ElementType::F64)
    return 53;
  if (type == ElementType::F32)
    return 24;
  return getSmallFloatFormat(type).mantissaBits + 1;
}

/// Reads a `T` from memory of any alignment.
template <typename T> T loadAs(const void *from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  return value;
}

/// Reads the element of a real floating-point type at `from`. Exact.
inline double loadFloat(ElementType type, const void *from) {
  if (type == ElementType::F64)
    return loadAs<double>(from);
  if (type == ElementType::F32)
    return loadAs<float>(from);
  uint32_t bits =
      getSize(type) == 2 ? loadAs<uint16_t>(from) : loadAs<uint8_t>(from);
  return decodeSmallFloat(getSmallFloatFormat(type), bits);
}

/// Writes `value`, rounded to nearest even, as an element of a real
/// floating-point type to `to`.
inline void storeFloat(ElementType type, void *to, double value) {
  if (type == ElementType::F64) {
    std::memcpy(to, &value, sizeof(double));
  } else if (type == ElementType::F32) {
    float narrow = static_cast<float>(value);
    std::memcpy(to, &narrow, sizeof(float));
  } else {
    uint32_t bits = encodeSmallFloat(getSmallFloatFormat(type), value);
    uint16_t two = static_cast<uint16_t>(bits);
    uint8_t one = static_cast<uint8_t>(bits);
    if (getSize(type) == 2)
      std::memcpy(to, &two, 2);
    else
      std::memcpy(to, &one, 1);
  }
}

/// Returns `value` rounded to the precision of `type`.
inline double roundToType(ElementType type, double value) {
  char bytes[8];
  storeFloat(type, bytes, value);
  return loadFloat(type, bytes);
}

/// Reads the element of type i1, i8 to i64 or index at `from`.
inline int64_t loadInteger(ElementType type, const void *from) {
  switch (type) {
  case ElementType::I1:
    return loadAs<uint8_t>(from) != 0;
  case ElementType::I8:
    return loadAs<int8_t>(from);
  case ElementType::I16:
    return loadAs<int16_t>(from);
  case ElementType::I32:
    return loadAs<int32_t>(from);
  default:
    return loadAs<int64_t>(from);
  }
}

/// Writes the low bits of `value` as an element of type i1, i8 to i64 or index
/// to `to`. Hosts are little-endian, which the build checks.
inline void storeInteger(ElementType type, void *to, int64_t value) {
  if (type == ElementType::I1)
    value = value != 0;
  std::memcpy(to, &value, static_cast<size_t>(getSize(type)));
}

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
              "elements are stored and written in little-endian order");

} // namespace tslice

#endif // TSLICE_EXECUTIONENGINE_FLOAT_H
