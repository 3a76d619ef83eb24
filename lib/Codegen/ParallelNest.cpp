// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Decides how parallel loops are divided among threads.

#include "ParallelNest.h"
#include "LoopFacts.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace tslice;

/// Rows shorter than this are not cut, and this many of them are enough to
/// divide evenly.
static constexpr int64_t kShortRow = 1024;
static constexpr int64_t kManyRows = 256;

//===----------------------------------------------------------------------===//
// Finding the nest
//===----------------------------------------------------------------------===//

/// Whether `op` may run more often than the program says: it has no effect, or
/// loads what nothing in the nest writes.
static bool isRepeatable(Operation *op, const llvm::SetVector<Value> &written,
                         const BufferRoots &roots) {
  if (op->getNumRegions() != 0)
    return false;
  if (auto load = dyn_cast<memref::LoadOp>(op))
    return llvm::none_of(written, [&](Value target) {
      return roots.mayAlias(load.getMemref(), target);
    });
  return isMemoryEffectFree(op);
}

/// The one op in `block` that is not repeatable; null if there are others.
/// Looks into guards.
static Operation *findOnlyWork(Block *block,
                               const llvm::SetVector<Value> &written,
                               const BufferRoots &roots) {
  Operation *work = nullptr;
  for (Operation &op : block->without_terminator()) {
    if (isRepeatable(&op, written, roots))
      continue;
    if (work)
      return nullptr;
    work = &op;
  }
  auto guard = dyn_cast_or_null<scf::IfOp>(work);
  if (guard && guard.getNumResults() == 0 && !guard.elseBlock())
    return findOnlyWork(guard.thenBlock(), written, roots);
  return work;
}

/// A simple parallel loop whose bounds are known in front of `root`.
static scf::ParallelOp asDivisible(Operation *op, Operation *root) {
  auto loop = dyn_cast_or_null<scf::ParallelOp>(op);
  if (!loop || !isSimpleLoop(loop))
    return nullptr;
  bool isKnown = llvm::all_of(loop->getOperands(), [&](Value bound) {
    return isDefinedOutside(bound, root);
  });
  return isKnown ? loop : nullptr;
}

/// Chooses which loops become the range.
static void chooseRange(ParallelNest &nest) {
  unsigned depth = nest.loops.size();
  std::optional<int64_t> rows = 1;
  // The innermost loop stays one, so that it is vectorised.
  for (nest.numLinear = 1;; ++nest.numLinear) {
    std::optional<int64_t> count =
        getConstantTripCount(nest.loops[nest.numLinear - 1]);
    rows = rows && count ? std::optional(*rows * *count) : std::nullopt;
    if ((rows && *rows >= kManyRows) || nest.numLinear + 1 >= depth)
      break;
  }
  if (nest.numLinear == depth || (rows && *rows >= kManyRows))
    return;
  std::optional<int64_t> length =
      getConstantTripCount(nest.loops[nest.numLinear]);
  nest.cutsRows = !length || *length >= kShortRow;
}

std::optional<ParallelNest> tslice::findParallelNest(Operation *root,
                                                     const BufferRoots &roots) {
  std::optional<llvm::SetVector<Value>> written = BufferRoots::getWritten(root);
  ParallelNest nest{root, {}};
  Operation *op = root;
  if (isa<scf::ForOp>(root) && root->hasAttr(kKernelAttr) && written) {
    while (op && isa<scf::ForOp>(op) && op->getNumResults() == 0)
      op = findOnlyWork(&op->getRegion(0).front(), *written, roots);
  }
  while (scf::ParallelOp loop = asDivisible(op, root)) {
    nest.loops.push_back(loop);
    op = written ? findOnlyWork(loop.getBody(), *written, roots) : nullptr;
  }
  if (nest.loops.empty())
    return std::nullopt;
  if (root == nest.loops.front()) {
    chooseRange(nest);
  } else {
    // Every thread runs the reductions, over its part of the first loop.
    nest.numLinear = 0;
    nest.cutsRows = true;
  }
  return nest;
}

//===----------------------------------------------------------------------===//
// Costs
//===----------------------------------------------------------------------===//

namespace {
/// Sums up costs as constants where possible.
struct CostBuilder {
  OpBuilder &builder;
  Operation *root;

