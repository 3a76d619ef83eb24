// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Decides which operations nobody misses: upstream's notion of dead code does
// not know of calls and allocations of tensors.

#include "EraseUnused.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace tslice;

/// Whether nothing but its results shows that `op` has run. Allocations of
/// tensors are no effect, and a call has the effects of what it calls.
static bool isErasable(Operation *op, SymbolTableCollection &symbols,
                       int depth = 0) {
  if (isa<bufferization::AllocTensorOp>(op))
    return true;
  if (auto call = dyn_cast<func::CallOp>(op)) {
    auto callee =
        symbols.lookupNearestSymbolFrom<func::FuncOp>(op, call.getCalleeAttr());
    if (!callee || callee.isExternal() || depth > 16)
      return false;
    return llvm::all_of(callee.getBody().getOps(), [&](Operation &inner) {
      return inner.hasTrait<OpTrait::IsTerminator>() ||
             isErasable(&inner, symbols, depth + 1);
    });
  }
  if (isa_and_nonnull<scf::SCFDialect>(op->getDialect()))
    return llvm::all_of(op->getRegions(), [&](Region &region) {
      return llvm::all_of(region.getOps(), [&](Operation &inner) {
        return inner.hasTrait<OpTrait::IsTerminator>() ||
               isErasable(&inner, symbols, depth);
      });
    });
  return isMemoryEffectFree(op);
}

//===----------------------------------------------------------------------===//
// Carries
//===----------------------------------------------------------------------===//

namespace {
/// Finds the values that something needs, where a loop may carry others along.
class NeededValues {
public:
  explicit NeededValues(SymbolTableCollection &symbols) : symbols(symbols) {}

  /// Marks what the operations of `block` need, if what its terminator hands on
  /// is needed as marked.
  void mark(Block &block);
  void insert(ValueRange values) {
    needed.insert(values.begin(), values.end());
  }
  bool isUnused(scf::ForOp loop, unsigned number) const {
    return !needed.contains(loop.getResult(number)) &&
           !needed.contains(loop.getRegionIterArg(number));
  }
  /// Whether the first half of `loop` need not carry that.
  bool isUnusedBefore(scf::WhileOp loop, unsigned number) const {
    return !needed.contains(loop.getBeforeArguments()[number]);
  }
  /// Whether the first half of `loop` need not hand that on.
  bool isUnusedAfter(scf::WhileOp loop, unsigned number) const {
    return !needed.contains(loop.getResult(number)) &&
           !needed.contains(loop.getAfterArguments()[number]);
  }

private:
  void mark(scf::ForOp loop);
  void mark(scf::WhileOp loop);

  SymbolTableCollection &symbols;
  DenseSet<Value> needed;
};
} // namespace

void NeededValues::mark(Block &block) {
  for (Operation &op : llvm::reverse(block.without_terminator())) {
    if (llvm::none_of(op.getResults(),
                      [&](Value result) { return needed.contains(result); }) &&
        isErasable(&op, symbols))
      continue;
    if (auto loop = dyn_cast<scf::ForOp>(op)) {
      mark(loop);
      continue;
    }
    if (auto loop = dyn_cast<scf::WhileOp>(op)) {
      mark(loop);
      continue;
    }
    insert(op.getOperands());
    for (Region &region : op.getRegions())
      for (Block &inner : llvm::reverse(region)) {
        insert(inner.getTerminator()->getOperands());
        mark(inner);
      }
  }
}

void NeededValues::mark(scf::ForOp loop) {
  insert({loop.getLowerBound(), loop.getUpperBound(), loop.getStep()});
  SmallVector<bool> isNeeded(loop.getNumResults(), false);
  for (bool changed = true; changed;) {
    changed = false;
    for (unsigned i = 0; i < isNeeded.size(); ++i) {
      if (isNeeded[i] || isUnused(loop, i))
        continue;
      isNeeded[i] = changed = true;
      insert({loop.getInitArgs()[i], loop.getYieldedValues()[i]});
    }
    mark(*loop.getBody());
  }
}

void NeededValues::mark(scf::WhileOp loop) {
  insert(loop.getConditionOp().getCondition());
  for (size_t before = 0; before != needed.size();) {
    before = needed.size();
    for (unsigned i = 0; i < loop.getNumResults(); ++i)
      if (!isUnusedAfter(loop, i))
        insert(loop.getConditionOp().getArgs()[i]);
    mark(*loop.getAfterBody());
    mark(*loop.getBeforeBody());
    for (unsigned i = 0; i < loop.getInits().size(); ++i)
      if (!isUnusedBefore(loop, i))
        insert({loop.getInits()[i], loop.getYieldedValues()[i]});
  }
}

static void eraseUnusedOps(Block &block, SymbolTableCollection &symbols) {
  for (Operation &op :
       llvm::make_early_inc_range(llvm::reverse(block.getOperations())))
    if (!op.hasTrait<OpTrait::IsTerminator>() && op.use_empty() &&
        isErasable(&op, symbols))
      op.erase();
    else if (isa_and_nonnull<scf::SCFDialect>(op.getDialect()))
      for (Region &region : op.getRegions())
        for (Block &inner : region)
          eraseUnusedOps(inner, symbols);
}

