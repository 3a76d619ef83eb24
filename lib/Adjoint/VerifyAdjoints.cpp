// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Builds functions that hold the two modes of derivation against each other and
// against differences of the function. With J the derivative of a function, v a
// direction of its arguments and w one of its results, both drawn here from the
// positions of their elements:
//   w . (J v), forward mode          (w J) . v, reverse mode
//   w . (f(x + h v) - f(x)) / h      w . (f(x) - f(x - h v)) / h
// Derivation never conjugates, so that of complex products the real part counts.

#include "CheckElements.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StructuredOpsUtils.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "tslice/Adjoint/Adjoint.h"
#include "tslice/Adjoint/Passes.h"
#include "tslice/IR/DifferentiableOpInterface.h"
#include "tslice/IR/TSliceOps.h"

namespace tslice {
#define GEN_PASS_DEF_VERIFYADJOINTSPASS
#include "tslice/Adjoint/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

/// The digits of the least exact type among `types`.
static int64_t getDigits(TypeRange types) {
  int64_t digits = 53;
  for (Type type : types) {
    Type element = getElementTypeOrSelf(type);
    if (auto complexType = dyn_cast<ComplexType>(element))
      element = complexType.getElementType();
    auto floatType = cast<FloatType>(element);
    digits = std::min<int64_t>(
        digits, APFloat::semanticsPrecision(floatType.getFloatSemantics()));
  }
  return digits;
}

namespace {
/// Builds the body of one check.
class CheckBuilder {
public:
  CheckBuilder(Location loc, func::FuncOp function, Block *body)
      : b(loc, loc.getContext()), function(function) {
    b.setInsertionPointToStart(body);
  }

  void build(ValueRange arguments, ArrayRef<int64_t> wrt);

private:
  using Body = function_ref<void(ImplicitLocOpBuilder &, ValueRange)>;
  SmallVector<Value> createGeneric(ValueRange inputs, ValueRange inits,
                                   utils::IteratorType iterator, Body body);
  SmallVector<Value> createSums(ValueRange inputs, size_t count, Body body);

  Value toTensor(Value value);
  Value toType(Value tensor, Type type);
  Value drawDirection(Value like);
  Value move(Value value, Value direction, double step);
  SmallVector<Value> drawDirections(ValueRange values);
  SmallVector<Value> callFunction(ValueRange arguments);
  void addProducts(ValueRange left, ValueRange right, Value &sum, Value &scale);

