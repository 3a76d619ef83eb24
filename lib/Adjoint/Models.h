// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The shapes that most rules have: operations without a derivative, and
// elementwise ones, whose Jacobian is diagonal, so that one linear map per
// operand serves reverse and forward mode.

#ifndef TSLICE_LIB_ADJOINT_MODELS_H
#define TSLICE_LIB_ADJOINT_MODELS_H

#include "Emitter.h"
#include "tslice/IR/DifferentiableOpInterface.h"

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace tslice {

void registerArithAdjoints(mlir::DialectRegistry &registry);
void registerComplexAdjoints(mlir::DialectRegistry &registry);
void registerFuncAdjoints(mlir::DialectRegistry &registry);
void registerLinalgAdjoints(mlir::DialectRegistry &registry);
void registerMathAdjoints(mlir::DialectRegistry &registry);
void registerTensorAdjoints(mlir::DialectRegistry &registry);
/// The part of the tensor dialect that is no access.
void registerTensorShapeAdjoints(mlir::DialectRegistry &registry);
void registerTSliceAdjoints(mlir::DialectRegistry &registry);

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

/// What the rule of one elementwise operation sees.
template <typename OpTy> struct ElementwiseRule {
  Emitter &emit;
  DerivativeSink &sink;
  OpTy op;

  mlir::Value operand(unsigned i) { return sink.getPrimal(op->getOperand(i)); }
  mlir::Value result() { return sink.getPrimal(op->getResult(0)); }
};

/// An elementwise operation of one result. `Rules` has a static function
///   Value apply(ElementwiseRule<OpTy> rule, unsigned i, Value direction)
/// that multiplies `direction` by the derivative with respect to operand i, in
/// the type of the result.
template <typename Rules, typename OpTy>
struct ElementwiseAdjoint
    : DifferentiableOpInterface::ExternalModel<ElementwiseAdjoint<Rules, OpTy>,
                                               OpTy> {
  llvm::LogicalResult emitAdjoint(mlir::Operation *op,
                                  AdjointSink &sink) const {
    Emitter emit(sink.getBuilder(), op->getLoc());
    mlir::Value cotangent = sink.getCotangent(op->getResult(0));
    for (auto [i, operand] : llvm::enumerate(op->getOperands()))
      if (sink.isActive(operand))
        sink.addDense(operand, Rules::apply({emit, sink, mlir::cast<OpTy>(op)},
                                            i, cotangent));
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
          Rules::apply({emit, sink, mlir::cast<OpTy>(op)}, i, tangent);
      sum = sum ? emit.add(sum, term) : term;
    }
    sink.setTangent(op->getResult(0), sum);
    return mlir::success();
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
