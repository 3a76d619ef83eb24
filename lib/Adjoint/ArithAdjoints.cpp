// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rules of the arith dialect, on scalars and on tensors. Conditions select;
// they never multiply, since zero times NaN is NaN.

#include "Models.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/DialectRegistry.h"
#include "tslice/Adjoint/Adjoint.h"

using namespace mlir;
using namespace tslice;

namespace {

struct ArithRules {
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

  // d(a/b) = da/b - db * (a/b)/b
  static Value apply(ElementwiseRule<arith::DivFOp> rule, unsigned i,
                     Value direction) {
    Value quotient = rule.emit.div(direction, rule.operand(1));
    return i == 0 ? quotient
                  : rule.emit.neg(rule.emit.mul(quotient, rule.result()));
  }

  static Value apply(ElementwiseRule<arith::NegFOp> rule, unsigned,
                     Value direction) {
    return rule.emit.neg(direction);
  }

  /// min and max: to the winner; half to each where both win.
  template <typename OpTy>
  static Value toWinner(ElementwiseRule<OpTy> rule, unsigned i,
                        Value direction) {
    Emitter &emit = rule.emit;
    Value wins = emit.isWinner(rule.operand(i), rule.result());
    Value otherWins = emit.isWinner(rule.operand(1 - i), rule.result());
    Value share = emit.select(otherWins, emit.scale(direction, 0.5), direction);
    return emit.select(wins, share, emit.constant(direction, 0.0));
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
                      arith::DivFOp, arith::NegFOp, arith::MaximumFOp,
                      arith::MinimumFOp, arith::MaxNumFOp, arith::MinNumFOp,
                      arith::SelectOp>(*context);
    attachEach<PrecisionAdjoint, arith::ExtFOp, arith::TruncFOp>(*context);
    attachEach<ZeroAdjoint, arith::CmpFOp, arith::FPToSIOp, arith::FPToUIOp>(
        *context);
  });
}
