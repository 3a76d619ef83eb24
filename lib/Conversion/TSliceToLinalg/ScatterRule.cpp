// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which way a scatter of rows or single elements goes, by what is known at run
// time: the rule that the pass `tslice-to-linalg` documents.

#include "ScatterByOwner.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace tslice;

/// Positions whose rows tell whether threads own much the same.
static constexpr int64_t skewSamples = 256;
/// Bytes that are worth a second thread.
static constexpr int64_t minParallelBytes = 1 << 18;
/// Positions are grouped by row where there are this many for one row, or, if
/// that saves reading the destination, one for this many rows.
static constexpr int64_t positionsPerRow = 2;
static constexpr int64_t rowsPerPosition = 4;
/// Rows of a block are counted in the nearest cache, blocks in the next one.
static constexpr int64_t rowsPerBlock = 512;
static constexpr int64_t blocksPerThread = 8;
static constexpr int64_t maxBlocks = 4096;

namespace {
/// What the choice depends on.
struct OwnerRule {
  OwnerRule(IndexMath &math, OwnedScatter &owned, bool divideAll);

  Value isByRow(IndexMath &math);
  Value isSkewed(IndexMath &math);
  RowPlan planRows(IndexMath &math);
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
  team = math.select(isLarge, createNumThreads(math), math.constant(1));
}

Value OwnerRule::isByRow(IndexMath &math) {
  Value wanted = owned.rows, found = owned.numPositions;
  if (owned.fillValue)
    found = math.mul(found, math.constant(rowsPerPosition));
  else
    wanted = math.mul(wanted, math.constant(positionsPerRow));
  Value isSortable =
      math.less(owned.numPositions, math.constant(maxTableIndex));
  return math.both(isLarge,
                   math.both(isSortable, atLeast(math, found, wanted)));
}

/// Whether one thread would own much more than its share: judged by the rows of
/// a few positions, whatever these are.
///   %counts = scf.for %s = 0 to 256 { %counts[%row / %share] += 1 }
///   %most = scf.for %t = 0 to %team { max }
///   %r = arith.cmpi 2 * 256 < %most * (%team + 1)
Value OwnerRule::isSkewed(IndexMath &math) {
  Value zero = math.constant(0), one = math.constant(1);
  Value numSamples = math.constant(skewSamples), share = getShare(math);
  Value counts = linalg::FillOp::create(
                     math.builder, math.loc,
                     arith::ConstantIntOp::create(math.builder, math.loc,
                                                  math.builder.getI32Type(), 0)
                         .getResult(),
                     createTable(math, one, team))
                     .getResult(0);
  Value last = math.max(math.sub(owned.rows, one), zero);
  auto sampling = createLoop(
      math, zero, numSamples, counts,
      [&](IndexMath &m, Value sample, ValueRange carried) {
        Value position = m.floorDiv(m.mul(sample, owned.numPositions),
                                    m.constant(skewSamples));
        Value row = owned.scatter.getIndex(
            m, owned.scatter.getCoordinates(m, position));
        Value inside = m.max(m.min(row, last), m.constant(0));
        Value owner = m.floorDiv(inside, share);
        Value count = loadIndex(m, carried[0], zero, owner);
        return SmallVector<Value>{
            storeIndex(m, m.add(count, m.constant(1)), carried[0], owner)};
      });
  Value counted = sampling.getResult(0);
  auto most = createLoop(
      math, zero, team, zero, [&](IndexMath &m, Value t, ValueRange carried) {
        return SmallVector<Value>{
            m.max(carried[0], loadIndex(m, counted, zero, t))};
      });
  return math.less(math.constant(2 * skewSamples),
                   math.mul(most.getResult(0), math.add(team, one)));
}

static RowPlan planByBlocks(IndexMath &math, OwnedScatter &owned, Value shift,
                            Value pieceSize) {
  // Never none: an index into no rows has yet to be found to be outside.
  Value one = math.constant(1);
  Value last = math.max(math.sub(owned.rows, one), math.constant(0));
  Value before =
      math.builder.createOrFold<arith::ShRUIOp>(math.loc, last, shift);
  return {shift, math.add(before, one), math.max(pieceSize, one)};
}

RowPlan OwnerRule::planRows(IndexMath &math) {
  Value wanted =
      math.max(math.mul(team, math.constant(blocksPerThread)),
               math.ceilDiv(owned.rows, math.constant(rowsPerBlock)));
  wanted = math.min(wanted, math.constant(maxBlocks));
  Value blockRows =
      math.max(math.ceilDiv(owned.rows, wanted), math.constant(1));
  return planByBlocks(math, owned, math.log2Ceil(blockRows),
                      math.ceilDiv(owned.numPositions, team));
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

Values ScatterEmitter::emitOwners(IndexMath &math,
                                  const ScatterOptions &options) {
  OwnedScatter owned(math, *this);
  auto emitPicking = [&](IndexMath &m, Value blockRows) {
    return emitByPicking(m, owned, getFilledDests(m, owned), blockRows);
  };
  bool hasRowOrder = combining.dests.size() == 1;
  bool isPicking = options.strategy == ScatterStrategy::Owner || !hasRowOrder;
  Value fixed = math.constant(options.blockRows);
  if (options.blockRows > 0 && isPicking)
    return emitPicking(math, fixed);
  if (options.blockRows > 0)
    return {emitByRow(math, owned,
                      planByBlocks(math, owned, math.log2Ceil(fixed), fixed))};

  OwnerRule rule(math, owned, options.divideAll);
  if (isPicking)
    return emitPicking(math, rule.getShare(math));
  if (options.strategy == ScatterStrategy::Row)
    return {emitByRow(math, owned, rule.planRows(math))};
  if (hasElements()) {
    // What is picked is as large as what is written, so one thread picks
    // nothing.
    auto emitDivided = [&](IndexMath &m) -> Values {
      if (op.getUnique())
        return emitDirect(m, rule.team);
      if (!isAssociative())
        return emitPicking(m, rule.getShare(m));
      // Copies pay where they are small beside what is written.
      Value cells = m.mul(owned.rows, m.mul(rule.team, m.constant(4)));
      auto choice = scf::IfOp::create(
          m.builder, m.loc, m.less(cells, owned.numPositions),
          [&](OpBuilder &b, Location l) {
            IndexMath inner(b, l);
            scf::YieldOp::create(b, l, emitPrivate(inner, rule.team));
          },
          [&](OpBuilder &b, Location l) {
            IndexMath inner(b, l);
            scf::YieldOp::create(b, l,
                                 emitPicking(inner, rule.getShare(inner)));
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
          scf::YieldOp::create(b, l, emitLoops(b, l, {}, combining.dests));
        });
    return llvm::to_vector(ValueRange(branch.getResults()));
  }
  // Where few rows get most of the positions, threads divide the columns.
  int64_t columnDim = findColumnDim();
  auto emitBalanced = [&](IndexMath &m) -> Values {
    if (columnDim < 0)
      return emitPicking(m, rule.getShare(m));
    Value isDivided = m.less(m.constant(1), rule.team);
    Value isSkewed = scf::IfOp::create(
                         m.builder, m.loc, isDivided,
                         [&](OpBuilder &b, Location l) {
                           IndexMath inner(b, l);
                           scf::YieldOp::create(b, l, rule.isSkewed(inner));
                         },
                         [&](OpBuilder &b, Location l) {
                           Value no = arith::ConstantIntOp::create(b, l, 0, 1);
                           scf::YieldOp::create(b, l, no);
                         })
                         .getResult(0);
    auto choice = scf::IfOp::create(
        m.builder, m.loc, isSkewed,
        [&](OpBuilder &b, Location l) {
          IndexMath inner(b, l);
          scf::YieldOp::create(b, l,
                               emitColumns(inner, getFilledDests(inner, owned),
                                           columnDim,
                                           getColumnShare(inner, columnDim)));
        },
        [&](OpBuilder &b, Location l) {
          IndexMath inner(b, l);
          scf::YieldOp::create(b, l, emitPicking(inner, rule.getShare(inner)));
        });
    return llvm::to_vector(ValueRange(choice.getResults()));
  };
  auto branch = scf::IfOp::create(
      math.builder, math.loc, rule.isByRow(math),
      [&](OpBuilder &b, Location l) {
        IndexMath m(b, l);
        scf::YieldOp::create(b, l, emitByRow(m, owned, rule.planRows(m)));
      },
      [&](OpBuilder &b, Location l) {
        IndexMath m(b, l);
        scf::YieldOp::create(b, l, emitBalanced(m));
      });
  return llvm::to_vector(ValueRange(branch.getResults()));
}
