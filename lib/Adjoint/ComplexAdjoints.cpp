// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rules of the complex dialect. Cotangents pair with tangents by Re(w * z): the
// transpose is bilinear, never conjugated, as in JAX. A holomorphic function
// multiplies by its derivative in both modes.

#include "Models.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/IR/DialectRegistry.h"

using namespace mlir;
using namespace tslice;

namespace {

struct ComplexRules {
  static constexpr bool isWide = false;

  static Value apply(ElementwiseRule<complex::AddOp>, unsigned,
                     Value direction) {
    return direction;
  }
  static Value apply(ElementwiseRule<complex::SubOp> rule, unsigned i,
                     Value direction) {
    return i == 0 ? direction : rule.emit.make<complex::NegOp>(direction);
  }
  static Value apply(ElementwiseRule<complex::NegOp> rule, unsigned,
                     Value direction) {
    return rule.emit.make<complex::NegOp>(direction);
  }
  static Value apply(ElementwiseRule<complex::MulOp> rule, unsigned i,
                     Value direction) {
    return rule.emit.mul(direction, rule.operand(1 - i));
  }
  static Value apply(ElementwiseRule<complex::DivOp> rule, unsigned i,
                     Value direction) {
    Value quotient = rule.emit.div(direction, rule.operand(1));
    return i == 0 ? quotient
                  : rule.emit.make<complex::NegOp>(
                        rule.emit.mul(quotient, rule.result()));
  }
  static Value apply(ElementwiseRule<complex::ExpOp> rule, unsigned,
                     Value direction) {
    return rule.emit.mul(direction, rule.result());
  }
  static Value apply(ElementwiseRule<complex::Expm1Op> rule, unsigned,
                     Value direction) {
    return rule.emit.mul(direction,
                         rule.emit.make<complex::ExpOp>(rule.operand(0)));
  }
  static Value apply(ElementwiseRule<complex::LogOp> rule, unsigned,
                     Value direction) {
    return rule.emit.div(direction, rule.operand(0));
  }
  static Value apply(ElementwiseRule<complex::Log1pOp> rule, unsigned,
                     Value direction) {
    Value one = rule.emit.constant(direction, 1.0);
    return rule.emit.div(direction, rule.emit.add(one, rule.operand(0)));
  }
  static Value apply(ElementwiseRule<complex::SqrtOp> rule, unsigned,
                     Value direction) {
    return rule.emit.div(rule.emit.scale(direction, 0.5), rule.result());
  }
  // rsqrt' = -rsqrt / (2z)
  static Value apply(ElementwiseRule<complex::RsqrtOp> rule, unsigned,
                     Value direction) {
    return rule.emit.mul(
        direction,
        rule.emit.div(rule.emit.scale(rule.result(), -0.5), rule.operand(0)));
  }
  static Value apply(ElementwiseRule<complex::SinOp> rule, unsigned,
                     Value direction) {
    return rule.emit.mul(direction,
                         rule.emit.make<complex::CosOp>(rule.operand(0)));
  }
  static Value apply(ElementwiseRule<complex::CosOp> rule, unsigned,
                     Value direction) {
    Value sine = rule.emit.make<complex::SinOp>(rule.operand(0));
    return rule.emit.make<complex::NegOp>(rule.emit.mul(direction, sine));
  }
  static Value apply(ElementwiseRule<complex::TanOp> rule, unsigned,
                     Value direction) {
    Value square = rule.emit.mul(rule.result(), rule.result());
    return rule.emit.mul(
        direction, rule.emit.add(rule.emit.constant(direction, 1.0), square));
  }
  static Value apply(ElementwiseRule<complex::TanhOp> rule, unsigned,
                     Value direction) {
    Value square = rule.emit.mul(rule.result(), rule.result());
    return rule.emit.mul(
        direction, rule.emit.sub(rule.emit.constant(direction, 1.0), square));
  }
  // atan2(y, x): (x dy - y dx) / (x^2 + y^2)
  static Value apply(ElementwiseRule<complex::Atan2Op> rule, unsigned i,
                     Value direction) {
    Value y = rule.operand(0), x = rule.operand(1);
    Value norm = rule.emit.add(rule.emit.mul(x, x), rule.emit.mul(y, y));
    Value term =
        rule.emit.div(rule.emit.mul(direction, rule.operand(1 - i)), norm);
    return i == 0 ? term : rule.emit.make<complex::NegOp>(term);
  }
  // d z^w = w z^(w-1) dz + log(z) z^w dw
  static Value apply(ElementwiseRule<complex::PowOp> rule, unsigned i,
                     Value direction) {
    Emitter &emit = rule.emit;
    Value z = rule.operand(0), w = rule.operand(1);
    if (i == 1)
      return emit.mul(direction,
                      emit.mul(emit.make<complex::LogOp>(z), rule.result()));
    Value lower = emit.sub(w, emit.constant(w, 1.0));
    return emit.mul(direction,
                    emit.mul(w, emit.make<complex::PowOp>(z, lower)));
  }
  // z^n of an integer n, which is operand 1 and inactive: n z^(n-1), and 0 for
  // n = 0 even at z = 0.
  static Value apply(ElementwiseRule<complex::PowiOp> rule, unsigned,
                     Value direction) {
    Emitter &emit = rule.emit;
    Value z = rule.operand(0), n = rule.operand(1);
    Type part = cast<ComplexType>(z.getType()).getElementType();
    auto integer = [&](int64_t number) -> Value {
      return arith::ConstantIntOp::create(emit.builder, emit.loc, n.getType(),
                                          number);
    };
    Value factor = arith::SIToFPOp::create(emit.builder, emit.loc, part, n);
    Value lower = complex::PowiOp::create(
        emit.builder, emit.loc, z, emit.make<arith::SubIOp>(n, integer(1)),
        /*fastmath=*/nullptr);
    factor = complex::CreateOp::create(emit.builder, emit.loc, z.getType(),
                                       factor, emit.constant(factor, 0.0));
    Value isConstant = arith::CmpIOp::create(
        emit.builder, emit.loc, arith::CmpIPredicate::eq, n, integer(0));
    return emit.select(isConstant, emit.zero(z),
                       emit.mul(direction, emit.mul(factor, lower)));
  }
  // conj: Re(w conj z) = Re(conj(w) z), so it is its own transpose.
  static Value apply(ElementwiseRule<complex::ConjOp> rule, unsigned,
                     Value direction) {
    return rule.emit.make<complex::ConjOp>(direction);
  }
};

/// The real or the imaginary part. Its cotangent t pairs as Re(w z) = t Re z
/// for w = t, and = t Im z for w = -i t.
template <typename OpTy>
struct PartAdjoint
    : DifferentiableOpInterface::ExternalModel<PartAdjoint<OpTy>, OpTy> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    Emitter emit(sink.getBuilder(), op->getLoc());
    Value part = sink.getCotangent(op->getResult(0)),
          zero = emit.constant(part, 0.0);
    Type type = op->getOperand(0).getType();
    Value whole = std::is_same_v<OpTy, complex::ReOp>
                      ? complex::CreateOp::create(emit.builder, emit.loc, type,
                                                  part, zero)
                      : complex::CreateOp::create(emit.builder, emit.loc, type,
                                                  zero, emit.neg(part));
    sink.addDense(op->getOperand(0), whole);
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    Value tangent = sink.getTangent(op->getOperand(0));
    sink.setTangent(op->getResult(0),
                    OpTy::create(sink.getBuilder(), op->getLoc(), tangent));
    return success();
  }
};

