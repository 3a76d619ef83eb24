// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Recognises the folds that have an adjoint: sums along a chain of additions
// and subtractions, products, and one minimum or maximum.

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

/// How `fold` combines what it is given, if that has an adjoint.
static std::optional<OutputKind> getKind(Operation *fold) {
  if (isa<arith::AddFOp, complex::AddOp, arith::SubFOp, complex::SubOp>(fold))
    return OutputKind::Sum;
  if (isa<arith::MulFOp, complex::MulOp>(fold))
    return OutputKind::Product;
  if (isa<arith::MaximumFOp, arith::MinimumFOp, arith::MaxNumFOp,
          arith::MinNumFOp>(fold))
    return OutputKind::Extremum;
  return std::nullopt;
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
    auto diag = op.emitOpError()
                << "folds output " << i
                << " in a way that has no adjoint; sums, products, minima and "
                   "maxima have";
    diag.attachNote(at->getLoc()) << "by '" << at->getName() << "' here";
    return failure();
  };
  std::optional<OutputKind> kind;
  DenseSet<Value> dependents = findDependents(*op.getBlock(), {cell});
  Value carrier = yielded;
  while (carrier != cell) {
    Operation *fold = carrier.getDefiningOp();
    if (!fold || fold->getBlock() != op.getBlock() ||
        fold->getNumOperands() != 2)
      return refuse(fold ? fold : op.getBlock()->getTerminator());
    bool isDifference = isa<arith::SubFOp, complex::SubOp>(fold);
    bool left = dependents.contains(fold->getOperand(0)),
         right = dependents.contains(fold->getOperand(1));
    std::optional<OutputKind> folded = getKind(fold);
    // Of extrema only one is kept: the winner must be told by its value.
    bool isPlaced =
        folded != OutputKind::Product || outputMap(i).isProjectedPermutation();
    if (!folded || !isPlaced || left == right || (isDifference && right) ||
        (kind && (*kind != *folded || *kind == OutputKind::Extremum)))
      return refuse(fold);
    kind = folded;
    folds.insert(fold);
    output.terms.push_back({fold->getOperand(left ? 1 : 0), isDifference});
    carrier = fold->getOperand(left ? 0 : 1);
  }
  output.kind = kind.value_or(OutputKind::Sum);
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