  ImplicitLocOpBuilder b;
  func::FuncOp function;
  /// Makes the directions of different tensors differ.
  int64_t salt = 0;
};
} // namespace

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

/// Tensors of one shape, or scalars that stand for all of one.
SmallVector<Value> CheckBuilder::createGeneric(ValueRange inputs,
                                               ValueRange inits,
                                               utils::IteratorType iterator,
                                               Body body) {
  bool isSum = iterator == utils::IteratorType::reduction;
  auto type = cast<RankedTensorType>((isSum ? inputs : inits)[0].getType());
  unsigned rank = type.getRank();
  AffineMap all = b.getMultiDimIdentityMap(rank);
  AffineMap none = AffineMap::get(rank, 0, b.getContext());
  SmallVector<AffineMap> maps(inputs.size(), all);
  maps.append(inits.size(), isSum ? none : all);
  auto generic = linalg::GenericOp::create(
      b, inits.getTypes(), inputs, inits, maps,
      SmallVector<utils::IteratorType>(rank, iterator),
      [&](OpBuilder &builder, Location loc, ValueRange elements) {
        ImplicitLocOpBuilder inner(loc, builder);
        body(inner, elements);
      });
  return llvm::to_vector(ValueRange(generic.getResults()));
}

/// `count` sums over all elements of the inputs, to which `body` adds.
SmallVector<Value> CheckBuilder::createSums(ValueRange inputs, size_t count,
                                            Body body) {
  auto type = RankedTensorType::get({}, b.getF64Type());
  Value zero = arith::ConstantOp::create(
      b, DenseElementsAttr::get(type, b.getF64FloatAttr(0)));
  SmallVector<Value> inits(count, zero), sums;
  for (Value sum :
       createGeneric(inputs, inits, utils::IteratorType::reduction, body))
    sums.push_back(tensor::ExtractOp::create(b, sum, ValueRange()));
  return sums;
}

Value CheckBuilder::toTensor(Value value) {
  if (isa<RankedTensorType>(value.getType()))
    return value;
  return tensor::FromElementsOp::create(
      b, RankedTensorType::get({}, value.getType()), value);
}

Value CheckBuilder::toType(Value tensor, Type type) {
  if (tensor.getType() == type)
    return tensor;
  return tensor::ExtractOp::create(b, tensor, ValueRange());
}

/// A direction of the sizes and the type of `like`.
Value CheckBuilder::drawDirection(Value like) {
  Value tensor = toTensor(like);
  auto type = cast<RankedTensorType>(tensor.getType());
  Value empty = tensor::EmptyOp::create(
      b, tensor::getMixedSizes(b, b.getLoc(), tensor), type.getElementType());
  int64_t number = ++salt;
  Value direction =
      createGeneric(
          {}, empty, utils::IteratorType::parallel,
          [&](ImplicitLocOpBuilder &inner, ValueRange) {
            Value state = createConstant(inner, number);
            for (int64_t dim = 0; dim < type.getRank(); ++dim) {
              Value index = arith::IndexCastOp::create(
                  inner, inner.getI64Type(),
                  linalg::IndexOp::create(inner, dim));
              Value shifted = arith::MulIOp::create(
                  inner, state, createConstant(inner, int64_t(1000003)));
              state = arith::AddIOp::create(inner, shifted, index);
            }
            linalg::YieldOp::create(
                inner,
                drawElement(inner, type.getElementType(), state, number));
          })
          .front();
  return toType(direction, like.getType());
}

SmallVector<Value> CheckBuilder::drawDirections(ValueRange values) {
  return llvm::map_to_vector(values,
                             [&](Value value) { return drawDirection(value); });
}

/// value + step * direction
Value CheckBuilder::move(Value value, Value direction, double step) {
  Value from = toTensor(value), along = toTensor(direction);
  Type element = getElementTypeOrSelf(from.getType());
  Value empty = tensor::EmptyOp::create(
      b, tensor::getMixedSizes(b, b.getLoc(), from), element);
  Value moved =
      createGeneric(
          {from, along}, empty, utils::IteratorType::parallel,
          [&](ImplicitLocOpBuilder &inner, ValueRange elements) {
            SmallVector<Value> parts;
            Type part = element;
            if (auto complexType = dyn_cast<ComplexType>(element))
              part = complexType.getElementType();
            Value factor = createConstant(inner, step);
            for (auto [x, d] : llvm::zip_equal(
                     getParts(inner, elements[0], /*negates=*/false),
                     getParts(inner, elements[1], /*negates=*/false)))
              parts.push_back(fromF64(
                  inner,
                  arith::AddFOp::create(
                      inner, x, arith::MulFOp::create(inner, factor, d)),
                  part));
            Value result = parts[0];
            if (parts.size() == 2)
              result =
                  complex::CreateOp::create(inner, element, parts[0], parts[1]);
            linalg::YieldOp::create(inner, result);
          })
          .front();
  return toType(moved, value.getType());
}

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

/// The results of the function that have a derivative.
SmallVector<Value> CheckBuilder::callFunction(ValueRange arguments) {
  SmallVector<Value> results;
  for (Value result : func::CallOp::create(b, function, arguments).getResults())
    if (isDifferentiable(result.getType()))
      results.push_back(result);
  return results;
}

/// sum += left . right, scale += |left| . |right|
void CheckBuilder::addProducts(ValueRange left, ValueRange right, Value &sum,
                               Value &scale) {
  for (auto [x, y] : llvm::zip_equal(left, right)) {
    SmallVector<Value> sums = createSums(
        {toTensor(x), toTensor(y)}, 2,
        [&](ImplicitLocOpBuilder &inner, ValueRange elements) {
          Value total = elements[2], magnitude = elements[3];
          for (auto [p, q] : llvm::zip_equal(
                   getParts(inner, elements[0], /*negates=*/false),
                   getParts(inner, elements[1], /*negates=*/true))) {
            Value product = arith::MulFOp::create(inner, p, q);
            total = arith::AddFOp::create(inner, total, product);
            magnitude = arith::AddFOp::create(
                inner, magnitude, math::AbsFOp::create(inner, product));
          }
          linalg::YieldOp::create(inner, ValueRange{total, magnitude});
        });
    sum = arith::AddFOp::create(b, sum, sums[0]);
    scale = arith::AddFOp::create(b, scale, sums[1]);
  }
}

/// Adds to the least and the greatest sum of slopes of the elements, each of
/// which is taken on both sides, and to what rounding may do to them.
static void addSlopes(ImplicitLocOpBuilder &b, ValueRange elements,
                      double step) {
  SmallVector<Value> low = getParts(b, elements[1], /*negates=*/false),
                     middle = getParts(b, elements[2], /*negates=*/false),
                     high = getParts(b, elements[3], /*negates=*/false);
  SmallVector<Value> weights = getParts(b, elements[0], /*negates=*/true);
  Value least = elements[4], greatest = elements[5], noise = elements[6];
  Value factor = createConstant(b, 1 / step);
  for (size_t i = 0; i < weights.size(); ++i) {
    Value scaled = arith::MulFOp::create(b, weights[i], factor);
    auto weigh = [&](Value to, Value from) -> Value {
      return arith::MulFOp::create(b, scaled,
                                   arith::SubFOp::create(b, to, from));
    };
    Value backward = weigh(middle[i], low[i]);
    Value forward = weigh(high[i], middle[i]);
    least = arith::AddFOp::create(
        b, least, arith::MinimumFOp::create(b, backward, forward));
    greatest = arith::AddFOp::create(
        b, greatest, arith::MaximumFOp::create(b, backward, forward));
    Value sum = arith::AddFOp::create(b, math::AbsFOp::create(b, low[i]),
                                      math::AbsFOp::create(b, high[i]));
    Value rounding =
        arith::MulFOp::create(b, math::AbsFOp::create(b, scaled), sum);
    noise = arith::AddFOp::create(b, noise, rounding);
  }
  linalg::YieldOp::create(b, ValueRange{least, greatest, noise});
}

void CheckBuilder::build(ValueRange arguments, ArrayRef<int64_t> wrt) {
  SmallVector<Value> active;
  for (int64_t i : wrt)
    active.push_back(arguments[i]);
  SmallVector<Value> results = callFunction(arguments);
  SmallVector<Value> tangents = drawDirections(active),
                     cotangents = drawDirections(results);
  auto jvp = JVPOp::create(b, TypeRange(ValueRange(results)),
                           function.getSymName(), arguments, tangents, wrt,
                           /*value=*/false);
  auto vjp = VJPOp::create(b, TypeRange(ValueRange(active)),
                           function.getSymName(), arguments, cotangents, wrt,
                           /*sparse=*/ArrayRef<int64_t>(), /*value=*/false);
  Value zero = createConstant(b, 0.0);
  Value forward = zero, reverse = zero, scale = zero;
  addProducts(cotangents, jvp.getResults(), forward, scale);
  addProducts(vjp.getResults(), tangents, reverse, scale);

  // A third of the digits: rounding and curvature cost about the same.
  double step = std::ldexp(
      1.0, -static_cast<int>(getDigits(TypeRange(ValueRange(active)))) / 3);
  SmallVector<Value> sides[2];
  for (bool isAbove : {false, true}) {
    SmallVector<Value> moved(arguments);
    for (auto [i, direction] : llvm::zip_equal(wrt, tangents))
      moved[i] = move(arguments[i], direction, isAbove ? step : -step);
    sides[isAbove] = callFunction(moved);
  }
  Value low = zero, high = zero, noise = zero;
  for (auto [i, weight] : llvm::enumerate(cotangents)) {
    SmallVector<Value> sums =
        createSums({toTensor(weight), toTensor(sides[0][i]),
                    toTensor(results[i]), toTensor(sides[1][i])},
                   3, [&](ImplicitLocOpBuilder &inner, ValueRange elements) {
                     addSlopes(inner, elements, step);
                   });
    low = arith::AddFOp::create(b, low, sums[0]);
    high = arith::AddFOp::create(b, high, sums[1]);
    noise = arith::AddFOp::create(b, noise, sums[2]);
  }
  func::ReturnOp::create(b,
                         ValueRange{forward, reverse, scale, low, high, noise});
}

FailureOr<func::FuncOp> tslice::buildAdjointCheck(func::FuncOp function,
                                                  ArrayRef<int64_t> wrt) {
  auto isActive = [](Type type) { return isDifferentiable(type); };
  if (wrt.empty() || llvm::none_of(function.getResultTypes(), isActive))
    return function.emitOpError("has no argument and result with a derivative");
  for (int64_t i : wrt)
    if (i < 0 || i >= function.getNumArguments() ||
        !isActive(function.getArgumentTypes()[i]))
      return function.emitError("argument ")
             << i << " of '" << function.getSymName()
             << "' has no derivative: expected a number of an argument of "
                "floating-point or complex type";
  OpBuilder builder(function);
  builder.setInsertionPointAfter(function);
  SmallVector<Type> results(6, builder.getF64Type());
  auto check = func::FuncOp::create(
      builder, function.getLoc(),
      (function.getSymName() + kAdjointCheckSuffix).str(),
      builder.getFunctionType(function.getArgumentTypes(), results));
  CheckBuilder(function.getLoc(), function, check.addEntryBlock())
      .build(check.getArguments(), wrt);
  return check;
}

namespace {
struct VerifyAdjoints : tslice::impl::VerifyAdjointsPassBase<VerifyAdjoints> {
  using Base::Base;

  void runOnOperation() override {
    for (auto function :
         llvm::to_vector(getOperation().getOps<func::FuncOp>())) {
      SmallVector<int64_t> wrt;
      for (auto [i, type] : llvm::enumerate(function.getArgumentTypes()))
        if (isDifferentiable(type))
          wrt.push_back(static_cast<int64_t>(i));
      if (function.isExternal() || !function.isPublic() || wrt.empty() ||
          llvm::none_of(function.getResultTypes(), isDifferentiable))
        continue;
      if (failed(buildAdjointCheck(function, wrt)))
        return signalPassFailure();
    }
  }
};
} // namespace
