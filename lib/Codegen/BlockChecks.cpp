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

/// Iterations per block. Each may bring a line into the nearest cache, and the
/// indices must still be there when they are used. Measured for single elements
/// of a table in the second cache, over no checks at all: +3 to 5 %; with 1024
/// iterations +11 to 14 %.
static constexpr int64_t kBlock = 256;

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
// The test of a block
//===----------------------------------------------------------------------===//

namespace {
/// How one check is tested for all iterations of a block. In general by one
/// compare each:
///
///   %bad = for ... { %bad or %v >= %n }
///
/// Indices that are narrower than `index` stay narrow, and are compared once
/// for the block:
///
///   %v = arith.index_cast %w : i32 to index
///   check index %v, %n
///   ->
///   %max = for ... { max unsigned of %max, %w }
///   %bad = zext %max >= min(%n, 2^31)
///
/// A negative %w is at least 2^31 as an unsigned number, so no bound may be
/// above that; all other %w are below, so none need be.
class BlockTest {
public:
  BlockTest(CheckOp check, Operation *loop);

  /// What the loop over the block starts with, what an iteration makes of
  /// `soFar`, and whether its result means that the check fails.
  Value buildInit(OpBuilder &builder);
  Value buildStep(OpBuilder &builder, IRMapping &mapping, Value soFar);
  Value buildFails(OpBuilder &builder, Value result);

private:
  CheckOp check;
  Operation *loop;
  /// The index before it was made an `index`; null if it is not narrow.
  Value narrow;
  bool isSigned = false;
};
} // namespace

BlockTest::BlockTest(CheckOp check, Operation *loop)
    : check(check), loop(loop) {
  if (check.getKind() != CheckKind::Index ||
      !isDefinedOutside(check.getLimit(), loop))
    return;
  Operation *cast = check.getValue().getDefiningOp();
  if (!isa_and_nonnull<arith::IndexCastOp, arith::IndexCastUIOp>(cast))
    return;
  Value source = cast->getOperand(0);
  if (source.getType().getIntOrFloatBitWidth() >= 64)
    return;
  narrow = source;
  isSigned = isa<arith::IndexCastOp>(cast);
}

Value BlockTest::buildInit(OpBuilder &builder) {
  Type type = narrow ? narrow.getType() : builder.getI1Type();
  return arith::ConstantOp::create(builder, check.getLoc(),
                                   builder.getIntegerAttr(type, 0));
}

Value BlockTest::buildStep(OpBuilder &builder, IRMapping &mapping,
                           Value soFar) {
  Location loc = check.getLoc();
  if (narrow)
    return arith::MaxUIOp::create(builder, loc, soFar,
                                  cloneOutOf(loop, narrow, mapping, builder));
  Value value = cloneOutOf(loop, check.getValue(), mapping, builder);
  Value limit = cloneOutOf(loop, check.getLimit(), mapping, builder);
  return arith::OrIOp::create(builder, loc, soFar,
                              buildCheckFails(builder, check, value, limit));
}

Value BlockTest::buildFails(OpBuilder &builder, Value result) {
  if (!narrow)
    return result;
  Location loc = check.getLoc();
  Value largest = arith::IndexCastUIOp::create(builder, loc,
                                               builder.getIndexType(), result);
  Value limit = check.getLimit();
  if (isSigned) {
    int64_t half = int64_t(1) << (narrow.getType().getIntOrFloatBitWidth() - 1);
    limit = arith::MinSIOp::create(
        builder, loc, limit,
        arith::ConstantIndexOp::create(builder, loc, half));
  }
  return buildCheckFails(builder, check, largest, limit);
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
  /// for %b = %lo to %hi step 256 * %s {
  ///   %e = min(%b + 256 * %s, %hi)
  ///   %bad = for %i = %b to %e { or of %v >= %n }   // see BlockTest
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
  std::optional<int64_t> known = getConstantTripCount(loop);
  if (known && *known <= kBlock) {
    // One block, whose length stays known: what is asked for ahead of a short
    // loop is that of the loop around it.
    from = bounds.lower;
    to = bounds.upper;
    return blocks;
  }
  from = getInductionVar(blocks);
  Value end = arith::AddIOp::create(builder, loc, from, length);
  to = arith::MinSIOp::create(builder, loc, end, bounds.upper);
  return blocks;
}

Value BlockBuilder::buildTest() {
  SmallVector<BlockTest> tests;
  SmallVector<Value> inits;
  for (CheckOp check : checked.checks) {
    tests.emplace_back(check, loop);
    inits.push_back(tests.back().buildInit(builder));
  }
  auto scan =
      scf::ForOp::create(builder, loc, from, to, getBounds(loop).step, inits);
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(scan.getBody());
    IRMapping mapping;
    mapping.map(getInductionVar(loop), scan.getInductionVar());
    SmallVector<Value> next;
    for (auto [test, soFar] : llvm::zip(tests, scan.getRegionIterArgs()))
      next.push_back(test.buildStep(builder, mapping, soFar));
    scf::YieldOp::create(builder, loc, next);
  }
  Value bad;
  for (auto [test, result] : llvm::zip(tests, scan.getResults())) {
    Value fails = test.buildFails(builder, result);
    bad = bad ? arith::OrIOp::create(builder, loc, bad, fails) : fails;
  }
  return bad;
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
