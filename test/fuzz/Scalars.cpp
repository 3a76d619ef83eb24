// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Interprets scalar arithmetic. Floats are computed in double and rounded once,
// which for the sums and products of the narrower types is exact rounding.

#include "Scalars.h"

#include "tslice/ExecutionEngine/Float.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <cstring>
#include <functional>

using namespace mlir;
using namespace tslice;
using namespace tslice::fuzz;

std::optional<ElementType> fuzz::toElementType(Type type) {
  std::string name;
  llvm::raw_string_ostream(name) << type;
  return parseElementType(name);
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

static bool storeAttribute(Attribute value, ElementType type, char *to) {
  if (auto number = dyn_cast<FloatAttr>(value)) {
    APInt bits = number.getValue().bitcastToAPInt();
    uint64_t low = bits.getZExtValue();
    std::memcpy(to, &low, getSize(type));
    return true;
  }
  if (auto number = dyn_cast<IntegerAttr>(value)) {
    storeInteger(type, to, number.getValue().getSExtValue());
    return true;
  }
  return false;
}

std::optional<Scalar> fuzz::evaluateConstant(Operation *op) {
  Attribute value = op->getAttr("value");
  std::optional<ElementType> type = toElementType(op->getResult(0).getType());
  if (!value || !type)
    return std::nullopt;
  Scalar result{*type};
  if (auto parts = dyn_cast<ArrayAttr>(value)) {
    ElementType part = getComponentType(*type);
    for (auto [i, number] : llvm::enumerate(parts))
      if (!storeAttribute(number, part, result.bytes + i * getSize(part)))
        return std::nullopt;
    return result;
  }
  if (!storeAttribute(value, *type, result.bytes))
    return std::nullopt;
  return result;
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

/// NaN if one is; -0 is below +0.
static double maximum(double a, double b) {
  if (std::isnan(a) || std::isnan(b))
    return std::numeric_limits<double>::quiet_NaN();
  if (a == b)
    return std::signbit(a) ? b : a;
  return a > b ? a : b;
}

static double minimum(double a, double b) { return -maximum(-a, -b); }

using FloatFunction = double (*)(double, double);
using IntegerFunction = uint64_t (*)(uint64_t, uint64_t);

static FloatFunction getFloatFunction(StringRef name) {
  return llvm::StringSwitch<FloatFunction>(name)
      .Cases({"arith.addf", "complex.add"},
             [](double a, double b) { return a + b; })
      .Cases({"arith.subf", "complex.sub"},
             [](double a, double b) { return a - b; })
      .Case("arith.mulf", [](double a, double b) { return a * b; })
      .Case("arith.divf", [](double a, double b) { return a / b; })
      .Case("arith.maximumf", maximum)
      .Case("arith.minimumf", minimum)
      .Default(nullptr);
}

/// Operands are sign-extended.
static IntegerFunction getIntegerFunction(StringRef name) {
  using U = uint64_t;
  using S = int64_t;
  return llvm::StringSwitch<IntegerFunction>(name)
      .Case("arith.addi", [](U a, U b) { return a + b; })
      .Case("arith.subi", [](U a, U b) { return a - b; })
      .Case("arith.muli", [](U a, U b) { return a * b; })
      .Case("arith.maxsi", [](U a, U b) { return S(a) > S(b) ? a : b; })
      .Case("arith.minsi", [](U a, U b) { return S(a) < S(b) ? a : b; })
      .Case("arith.maxui", [](U a, U b) { return std::max(a, b); })
      .Case("arith.minui", [](U a, U b) { return std::min(a, b); })
      .Case("arith.andi", [](U a, U b) { return a & b; })
      .Case("arith.ori", [](U a, U b) { return a | b; })
      .Case("arith.xori", [](U a, U b) { return a ^ b; })
      .Default(nullptr);
}

/// Compares two numbers of an integer type.
static bool compare(arith::CmpIPredicate predicate, ElementType type,
                    const Scalar &a, const Scalar &b) {
  return arith::applyCmpPredicate(
      predicate, APInt(64, static_cast<uint64_t>(loadInteger(type, a.bytes))),
      APInt(64, static_cast<uint64_t>(loadInteger(type, b.bytes))));
}

std::optional<Scalar> fuzz::evaluateScalar(Operation *op,
                                           ArrayRef<Scalar> operands) {
  std::optional<ElementType> type =
      toElementType(mlir::getElementTypeOrSelf(op->getResult(0).getType()));
  if (!type || operands.empty())
    return std::nullopt;
  Scalar result{*type};
  StringRef name = op->getName().getStringRef();
  const Scalar &a = operands[0], &b = operands.back();
  if (name == "arith.negf") {
    storeFloat(*type, result.bytes, -loadFloat(*type, a.bytes));
    return result;
  }
  if (operands.size() != 2)
    return std::nullopt;
  if (auto comparison = dyn_cast<arith::CmpIOp>(op)) {
    storeInteger(*type, result.bytes,
                 compare(comparison.getPredicate(), a.type, a, b));
    return result;
  }
  if (IntegerFunction function = getIntegerFunction(name)) {
    uint64_t bits =
        function(loadInteger(*type, a.bytes), loadInteger(*type, b.bytes));
    if (*type == ElementType::I1)
      bits &= 1;
    storeInteger(*type, result.bytes, static_cast<int64_t>(bits));
    return result;
  }
  FloatFunction function = getFloatFunction(name);
  if (!function)
    return std::nullopt;
  ElementType part = getComponentType(*type);
  for (int64_t at = 0; at < getSize(*type); at += getSize(part))
    storeFloat(
        part, result.bytes + at,
        function(loadFloat(part, a.bytes + at), loadFloat(part, b.bytes + at)));
  return result;
}

Scalar fuzz::loadScalar(const Tensor &tensor, int64_t at) {
  Scalar scalar{tensor.getType()};
  std::memcpy(scalar.bytes,
              static_cast<const char *>(tensor.getData()) +
                  at * getSize(scalar.type),
              getSize(scalar.type));
  return scalar;
}

void fuzz::storeScalar(const Scalar &scalar, const Tensor &tensor, int64_t at) {
  std::memcpy(static_cast<char *>(tensor.getMutableData()) +
                  at * getSize(scalar.type),
              scalar.bytes, getSize(scalar.type));
}
