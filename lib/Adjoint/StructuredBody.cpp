// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Recognises the folds that have an adjoint: sums along a chain of additions and
// subtractions, and one minimum or maximum.

#include "StructuredBody.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"

using namespace mlir;
using namespace tslice;

/// Whether `value` depends on `accumulator` inside of the body.
static bool dependsOn(Value value, BlockArgument accumulator) {
  if (value == accumulator)
    return true;
  Operation *op = value.getDefiningOp();
  if (!op || op->getBlock() != accumulator.getOwner())
    return false;
  return llvm::any_of(op->getOperands(), [&](Value operand) { return dependsOn(operand, accumulator); });
}

static bool isExtremum(Operation *op) {
  return isa<arith::MaximumFOp, arith::MinimumFOp, arith::MaxNumFOp, arith::MinNumFOp>(op);
}

LogicalResult StructuredBody::analyseOutput(unsigned i) {
  StructuredOutput &output = outputs[i];
  BlockArgument cell = accumulator(i);
  Value yielded = op.getBlock()->getTerminator()->getOperand(i);
  if (outputMap(i).isPermutation()) {
    output = {OutputKind::Elementwise, {{yielded}}};
    return success();
  }
  auto refuse = [&](Operation *at) {
    auto diag = op.emitOpError() << "folds output " << i << " in a way that has no adjoint; sums, minima and maxima have";
    diag.attachNote(at->getLoc()) << "by '" << at->getName() << "' here";
    return failure();
  };
  output.kind = OutputKind::Sum;
  Value carrier = yielded;
  while (carrier != cell) {
    Operation *fold = carrier.getDefiningOp();
    if (!fold || fold->getBlock() != op.getBlock() || fold->getNumOperands() != 2)
      return refuse(fold ? fold : op.getBlock()->getTerminator());
    bool isSum = isa<arith::AddFOp, complex::AddOp>(fold), isDifference = isa<arith::SubFOp, complex::SubOp>(fold);
    bool left = dependsOn(fold->getOperand(0), cell), right = dependsOn(fold->getOperand(1), cell);
    bool isLone = carrier == yielded && fold->getOperand(left ? 0 : 1) == cell;
    if (left == right || (isDifference && right) || !(isSum || isDifference || (isExtremum(fold) && isLone)))
      return refuse(fold);
    // What is yielded to another output or used in another term is no mere fold.
    if (!fold->hasOneUse())
      return refuse(fold);
    if (isExtremum(fold))
      output.kind = OutputKind::Extremum;
    folds.insert(fold);
    output.terms.push_back({fold->getOperand(left ? 1 : 0), isDifference});
    carrier = fold->getOperand(left ? 0 : 1);
  }
  if (!cell.hasOneUse())
    return refuse(op.getBlock()->getTerminator());
  return success();
}

FailureOr<StructuredBody> StructuredBody::analyse(linalg::LinalgOp op) {
  StructuredBody body{op, op.getIndexingMapsArray(), {}, {}};
  if (!op.hasPureTensorSemantics())
    return LogicalResult(op.emitOpError("has no adjoint on buffers; differentiate before bufferization"));
  body.outputs.resize(op.getNumDpsInits());
  for (unsigned i = 0, e = body.outputs.size(); i < e; ++i)
    if (failed(body.analyseOutput(i)))
      return failure();
  return body;
}