/// %z = complex.create %a, %b
///   reverse: %a_ct = Re %z_ct, %b_ct = -Im %z_ct
struct CreateAdjoint
    : DifferentiableOpInterface::ExternalModel<CreateAdjoint,
                                               complex::CreateOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    Emitter emit(sink.getBuilder(), op->getLoc());
    Value cotangent = sink.getCotangent(op->getResult(0));
    if (sink.isActive(op->getOperand(0)))
      sink.addDense(op->getOperand(0), emit.make<complex::ReOp>(cotangent));
    if (sink.isActive(op->getOperand(1)))
      sink.addDense(op->getOperand(1),
                    emit.neg(emit.make<complex::ImOp>(cotangent)));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto tangentOf = [&](Value part) {
      Value tangent = sink.getTangent(part);
      return tangent ? tangent : sink.createZero(op->getLoc(), part);
    };
    Value real = tangentOf(op->getOperand(0)),
          imaginary = tangentOf(op->getOperand(1));
    sink.setTangent(op->getResult(0),
                    complex::CreateOp::create(sink.getBuilder(), op->getLoc(),
                                              op->getResult(0).getType(), real,
                                              imaginary));
    return success();
  }
};

/// %r = complex.abs %z: dr = Re(conj(z) dz) / |z|, and 0 at 0.
struct AbsAdjoint
    : DifferentiableOpInterface::ExternalModel<AbsAdjoint, complex::AbsOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    Emitter emit(sink.getBuilder(), op->getLoc());
    Value factor = inverse(emit, op, sink, sink.getCotangent(op->getResult(0)));
    Value conjugate =
        emit.make<complex::ConjOp>(sink.getPrimal(op->getOperand(0)));
    Value scale =
        complex::CreateOp::create(emit.builder, emit.loc, conjugate.getType(),
                                  factor, emit.constant(factor, 0.0));
    sink.addDense(op->getOperand(0), emit.mul(scale, conjugate));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    Emitter emit(sink.getBuilder(), op->getLoc());
    Value conjugate = emit.make<complex::ConjOp>(op->getOperand(0));
    Value change = emit.make<complex::ReOp>(
        emit.mul(conjugate, sink.getTangent(op->getOperand(0))));
    sink.setTangent(op->getResult(0), inverse(emit, op, sink, change));
    return success();
  }

