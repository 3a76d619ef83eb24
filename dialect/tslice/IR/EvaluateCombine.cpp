// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What each combiner computes on each element type. Separate because it is
// built without contraction of multiplications and additions: every operation
// is rounded once.

#include "tslice/IR/Evaluate.h"
#include "llvm/ADT/APFloat.h"
#include <cmath>
#include <cstring>

using namespace mlir;
using namespace tslice;
using llvm::APFloat;

/// Loads both elements, applies `op` and stores; buffers need no alignment.
template <typename T, T (*op)(T, T)>
static void combineAs(void *accumulated, const void *update) {
  T a, u;
  memcpy(&a, accumulated, sizeof(T));
  memcpy(&u, update, sizeof(T));
  a = op(a, u);
  memcpy(accumulated, &a, sizeof(T));
}

template <typename T> static T second(T, T u) { return u; }

//===----------------------------------------------------------------------===//
// Integers: two's complement, wrapping
//===----------------------------------------------------------------------===//

// Sums and products are formed in 64 bits, unsigned, and cut: the low bits of
// either do not depend on the width.
template <typename T> static T addInt(T a, T u) {
  return static_cast<T>(static_cast<uint64_t>(a) + static_cast<uint64_t>(u));
}
template <typename T> static T mulInt(T a, T u) {
  return static_cast<T>(static_cast<uint64_t>(a) * static_cast<uint64_t>(u));
}
template <typename T> static T minInt(T a, T u) { return u < a ? u : a; }
template <typename T> static T maxInt(T a, T u) { return u > a ? u : a; }
template <typename T> static T andInt(T a, T u) { return a & u; }
template <typename T> static T orInt(T a, T u) { return a | u; }
template <typename T> static T xorInt(T a, T u) { return a ^ u; }

template <typename T> static CombineFunction selectInteger(Combiner combiner) {
  using U = std::make_unsigned_t<T>;
  switch (combiner) {
  case Combiner::Set:
    return combineAs<U, second<U>>;
  case Combiner::Add:
    return combineAs<U, addInt<U>>;
  case Combiner::Mul:
    return combineAs<U, mulInt<U>>;
  case Combiner::Min:
    return combineAs<T, minInt<T>>;
  case Combiner::Max:
    return combineAs<T, maxInt<T>>;
  case Combiner::UMin:
    return combineAs<U, minInt<U>>;
  case Combiner::UMax:
    return combineAs<U, maxInt<U>>;
  case Combiner::And:
    return combineAs<U, andInt<U>>;
  case Combiner::Or:
    return combineAs<U, orInt<U>>;
  case Combiner::Xor:
    return combineAs<U, xorInt<U>>;
  case Combiner::Region:
    break;
  }
  llvm_unreachable("all combiners are handled");
}

/// i1 is the Boolean type, false < true: add = max = or, mul = min = and. (Read
/// as a signed number, true would be -1 and the order the other way round.)
static CombineFunction selectBoolean(Combiner combiner) {
  switch (combiner) {
  case Combiner::Add:
  case Combiner::Max:
  case Combiner::UMax:
    return selectInteger<int8_t>(Combiner::Or);
  case Combiner::Mul:
  case Combiner::Min:
  case Combiner::UMin:
    return selectInteger<int8_t>(Combiner::And);
  default:
    return selectInteger<int8_t>(combiner);
  }
}

//===----------------------------------------------------------------------===//
// Floating point
//===----------------------------------------------------------------------===//

template <typename T> static T add(T a, T u) { return a + u; }
template <typename T> static T mul(T a, T u) { return a * u; }

/// As arith.maximumf: NaN wins, -0 < +0.
template <typename T> static T maximum(T a, T u) {
  if (std::isnan(a) || std::isnan(u))
    return std::isnan(a) ? a : u;
  if (a == u)
    return std::signbit(a) ? u : a;
  return u > a ? u : a;
}
template <typename T> static T minimum(T a, T u) {
  return std::isnan(a) || std::isnan(u) ? maximum(a, u) : -maximum(-a, -u);
}

template <typename T> static CombineFunction selectFloat(Combiner combiner) {
  switch (combiner) {
  case Combiner::Set:
    return combineAs<T, second<T>>;
  case Combiner::Add:
    return combineAs<T, add<T>>;
  case Combiner::Mul:
    return combineAs<T, mul<T>>;
  case Combiner::Min:
    return combineAs<T, minimum<T>>;
  case Combiner::Max:
    return combineAs<T, maximum<T>>;
  default:
    llvm_unreachable("not defined on floating-point numbers");
  }
}

// The 16-bit formats, f16 and bf16, in APFloat: rounded once, in the format.
static APFloat addHalf(const APFloat &a, const APFloat &u) { return a + u; }
static APFloat mulHalf(const APFloat &a, const APFloat &u) { return a * u; }
static APFloat minHalf(const APFloat &a, const APFloat &u) {
  return llvm::minimum(a, u);
}
static APFloat maxHalf(const APFloat &a, const APFloat &u) {
  return llvm::maximum(a, u);
}