/// %r:2 = scf.for iter_args(%a = %x, %b = %y) { yield f(%a), g(%a, %b) }
/// ->
/// %r = scf.for iter_args(%a = %x) { yield f(%a) }
/// where only the first result has a use.
/// Returns whether another loop stands for this one, which is empty then.
static bool eraseCarries(scf::ForOp loop, const NeededValues &needed,
                         llvm::function_ref<void(Value, Value)> onReplaced) {
  SmallVector<unsigned> left;
  Block &body = *loop.getBody();
  Operation *yield = body.getTerminator();
  for (unsigned i = 0; i < loop.getNumResults(); ++i)
    if (!needed.isUnused(loop, i))
      left.push_back(i);
  if (left.size() == loop.getNumResults())
    return false;
  // Whatever still uses the others goes with them.
  for (unsigned i = 0; i < loop.getNumResults(); ++i)
    if (needed.isUnused(loop, i))
      for (Value value :
           {Value(loop.getRegionIterArg(i)), Value(loop.getResult(i))})
        value.replaceAllUsesWith(loop.getInitArgs()[i]);
  auto pick = [&](ValueRange values) {
    return llvm::map_to_vector(left,
                               [&](unsigned number) { return values[number]; });
  };
  OpBuilder builder(loop);
  auto smaller = scf::ForOp::create(
      builder, loop.getLoc(), loop.getLowerBound(), loop.getUpperBound(),
      loop.getStep(), pick(loop.getInitArgs()),
      [](OpBuilder &, Location, Value, ValueRange) {}, loop.getUnsignedCmp());
  smaller->setDiscardableAttrs(loop->getDiscardableAttrDictionary());
  yield->setOperands(pick(yield->getOperands()));
  auto replace = [&](ValueRange values, ValueRange replacements) {
    for (auto [old, value] : llvm::zip_equal(values, replacements)) {
      old.replaceAllUsesWith(value);
      onReplaced(old, value);
    }
  };
  replace(loop.getInductionVar(), smaller.getInductionVar());
  replace(pick(loop.getRegionIterArgs()), smaller.getRegionIterArgs());
  replace(pick(loop.getResults()), smaller.getResults());
  smaller.getBody()->getOperations().splice(smaller.getBody()->end(),
                                            body.getOperations());
  return true;
}

/// %r:2 = scf.while (%a = %x, %b = %y) { condition(%c) f(%a), %b }
///        do { yield %v, g(%v, %w) }
/// ->
/// %r = scf.while (%a = %x) { condition(%c) f(%a) } do { yield %v }
/// where only the first result has a use. Returns as above.
static bool eraseCarries(scf::WhileOp loop, const NeededValues &needed,
                         llvm::function_ref<void(Value, Value)> onReplaced) {
  SmallVector<unsigned> carried, handedOn;
  for (unsigned i = 0; i < loop.getInits().size(); ++i)
    if (!needed.isUnusedBefore(loop, i))
      carried.push_back(i);
  for (unsigned i = 0; i < loop.getNumResults(); ++i)
    if (!needed.isUnusedAfter(loop, i))
      handedOn.push_back(i);
  if (carried.size() == loop.getInits().size() &&
      handedOn.size() == loop.getNumResults())
    return false;
  OpBuilder builder(loop);
  auto pick = [](ValueRange values, ArrayRef<unsigned> left) {
    return llvm::map_to_vector(left,
                               [&](unsigned number) { return values[number]; });
  };
  auto smaller = scf::WhileOp::create(
      builder, loop.getLoc(),
      ValueRange(pick(loop.getResults(), handedOn)).getTypes(),
      pick(loop.getInits(), carried), nullptr, nullptr);
  smaller->setDiscardableAttrs(loop->getDiscardableAttrDictionary());
  scf::ConditionOp condition = loop.getConditionOp();
  condition.getArgsMutable().assign(pick(condition.getArgs(), handedOn));
  scf::YieldOp yield = loop.getYieldOp();
  yield.getResultsMutable().assign(pick(yield.getResults(), carried));
  auto replace = [&](ValueRange values, ArrayRef<unsigned> left,
                     ValueRange replacements) {
    for (auto [number, replacement] : llvm::zip_equal(left, replacements)) {
      values[number].replaceAllUsesWith(replacement);
      onReplaced(values[number], replacement);
    }
    // Whatever still uses the others goes with them.
    for (Value value : values)
      if (!value.use_empty())
        value.replaceAllUsesWith(
            UnrealizedConversionCastOp::create(builder, loop.getLoc(),
                                               value.getType(), ValueRange())
                .getResult(0));
  };
  builder.setInsertionPoint(smaller);
  replace(loop.getResults(), handedOn, smaller.getResults());
  for (auto [from, to, left] :
       {std::tuple(loop.getBeforeBody(), smaller.getBeforeBody(), &carried),
        std::tuple(loop.getAfterBody(), smaller.getAfterBody(), &handedOn)}) {
    replace(from->getArguments(), *left, to->getArguments());
    to->getOperations().splice(to->end(), from->getOperations());
  }
  return true;
}

void tslice::eraseUnused(Block &block, SymbolTableCollection &symbols,
                         llvm::function_ref<void(Value, Value)> onReplaced) {
  NeededValues needed(symbols);
  needed.insert(block.getTerminator()->getOperands());
  needed.mark(block);
  SmallVector<Operation *> loops;
  block.walk([&](LoopLikeOpInterface loop) { loops.push_back(loop); });
  // Those that are left over go when all others exist: who knows values by their
  // addresses must not take a new one for an old one.
  llvm::erase_if(loops, [&](Operation *op) {
    if (auto loop = dyn_cast<scf::ForOp>(op))
      return !eraseCarries(loop, needed, onReplaced);
    if (auto loop = dyn_cast<scf::WhileOp>(op))
      return !eraseCarries(loop, needed, onReplaced);
    return true;
  });
  for (Operation *loop : loops)
    loop->erase();
  eraseUnusedOps(block, symbols);
}
