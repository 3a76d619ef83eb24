// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Activity of straight-line code, in one pass forward after one pass backward.

#include "Activity.h"
#include "mlir/Transforms/RegionUtils.h"
#include "tslice/IR/DifferentiableOpInterface.h"

using namespace mlir;
using namespace tslice;

SmallVector<Value> tslice::getUsedValues(Operation *op) {
  SmallVector<Value> values(op->getOperands());
  if (op->getNumRegions() > 0) {
    llvm::SetVector<Value> captured;
    getUsedValuesDefinedAbove(op->getRegions(), captured);
    llvm::append_range(values, captured);
  }
  return values;
}

bool Activity::usedBy(Operation *op) const {
  return llvm::any_of(getUsedValues(op),
                      [&](Value value) { return contains(value); });
}

/// The operations of `block` on which `dependents` depend in any way. Whether
/// the way carries derivatives is not asked: an operation without a rule is an
/// error even where only a zero derivative would have come of it.
static DenseSet<Operation *> findNeededOps(Block &block,
                                           ValueRange dependents) {
  DenseSet<Value> needed(dependents.begin(), dependents.end());
  DenseSet<Operation *> ops;
  for (Operation &op : llvm::reverse(block)) {
    if (llvm::none_of(op.getResults(),
                      [&](Value result) { return needed.contains(result); }))
      continue;
    ops.insert(&op);
    for (Value value : getUsedValues(&op))
      needed.insert(value);
  }
  return ops;
}

FailureOr<Activity>
Activity::analyse(Block &block, ValueRange independents, ValueRange dependents,
                  llvm::function_ref<void(Operation *)> onMissing) {
  DenseSet<Operation *> neededOps = findNeededOps(block, dependents);
  Activity activity;
  activity.active.insert(independents.begin(), independents.end());
  bool complete = true;
  for (Operation &op : block) {
    if (!neededOps.contains(&op) || !activity.usedBy(&op))
      continue;
    auto differentiable = dyn_cast<DifferentiableOpInterface>(op);
    if (!differentiable) {
      onMissing(&op);
      complete = false;
    } else if (differentiable.isZeroByDefinition()) {
      continue;
    }
    // After a missing rule the rest is analysed as if it were there, so that
    // all missing ones are reported at once.
    for (Value result : op.getResults())
      if (isDifferentiable(result.getType()))
        activity.active.insert(result);
  }
  if (!complete)
    return failure();
  return activity;
}
