// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Activity of straight-line code, in one pass forward after one pass backward.

#include "Activity.h"
#include "CallNote.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/SymbolTable.h"
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
/// error even where only a zero derivative would have come of it. `needed` gets
/// the values.
static DenseSet<Operation *> findNeededOps(Block &block, ValueRange dependents,
                                           DenseSet<Value> &needed) {
  needed.insert(dependents.begin(), dependents.end());
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

DenseSet<Value> tslice::findReaching(Block &block, ValueRange dependents) {
  DenseSet<Value> reaching(dependents.begin(), dependents.end());
  for (Operation &op : llvm::reverse(block)) {
    auto differentiable = dyn_cast<DifferentiableOpInterface>(op);
    if (!differentiable || differentiable.isZeroByDefinition() ||
        llvm::none_of(op.getResults(),
                      [&](Value result) { return reaching.contains(result); }))
      continue;
    for (Value value : getUsedValues(&op))
      if (isDifferentiable(value.getType()))
        reaching.insert(value);
  }
  return reaching;
}

namespace tslice {

/// Looks for paths that a derivative would lose without a word: what leaves an
/// operation as an integer, or as a number too short to have a derivative, may
/// come back as a number.
class HiddenPaths {
public:
  HiddenPaths(Block &block, const BlockPath *outer,
              llvm::function_ref<void(Operation *)> onMissing)
      : path{block, outer}, onMissing(onMissing) {}

  /// Checks the results of `op` that `isHidden`; `activity` is what holds
  /// around it. `op` has a rule, which is not zero by definition.
  void check(Operation &op, const Activity &activity,
             llvm::function_ref<bool(Value)> isHidden);

  bool complete = true;

private:
  void checkBody(Block &block, ValueRange independents, ValueRange dependents);
  void checkRegion(Operation &op, Region &region, const Activity &activity);

  BlockPath path;
  llvm::function_ref<void(Operation *)> onMissing;
};

} // namespace tslice

void HiddenPaths::checkBody(Block &block, ValueRange independents,
                            ValueRange dependents) {
  // A function that calls itself is refused elsewhere.
  for (const BlockPath *outer = &path; outer; outer = outer->outer)
    if (&outer->block == &block)
      return;
  Activity inner;
  complete &=
      inner.propagate(block, independents, dependents, onMissing, &path);
}

void HiddenPaths::check(Operation &op, const Activity &activity,
                        llvm::function_ref<bool(Value)> isHidden) {
  SmallVector<Value> hidden = llvm::to_vector_of<Value>(
      llvm::make_filter_range(op.getResults(), isHidden));
  if (hidden.empty())
    return;
  auto yieldedBy = [&](Operation *terminator) {
    return llvm::map_to_vector(hidden, [&](Value result) {
      return terminator->getOperand(cast<OpResult>(result).getResultNumber());
    });
  };
  auto activeOf = [&](ValueRange outer, Block &block) {
    SmallVector<Value> active;
    for (auto [value, argument] : llvm::zip(outer, block.getArguments()))
      if (activity.contains(value))
        active.push_back(argument);
    return active;
  };
  if (auto structured = dyn_cast<linalg::LinalgOp>(op)) {
    Block &body = *structured.getBlock();
    SmallVector<Value> active = activeOf(op.getOperands(), body);
    for (Value value : getUsedValues(&op))
      if (activity.contains(value))
        active.push_back(value);
    return checkBody(body, active, yieldedBy(body.getTerminator()));
  }
  if (auto call = dyn_cast<func::CallOp>(op)) {
    auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
        &op, call.getCalleeAttr());
    if (!callee || callee.isExternal() || !callee.getBody().hasOneBlock())
      return;
    Block &body = callee.getBody().front();
    CallNote note(call);
    return checkBody(body, activeOf(op.getOperands(), body),
                     yieldedBy(body.getTerminator()));
  }
  if (isa_and_nonnull<scf::SCFDialect>(op.getDialect())) {
    for (Region &region : op.getRegions())
      checkRegion(op, region, activity);
    return;
  }
  onMissing(&op);
  complete = false;
}

/// Checks what leaves a region of control flow without a derivative, whatever
/// number it may come from.
void HiddenPaths::checkRegion(Operation &op, Region &region,
                              const Activity &activity) {
  if (!region.hasOneBlock())
    return;
  Block &body = region.front();
  SmallVector<Value> active, hidden;
  for (Value value : getUsedValues(&op))
    if (activity.contains(value))
      active.push_back(value);
  for (Value argument : body.getArguments())
    if (isDifferentiable(argument.getType()))
      active.push_back(argument);
  for (Value operand : body.getTerminator()->getOperands())
    if (!isDifferentiable(operand.getType()))
      hidden.push_back(operand);
  checkBody(body, active, hidden);
}

