// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Takes the checks out of innermost loops over elements: a block of indices is
// tested ahead, by a loop that is vectorised, and then used without checks.

#include "BufferRoots.h"
#include "CheckLowering.h"
#include "LoopFacts.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_BLOCKCHECKSPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

/// Iterations per block: its indices stay in the nearest cache.
static constexpr int64_t kBlock = 1024;

/// With fewer iterations the test ahead does not pay.
static constexpr int64_t kFewIterations = 64;

static Block *getBody(Operation *loop) { return &loop->getRegion(0).front(); }

namespace {
/// An innermost loop with checks that can be tested ahead.
struct CheckedLoop {
  /// A simple loop.
  Operation *loop;
  SmallVector<CheckOp> checks;
};
} // namespace

/// Whether `value` is what it will be if computed ahead of `loop`, up to the
/// induction variable: it is pure, or loads what the loop does not write.
static bool isKnownAhead(Value value, Operation *loop,
                         const llvm::SetVector<Value> &written,
                         const BufferRoots &roots) {
  if (isDefinedOutside(value, loop) || value == getInductionVar(loop))
    return true;
  Operation *op = value.getDefiningOp();
  if (!op || op->getBlock() != getBody(loop) || op->getNumRegions() != 0)
    return false;
  auto load = dyn_cast<memref::LoadOp>(op);
  if (load && llvm::any_of(written, [&](Value target) {
        return roots.mayAlias(load.getMemref(), target);
      }))
    return false;
  // The result of another check would have to be tested first.
  if (isa<CheckOp>(op) || (!load && !isPure(op)))
    return false;
  return llvm::all_of(op->getOperands(), [&](Value operand) {
    return isKnownAhead(operand, loop, written, roots);
  });
}

static std::optional<CheckedLoop> findChecks(Operation *loop,
                                             const BufferRoots &roots) {
  WalkResult inner = getBody(loop)->walk(
      [](LoopLikeOpInterface) { return WalkResult::interrupt(); });
  std::optional<int64_t> count = getConstantTripCount(loop);
  if (inner.wasInterrupted() || (count && *count < kFewIterations))
    return std::nullopt;
  std::optional<llvm::SetVector<Value>> written = BufferRoots::getWritten(loop);
  if (!written)
    return std::nullopt;
  CheckedLoop found{loop, {}};
  for (CheckOp check : getBody(loop)->getOps<CheckOp>()) {
    if (isKnownAhead(check.getValue(), loop, *written, roots) &&
        isKnownAhead(check.getLimit(), loop, *written, roots))
      found.checks.push_back(check);
  }
  return found.checks.empty() ? std::nullopt : std::optional(found);
}

//===----------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------===//

namespace {
/// Replaces one loop by a loop over blocks of its iterations.
class BlockBuilder {
public:
  explicit BlockBuilder(const CheckedLoop &checked)
      : checked(checked), loop(checked.loop), loc(loop->getLoc()),
        builder(loop) {}

  /// for %i = %lo to %hi step %s { %r = tslice.check index %v, %n; B(%r) }
  /// ->
  /// for %b = %lo to %hi step 1024 * %s {
  ///   %e = min(%b + 1024 * %s, %hi)
  ///   %bad = for %i = %b to %e { or of %v >= %n }
  ///   if %bad { for %i = %b to %e { %r = tslice.check index %v, %n; B(%r) } }
  ///   else    { for %i = %b to %e { B(%v) } }
  /// }
  void build();

private:
  /// Makes the empty loop over blocks and sets the bounds of one.
  Operation *buildBlocks();
  /// Whether a check fails in the block.
  Value buildTest();
  /// A copy of the loop over the block, with its checks or without.
  Operation *copyLoop(ValueRange inits, bool withChecks);

  const CheckedLoop &checked;
  Operation *loop;
  Location loc;
  OpBuilder builder;
  /// The bounds of one block.
  Value from, to;
};
} // namespace

