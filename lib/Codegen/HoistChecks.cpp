// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Moves checks, and the loads of indices that they read, out of loops that do
// not change them. Upstream's code motion moves neither: a check must not run
// where the loop would not have.

#include "BufferRoots.h"
#include "LoopFacts.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "tslice/Codegen/Passes.h"
#include "tslice/IR/TSliceOps.h"

namespace tslice {
#define GEN_PASS_DEF_HOISTCHECKSPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

namespace {
/// Hoists in one function.
class CheckHoister {
public:
  explicit CheckHoister(func::FuncOp function)
      : function(function), roots(function) {}

  void run();

private:
  /// The loops of which at least one iteration runs wherever some code runs.
  using Tested = llvm::SetVector<Operation *>;

  /// What leaves a loop together, in order.
  struct Group {
    llvm::SetVector<Operation *> ops;
    /// The loops that a guard around the loop has to test.
    Tested tested;
  };

  /// The loop that `op` stands in directly, or within guards made here.
  Operation *getLoop(Operation *op);
  /// Whether `op` reads nothing that `loop` writes.
  bool readsOnlyConstantMemory(Operation *op, Operation *loop);
  /// Adds `op` and what it needs from inside `loop` to `group`.
  bool collect(Operation *op, Operation *loop, Group &group);
  /// Whether a guard around `loop` that also tests inner loops skips nothing
  /// else.
  bool canGuard(Operation *loop, const Tested &tested);
  void guard(Operation *loop, const Tested &tested);
  void hoist(Operation *loop, const Group &group);
  void hoistFrom(Operation *loop);

  func::FuncOp function;
  BufferRoots roots;
  /// Guards made here, with what they test.
  llvm::DenseMap<Operation *, Tested> guards;
  /// What each loop writes; `std::nullopt` is memory that is not known.
  llvm::DenseMap<Operation *, std::optional<llvm::SetVector<Value>>> written;
};
} // namespace

Operation *CheckHoister::getLoop(Operation *op) {
  Operation *parent = op->getParentOp();
  while (guards.contains(parent))
    parent = parent->getParentOp();
  return parent;
}

bool CheckHoister::readsOnlyConstantMemory(Operation *op, Operation *loop) {
  auto load = dyn_cast<memref::LoadOp>(op);
  if (!load)
    return isMemoryEffectFree(op);
  auto [entry, isNew] = written.try_emplace(loop);
  if (isNew)
    entry->second = BufferRoots::getWritten(loop);
  return entry->second && llvm::none_of(*entry->second, [&](Value target) {
           return roots.mayAlias(load.getMemref(), target);
         });
}

/// Positions follow by themselves: the first iteration is the first position.
static bool canMovePosition(CheckOp check, Operation *loop) {
  IRMapping first;
  first.map(getInductionVar(loop), getBounds(loop).lower);
  return llvm::all_of(check.getPosition(), [&](Value position) {
    return canCloneOutOf(loop, position, first);
  });
}

bool CheckHoister::collect(Operation *op, Operation *loop, Group &group) {
  if (group.ops.contains(op))
    return true;
  if (op->getNumRegions() != 0 || getLoop(op) != loop ||
      !readsOnlyConstantMemory(op, loop))
    return false;
  auto check = dyn_cast<CheckOp>(op);
  if (check && !canMovePosition(check, loop))
    return false;
  unsigned operands = check ? 2 : op->getNumOperands();
  for (Value operand : op->getOperands().take_front(operands)) {
    Operation *producer = operand.getDefiningOp();
    if (!isDefinedOutside(operand, loop) &&
        !(producer && collect(producer, loop, group)))
      return false;
  }
  for (Operation *parent = op->getParentOp(); parent != loop;
       parent = parent->getParentOp())
    group.tested.insert_range(guards[parent]);
  group.ops.insert(op);
  return true;
}

bool CheckHoister::canGuard(Operation *loop, const Tested &tested) {
  for (Operation *inner : tested) {
    if (inner == loop)
      continue;
    LoopBounds bounds = getBounds(inner);
    if (!isDefinedOutside(bounds.lower, loop) ||
        !isDefinedOutside(bounds.upper, loop))
      return false;
    // All that the loop does, it does within the guard of the inner loop.
    for (Operation &op : loop->getRegion(0).front()) {
      if (!op.isAncestor(inner) && !isMemoryEffectFree(&op) &&
          !op.hasTrait<OpTrait::IsTerminator>())
        return false;
    }
  }
  return tested.size() <= 1 || loop->getNumResults() == 0;
}

/// scf.for %i = %a to %b { ... } -> scf.if (%a < %b) { scf.for ... }
void CheckHoister::guard(Operation *loop, const Tested &tested) {
  auto existing = guards.find(loop->getParentOp());
  if (tested.empty() ||
      (existing != guards.end() && existing->second == tested))
    return;
  Location loc = loop->getLoc();
  OpBuilder builder(loop);
  Value runs;
  for (Operation *inner : tested) {
    LoopBounds bounds = getBounds(inner);
    Value some = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::slt,
                                       bounds.lower, bounds.upper);
    runs = runs ? arith::AndIOp::create(builder, loc, runs, some).getResult()
                : some;
  }
  bool hasResults = loop->getNumResults() != 0;
  auto guard =
      scf::IfOp::create(builder, loc, loop->getResultTypes(), runs, hasResults);
  loop->replaceAllUsesWith(guard.getResults());
  guards[guard] = tested;
  if (!hasResults)
    return loop->moveBefore(guard.thenBlock()->getTerminator());
  loop->moveBefore(guard.thenBlock(), guard.thenBlock()->end());
  builder.setInsertionPointToEnd(guard.thenBlock());
  scf::YieldOp::create(builder, loc, loop->getResults());
  builder.setInsertionPointToEnd(guard.elseBlock());
  scf::YieldOp::create(builder, loc, cast<scf::ForOp>(loop).getInitArgs());
}

void CheckHoister::hoist(Operation *loop, const Group &group) {
  guard(loop, group.tested);
  IRMapping first;
  first.map(getInductionVar(loop), getBounds(loop).lower);
  OpBuilder builder(loop);
  for (Operation *op : group.ops) {
    op->moveBefore(loop);
    auto check = dyn_cast<CheckOp>(op);
    if (!check)
      continue;
    builder.setInsertionPoint(check);
    for (OpOperand &position : check.getPositionMutable())
      position.set(cloneOutOf(loop, position.get(), first, builder));
  }
}

void CheckHoister::hoistFrom(Operation *loop) {
  SmallVector<Operation *> candidates;
  loop->walk([&](Operation *op) {
    auto load = dyn_cast<memref::LoadOp>(op);
    bool isIndex = load && load.getType().isIntOrIndex();
    if ((isIndex || isa<CheckOp>(op)) && getLoop(op) == loop)
      candidates.push_back(op);
  });
  for (Operation *op : candidates) {
    Group group;
    if (getLoop(op) != loop || !collect(op, loop, group))
      continue;
    if (getConstantTripCount(loop).value_or(0) == 0)
      group.tested.insert(loop);
    if (canGuard(loop, group.tested))
      hoist(loop, group);
  }
}

void CheckHoister::run() {
  SmallVector<Operation *> loops;
  // Inner loops first.
  function.walk([&](Operation *op) {
    if (isSimpleLoop(op))
      loops.push_back(op);
  });
  for (Operation *loop : loops)
    hoistFrom(loop);
}

namespace {
struct HoistChecksPass : tslice::impl::HoistChecksPassBase<HoistChecksPass> {
  using Base::Base;

  void runOnOperation() override { CheckHoister(getOperation()).run(); }
};
} // namespace
