// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which way a scatter of rows or single elements goes, by what is known at run
// time: the rule that the pass `tslice-to-linalg` documents.

#include "ScatterByOwner.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace tslice;

/// Bytes that are worth a second thread.
static constexpr int64_t minParallelBytes = 1 << 18;
/// Bytes of single elements, for each thread, from which on these are divided.
static constexpr int64_t minDividedBytes = 1 << 20;
/// Positions for each row from which on one thread, too, groups them by row: as
/// many as the runtime asks for.
static constexpr int64_t positionsPerRow = 2;
/// Plans have numbers of 32 bits.
static constexpr int64_t maxPlanned = maxTableIndex;

namespace {
/// What the choice depends on.
struct OwnerRule {
  OwnerRule(IndexMath &math, OwnedScatter &owned, bool divideAll);

  Value isPlanned(IndexMath &math);
  Value isDivided(IndexMath &math);
  Value fits(IndexMath &math);

  OwnedScatter &owned;
  bool divideAll;
  /// Whether there is work for several threads, and how many it gets.
  Value isLarge, team;
};
} // namespace

static Value atLeast(IndexMath &math, Value a, Value b) {
  return math.less(math.sub(b, math.constant(1)), a);
}

OwnerRule::OwnerRule(IndexMath &math, OwnedScatter &owned, bool divideAll)
    : owned(owned), divideAll(divideAll) {
  Value rowBytes = math.constant(owned.elementBytes);
  for (Value size : ArrayRef(owned.scatter.windowSizes).drop_front())
    rowBytes = math.mul(rowBytes, size);
  Value written = owned.numPositions;
  if (owned.fillValue)
    written = math.add(written, owned.rows);
  isLarge = atLeast(math, math.mul(written, rowBytes),
                    math.constant(divideAll ? 0 : minParallelBytes));
  team = math.constant(1);
  if (IndexMath::known(isLarge) != 0)
    team = math.select(isLarge, createNumThreads(math), team);
}

/// Whether the numbers of a plan are large enough.
Value OwnerRule::fits(IndexMath &math) {
  return math.both(math.less(owned.numPositions, math.constant(maxPlanned)),
                   math.less(owned.rows, math.constant(maxPlanned)));
}

/// Whether threads divide single elements. Each has to find what leads to it,
/// which takes longer than to write to a small destination.
Value OwnerRule::isDivided(IndexMath &math) {
  Value isSeveral = math.both(math.less(math.constant(1), team), fits(math));
  if (divideAll)
    return isSeveral;
  Value bytes =
      math.mul(math.mul(owned.rows, team), math.constant(owned.elementBytes));
  return math.both(isSeveral,
                   atLeast(math, bytes, math.constant(minDividedBytes)));
}

/// Whether a plan is worth it. One thread needs none, unless it finds each row
/// only once by it, or fills it.
Value OwnerRule::isPlanned(IndexMath &math) {
  Value isPlanned = math.both(isLarge, fits(math));
  if (owned.fillValue)
    return isPlanned;
  Value isDense = atLeast(math, owned.numPositions,
                          math.mul(owned.rows, math.constant(positionsPerRow)));
  return math.both(isPlanned,
                   math.either(math.less(math.constant(1), team), isDense));
}

/// The destinations. One that is filled is filled here, so that nobody else has
/// to.
static Values getFilledDests(IndexMath &math, OwnedScatter &owned) {
  if (!owned.fillValue)
    return owned.scatter.combining.dests;
  return {linalg::FillOp::create(math.builder, math.loc, owned.fillValue,
                                 owned.fillInit)
              .getResult(0)};
}

/// `inBranch` or `otherwise`, where the condition may be known.
static Values emitIf(IndexMath &math, Value condition,
                     llvm::function_ref<Values(IndexMath &)> inBranch,
                     llvm::function_ref<Values(IndexMath &)> otherwise) {
  if (std::optional<int64_t> known = IndexMath::known(condition))
    return *known != 0 ? inBranch(math) : otherwise(math);
  auto build = [](llvm::function_ref<Values(IndexMath &)> emit) {
    return [emit](OpBuilder &b, Location l) {
      IndexMath m(b, l);
      scf::YieldOp::create(b, l, emit(m));
    };
  };
  auto branch = scf::IfOp::create(math.builder, math.loc, condition,
                                  build(inBranch), build(otherwise));
  return llvm::to_vector(ValueRange(branch.getResults()));
}

