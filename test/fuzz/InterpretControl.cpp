// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Interprets branches and loops: a region runs as often as it says, and its
// values are those of the last time.

#include "Interpretation.h"

#include "tslice/ExecutionEngine/Float.h"

using namespace mlir;
using namespace tslice;
using namespace tslice::fuzz;

static constexpr int64_t maxTurns = 1000; // no loop has as many on purpose

void Interpreter::assign(ValueRange to, ValueRange from) {
  SmallVector<Tensor> values = llvm::map_to_vector(
      from, [&](Value value) { return tensors.lookup(value); });
  for (auto [value, tensor] : llvm::zip_equal(to, values))
    tensors[value] = tensor;
}

LogicalResult Interpreter::visitIf(scf::IfOp op) {
  Tensor condition = tensors.lookup(op.getCondition());
  bool isTrue = loadInteger(condition.getType(), condition.getData()) != 0;
  Block &block = isTrue ? *op.thenBlock() : *op.elseBlock();
  if (failed(visitBlock(block)))
    return failure();
  assign(op.getResults(), block.getTerminator()->getOperands());
  return success();
}

LogicalResult Interpreter::visitFor(scf::ForOp op) {
  int64_t end = getIndex(op.getUpperBound()), step = getIndex(op.getStep());
  if (step <= 0)
    return fail(op, "the step is not positive");
  assign(op.getRegionIterArgs(), op.getInitArgs());
  int64_t turns = 0;
  for (int64_t i = getIndex(op.getLowerBound()); i < end; i += step) {
    if (++turns > maxTurns)
      return fail(op, "runs too long");
    Scalar variable{ElementType::Index};
    storeInteger(variable.type, variable.bytes, i);
    define(op.getInductionVar(), variable);
    if (failed(visitBlock(*op.getBody())))
      return failure();
    assign(op.getRegionIterArgs(), op.getYieldedValues());
  }
  assign(op.getResults(), op.getRegionIterArgs());
  return success();
}

LogicalResult Interpreter::visitWhile(scf::WhileOp op) {
  assign(op.getBeforeArguments(), op.getInits());
  for (int64_t turns = 0; turns <= maxTurns; ++turns) {
    if (failed(visitBlock(*op.getBeforeBody())))
      return failure();
    scf::ConditionOp condition = op.getConditionOp();
    Tensor goesOn = tensors.lookup(condition.getCondition());
    if (!loadInteger(goesOn.getType(), goesOn.getData())) {
      assign(op.getResults(), condition.getArgs());
      return success();
    }
    assign(op.getAfterArguments(), condition.getArgs());
    if (failed(visitBlock(*op.getAfterBody())))
      return failure();
    assign(op.getBeforeArguments(), op.getYieldOp().getResults());
  }
  return fail(op, "runs too long");
}

LogicalResult Interpreter::visitControl(Operation *op) {
  if (auto branch = dyn_cast<scf::IfOp>(op))
    return visitIf(branch);
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return visitFor(loop);
  if (auto loop = dyn_cast<scf::WhileOp>(op))
    return visitWhile(loop);
  return giveUp(op);
}