/// Marks what is active in `activity`; tells whether no rule was missing.
bool Activity::propagate(Block &block, ValueRange independents,
                         ValueRange dependents,
                         llvm::function_ref<void(Operation *)> onMissing,
                         const BlockPath *outer) {
  DenseSet<Value> needed;
  DenseSet<Operation *> neededOps = findNeededOps(block, dependents, needed);
  active.insert(independents.begin(), independents.end());
  HiddenPaths hidden(block, outer, onMissing);
  for (Operation &op : block) {
    if (!neededOps.contains(&op) || !usedBy(&op))
      continue;
    auto differentiable = dyn_cast<DifferentiableOpInterface>(op);
    if (!differentiable) {
      onMissing(&op);
      hidden.complete = false;
    } else if (differentiable.isZeroByDefinition()) {
      continue;
    } else {
      hidden.check(op, *this, [&](Value result) {
        return needed.contains(result) && !isDifferentiable(result.getType());
      });
    }
    // After a missing rule the rest is analysed as if it were there, so that
    // all missing ones are reported at once.
    for (Value result : findActiveResults(op))
      active.insert(result);
  }
  return hidden.complete;
}

/// The operands of the terminator of `block` that are active if `arguments` and
/// what is active here are.
SmallVector<bool> Activity::findActiveYields(Block &block,
                                             ValueRange arguments) const {
  SmallVector<Value> independents(arguments);
  llvm::SetVector<Value> captured;
  getUsedValuesDefinedAbove(*block.getParent(), captured);
  llvm::copy_if(captured, std::back_inserter(independents),
                [&](Value value) { return contains(value); });
  ValueRange yields = block.getTerminator()->getOperands();
  Activity inner = estimate(block, independents, yields);
  return llvm::map_to_vector(
      yields, [&](Value value) { return inner.contains(value); });
}

/// The results of `op`, which uses an active value, that depend on one. Control
/// flow may hand on others, too.
SmallVector<Value> Activity::findActiveResults(Operation &op) const {
  SmallVector<bool> isActive(op.getNumResults(), true);
  auto pick = [](ValueRange values, ArrayRef<bool> chosen) {
    SmallVector<Value> picked;
    for (auto [value, isIt] : llvm::zip(values, chosen))
      if (isIt && isDifferentiable(value.getType()))
        picked.push_back(value);
    return picked;
  };
  auto add = [](SmallVector<bool> &to, ArrayRef<bool> from) {
    SmallVector<bool> before(to);
    for (auto [a, b] : llvm::zip(to, from))
      a |= b;
    return to != before;
  };
  auto areActive = [&](ValueRange values) {
    return llvm::map_to_vector(values,
                               [&](Value value) { return contains(value); });
  };
  if (auto loop = dyn_cast<scf::ForOp>(op)) {
    isActive = areActive(loop.getInitArgs());
    while (add(isActive,
               findActiveYields(*loop.getBody(),
                                pick(loop.getRegionIterArgs(), isActive))))
      ;
  } else if (auto loop = dyn_cast<scf::WhileOp>(op)) {
    // The condition's first operand is none of the values that it hands on.
    SmallVector<bool> carried = areActive(loop.getInits());
    do {
      isActive = findActiveYields(*loop.getBeforeBody(),
                                  pick(loop.getBeforeArguments(), carried));
      isActive.erase(isActive.begin());
    } while (add(carried,
                 findActiveYields(*loop.getAfterBody(),
                                  pick(loop.getAfterArguments(), isActive))));
  } else if (isa<scf::IfOp, scf::IndexSwitchOp>(op)) {
    isActive.assign(op.getNumResults(), false);
    for (Region &region : op.getRegions())
      add(isActive, findActiveYields(region.front(), {}));
  }
  return pick(op.getResults(), isActive);
}

FailureOr<Activity>
Activity::analyse(Block &block, ValueRange independents, ValueRange dependents,
                  llvm::function_ref<void(Operation *)> onMissing) {
  Activity activity;
  if (!activity.propagate(block, independents, dependents, onMissing))
    return failure();
  return activity;
}

Activity Activity::estimate(Block &block, ValueRange independents,
                            ValueRange dependents) {
  Activity activity;
  activity.propagate(block, independents, dependents, [](Operation *) {});
  return activity;
}

Activity Activity::of(ValueRange values) {
  Activity activity;
  activity.active.insert(values.begin(), values.end());
  return activity;
}
