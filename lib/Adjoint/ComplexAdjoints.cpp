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
  static Value apply(ElementwiseRule<complex::LogOp> rule, unsigned,
                     Value direction) {
    return rule.emit.div(direction, rule.operand(0));
  }
  static Value apply(ElementwiseRule<complex::SqrtOp> rule, unsigned,
                     Value direction) {
    return rule.emit.div(rule.emit.scale(direction, 0.5), rule.result());
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
  static Value apply(ElementwiseRule<complex::TanhOp> rule, unsigned,
                     Value direction) {
    Value square = rule.emit.mul(rule.result(), rule.result());
    return rule.emit.mul(
        direction, rule.emit.sub(rule.emit.constant(direction, 1.0), square));
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

} // namespace

void tslice::registerComplexAdjoints(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, complex::ComplexDialect *) {
    attachElementwise<ComplexRules, complex::AddOp, complex::SubOp,
                      complex::NegOp, complex::MulOp, complex::DivOp,
                      complex::ExpOp, complex::LogOp, complex::SqrtOp,
                      complex::SinOp, complex::CosOp, complex::TanhOp,
                      complex::ConjOp>(*context);
    attachEach<PartAdjoint, complex::ReOp, complex::ImOp>(*context);
    complex::CreateOp::attachInterface<CreateAdjoint>(*context);
    complex::AbsOp::attachInterface<AbsAdjoint>(*context);
    attachEach<ZeroAdjoint, complex::EqualOp, complex::NotEqualOp>(*context);
  });
}
