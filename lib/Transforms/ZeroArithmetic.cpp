// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The arithmetic of zeros: x - (+0) and x + (-0) are x for every x, x + (+0) is
// x unless that is -0, and 0 * x is 0 unless x is infinite or NaN.

#include "UnusedRows.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include <cmath>

using namespace mlir;
using namespace tslice;

static std::optional<APFloat> getConstant(Value scalar) {
  APFloat value(0.0);
  if (scalar && matchPattern(scalar, m_ConstantFloat(&value)))
    return value;
  return std::nullopt;
}

std::optional<APFloat> UnusedElements::getConstant() const {
  return ::getConstant(scalar);
}

bool UnusedElements::isPlusZero() const {
  std::optional<APFloat> value = getConstant();
  return value && value->isPosZero();
}

//===----------------------------------------------------------------------===//
// What scalars must be
//===----------------------------------------------------------------------===//

void UnusedRows::require(Value holds) {
  created.push_back(holds.getDefiningOp());
  if (condition) {
    holds = arith::AndIOp::create(builder, holds.getLoc(), condition, holds);
    created.push_back(holds.getDefiningOp());
  }
  condition = holds;
}

bool UnusedRows::requireZero(Value scalar, std::optional<bool> negative) {
  auto type = dyn_cast<FloatType>(scalar.getType());
  if (!type)
    return false;
  if (std::optional<APFloat> value = getConstant(scalar))
    return value->isZero() && (!negative || value->isNegative() == *negative);
  Location loc = scalar.getLoc();
  if (!negative) {
    Value zero =
        arith::ConstantOp::create(builder, loc, builder.getZeroAttr(type));
    created.push_back(zero.getDefiningOp());
    require(arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OEQ,
                                  scalar, zero));
    return true;
  }
  auto bitsType = builder.getIntegerType(type.getWidth());
  Value bits = arith::BitcastOp::create(builder, loc, bitsType, scalar);
  created.push_back(bits.getDefiningOp());
  APInt wanted =
      APFloat::getZero(type.getFloatSemantics(), *negative).bitcastToAPInt();
  Value zero = arith::ConstantOp::create(
      builder, loc, builder.getIntegerAttr(bitsType, wanted));
  created.push_back(zero.getDefiningOp());
  require(arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, bits,
                                zero));
  return true;
}

/// The largest number that rounding on the way keeps far from infinity.
static double getLimit(Type type) {
  return APFloat::getLargest(cast<FloatType>(type).getFloatSemantics())
             .convertToDouble() /
         4;
}

double UnusedRows::requireProduct(Value scalar, double factor) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  auto type = dyn_cast<FloatType>(scalar.getType());
  if (!type || !(factor <= getLimit(type)))
    return infinity;
  double limit = getLimit(type);
  if (std::optional<APFloat> value = getConstant(scalar)) {
    double product = value->convertToDouble() * factor * 2;
    return !value->isNegative() && product <= limit ? product : infinity;
  }
  // One compare finds NaN, too.
  Location loc = scalar.getLoc();
  auto compare = [&](arith::CmpFPredicate predicate, double bound) {
    Value number = arith::ConstantOp::create(builder, loc,
                                             builder.getFloatAttr(type, bound));
    created.push_back(number.getDefiningOp());
    require(arith::CmpFOp::create(builder, loc, predicate, scalar, number));
  };
  compare(arith::CmpFPredicate::OGT, 0);
  compare(arith::CmpFPredicate::OLE,
          std::min(limit, limit / std::max(factor, 1.0)));
  return limit;
}

std::optional<double> UnusedRows::requirePositive(Value scalar) {
  auto type = dyn_cast<FloatType>(scalar.getType());
  if (!type)
    return std::nullopt;
  if (std::optional<APFloat> value = getConstant(scalar)) {
    if (value->isNaN() || value->isNegative() || value->isZero())
      return std::nullopt;
    return value->convertToDouble();
  }
  Location loc = scalar.getLoc();
  APFloat least = APFloat::getSmallestNormalized(type.getFloatSemantics());
  Value bound = arith::ConstantOp::create(builder, loc,
                                          builder.getFloatAttr(type, least));
  created.push_back(bound.getDefiningOp());
  require(arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OGE, scalar,
                                bound));
  return least.convertToDouble();
}

//===----------------------------------------------------------------------===//
// Arithmetic, one side of which at least is no scalar
//===----------------------------------------------------------------------===//

UnusedElements UnusedRows::add(const UnusedElements &lhs,
                               const UnusedElements &rhs) {
  if (lhs.scalar)
    return add(rhs, lhs);
  UnusedElements result;
  if (!rhs.scalar) {
    result.isNonNegative = lhs.isNonNegative && rhs.isNonNegative;
    result.least = std::max(lhs.least, rhs.least);
    return result;
  }
  // A sum of squares with one more of them: as a step leaves it, it is not
  // negative.
  if (lhs.tensor && rhs.isSquare && requireZero(rhs.scalar, false)) {
    if (!lhs.isNonNegative)
      sums.insert(lhs.tensor);
    result = lhs;
    result.isNonNegative = true;
    return result;
  }
  if (lhs.isNonNegative && rhs.isPlusZero())
    return lhs;
  if (lhs.isNonNegative && !rhs.hasGradient)
    if (std::optional<double> least = requirePositive(rhs.scalar)) {
      result.isNonNegative = true;
      result.least = *least;
      return result;
    }
  if (lhs.tensor && requireZero(rhs.scalar, true))
    return lhs;
  return result;
}

UnusedElements UnusedRows::subtract(const UnusedElements &lhs,
                                    const UnusedElements &rhs) {
  if (lhs.tensor && rhs.scalar && requireZero(rhs.scalar, false))
    return lhs;
  return {};
}

UnusedElements UnusedRows::multiply(const UnusedElements &lhs,
                                    const UnusedElements &rhs) {
  if (lhs.scalar)
    return multiply(rhs, lhs);
  UnusedElements result;
  if (!rhs.scalar || !lhs.isNonNegative || std::isinf(lhs.most))
    return result;
  if (rhs.hasGradient)
    return requireZero(rhs.scalar, std::nullopt) ? rhs : result;
  result.most = requireProduct(rhs.scalar, lhs.most);
  result.isNonNegative = !std::isinf(result.most);
  return result;
}

UnusedElements UnusedRows::divide(const UnusedElements &lhs,
                                  const UnusedElements &rhs) {
  UnusedElements result;
  if (lhs.scalar && rhs.isNonNegative && rhs.least > 0) {
    // 0 over what is positive; or something over what is not too small.
    if (lhs.hasGradient)
      return requireZero(lhs.scalar, std::nullopt) ? lhs : result;
    result.most = requireProduct(lhs.scalar, 1 / rhs.least);
    result.isNonNegative = !std::isinf(result.most);
    return result;
  }
  std::optional<APFloat> divisor = rhs.getConstant();
  if (lhs.isNonNegative && divisor && rhs.isNonNegative &&
      divisor->isFinite() && divisor->convertToDouble() >= 1) {
    result.isNonNegative = true;
    result.most = lhs.most;
  }
  return result;
}
