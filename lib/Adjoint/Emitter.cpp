// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Arithmetic on whatever has a derivative. Complex operations are defined on
// scalars only, so on tensors they are wrapped in an elementwise generic.

#include "Emitter.h"
#include "GenericBuilder.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"
#include "tslice/IR/TSliceInference.h"

using namespace mlir;
using namespace tslice;

static bool isComplex(Value value) {
  return isa<ComplexType>(getElementTypeOrSelf(value.getType()));
}

/// The scalar constant `number` of any differentiable element type.
static Value scalarConstant(OpBuilder &builder, Location loc, Type type,
                            double number) {
  auto part = [&](Type partType, double value) -> Attribute {
    return builder.getFloatAttr(partType, value);
  };
  if (auto complexType = dyn_cast<ComplexType>(type)) {
    Type element = complexType.getElementType();
    return complex::ConstantOp::create(
        builder, loc, type,
        builder.getArrayAttr({part(element, number), part(element, 0.0)}));
  }
  return arith::ConstantOp::create(builder, loc,
                                   mlir::cast<TypedAttr>(part(type, number)));
}

Value Emitter::constant(Value like, double number) {
  auto tensor = dyn_cast<RankedTensorType>(like.getType());
  if (!tensor)
    return scalarConstant(builder, loc, like.getType(), number);
  Type element = tensor.getElementType();
  if (tensor.hasStaticShape() && isa<FloatType>(element))
    return arith::ConstantOp::create(
        builder, loc,
        DenseElementsAttr::get(tensor, builder.getFloatAttr(element, number)));
  return fill(like, scalarConstant(builder, loc, element, number));
}

Value Emitter::zero(Value like) {
  auto tensor = dyn_cast<RankedTensorType>(like.getType());
  if (!tensor)
    return createZero(builder, loc, like.getType());
  return fill(like, createZero(builder, loc, tensor.getElementType()));
}

Value Emitter::accumulator(Value like) {
  auto tensor = dyn_cast<RankedTensorType>(like.getType());
  if (!tensor)
    return createZero(builder, loc, like.getType());
  Value scalar = createZero(builder, loc, tensor.getElementType());
  Value buffer = bufferization::AllocTensorOp::create(builder, loc, tensor,
                                                      dynamicSizes(like));
  return linalg::FillOp::create(builder, loc, scalar, buffer).getResult(0);
}

Value Emitter::zeroScalar(Type type) {
  return createZero(builder, loc, getElementTypeOrSelf(type));
}

Value Emitter::zeroTensor(Type type) {
  Value buffer =
      tensor::EmptyOp::create(builder, loc, ArrayRef<int64_t>(), type);
  return linalg::FillOp::create(builder, loc, createZero(builder, loc, type),
                                buffer)
      .getResult(0);
}

Value Emitter::empty(Value like, Type elementType) {
  auto tensor = mlir::cast<RankedTensorType>(like.getType());
  return tensor::EmptyOp::create(
      builder, loc, tensor.getShape(),
      elementType ? elementType : tensor.getElementType(), dynamicSizes(like));
}

Value Emitter::fill(Value like, Value value) {
  return linalg::FillOp::create(builder, loc, value,
                                empty(like, value.getType()))
      .getResult(0);
}