template <bool isBFloat, APFloat (*op)(const APFloat &, const APFloat &)>
static void combineHalf(void *accumulated, const void *update) {
  const llvm::fltSemantics &format =
      isBFloat ? APFloat::BFloat() : APFloat::IEEEhalf();
  uint16_t a, u;
  memcpy(&a, accumulated, sizeof(a));
  memcpy(&u, update, sizeof(u));
  APFloat value = op(APFloat(format, llvm::APInt(16, a)),
                     APFloat(format, llvm::APInt(16, u)));
  a = static_cast<uint16_t>(value.bitcastToAPInt().getZExtValue());
  memcpy(accumulated, &a, sizeof(a));
}

template <bool isBFloat> static CombineFunction selectHalf(Combiner combiner) {
  switch (combiner) {
  case Combiner::Set:
    return combineAs<uint16_t, second<uint16_t>>;
  case Combiner::Add:
    return combineHalf<isBFloat, addHalf>;
  case Combiner::Mul:
    return combineHalf<isBFloat, mulHalf>;
  case Combiner::Min:
    return combineHalf<isBFloat, minHalf>;
  case Combiner::Max:
    return combineHalf<isBFloat, maxHalf>;
  default:
    llvm_unreachable("not defined on floating-point numbers");
  }
}

//===----------------------------------------------------------------------===//
// Complex numbers, by the textbook
//===----------------------------------------------------------------------===//

namespace {
template <typename T> struct Pair {
  T real, imag;
};
} // namespace

template <typename T> static Pair<T> addPair(Pair<T> a, Pair<T> u) {
  return {a.real + u.real, a.imag + u.imag};
}
template <typename T> static Pair<T> mulPair(Pair<T> a, Pair<T> u) {
  return {a.real * u.real - a.imag * u.imag, a.real * u.imag + a.imag * u.real};
}

template <typename T> static CombineFunction selectComplex(Combiner combiner) {
  switch (combiner) {
  case Combiner::Set:
    return combineAs<Pair<T>, second<Pair<T>>>;
  case Combiner::Add:
    return combineAs<Pair<T>, addPair<T>>;
  case Combiner::Mul:
    return combineAs<Pair<T>, mulPair<T>>;
  default:
    llvm_unreachable("not defined on complex numbers");
  }
}

//===----------------------------------------------------------------------===//
// By type
//===----------------------------------------------------------------------===//

static CombineFunction selectFloatFormat(Combiner combiner, FloatType type) {
  if (type.isF64())
    return selectFloat<double>(combiner);
  if (type.isF32())
    return selectFloat<float>(combiner);
  if (type.isF16())
    return selectHalf<false>(combiner);
  if (type.isBF16())
    return selectHalf<true>(combiner);
  assert(combiner == Combiner::Set && "8-bit floats can only be moved");
  return selectInteger<int8_t>(Combiner::Set);
}

CombineFunction tslice::getCombineFunction(Combiner combiner, Type type) {
  if (auto complexType = dyn_cast<ComplexType>(type))
    return complexType.getElementType().isF64()
               ? selectComplex<double>(combiner)
               : selectComplex<float>(combiner);
  if (auto floatType = dyn_cast<FloatType>(type))
    return selectFloatFormat(combiner, floatType);
  if (type.isInteger(1))
    return selectBoolean(combiner);
  if (type.isInteger(8))
    return selectInteger<int8_t>(combiner);
  if (type.isInteger(16))
    return selectInteger<int16_t>(combiner);
  if (type.isInteger(32))
    return selectInteger<int32_t>(combiner);
  assert((type.isInteger(64) || type.isIndex()) && "not an element type");
  return selectInteger<int64_t>(combiner);
}

//===----------------------------------------------------------------------===//
// 16-bit numbers, folded in 32 bits
//===----------------------------------------------------------------------===//

static const llvm::fltSemantics &getFormat(Type type) {
  return cast<FloatType>(type).getFloatSemantics();
}

float tslice::loadWide(Type type, const void *element) {
  uint16_t bits;
  memcpy(&bits, element, sizeof(bits));
  APFloat value(getFormat(type), llvm::APInt(16, bits));
  bool losesInfo;
  value.convert(APFloat::IEEEsingle(), APFloat::rmNearestTiesToEven,
                &losesInfo);
  return value.convertToFloat();
}

void tslice::storeWide(Type type, float value, void *element) {
  APFloat rounded(value);
  bool losesInfo;
  rounded.convert(getFormat(type), APFloat::rmNearestTiesToEven, &losesInfo);
  auto bits = static_cast<uint16_t>(rounded.bitcastToAPInt().getZExtValue());
  memcpy(element, &bits, sizeof(bits));
}
