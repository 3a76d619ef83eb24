// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Elements are computed with in f64 and drawn from 64 bits of state, whatever
// their type is.

#include "CheckElements.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"

using namespace mlir;
using namespace tslice;

Value tslice::toF64(ImplicitLocOpBuilder &b, Value value) {
  if (value.getType().isF64())
    return value;
  return arith::ExtFOp::create(b, b.getF64Type(), value);
}

Value tslice::fromF64(ImplicitLocOpBuilder &b, Value value, Type type) {
  if (type.isF64())
    return value;
  return arith::TruncFOp::create(b, type, value);
}

SmallVector<Value> tslice::getParts(ImplicitLocOpBuilder &b, Value element,
                                    bool negates) {
  auto type = dyn_cast<ComplexType>(element.getType());
  if (!type)
    return {toF64(b, element)};
  Value imaginary =
      toF64(b, complex::ImOp::create(b, type.getElementType(), element));
  if (negates)
    imaginary = arith::NegFOp::create(b, imaginary);
  return {toF64(b, complex::ReOp::create(b, type.getElementType(), element)),
          imaginary};
}

Value tslice::createConstant(ImplicitLocOpBuilder &b, double number) {
  return arith::ConstantOp::create(b, b.getF64FloatAttr(number));
}

Value tslice::createConstant(ImplicitLocOpBuilder &b, int64_t number) {
  return arith::ConstantOp::create(b, b.getI64IntegerAttr(number));
}

/// A number with 1/2 <= |x| < 1, from all bits of `state`: the upper half of a
/// product with an odd number depends on all of them.
static Value drawNumber(ImplicitLocOpBuilder &b, Value state, int64_t salt) {
  Value mixed = state;
  for (int64_t round = 0; round < 2; ++round) {
    Value added = arith::AddIOp::create(
        b, mixed, createConstant(b, salt * 2 + round + 1));
    Value product = arith::MulIOp::create(
        b, added, createConstant(b, static_cast<int64_t>(0x9E3779B97F4A7C15)));
    Value upper =
        arith::ShRUIOp::create(b, product, createConstant(b, int64_t(31)));
    mixed = arith::XOrIOp::create(b, product, upper);
  }
  // Sign and fraction are the state's, the exponent is that of 1/2.
  constexpr int64_t exponent = int64_t(0x3FE) << 52, all = int64_t(0x7FF) << 52;
  Value bits = arith::AndIOp::create(b, mixed, createConstant(b, ~all));
  bits = arith::OrIOp::create(b, bits, createConstant(b, exponent));
  return arith::BitcastOp::create(b, b.getF64Type(), bits);
}

Value tslice::drawElement(ImplicitLocOpBuilder &b, Type type, Value state,
                          int64_t salt) {
  auto complexType = dyn_cast<ComplexType>(type);
  if (!complexType)
    return fromF64(b, drawNumber(b, state, salt), type);
  Type part = complexType.getElementType();
  Value real = fromF64(b, drawNumber(b, state, salt), part);
  Value imaginary = fromF64(b, drawNumber(b, state, ~salt), part);
  return complex::CreateOp::create(b, type, real, imaginary);
}
