// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Recognises the folds that have an adjoint: sums along a chain of additions
// and subtractions, and one minimum or maximum.

#include "StructuredBody.h"
#include "Activity.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"

using namespace mlir;
using namespace tslice;

/// The values of the body that depend on any of `accumulators`, and those.
static DenseSet<Value> findDependents(Block &block, ValueRange accumulators) {
  DenseSet<Value> dependents(accumulators.begin(), accumulators.end());
  for (Operation &op : block)
    if (llvm::any_of(getUsedValues(&op),
                     [&](Value used) { return dependents.contains(used); }))
      dependents.insert(op.result_begin(), op.result_end());
  return dependents;
}

static bool isExtremum(Operation *op) {
  return isa<arith::MaximumFOp, arith::MinimumFOp, arith::MaxNumFOp,
             arith::MinNumFOp>(op);
}

LogicalResult StructuredBody::analyseOutput(unsigned i) {
  StructuredOutput &output = outputs[i];
  BlockArgument cell = accumulator(i);
  Value yielded = op.getBlock()->getTerminator()->getOperand(i);
  if (outputMap(i).isPermutation()) {
    output = {OutputKind::Elementwise, {{yielded}}};
    return success();
  }
  auto refuse =
      [&](Operation *at) {
        auto diag =
            op.emitOpError()
            << "folds output " << i
            << " in a way that has no adjoint; sums, minima and maxima have";
        diag.attachNote(at->getLoc()) << "by '" << at->getName() << "' here";
        return failure();
      };
  output.kind = OutputKind::Sum;
  DenseSet<Value> dependents = findDependents(*op.getBlock(), {cell});
  Value carrier = yielded;
  while (carrier != cell) {
    Operation *fold = carrier.getDefiningOp();
    if (!fold || fold->getBlock() != op.getBlock() ||
        fold->getNumOperands() != 2)
      return refuse(fold ? fold : op.getBlock()->getTerminator());
    bool isSum = isa<arith::AddFOp, complex::AddOp>(fold),
         isDifference = isa<arith::SubFOp, complex::SubOp>(fold);
    bool left = dependents.contains(fold->getOperand(0)),
         right = dependents.contains(fold->getOperand(1));
    bool isLone = carrier == yielded && fold->getOperand(left ? 0 : 1) == cell;
    if (left == right || (isDifference && right) ||
        !(isSum || isDifference || (isExtremum(fold) && isLone)))
      return refuse(fold);
    if (isExtremum(fold))
      output.kind = OutputKind::Extremum;
    folds.insert(fold);
    output.terms.push_back({fold->getOperand(left ? 1 : 0), isDifference});
    carrier = fold->getOperand(left ? 0 : 1);
  }
  return success();
}

/// A term that reads an accumulator depends on the points before it, and has no
/// place in a derivative that takes the points one by one.
LogicalResult StructuredBody::verifyTerms() {
  SmallVector<Value> accumulators;
  for (unsigned i = 0, e = outputs.size(); i < e; ++i)
    if (!outputMap(i).isPermutation())
      accumulators.push_back(accumulator(i));
  DenseSet<Value> dependents = findDependents(*op.getBlock(), accumulators);
  for (auto [i, output] : llvm::enumerate(outputs))
    for (const OutputTerm &term : output.terms)
      if (dependents.contains(term.value))
        return op.emitOpError()
               << "has no adjoint: output " << i
               << " depends on what other points of the iteration have folded";
  return success();
}

FailureOr<StructuredBody>
StructuredBody::analyse(linalg::LinalgOp op,
                        llvm::function_ref<bool(unsigned)> isNeeded) {
  StructuredBody body{op, op.getIndexingMapsArray(), {}, {}};
  if (!op.hasPureTensorSemantics())
    return LogicalResult(op.emitOpError(
        "has no adjoint on buffers; differentiate before bufferization"));
  body.outputs.resize(op.getNumDpsInits(), {OutputKind::Ignored, {}});
  for (unsigned i = 0, e = body.outputs.size(); i < e; ++i)
    if (isNeeded(i) && failed(body.analyseOutput(i)))
      return failure();
  if (failed(body.verifyTerms()))
    return failure();
  return body;
}