private:
  /// value / |z|, and 0 where z is 0.
  static Value inverse(Emitter &emit, Operation *op, DerivativeSink &sink,
                       Value value) {
    Value modulus = sink.getPrimal(op->getResult(0)),
          zero = emit.constant(modulus, 0.0);
    Value isZero = emit.compare(arith::CmpFPredicate::OEQ, modulus, zero);
    return emit.select(isZero, zero, emit.div(value, modulus));
  }
};

/// %r = complex.angle %z: dr = Im(dz / z), and 0 at 0.
struct AngleAdjoint
    : DifferentiableOpInterface::ExternalModel<AngleAdjoint, complex::AngleOp> {
  // t Im(dz / z) = Re((-i t / z) dz)
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    Emitter emit(sink.getBuilder(), op->getLoc());
    Value z = sink.getPrimal(op->getOperand(0)),
          cotangent = sink.getCotangent(op->getResult(0));
    Value turned = complex::CreateOp::create(
        emit.builder, emit.loc, z.getType(), emit.constant(cotangent, 0.0),
        emit.neg(cotangent));
    sink.addDense(op->getOperand(0), divide(emit, turned, z));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    Emitter emit(sink.getBuilder(), op->getLoc());
    Value z = sink.getPrimal(op->getOperand(0));
    Value quotient = divide(emit, sink.getTangent(op->getOperand(0)), z);
    sink.setTangent(op->getResult(0), emit.make<complex::ImOp>(quotient));
    return success();
  }

private:
  /// value / z, and 0 where z is 0.
  static Value divide(Emitter &emit, Value value, Value z) {
    Value zero = emit.zero(z);
    Value isZero = complex::EqualOp::create(emit.builder, emit.loc, z, zero);
    return emit.select(isZero, zero, emit.div(value, z));
  }
};

/// %s = complex.sign %z, which is z / |z|: ds = (dz - s Re(conj(s) dz)) / |z|,
/// and 0 at 0.
struct SignAdjoint
    : DifferentiableOpInterface::ExternalModel<SignAdjoint, complex::SignOp> {
  // Re(w ds) = Re((w - conj(s) Re(w s)) dz) / |z|
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    Emitter emit(sink.getBuilder(), op->getLoc());
    Value sign = sink.getPrimal(op->getResult(0));
    Value conjugate = emit.make<complex::ConjOp>(sign);
    sink.addDense(op->getOperand(0),
                  project(emit, op, sink, sink.getCotangent(op->getResult(0)),
                          sign, conjugate));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    Emitter emit(sink.getBuilder(), op->getLoc());
    Value sign = sink.getPrimal(op->getResult(0));
    Value conjugate = emit.make<complex::ConjOp>(sign);
    sink.setTangent(op->getResult(0),
                    project(emit, op, sink, sink.getTangent(op->getOperand(0)),
                            conjugate, sign));
    return success();
  }

private:
  /// (direction - along Re(with direction)) / |z|, and 0 where z is 0.
  static Value project(Emitter &emit, Operation *op, DerivativeSink &sink,
                       Value direction, Value with, Value along) {
    auto widen = [&](Value real) -> Value {
      return complex::CreateOp::create(emit.builder, emit.loc, along.getType(),
                                       real, emit.constant(real, 0.0));
    };
    Value length = emit.make<complex::ReOp>(emit.mul(with, direction));
    Value rest = emit.sub(direction, emit.mul(along, widen(length)));
    Value z = sink.getPrimal(op->getOperand(0)), zero = emit.zero(z);
    Type part = cast<ComplexType>(z.getType()).getElementType();
    Value modulus = complex::AbsOp::create(emit.builder, emit.loc, part, z);
    Value isZero = complex::EqualOp::create(emit.builder, emit.loc, z, zero);
    return emit.select(isZero, zero, emit.div(rest, widen(modulus)));
  }
};

} // namespace

void tslice::registerComplexAdjoints(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, complex::ComplexDialect *) {
    attachElementwise<
        ComplexRules, complex::AddOp, complex::SubOp, complex::NegOp,
        complex::MulOp, complex::DivOp, complex::ExpOp, complex::LogOp,
        complex::SqrtOp, complex::SinOp, complex::CosOp, complex::TanhOp,
        complex::ConjOp, complex::Expm1Op, complex::Log1pOp, complex::RsqrtOp,
        complex::TanOp, complex::Atan2Op, complex::PowOp, complex::PowiOp>(
        *context);
    attachEach<PartAdjoint, complex::ReOp, complex::ImOp>(*context);
    complex::CreateOp::attachInterface<CreateAdjoint>(*context);
    complex::AbsOp::attachInterface<AbsAdjoint>(*context);
    complex::AngleOp::attachInterface<AngleAdjoint>(*context);
    complex::SignOp::attachInterface<SignAdjoint>(*context);
    attachEach<ZeroAdjoint, complex::EqualOp, complex::NotEqualOp>(*context);
  });
}
