// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A region is swept as a function is, but for its seeds and accumulators, which
// are values of the sweep around it.

#include "RegionSweep.h"
#include "ForwardSweep.h"
#include "PrepareBody.h"
#include "mlir/Transforms/RegionUtils.h"
#include "tslice/SeededFaults.h"

using namespace mlir;
using namespace tslice;

namespace {
/// Asks the sweep around a region what a sweep asks.
class OuterContext : public DerivationContext {
public:
  explicit OuterContext(DerivativeSink &outer) : outer(outer) {}
  void reportMissing(Operation *op) override { outer.reportMissing(op); }
  FailureOr<DerivedCallee> deriveCallee(Operation *call,
                                        FlatSymbolRefAttr callee,
                                        ArrayRef<int64_t> args,
                                        ArrayRef<int64_t> results,
                                        bool forward) override {
    return outer.getDerivedCallee(call, callee, args, results);
  }

private:
  DerivativeSink &outer;
};
} // namespace

SmallVector<Value> tslice::getActiveCaptures(Operation *op,
                                             DerivativeSink &sink) {
  llvm::SetVector<Value> used;
  getUsedValuesDefinedAbove(op->getRegions(), used);
  return llvm::to_vector(llvm::make_filter_range(used, [&](Value value) {
    return isDifferentiable(value.getType()) && sink.isActive(value);
  }));
}

static SmallVector<Operation *> getOps(Block &block) {
  return llvm::map_to_vector(block.without_terminator(),
                             [](Operation &op) { return &op; });
}

static SmallVector<Value> pick(ValueRange values, ArrayRef<unsigned> numbers) {
  return llvm::map_to_vector(numbers,
                             [&](unsigned number) { return values[number]; });
}

FailureOr<SmallVector<Value>> tslice::sweepBlock(
    Block &block, const BlockSeeds &seeds, AdjointSink &outer,
    llvm::function_ref<void(Operation *, Operation *)> onReplaced) {
  Operation *terminator = block.getTerminator();
  auto dependents = [&] {
    return pick(terminator->getOperands(), seeds.yields);
  };
  prepareBody(block,
              Activity::estimate(block, seeds.independents, dependents()));
  FailureOr<Activity> activity =
      Activity::analyse(block, seeds.independents, dependents(),
                        [&](Operation *op) { outer.reportMissing(op); });
  if (failed(activity))
    return failure();
  OuterContext context(outer);
  OpBuilder builder(terminator);
  ReverseSweep sweep(builder, *activity, context);
  for (auto [value, accumulator] :
       llvm::zip_equal(seeds.independents, seeds.accumulators))
    if (accumulator)
      sweep.setAccumulator(value, accumulator);
  // Preparing may have replaced operations.
  SmallVector<Operation *> ops = getOps(block);
  for (auto [dependent, cotangent] :
       llvm::zip_equal(dependents(), seeds.cotangents))
    sweep.addDense(dependent, cotangent);
  if (failed(sweep.run(ops)))
    return failure();
  for (auto [op, replacement] : sweep.getReplacements())
    onReplaced(op, replacement);
  SmallVector<Value> cotangents;
  for (auto [value, accumulator] :
       llvm::zip_equal(seeds.independents, seeds.accumulators))
    cotangents.push_back(accumulator && isSeeded("region-contribution-lost")
                             ? accumulator
                             : sweep.getCotangent(value));
  return cotangents;
}

FailureOr<SmallVector<Value>> tslice::tangentsOfBlock(Block &block,
                                                      ValueRange values,
                                                      ValueRange tangents,
                                                      TangentSink &outer) {
  Operation *terminator = block.getTerminator();
  SmallVector<Value> independents(values);
  llvm::SetVector<Value> captured;
  getUsedValuesDefinedAbove(*block.getParent(), captured);
  SmallVector<Value> active;
  for (Value value : captured)
    if (outer.getTangent(value))
      active.push_back(value);
  llvm::append_range(independents, active);
  SmallVector<unsigned> numbers;
  for (auto [number, operand] : llvm::enumerate(terminator->getOperands()))
    if (isDifferentiable(operand.getType()))
      numbers.push_back(number);
  auto dependents = [&] { return pick(terminator->getOperands(), numbers); };
  prepareBody(block, Activity::estimate(block, independents, dependents()));
  FailureOr<Activity> activity =
      Activity::analyse(block, independents, dependents(),
                        [&](Operation *op) { outer.reportMissing(op); });
  if (failed(activity))
    return failure();
  OuterContext context(outer);
  OpBuilder builder(terminator);
  ForwardSweep sweep(builder, *activity, context);
  for (auto [value, tangent] : llvm::zip_equal(values, tangents))
    sweep.setTangent(value, tangent);
  for (Value value : active)
    if (!isSeeded("region-tangent-lost"))
      sweep.setTangent(value, outer.getTangent(value));
  if (failed(sweep.run(getOps(block))))
    return failure();
  return llvm::map_to_vector(terminator->getOperands(), [&](Value operand) {
    return sweep.getTangent(operand);
  });
}

SmallVector<bool> tslice::findActiveCarries(Block &block, ValueRange carried,
                                            ValueRange yields,
                                            ValueRange captures,
                                            ArrayRef<bool> initiallyActive) {
  SmallVector<bool> isActive(initiallyActive);
  for (bool changed = true; changed;) {
    changed = false;
    SmallVector<Value> independents(captures);
    for (auto [argument, active] : llvm::zip_equal(carried, isActive))
      if (active)
        independents.push_back(argument);
    Activity activity = Activity::estimate(block, independents, yields);
    for (auto [i, yielded] : llvm::enumerate(yields)) {
      if (isActive[i] || !activity.contains(yielded))
        continue;
      isActive[i] = changed = true;
    }
  }
  return isActive;
}
