// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rules of the math dialect. Where a derivative can be written with the result,
// it is, since that saves the function's second evaluation.

#include "Models.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/DialectRegistry.h"
#include <cmath>

using namespace mlir;
using namespace tslice;

namespace {

constexpr double ln2 = 0.693147180559945309417;
constexpr double ln10 = 2.302585092994045684018;
constexpr double twoOverSqrtPi = 1.128379167095512573896;

struct MathRules {
  static constexpr bool isWide = true;

  // exp' = exp
  static Value apply(ElementwiseRule<math::ExpOp> rule, unsigned,
                     Value direction) {
    return rule.emit.mul(direction, rule.result());
  }
  // exp2' = ln 2 exp2
  static Value apply(ElementwiseRule<math::Exp2Op> rule, unsigned,
                     Value direction) {
    return rule.emit.mul(direction, rule.emit.scale(rule.result(), ln2));
  }
  // expm1' = exp
  static Value apply(ElementwiseRule<math::ExpM1Op> rule, unsigned,
                     Value direction) {
    return rule.emit.mul(direction,
                         rule.emit.make<math::ExpOp>(rule.operand(0)));
  }
  // log' = 1/x
  static Value apply(ElementwiseRule<math::LogOp> rule, unsigned,
                     Value direction) {
    return rule.emit.div(direction, rule.operand(0));
  }
  // log1p' = 1/(1+x)
  static Value apply(ElementwiseRule<math::Log1pOp> rule, unsigned,
                     Value direction) {
    return rule.emit.div(
        direction,
        rule.emit.add(rule.operand(0), rule.emit.constant(direction, 1.0)));
  }
  static Value apply(ElementwiseRule<math::Log2Op> rule, unsigned,
                     Value direction) {
    return rule.emit.div(direction, rule.emit.scale(rule.operand(0), ln2));
  }
  static Value apply(ElementwiseRule<math::Log10Op> rule, unsigned,
                     Value direction) {
    return rule.emit.div(direction, rule.emit.scale(rule.operand(0), ln10));
  }
  // sqrt' = 1/(2 sqrt)
  static Value apply(ElementwiseRule<math::SqrtOp> rule, unsigned,
                     Value direction) {
    return rule.emit.div(rule.emit.scale(direction, 0.5), rule.result());
  }
  // rsqrt' = -rsqrt / (2x)
  static Value apply(ElementwiseRule<math::RsqrtOp> rule, unsigned,
                     Value direction) {
    return rule.emit.mul(
        direction,
        rule.emit.div(rule.emit.scale(rule.result(), -0.5), rule.operand(0)));
  }
  // cbrt' = cbrt / (3x), written 1/(3 cbrt^2)
  static Value apply(ElementwiseRule<math::CbrtOp> rule, unsigned,
                     Value direction) {
    return rule.emit.div(
        direction,
        rule.emit.scale(rule.emit.mul(rule.result(), rule.result()), 3.0));
  }
  static Value apply(ElementwiseRule<math::SinOp> rule, unsigned,
                     Value direction) {
    return rule.emit.mul(direction,
                         rule.emit.make<math::CosOp>(rule.operand(0)));
  }
  static Value apply(ElementwiseRule<math::CosOp> rule, unsigned,
                     Value direction) {
    return rule.emit.neg(
        rule.emit.mul(direction, rule.emit.make<math::SinOp>(rule.operand(0))));
  }
  // tan' = 1 + tan^2
  static Value apply(ElementwiseRule<math::TanOp> rule, unsigned,
                     Value direction) {
    Value square = rule.emit.mul(rule.result(), rule.result());
    return rule.emit.mul(
        direction, rule.emit.add(square, rule.emit.constant(direction, 1.0)));
  }
  // tanh' = 1 - tanh^2
  static Value apply(ElementwiseRule<math::TanhOp> rule, unsigned,
                     Value direction) {
    Value square = rule.emit.mul(rule.result(), rule.result());
    return rule.emit.mul(
        direction, rule.emit.sub(rule.emit.constant(direction, 1.0), square));
  }
  static Value apply(ElementwiseRule<math::SinhOp> rule, unsigned,
                     Value direction) {
    return rule.emit.mul(direction,
                         rule.emit.make<math::CoshOp>(rule.operand(0)));
  }
  static Value apply(ElementwiseRule<math::CoshOp> rule, unsigned,
                     Value direction) {
    return rule.emit.mul(direction,
                         rule.emit.make<math::SinhOp>(rule.operand(0)));
  }

