// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sweeps over clones of a body.

#include "BodyDerivative.h"
#include "ForwardSweep.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace tslice;

SmallVector<bool> ScalarBody::findActiveResults(ArrayRef<bool> active) {
  DenseSet<Value> values;
  for (auto [arg, isActive] : llvm::zip_equal(block.getArguments(), active))
    if (isActive)
      values.insert(arg);
  for (Operation &op : block.without_terminator()) {
    auto differentiable = dyn_cast<DifferentiableOpInterface>(op);
    bool isConstant = differentiable && differentiable.isZeroByDefinition();
    bool usesActive = llvm::any_of(
        getUsedValues(&op), [&](Value used) { return values.contains(used); });
    for (Value result : op.getResults())
      if (usesActive && !isConstant && isDifferentiable(result.getType()))
        values.insert(result);
  }
  return llvm::map_to_vector(
      block.getTerminator()->getOperands(),
      [&](Value yielded) { return values.contains(yielded); });
}

SmallVector<Value> ScalarBody::clone(OpBuilder &builder, ValueRange args,
                                     SmallVectorImpl<Operation *> &ops) {
  IRMapping mapping;
  mapping.map(block.getArguments(), args);
  for (Operation &op : block.without_terminator())
    ops.push_back(builder.clone(op, mapping));
  return llvm::map_to_vector(
      block.getTerminator()->getOperands(),
      [&](Value yielded) { return mapping.lookupOrDefault(yielded); });
}

SmallVector<Value> ScalarBody::emit(OpBuilder &builder, ValueRange args) {
  SmallVector<Operation *> ops;
  return clone(builder, args, ops);
}

FailureOr<SmallVector<Value>>
ScalarBody::emitAdjoint(OpBuilder &builder, Location loc, ValueRange args,
                        ArrayRef<bool> active, ArrayRef<Value> seeds,
                        DerivativeSink &outer) {
  SmallVector<Operation *> ops;
  SmallVector<Value> results = clone(builder, args, ops);
  SmallVector<Value> independents, dependents;
  for (auto [arg, isActive] : llvm::zip_equal(args, active))
    if (isActive)
      independents.push_back(arg);
  for (auto [result, seed] : llvm::zip_equal(results, seeds))
    if (seed)
      dependents.push_back(result);
  NestedContext context(outer);
  FailureOr<Activity> activity = Activity::analyse(
      *builder.getBlock(), independents, dependents,
      [&](Operation *missing) { outer.reportMissing(missing); });
  if (failed(activity))
    return failure();
  ReverseSweep sweep(builder, *activity, context);
  for (auto [result, seed] : llvm::zip_equal(results, seeds))
    if (seed)
      sweep.addDense(result, seed);
  if (failed(sweep.run(ops)))
    return failure();
  return llvm::map_to_vector(llvm::zip_equal(args, active), [&](auto pair) {
    auto [arg, isActive] = pair;
    return isActive ? sweep.getCotangent(arg) : Value();
  });
}

FailureOr<ScalarBody::Tangent>
ScalarBody::emitTangent(OpBuilder &builder, Location loc, ValueRange args,
                        ArrayRef<Value> tangents, DerivativeSink &outer) {
  SmallVector<Operation *> ops;
  Tangent tangent;
  tangent.results = clone(builder, args, ops);
  SmallVector<Value> independents;
  for (auto [arg, direction] : llvm::zip_equal(args, tangents))
    if (direction)
      independents.push_back(arg);
  NestedContext context(outer);
  FailureOr<Activity> activity = Activity::analyse(
      *builder.getBlock(), independents, tangent.results,
      [&](Operation *missing) { outer.reportMissing(missing); });
  if (failed(activity))
    return failure();
  ForwardSweep sweep(builder, *activity, context);
  for (auto [arg, direction] : llvm::zip_equal(args, tangents))
    if (direction)
      sweep.setTangent(arg, direction);
  if (failed(sweep.run(ops)))
    return failure();
  builder.setInsertionPointToEnd(builder.getBlock());
  for (Value &result : tangent.results)
    tangent.tangents.push_back(sweep.getTangent(result));
  return tangent;
}