  OpFoldResult constant(int64_t value) { return builder.getIndexAttr(value); }
  Value materialize(OpFoldResult value) {
    return getValueOrCreateConstantIndexOp(builder, root->getLoc(), value);
  }
  OpFoldResult add(OpFoldResult a, OpFoldResult b);
  OpFoldResult multiply(OpFoldResult a, OpFoldResult b);
  OpFoldResult ofBlock(Block *block);
  OpFoldResult ofOp(Operation *op);
};
} // namespace

OpFoldResult CostBuilder::add(OpFoldResult a, OpFoldResult b) {
  auto x = getConstantIntValue(a), y = getConstantIntValue(b);
  if (x && y)
    return constant(*x + *y);
  if (x == 0 || y == 0)
    return x == 0 ? b : a;
  return arith::AddIOp::create(builder, root->getLoc(), materialize(a),
                               materialize(b))
      .getResult();
}

OpFoldResult CostBuilder::multiply(OpFoldResult a, OpFoldResult b) {
  auto x = getConstantIntValue(a), y = getConstantIntValue(b);
  int64_t product;
  if (x && y)
    return constant(llvm::MulOverflow(*x, *y, product) ? int64_t(1) << 60
                                                       : product);
  if (x == 1 || y == 1)
    return x == 1 ? b : a;
  return arith::MulIOp::create(builder, root->getLoc(), materialize(a),
                               materialize(b))
      .getResult();
}

OpFoldResult CostBuilder::ofBlock(Block *block) {
  OpFoldResult sum = constant(0);
  for (Operation &op : *block)
    sum = add(sum, ofOp(&op));
  return sum;
}

OpFoldResult CostBuilder::ofOp(Operation *op) {
  // A call of libm, against an operation of a vector unit.
  if (isa<math::MathDialect>(op->getDialect()))
    return constant(
        isa<math::AbsFOp, math::SqrtOp, math::FloorOp, math::CeilOp>(op) ? 1
                                                                         : 16);
  if (op->getNumRegions() == 0)
    return constant(
        isa<memref::LoadOp, memref::StoreOp>(op) ||
                isa_and_nonnull<FloatType>(
                    op->getNumResults() == 1
                        ? getElementTypeOrSelf(op->getResult(0).getType())
                        : Type())
            ? 1
            : 0);
  OpFoldResult sum = constant(1);
  for (Region &region : op->getRegions()) {
    for (Block &block : region)
      sum = add(sum, ofBlock(&block));
  }
  if (!isSimpleLoop(op))
    return sum;
  // A trip count that depends on the iteration is guessed.
  bool isKnown = llvm::all_of(op->getOperands(), [&](Value bound) {
    return isDefinedOutside(bound, root);
  });
  if (!isKnown || getConstantTripCount(op))
    return multiply(constant(getTripCountBound(op).value_or(16)), sum);
  return multiply(getAsOpFoldResult(buildTripCount(builder, op)), sum);
}

NestSize tslice::buildNestSize(OpBuilder &builder, const ParallelNest &nest,
                               ArrayRef<Value> tripCounts,
                               int64_t workPerThread) {
  Location loc = nest.root->getLoc();
  CostBuilder cost{builder, nest.root};
  OpFoldResult iterations = cost.constant(1);
  for (Value count : tripCounts)
    iterations = cost.multiply(iterations, getAsOpFoldResult(count));
  scf::ParallelOp innermost = nest.loops[nest.getNumRangeLoops() - 1];
  OpFoldResult perIteration = cost.ofBlock(innermost.getBody());
  // Reductions around the loop run for every iteration.
  for (Operation *op = innermost->getParentOp(); nest.root->isAncestor(op);
       op = op->getParentOp()) {
    if (isa<scf::ForOp>(op))
      perIteration = cost.multiply(
          perIteration, getAsOpFoldResult(buildTripCount(builder, op)));
  }
  NestSize size;
  size.iterations = cost.materialize(iterations);
  std::optional<int64_t> count = getConstantIntValue(iterations);
  if (std::optional<int64_t> each = getConstantIntValue(perIteration)) {
    int64_t grain =
        std::max<int64_t>(1, workPerThread / std::max<int64_t>(1, *each));
    size.isSmall = count && *count <= grain;
    size.grain = arith::ConstantIndexOp::create(builder, loc, grain);
    return size;
  }
  size.isSmall = false;
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  Value work = arith::ConstantIndexOp::create(builder, loc, workPerThread);
  Value each =
      arith::MaxSIOp::create(builder, loc, cost.materialize(perIteration), one);
  size.grain = arith::MaxSIOp::create(
      builder, loc, arith::DivUIOp::create(builder, loc, work, each), one);
  return size;
}