  template <typename OpTy>
  static Value onePlusSquare(ElementwiseRule<OpTy> rule) {
    Value square = rule.emit.mul(rule.operand(0), rule.operand(0));
    return rule.emit.add(rule.emit.constant(square, 1.0), square);
  }
  /// 1 - x^2 as (1 - x) (1 + x), which does not cancel near 1.
  template <typename OpTy>
  static Value oneMinusSquare(ElementwiseRule<OpTy> rule) {
    Value x = rule.operand(0), one = rule.emit.constant(x, 1.0);
    return rule.emit.mul(rule.emit.sub(one, x), rule.emit.add(one, x));
  }
  static Value apply(ElementwiseRule<math::AtanOp> rule, unsigned,
                     Value direction) {
    return rule.emit.div(direction, onePlusSquare(rule));
  }
  static Value apply(ElementwiseRule<math::AsinOp> rule, unsigned,
                     Value direction) {
    return rule.emit.div(direction,
                         rule.emit.make<math::SqrtOp>(oneMinusSquare(rule)));
  }
  static Value apply(ElementwiseRule<math::AcosOp> rule, unsigned,
                     Value direction) {
    return rule.emit.neg(rule.emit.div(
        direction, rule.emit.make<math::SqrtOp>(oneMinusSquare(rule))));
  }
  static Value apply(ElementwiseRule<math::AsinhOp> rule, unsigned,
                     Value direction) {
    return rule.emit.div(direction,
                         rule.emit.make<math::SqrtOp>(onePlusSquare(rule)));
  }
  static Value apply(ElementwiseRule<math::AcoshOp> rule, unsigned,
                     Value direction) {
    Value x = rule.operand(0), one = rule.emit.constant(x, 1.0);
    Value square = rule.emit.mul(rule.emit.sub(x, one), rule.emit.add(x, one));
    return rule.emit.div(direction, rule.emit.make<math::SqrtOp>(square));
  }
  static Value apply(ElementwiseRule<math::AtanhOp> rule, unsigned,
                     Value direction) {
    return rule.emit.div(direction, oneMinusSquare(rule));
  }

  // atan2(y, x): (x dy - y dx) / (x^2 + y^2)
  static Value apply(ElementwiseRule<math::Atan2Op> rule, unsigned i,
                     Value direction) {
    Value y = rule.operand(0), x = rule.operand(1);
    Value norm = rule.emit.add(rule.emit.mul(x, x), rule.emit.mul(y, y));
    Value term =
        rule.emit.div(rule.emit.mul(direction, rule.operand(1 - i)), norm);
    return i == 0 ? term : rule.emit.neg(term);
  }
  // erf' = 2/sqrt(pi) exp(-x^2)
  static Value apply(ElementwiseRule<math::ErfOp> rule, unsigned,
                     Value direction) {
    return gaussian(rule, direction, twoOverSqrtPi);
  }
  static Value apply(ElementwiseRule<math::ErfcOp> rule, unsigned,
                     Value direction) {
    return gaussian(rule, direction, -twoOverSqrtPi);
  }
  template <typename OpTy>
  static Value gaussian(ElementwiseRule<OpTy> rule, Value direction,
                        double factor) {
    Value x = rule.operand(0);
    Value density = rule.emit.template make<math::ExpOp>(
        rule.emit.neg(rule.emit.mul(x, x)));
    return rule.emit.mul(direction, rule.emit.scale(density, factor));
  }

  /// d x^y = y x^(y-1) dx + log(x) x^y dy. A constant power of zero has no
  /// derivative even at x = 0, and 0^y none in y for y >= 0: selected, since the
  /// formula gives NaN there.
  static Value apply(ElementwiseRule<math::PowFOp> rule, unsigned i,
                     Value direction) {
    Emitter &emit = rule.emit;
    Value x = rule.operand(0), y = rule.operand(1);
    Value zero = emit.constant(direction, 0.0),
          one = emit.constant(direction, 1.0);
    if (i == 0) {
      Value slope = emit.mul(y, emit.make<math::PowFOp>(x, emit.sub(y, one)));
      Value isConstant = emit.compare(arith::CmpFPredicate::OEQ, y, zero);
      return emit.select(isConstant, zero, emit.mul(direction, slope));
    }
    Value isFlat =
        emit.logicalAnd(emit.compare(arith::CmpFPredicate::OEQ, x, zero),
                        emit.compare(arith::CmpFPredicate::OGE, y, zero));
    Value logarithm = emit.make<math::LogOp>(emit.select(isFlat, one, x));
    return emit.mul(direction, emit.mul(logarithm, rule.result()));
  }
  // x^n of an integer n, which is operand 1 and inactive.
  static Value apply(ElementwiseRule<math::FPowIOp> rule, unsigned,
                     Value direction) {
    Emitter &emit = rule.emit;
    Value x = rule.operand(0), n = rule.operand(1);
    Value power =
        arith::SIToFPOp::create(emit.builder, emit.loc, x.getType(), n);
    Value one = emit.constant(x, 1.0), zero = emit.constant(x, 0.0);
    Value slope =
        emit.mul(power, emit.make<math::PowFOp>(x, emit.sub(power, one)));
    return emit.select(emit.compare(arith::CmpFPredicate::OEQ, power, zero),
                       zero, emit.mul(direction, slope));
  }