/// Elements in their order, or by owner where `isDivided`.
static Values emitOwnedElements(IndexMath &math, OwnedScatter &owned,
                                Value isDivided, int64_t blockRows) {
  Values dests = getFilledDests(math, owned);
  if (canPartition(owned))
    return emitPartition(math, owned, dests, isDivided, blockRows);
  return emitIf(
      math, isDivided,
      [&](IndexMath &m) {
        ColumnBlocks columns(m, owned.scatter);
        RowPlan plan = emitRowPlan(
            m, owned, {RowGrouping::ByOwner, columns.count, blockRows});
        return emitPlannedParts(m, owned, plan, columns, dests);
      },
      [&](IndexMath &m) {
        return owned.scatter.emitLoops(m.builder, m.loc, {}, dests);
      });
}

/// The rule for elements.
static Values emitElements(IndexMath &math, OwnedScatter &owned,
                           OwnerRule &rule) {
  ScatterEmitter &scatter = owned.scatter;
  if (IndexMath::known(rule.team) == 1)
    return scatter.emitLoops(math.builder, math.loc, {},
                             scatter.combining.dests);
  if (scatter.op.getUnique())
    return emitIf(
        math, math.less(math.constant(1), rule.team),
        [&](IndexMath &m) { return scatter.emitDirect(m, rule.team); },
        [&](IndexMath &m) {
          return scatter.emitLoops(m.builder, m.loc, {},
                                   scatter.combining.dests);
        });
  auto emitOwned = [&](IndexMath &m) {
    return emitOwnedElements(m, owned, rule.isDivided(m), /*blockRows=*/0);
  };
  if (!scatter.isAssociative())
    return emitOwned(math);
  // Copies pay where they are small beside what is written.
  Value cells = math.mul(owned.rows, math.mul(rule.team, math.constant(4)));
  Value isPrivate = math.both(math.less(math.constant(1), rule.team),
                              math.less(cells, owned.numPositions));
  return emitIf(
      math, isPrivate,
      [&](IndexMath &m) -> Values {
        return {scatter.emitPrivate(m, rule.team)};
      },
      emitOwned);
}

Values ScatterEmitter::emitOwners(IndexMath &math,
                                  const ScatterOptions &options) {
  OwnedScatter owned(math, *this);
  bool isOwner = options.strategy == ScatterStrategy::Owner;
  bool isRow = options.strategy == ScatterStrategy::Row;
  Value always = arith::ConstantIntOp::create(math.builder, math.loc,
                                              /*value=*/1, /*width=*/1);
  if (hasElements() && isOwner)
    return emitOwnedElements(math, owned, always, options.blockRows);
  Value isPlanned = always;
  if (!isRow && !isOwner) {
    OwnerRule rule(math, owned, options.divideAll);
    if (hasElements())
      return emitElements(math, owned, rule);
    isPlanned = rule.isPlanned(math);
  }
  if (IndexMath::known(isPlanned) == 0)
    return emitLoops(math.builder, math.loc, {}, combining.dests);
  ColumnBlocks columns(math, *this);
  RowGrouping grouping = isOwner ? RowGrouping::ByOwner
                         : isRow ? RowGrouping::ByRow
                                 : RowGrouping::BySize;
  bool fillsRows = owned.fillValue && !isOwner;
  if (fillsRows)
    grouping = RowGrouping::ByRowWithEnds;
  RowPlan plan = emitPlanIf(math, owned, isPlanned,
                            {grouping, columns.count, options.blockRows});
  if (!fillsRows)
    return emitPlannedParts(math, owned, plan, columns,
                            getFilledDests(math, owned));
  // Without an order there may be an index outside, or little to do.
  auto branch = scf::IfOp::create(
      math.builder, math.loc, math.less(math.constant(0), plan.step),
      [&](OpBuilder &b, Location l) {
        IndexMath m(b, l);
        scf::YieldOp::create(b, l, emitFilledRows(m, owned, plan));
      },
      [&](OpBuilder &b, Location l) {
        IndexMath m(b, l);
        scf::YieldOp::create(b, l,
                             emitLoops(b, l, {}, getFilledDests(m, owned)));
      });
  return llvm::to_vector(ValueRange(branch.getResults()));
}
