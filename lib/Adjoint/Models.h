// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The shapes that most rules have: operations without a derivative, and
// elementwise ones, whose Jacobian is diagonal, so that one linear map per
// operand serves reverse and forward mode.

#ifndef TSLICE_LIB_ADJOINT_MODELS_H
#define TSLICE_LIB_ADJOINT_MODELS_H

#include "Emitter.h"
#include "mlir/IR/TypeUtilities.h"
#include "tslice/IR/DifferentiableOpInterface.h"

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace tslice {

void registerArithAdjoints(mlir::DialectRegistry &registry);
/// `scf.if`, `scf.index_switch`, `scf.execute_region`.
void registerBranchAdjoints(mlir::DialectRegistry &registry);
void registerComplexAdjoints(mlir::DialectRegistry &registry);
void registerFuncAdjoints(mlir::DialectRegistry &registry);
void registerLinalgAdjoints(mlir::DialectRegistry &registry);
/// `scf.for`.
void registerLoopAdjoints(mlir::DialectRegistry &registry);
void registerMathAdjoints(mlir::DialectRegistry &registry);
void registerTensorAdjoints(mlir::DialectRegistry &registry);
/// The part of the tensor dialect that is no access.
void registerTensorShapeAdjoints(mlir::DialectRegistry &registry);
void registerTSliceAdjoints(mlir::DialectRegistry &registry);
void registerWhileAdjoints(mlir::DialectRegistry &registry);

/// An operation whose derivative is zero by definition.
template <typename OpTy>
struct ZeroAdjoint
    : DifferentiableOpInterface::ExternalModel<ZeroAdjoint<OpTy>, OpTy> {
  llvm::LogicalResult emitAdjoint(mlir::Operation *, AdjointSink &) const {
    return mlir::success();
  }
  llvm::LogicalResult emitTangent(mlir::Operation *, TangentSink &) const {
    return mlir::success();
  }
  bool isZeroByDefinition(mlir::Operation *) const { return true; }
};

/// What the rule of one elementwise operation sees. If it `isWide`, f16 and bf16
/// are computed in f32, so that a derivative of several steps rounds once.
template <typename OpTy> struct ElementwiseRule {
  Emitter &emit;
  DerivativeSink &sink;
  OpTy op;
  bool isWide;

  mlir::Value operand(unsigned i) {
    mlir::Value value = sink.getPrimal(op->getOperand(i));
    return isWide ? emit.widen(value) : value;
  }
  mlir::Value result() {
    mlir::Value primal = sink.getPrimal(op->getResult(0));
    mlir::Type wide = Emitter::getWideType(primal.getType());
    if (!isWide || wide == primal.getType())
      return primal;
    // What the derivative is written with must not have been rounded.
    mlir::Operation *again = op->clone();
    for (unsigned i = 0; i < again->getNumOperands(); ++i)
      again->setOperand(i, operand(i));
    again->getResult(0).setType(wide);
    return emit.builder.insert(again)->getResult(0);
  }
};

/// An elementwise operation of one result. `Rules` has a static function
///   Value apply(ElementwiseRule<OpTy> rule, unsigned i, Value direction)
/// that multiplies `direction` by the derivative with respect to operand i, in
/// the type of the result, and says by `isWide` how.
template <typename Rules, typename OpTy>
struct ElementwiseAdjoint
    : DifferentiableOpInterface::ExternalModel<ElementwiseAdjoint<Rules, OpTy>,
                                               OpTy> {
  llvm::LogicalResult emitAdjoint(mlir::Operation *op,
                                  AdjointSink &sink) const {
    Emitter emit(sink.getBuilder(), op->getLoc());
    mlir::Value cotangent = widen(emit, sink.getCotangent(op->getResult(0)));
    for (auto [i, operand] : llvm::enumerate(op->getOperands()))
      if (sink.isActive(operand))
        sink.addDense(
            operand,
            emit.convert(Rules::apply(makeRule(emit, op, sink), i, cotangent),
                         mlir::getElementTypeOrSelf(operand.getType())));
    return mlir::success();
  }

  llvm::LogicalResult emitTangent(mlir::Operation *op,
                                  TangentSink &sink) const {
    Emitter emit(sink.getBuilder(), op->getLoc());
    mlir::Value sum;
    for (auto [i, operand] : llvm::enumerate(op->getOperands())) {
      mlir::Value tangent = sink.getTangent(operand);
      if (!tangent)
        continue;
      mlir::Value term =
          Rules::apply(makeRule(emit, op, sink), i, widen(emit, tangent));
      sum = sum ? emit.add(sum, term) : term;
    }
    mlir::Value result = op->getResult(0);
    sink.setTangent(result, emit.convert(sum, mlir::getElementTypeOrSelf(
                                                  result.getType())));
    return mlir::success();
  }

private:
  static ElementwiseRule<OpTy> makeRule(Emitter &emit, mlir::Operation *op,
                                        DerivativeSink &sink) {
    return {emit, sink, mlir::cast<OpTy>(op), Rules::isWide};
  }
  static mlir::Value widen(Emitter &emit, mlir::Value value) {
    return Rules::isWide ? emit.widen(value) : value;
  }
};

/// Attaches one model template to several operations.
template <template <typename> class Model, typename... Ops>
void attachEach(mlir::MLIRContext &context) {
  (Ops::template attachInterface<Model<Ops>>(context), ...);
}
template <typename Rules, typename... Ops>
void attachElementwise(mlir::MLIRContext &context) {
  (Ops::template attachInterface<ElementwiseAdjoint<Rules, Ops>>(context), ...);
}

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_MODELS_H
