// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rules of the arith dialect, on scalars and on tensors. Conditions select;
// they never multiply, since zero times NaN is NaN.

#include "Models.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/DialectRegistry.h"
#include "tslice/Adjoint/Adjoint.h"

using namespace mlir;
using namespace tslice;

namespace {

struct ArithRules {
  // One operation each, which rounds once.
  static constexpr bool isWide = false;

  static Value apply(ElementwiseRule<arith::AddFOp>, unsigned,
                     Value direction) {
    return direction;
  }

  static Value apply(ElementwiseRule<arith::SubFOp> rule, unsigned i,
                     Value direction) {
    return i == 0 ? direction : rule.emit.neg(direction);
  }

  static Value apply(ElementwiseRule<arith::MulFOp> rule, unsigned i,
                     Value direction) {
    return rule.emit.mul(direction, rule.operand(1 - i));
  }

  static Value apply(ElementwiseRule<arith::NegFOp> rule, unsigned,
                     Value direction) {
    return rule.emit.neg(direction);
  }

  /// min and max: to the winner; half to each where both win.
  template <typename OpTy>
  static Value toWinner(ElementwiseRule<OpTy> rule, unsigned i,
                        Value direction) {
    return rule.emit.winnerShare(rule.operand(i), rule.operand(1 - i),
                                 rule.result(), direction);
  }
  static Value apply(ElementwiseRule<arith::MaximumFOp> rule, unsigned i,
                     Value direction) {
    return toWinner(rule, i, direction);
  }
  static Value apply(ElementwiseRule<arith::MinimumFOp> rule, unsigned i,
                     Value direction) {
    return toWinner(rule, i, direction);
  }
  static Value apply(ElementwiseRule<arith::MaxNumFOp> rule, unsigned i,
                     Value direction) {
    return toWinner(rule, i, direction);
  }
  static Value apply(ElementwiseRule<arith::MinNumFOp> rule, unsigned i,
                     Value direction) {
    return toWinner(rule, i, direction);
  }

  // Operand 0 is the condition, which has no derivative.
  static Value apply(ElementwiseRule<arith::SelectOp> rule, unsigned i,
                     Value direction) {
    Value zero = rule.emit.zero(direction);
    return i == 1 ? rule.emit.select(rule.operand(0), direction, zero)
                  : rule.emit.select(rule.operand(0), zero, direction);
  }
};

struct QuotientRules {
  static constexpr bool isWide = true;

  // d(a/b) = da/b - db * (a/b)/b
  static Value apply(ElementwiseRule<arith::DivFOp> rule, unsigned i,
                     Value direction) {
    Value quotient = rule.emit.div(direction, rule.operand(1));
    return i == 0 ? quotient
                  : rule.emit.neg(rule.emit.mul(quotient, rule.result()));
  }

  // x rem y = x - n y, of which the whole number n has no derivative.
  static Value apply(ElementwiseRule<arith::RemFOp> rule, unsigned i,
                     Value direction) {
    if (i == 0)
      return direction;
    Emitter &emit = rule.emit;
    Value multiple = emit.sub(rule.operand(0), rule.result());
    Value count =
        emit.make<math::RoundEvenOp>(emit.div(multiple, rule.operand(1)));
    return emit.neg(emit.mul(direction, count));
  }
};

/// Changes the precision of `value` to that of `like`.
Value convertPrecision(Emitter &emit, Value value, Type type) {
  unsigned from = getElementTypeOrSelf(value.getType()).getIntOrFloatBitWidth();
  unsigned to = getElementTypeOrSelf(type).getIntOrFloatBitWidth();
  // Equal widths (f16 and bf16) are not converted by either op directly.
  if (from < to)
    return arith::ExtFOp::create(emit.builder, emit.loc, type, value);
  return arith::TruncFOp::create(emit.builder, emit.loc, type, value);
}

/// extf and truncf: linear, and each other's transpose.
template <typename OpTy>
struct PrecisionAdjoint
    : DifferentiableOpInterface::ExternalModel<PrecisionAdjoint<OpTy>, OpTy> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    Emitter emit(sink.getBuilder(), op->getLoc());
    Value operand = op->getOperand(0);
    if (sink.isActive(operand))
      sink.addDense(operand,
                    convertPrecision(emit, sink.getCotangent(op->getResult(0)),
                                     operand.getType()));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    Emitter emit(sink.getBuilder(), op->getLoc());
    Value result = op->getResult(0);
    sink.setTangent(result,
                    convertPrecision(emit, sink.getTangent(op->getOperand(0)),
                                     result.getType()));
    return success();
  }
};

} // namespace

void tslice::registerArithAdjoints(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, arith::ArithDialect *) {
    attachElementwise<ArithRules, arith::AddFOp, arith::SubFOp, arith::MulFOp,
                      arith::NegFOp, arith::MaximumFOp, arith::MinimumFOp,
                      arith::MaxNumFOp, arith::MinNumFOp, arith::SelectOp>(
        *context);
    attachElementwise<QuotientRules, arith::DivFOp, arith::RemFOp>(*context);
    attachEach<PrecisionAdjoint, arith::ExtFOp, arith::TruncFOp>(*context);
    attachEach<ZeroAdjoint, arith::CmpFOp, arith::FPToSIOp, arith::FPToUIOp>(
        *context);
  });
}