  // |x|' = sign x, and 0 at 0
  static Value apply(ElementwiseRule<math::AbsFOp> rule, unsigned,
                     Value direction) {
    Emitter &emit = rule.emit;
    Value x = rule.operand(0), zero = emit.constant(direction, 0.0);
    Value isNegative = emit.compare(arith::CmpFPredicate::OLT, x, zero);
    Value isZero = emit.compare(arith::CmpFPredicate::OEQ, x, zero);
    return emit.select(isZero, zero,
                       emit.select(isNegative, emit.neg(direction), direction));
  }
  // copysign(x, s) = |x| or -|x|: the sign that x was multiplied by, and 0 at 0
  static Value apply(ElementwiseRule<math::CopySignOp> rule, unsigned i,
                     Value direction) {
    Emitter &emit = rule.emit;
    Value x = rule.operand(0), zero = emit.constant(direction, 0.0);
    if (i == 1)
      return zero;
    Value isSame = emit.compare(arith::CmpFPredicate::OEQ, x, rule.result());
    Value isZero = emit.compare(arith::CmpFPredicate::OEQ, x, zero);
    return emit.select(isZero, zero,
                       emit.select(isSame, direction, emit.neg(direction)));
  }
  // clampf(x, low, high) = max(min(x, high), low)
  static Value apply(ElementwiseRule<math::ClampFOp> rule, unsigned i,
                     Value direction) {
    Emitter &emit = rule.emit;
    Value x = rule.operand(0), low = rule.operand(1), high = rule.operand(2),
          below = emit.make<arith::MinimumFOp>(x, high);
    if (i == 1)
      return emit.winnerShare(low, below, rule.result(), direction);
    direction = emit.winnerShare(below, low, rule.result(), direction);
    return i == 0 ? emit.winnerShare(x, high, below, direction)
                  : emit.winnerShare(high, x, below, direction);
  }
  // a*b + c
  static Value apply(ElementwiseRule<math::FmaOp> rule, unsigned i,
                     Value direction) {
    return i == 2 ? direction : rule.emit.mul(direction, rule.operand(1 - i));
  }
};

/// %s, %c = math.sincos %x: dx cos x and -dx sin x
struct SincosAdjoint
    : DifferentiableOpInterface::ExternalModel<SincosAdjoint, math::SincosOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto sincos = cast<math::SincosOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    if (Value cotangent = sink.getCotangent(sincos.getSin()))
      sink.addDense(sincos.getOperand(),
                    sineSlope(emit, sincos, sink, cotangent));
    if (Value cotangent = sink.getCotangent(sincos.getCos()))
      sink.addDense(sincos.getOperand(),
                    cosineSlope(emit, sincos, sink, cotangent));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto sincos = cast<math::SincosOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    Value tangent = sink.getTangent(sincos.getOperand());
    sink.setTangent(sincos.getSin(), sineSlope(emit, sincos, sink, tangent));
    sink.setTangent(sincos.getCos(), cosineSlope(emit, sincos, sink, tangent));
    return success();
  }

private:
  static Value sineSlope(Emitter &emit, math::SincosOp op, DerivativeSink &sink,
                         Value direction) {
    return emit.mul(direction, sink.getPrimal(op.getCos()));
  }
  static Value cosineSlope(Emitter &emit, math::SincosOp op,
                           DerivativeSink &sink, Value direction) {
    return emit.neg(emit.mul(direction, sink.getPrimal(op.getSin())));
  }
};

} // namespace

void tslice::registerMathAdjoints(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, math::MathDialect *) {
    attachElementwise<
        MathRules, math::ExpOp, math::Exp2Op, math::ExpM1Op, math::LogOp,
        math::Log1pOp, math::Log2Op, math::Log10Op, math::SqrtOp, math::RsqrtOp,
        math::CbrtOp, math::SinOp, math::CosOp, math::TanOp, math::TanhOp,
        math::SinhOp, math::CoshOp, math::AtanOp, math::AsinOp, math::AcosOp,
        math::AsinhOp, math::AcoshOp, math::AtanhOp, math::Atan2Op, math::ErfOp,
        math::ErfcOp, math::PowFOp, math::FPowIOp, math::AbsFOp,
        math::CopySignOp, math::ClampFOp, math::FmaOp>(*context);
    math::SincosOp::attachInterface<SincosAdjoint>(*context);
    attachEach<ZeroAdjoint, math::FloorOp, math::CeilOp, math::RoundOp,
               math::RoundEvenOp, math::TruncOp, math::IsFiniteOp,
               math::IsInfOp, math::IsNaNOp, math::IsNormalOp>(*context);
  });
}