template <typename ComplexOp>
Value Emitter::complexBinary(Value lhs, Value rhs) {
  auto tensor = dyn_cast<RankedTensorType>(lhs.getType());
  if (!tensor)
    return ComplexOp::create(builder, loc, lhs, rhs);
  AffineMap identity = builder.getMultiDimIdentityMap(tensor.getRank());
  SmallVector<utils::IteratorType> iterators(tensor.getRank(),
                                             utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(
      builder, loc, TypeRange{tensor}, ValueRange{lhs, rhs},
      ValueRange{empty(lhs)}, ArrayRef<AffineMap>{identity, identity, identity},
      iterators, [](OpBuilder &b, Location at, ValueRange args) {
        linalg::YieldOp::create(
            b, at, ValueRange{ComplexOp::create(b, at, args[0], args[1])});
      });
  return generic.getResult(0);
}

Value Emitter::add(Value lhs, Value rhs) {
  return isComplex(lhs) ? complexBinary<complex::AddOp>(lhs, rhs)
                        : make<arith::AddFOp>(lhs, rhs);
}
Value Emitter::sub(Value lhs, Value rhs) {
  return isComplex(lhs) ? complexBinary<complex::SubOp>(lhs, rhs)
                        : make<arith::SubFOp>(lhs, rhs);
}
/// Whether every element of `value` is the constant 1. With dynamic sizes the
/// product still says that the sizes agree, so it stays.
static bool isOne(Value value) {
  auto tensor = dyn_cast<RankedTensorType>(value.getType());
  if (tensor && !tensor.hasStaticShape())
    return false;
  if (auto fill = value.getDefiningOp<linalg::FillOp>())
    value = fill.getInputs()[0];
  return matchPattern(value, m_OneFloat());
}

Value Emitter::mul(Value lhs, Value rhs) {
  if (isOne(lhs))
    return rhs;
  if (isOne(rhs))
    return lhs;
  return isComplex(lhs) ? complexBinary<complex::MulOp>(lhs, rhs)
                        : make<arith::MulFOp>(lhs, rhs);
}
Value Emitter::div(Value lhs, Value rhs) {
  return isComplex(lhs) ? complexBinary<complex::DivOp>(lhs, rhs)
                        : make<arith::DivFOp>(lhs, rhs);
}
Value Emitter::neg(Value value) {
  return isComplex(value) ? sub(zero(value), value)
                          : make<arith::NegFOp>(value);
}
Value Emitter::scale(Value value, double number) {
  return mul(value, constant(value, number));
}

Value Emitter::sum(Value tensor) {
  int64_t rank = mlir::cast<RankedTensorType>(tensor.getType()).getRank();
  Type element = getElementTypeOrSelf(tensor.getType());
  GenericBuilder generic(loc);
  Value term = generic.addInput(tensor, builder.getMultiDimIdentityMap(rank));
  Value total =
      generic.setOutput(zeroTensor(getWideType(element)),
                        AffineMap::get(rank, 0, builder.getContext()));
  OpBuilder inner = generic.getBodyBuilder();
  Emitter body(inner, loc);
  Value result = generic.finish(builder, body.add(total, body.widen(term)));
  return convert(tensor::ExtractOp::create(builder, loc, result), element);
}

Value Emitter::compare(arith::CmpFPredicate predicate, Value lhs, Value rhs) {
  return arith::CmpFOp::create(builder, loc, predicate, lhs, rhs);
}
Value Emitter::logicalOr(Value lhs, Value rhs) {
  return make<arith::OrIOp>(lhs, rhs);
}
Value Emitter::logicalAnd(Value lhs, Value rhs) {
  return make<arith::AndIOp>(lhs, rhs);
}
Value Emitter::select(Value condition, Value ifTrue, Value ifFalse) {
  return arith::SelectOp::create(builder, loc, condition, ifTrue, ifFalse);
}

Value Emitter::isWinner(Value candidate, Value result) {
  Value equal = compare(arith::CmpFPredicate::OEQ, candidate, result);
  Value bothNaN =
      logicalAnd(compare(arith::CmpFPredicate::UNO, candidate, candidate),
                 compare(arith::CmpFPredicate::UNO, result, result));
  return logicalOr(equal, bothNaN);
}

Value Emitter::winnerShare(Value candidate, Value other, Value result,
                           Value direction) {
  Value half = scale(direction, 0.5);
  Value share = select(isWinner(other, result), half, direction);
  return select(isWinner(candidate, result), share, constant(direction, 0.0));
}

Type Emitter::getWideType(Type type) {
  Type element = getElementTypeOrSelf(type);
  if (!element.isF16() && !element.isBF16())
    return type;
  Type wide = Float32Type::get(type.getContext());
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? Type(tensor.clone(wide)) : wide;
}

Value Emitter::widen(Value value) {
  return convert(value, getElementTypeOrSelf(getWideType(value.getType())));
}

Value Emitter::divideByCount(Value value, Value count) {
  Value wide = widen(value);
  Value divisor = arith::SIToFPOp::create(builder, loc, wide.getType(), count);
  return convert(div(wide, divisor), getElementTypeOrSelf(value.getType()));
}

Value Emitter::convert(Value value, Type element) {
  Type from = getElementTypeOrSelf(value.getType());
  if (from == element)
    return value;
  auto tensor = dyn_cast<RankedTensorType>(value.getType());
  Type type = tensor ? Type(tensor.clone(element)) : element;
  if (from.getIntOrFloatBitWidth() < element.getIntOrFloatBitWidth())
    return arith::ExtFOp::create(builder, loc, type, value);
  return arith::TruncFOp::create(builder, loc, type, value);
}

Value Emitter::cast(Value tensor, RankedTensorType shape) {
  auto type = mlir::cast<RankedTensorType>(tensor.getType());
  RankedTensorType target = shape.clone(type.getElementType());
  return type == target ? tensor
                        : tensor::CastOp::create(builder, loc, target, tensor);
}

OpFoldResult Emitter::size(Value tensor, int64_t dim) {
  return tensor::getMixedSize(builder, loc, tensor, dim);
}
SmallVector<OpFoldResult> Emitter::sizes(Value tensor) {
  return tensor::getMixedSizes(builder, loc, tensor);
}

SmallVector<Value> Emitter::dynamicSizes(Value tensor) {
  SmallVector<Value> result;
  auto type = mlir::cast<RankedTensorType>(tensor.getType());
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    if (type.isDynamicDim(dim))
      result.push_back(mlir::cast<Value>(size(tensor, dim)));
  return result;
}

Value Emitter::checkSizes(Value tensor, ArrayRef<OpFoldResult> found,
                          ArrayRef<OpFoldResult> expected, int64_t site,
                          int64_t operand) {
  auto type = mlir::cast<RankedTensorType>(tensor.getType());
  // Nothing is read of a tensor that is empty by its type, and no view of it is
  // legal.
  if (type.hasStaticShape() || llvm::is_contained(type.getShape(), 0))
    return tensor;
  SmallVector<OpFoldResult> extents(expected),
      offsets(type.getRank(), builder.getIndexAttr(0)),
      strides(type.getRank(), builder.getIndexAttr(1));
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    if (!type.isDynamicDim(dim)) {
      extents[dim] = builder.getIndexAttr(type.getDimSize(dim));
      continue;
    }
    auto toValue = [&](OpFoldResult size) {
      return getValueOrCreateConstantIndexOp(builder, loc, size);
    };
    Value limit = toValue(expected[dim]);
    Value checked =
        CheckOp::create(builder, loc, CheckKind::Equal, toValue(found[dim]),
                        limit, ValueRange(), site, (operand << 32) | dim);
    offsets[dim] =
        arith::SubIOp::create(builder, loc, checked, limit).getResult();
    extents[dim] = limit;
  }
  return tensor::ExtractSliceOp::create(builder, loc, type, tensor, offsets,
                                        extents, strides);
}

OpFoldResult Emitter::addSizes(OpFoldResult lhs, OpFoldResult rhs) {
  std::optional<int64_t> left = getConstantIntValue(lhs),
                         right = getConstantIntValue(rhs);
  if (left && right)
    return builder.getIndexAttr(*left + *right);
  return arith::AddIOp::create(
             builder, loc, getValueOrCreateConstantIndexOp(builder, loc, lhs),
             getValueOrCreateConstantIndexOp(builder, loc, rhs))
      .getResult();
}