Operation *BlockBuilder::buildBlocks() {
  LoopBounds bounds = getBounds(loop);
  Value count = arith::ConstantIndexOp::create(builder, loc, kBlock);
  Value length = count;
  if (getConstantIntValue(bounds.step) != 1)
    length = arith::MulIOp::create(builder, loc, bounds.step, count);
  Operation *blocks;
  if (auto sequential = dyn_cast<scf::ForOp>(loop)) {
    blocks = scf::ForOp::create(builder, loc, bounds.lower, bounds.upper,
                                length, sequential.getInitArgs());
    if (loop->getNumResults() != 0) {
      builder.setInsertionPointToEnd(getBody(blocks));
      scf::YieldOp::create(builder, loc,
                           cast<scf::ForOp>(blocks).getRegionIterArgs());
    }
  } else {
    blocks =
        scf::ParallelOp::create(builder, loc, ValueRange(bounds.lower),
                                ValueRange(bounds.upper), ValueRange(length));
  }
  blocks->setAttrs(loop->getDiscardableAttrDictionary());
  builder.setInsertionPoint(getBody(blocks)->getTerminator());
  from = getInductionVar(blocks);
  Value end = arith::AddIOp::create(builder, loc, from, length);
  to = arith::MinSIOp::create(builder, loc, end, bounds.upper);
  return blocks;
}

Value BlockBuilder::buildTest() {
  Value none =
      arith::ConstantOp::create(builder, loc, builder.getBoolAttr(false));
  auto test = scf::ForOp::create(builder, loc, from, to, getBounds(loop).step,
                                 ValueRange(none));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(test.getBody());
  IRMapping mapping;
  mapping.map(getInductionVar(loop), test.getInductionVar());
  Value bad = test.getRegionIterArg(0);
  for (CheckOp check : checked.checks) {
    Value value = cloneOutOf(loop, check.getValue(), mapping, builder);
    Value limit = cloneOutOf(loop, check.getLimit(), mapping, builder);
    bad = arith::OrIOp::create(builder, loc, bad,
                               buildCheckFails(builder, check, value, limit));
  }
  scf::YieldOp::create(builder, loc, bad);
  return test.getResult(0);
}

Operation *BlockBuilder::copyLoop(ValueRange inits, bool withChecks) {
  IRMapping mapping;
  Operation *copy = builder.clone(*loop, mapping);
  copy->removeAttr(kKernelAttr);
  // Of both kinds of loops the operands are: lower and upper bound, step,
  // initial values.
  copy->setOperands(0, 2, {from, to});
  copy->setOperands(3, inits.size(), inits);
  if (withChecks) {
    copy->setAttr(kColdAttr, builder.getUnitAttr());
    return copy;
  }
  for (CheckOp check : checked.checks) {
    auto copied = mapping.lookup(check.getResult()).getDefiningOp<CheckOp>();
    copied.replaceAllUsesWith(copied.getValue());
    copied.erase();
  }
  return copy;
}

void BlockBuilder::build() {
  Operation *blocks = buildBlocks();
  ValueRange inits;
  if (auto sequential = dyn_cast<scf::ForOp>(blocks))
    inits = sequential.getRegionIterArgs();
  Value bad = buildTest();
  auto choice = scf::IfOp::create(builder, loc, loop->getResultTypes(), bad,
                                  /*withElse=*/true);
  for (Block *branch : {choice.thenBlock(), choice.elseBlock()}) {
    bool hasYield = !branch->empty();
    builder.setInsertionPointToStart(branch);
    Operation *copy =
        copyLoop(inits, /*withChecks=*/branch == choice.thenBlock());
    if (!hasYield)
      scf::YieldOp::create(builder, loc, copy->getResults());
  }
  if (loop->getNumResults() != 0)
    getBody(blocks)->getTerminator()->setOperands(choice.getResults());
  loop->replaceAllUsesWith(blocks->getResults());
  loop->erase();
}

namespace {
struct BlockChecksPass : tslice::impl::BlockChecksPassBase<BlockChecksPass> {
  using Base::Base;

  void runOnOperation() override {
    BufferRoots roots(getOperation());
    SmallVector<CheckedLoop> loops;
    getOperation().walk([&](Operation *op) {
      if (!isSimpleLoop(op))
        return;
      if (std::optional<CheckedLoop> found = findChecks(op, roots))
        loops.push_back(*found);
    });
    for (const CheckedLoop &checked : loops)
      BlockBuilder(checked).build();
  }
};
} // namespace
