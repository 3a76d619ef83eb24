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
  /// The rows of each thread.
  Value getShare(IndexMath &math) {
    return math.max(math.ceilDiv(owned.rows, team), math.constant(1));
  }

  OwnedScatter &owned;
  /// Whether there is work for several threads, and how many it gets.
  Value isLarge, team;
};
} // namespace

static Value atLeast(IndexMath &math, Value a, Value b) {
  return math.less(math.sub(b, math.constant(1)), a);
}

OwnerRule::OwnerRule(IndexMath &math, OwnedScatter &owned, bool divideAll)
    : owned(owned) {
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

/// Whether a plan is worth it. One thread needs none, unless it finds each row
/// only once by it, or fills it.
Value OwnerRule::isPlanned(IndexMath &math) {
  Value fits =
      math.both(math.less(owned.numPositions, math.constant(maxPlanned)),
                math.less(owned.rows, math.constant(maxPlanned)));
  Value isPlanned = math.both(isLarge, fits);
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

/// Elements: what is picked is as large as what is written, so one thread picks
/// nothing.
static Values emitElements(IndexMath &math, OwnedScatter &owned,
                           OwnerRule &rule) {
  ScatterEmitter &scatter = owned.scatter;
  if (IndexMath::known(rule.team) == 1)
    return scatter.emitLoops(math.builder, math.loc, {},
                             scatter.combining.dests);
  auto emitDivided = [&](IndexMath &m) -> Values {
    if (scatter.op.getUnique())
      return scatter.emitDirect(m, rule.team);
    if (!scatter.isAssociative())
      return emitByPicking(m, owned, getFilledDests(m, owned),
                           rule.getShare(m));
    // Copies pay where they are small beside what is written.
    Value cells = m.mul(owned.rows, m.mul(rule.team, m.constant(4)));
    auto choice = scf::IfOp::create(
        m.builder, m.loc, m.less(cells, owned.numPositions),
        [&](OpBuilder &b, Location l) {
          IndexMath inner(b, l);
          scf::YieldOp::create(b, l, scatter.emitPrivate(inner, rule.team));
        },
        [&](OpBuilder &b, Location l) {
          IndexMath inner(b, l);
          scf::YieldOp::create(b, l,
                               emitByPicking(inner, owned,
                                             getFilledDests(inner, owned),
                                             rule.getShare(inner)));
        });
    return llvm::to_vector(ValueRange(choice.getResults()));
  };
  auto branch = scf::IfOp::create(
      math.builder, math.loc, math.less(math.constant(1), rule.team),
      [&](OpBuilder &b, Location l) {
        IndexMath m(b, l);
        scf::YieldOp::create(b, l, emitDivided(m));
      },
      [&](OpBuilder &b, Location l) {
        scf::YieldOp::create(
            b, l, scatter.emitLoops(b, l, {}, scatter.combining.dests));
      });
  return llvm::to_vector(ValueRange(branch.getResults()));
}

Values ScatterEmitter::emitOwners(IndexMath &math,
                                  const ScatterOptions &options) {
  OwnedScatter owned(math, *this);
  bool isOwner = options.strategy == ScatterStrategy::Owner;
  bool isRow = options.strategy == ScatterStrategy::Row;
  if (hasElements() && isOwner && options.blockRows > 0)
    return emitByPicking(math, owned, getFilledDests(math, owned),
                         math.constant(options.blockRows));
  Value isPlanned;
  if (isRow || (isOwner && !hasElements())) {
    isPlanned = arith::ConstantIntOp::create(math.builder, math.loc,
                                             /*value=*/1, /*width=*/1);
  } else {
    OwnerRule rule(math, owned, options.divideAll);
    if (hasElements() && isOwner)
      return emitByPicking(math, owned, getFilledDests(math, owned),
                           rule.getShare(math));
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
