// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One rule for every structured operation of linalg, named or generic. What is
// particular to one is in its body.

#include "Models.h"
#include "StructuredDerivative.h"
#include "mlir/IR/DialectRegistry.h"

using namespace mlir;
using namespace tslice;

namespace {

/// Values that a body uses without naming them as operands have no place in the
/// iteration space that a cotangent could go to. Those that could get one have
/// it by now; sizes need none.
LogicalResult verifyCaptures(linalg::LinalgOp op, DerivativeSink &sink) {
  SmallVector<Value> used = getUsedValues(op);
  for (Value captured :
       ArrayRef<Value>(used).drop_front(op->getNumOperands())) {
    if (!sink.isActive(captured))
      continue;
    for (Operation *user : captured.getUsers()) {
      auto rule = dyn_cast<DifferentiableOpInterface>(user);
      if (!op->isProperAncestor(user) || (rule && rule.isZeroByDefinition()))
        continue;
      auto diag = op.emitOpError()
                  << "uses a value with a derivative in its body, of type "
                  << captured.getType() << ", in a way that has no adjoint";
      diag.attachNote(user->getLoc())
          << "here; the body itself may use scalars, and extract elements at "
             "positions that depend on no output";
      return diag;
    }
  }
  return success();
}

LogicalResult emitStructuredAdjoint(linalg::LinalgOp op, AdjointSink &sink) {
  FailureOr<StructuredBody> body = StructuredBody::analyse(
      op, [&](unsigned i) { return !!sink.getCotangent(op->getResult(i)); });
  if (failed(body) || failed(verifyCaptures(op, sink)))
    return failure();
  StructuredDerivative derivative(*body, sink);
  derivative.emitCounts();
  if (failed(derivative.emitShares(sink)))
    return failure();
  for (OpOperand &operand : op->getOpOperands()) {
    unsigned number = operand.getOperandNumber();
    if (!sink.isActive(operand.get()))
      continue;
    if (number >= op.getNumDpsInputs()) {
      unsigned output = number - op.getNumDpsInputs();
      derivative.emitInitGradient(sink, output);
      // Any other output is an operand like the inputs if it is read.
      if (!body->readsInit(output))
        continue;
    }
    if (failed(derivative.emitGradient(sink, operand)))
      return failure();
  }
  return success();
}

LogicalResult emitStructuredTangent(linalg::LinalgOp op, TangentSink &sink) {
  FailureOr<StructuredBody> body = StructuredBody::analyse(
      op, [&](unsigned i) { return sink.isActive(op->getResult(i)); });
  if (failed(body) || failed(verifyCaptures(op, sink)))
    return failure();
  StructuredDerivative derivative(*body, sink);
  derivative.emitCounts();
  for (unsigned i = 0, e = body->outputs.size(); i < e; ++i)
    if (body->outputs[i].kind != OutputKind::Ignored &&
        failed(derivative.emitTangent(sink, i)))
      return failure();
  return success();
}

template <typename OpTy>
struct StructuredAdjoint
    : DifferentiableOpInterface::ExternalModel<StructuredAdjoint<OpTy>, OpTy> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    return emitStructuredAdjoint(cast<linalg::LinalgOp>(op), sink);
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    return emitStructuredTangent(cast<linalg::LinalgOp>(op), sink);
  }
};

/// All operations of a list that tablegen made.
template <typename... Ops> void attachStructured(MLIRContext &context) {
  attachEach<StructuredAdjoint, Ops...>(context);
}

} // namespace

void tslice::registerLinalgAdjoints(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, linalg::LinalgDialect *) {
    attachStructured<
#define GET_OP_LIST
#include "mlir/Dialect/Linalg/IR/LinalgStructuredOps.cpp.inc"
        >(*context);
  });
}
