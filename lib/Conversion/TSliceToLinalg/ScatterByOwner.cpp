// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Scatters of rows by owner: each block of rows belongs to one thread, which
// picks the positions that lead there and applies their updates in order. Where
// rows are hit often, `ScatterByRow` takes over.

#include "ScatterByOwner.h"
#include "CountingSort.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/IR/Evaluate.h"
#include "tslice/SeededFaults.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tslice;

/// Bytes that are worth a second thread.
static constexpr int64_t minParallelBytes = 1 << 18;
/// Positions that are picked at a time: they stay in the nearest cache.
static constexpr int64_t pickSize = 1024;
/// Positions are grouped by row where there are this many for one row, or, if
/// that saves reading the destination, one for this many rows.
static constexpr int64_t positionsPerRow = 2;
static constexpr int64_t rowsPerPosition = 4;
/// Rows of a block are counted in the nearest cache, blocks in the next one.
static constexpr int64_t rowsPerBlock = 512;
static constexpr int64_t blocksPerThread = 8;
static constexpr int64_t maxBlocks = 4096;

/// The scalar that fills the whole of `tensor`, and the tensor it is written
/// to, if that has no other use than the scatter's.
static std::pair<Value, Value> getFill(Value tensor) {
  auto op = tensor.getDefiningOp<linalg::LinalgOp>();
  auto isRead = [](OpOperand &use) {
    return !isa<tensor::DimOp>(use.getOwner());
  };
  if (!op || op->getNumResults() != 1 ||
      llvm::count_if(tensor.getUses(), isRead) != 1)
    return {};
  Value init = op.getDpsInits()[0];
  if (auto fill = dyn_cast<linalg::FillOp>(op.getOperation()))
    return {fill.getInputs()[0], init};
  Block &body = op->getRegion(0).front();
  Value value = body.getTerminator()->getOperand(0);
  bool isFill = isa<linalg::GenericOp>(op.getOperation()) &&
                op.getNumDpsInputs() == 0 &&
                op.getIndexingMapsArray()[0].isIdentity() &&
                value.getParentBlock() != &body;
  return isFill ? std::pair(value, init) : std::pair(Value(), Value());
}

//===----------------------------------------------------------------------===//
// Positions and rows
//===----------------------------------------------------------------------===//

OwnedScatter::OwnedScatter(IndexMath &math, ScatterEmitter &scatter)
    : scatter(scatter), rows(scatter.extents[0]),
      numPositions(scatter.getNumPositions(math)),
      elementBytes(getElementStorageSize(
          scatter.op.getDest().getType().getElementType())) {
  if (scatter.combining.dests.size() == 1)
    std::tie(fillValue, fillInit) = getFill(scatter.op.getDest());
}

Value OwnedScatter::emitRow(IndexMath &math, Value position) {
  auto [row, inside] =
      scatter.emitRow(math, scatter.getCoordinates(math, position));
  return inside ? math.select(inside, row, math.constant(0)) : row;
}

Values OwnedScatter::emitPosition(IndexMath &math, Value position,
                                  const ScatterPart &part, ValueRange dests) {
  return scatter.emitPosition(math.builder, math.loc,
                              scatter.getCoordinates(math, position), part,
                              dests);
}

bool ScatterEmitter::hasRows(int64_t minBytes) {
  if (layout.numPositionDims == 0 || layout.numComponents != 1 ||
      layout.hasComponentDim || layout.dims[0].kind != IndexedDim::Addressed ||
      layout.dims[0].window != 1)
    return false;
  int64_t bytes =
      getElementStorageSize(op.getDest().getType().getElementType());
  for (auto [dim, facts] : llvm::enumerate(layout.dims)) {
    if (dim == 0)
      continue;
    if (facts.kind != IndexedDim::Whole)
      return false;
    bytes *= IndexMath::known(windowSizes[dim]).value_or(minBytes);
  }
  return bytes >= minBytes;
}

bool ScatterEmitter::hasElements() {
  return hasRows(0) && layout.dims.size() == 1;
}

//===----------------------------------------------------------------------===//
// Picking
//===----------------------------------------------------------------------===//

/// list[0, ..] = those positions in [first, end) that lead to `part`, relative
/// to `first`. Returns the list and their number. The list has one column more
/// than positions: what is not picked is overwritten.
static std::pair<Value, Value> emitPicks(IndexMath &math, OwnedScatter &owned,
                                         const ScatterPart &part, Value first,
                                         Value end, Value list) {
  if (isSeeded("owner-off-by-one"))
    end = math.sub(end, math.constant(1));
  auto picks = createLoop(
      math, first, end, {list, math.constant(0)},
      [&](IndexMath &inner, Value position, ValueRange carried) {
        Value row = inner.sub(owned.emitRow(inner, position), part.offset);
        Value next = inner.add(
            carried[1], inner.select(inner.inRange(row, part.size),
                                     inner.constant(1), inner.constant(0)));
        return SmallVector<Value>{storeIndex(inner, inner.sub(position, first),
                                             carried[0], carried[1]),
                                  next};
      });
  return {picks.getResult(0), picks.getResult(1)};
}

///   scf.forall (%b) in (%numBlocks) shared_outs(%d = %dest) {
///     %part = rows %b * %size .. of %d
///     %new = scf.for %first = 0 to %numPositions step 1024 {
///       %picked = the positions of %first .. %first + 1024 that lead there
///       scf.for %position in %picked { ... }
///     }
///     tensor.parallel_insert_slice %new into %d
///   }
static Values emitByPicking(IndexMath &math, OwnedScatter &owned,
                            ValueRange dests, Value blockRows) {
  Value one = math.constant(1), zero = math.constant(0);
  // Never none: an index into no rows has yet to be found to be outside.
  Value numBlocks = math.max(math.ceilDiv(owned.rows, blockRows), one);
  return owned.scatter.emitParts(
      math, numBlocks, dests,
      [&](IndexMath &inner, Value block) {
        Value base = inner.mul(block, blockRows);
        return ScatterPart{0, base,
                           inner.min(blockRows, inner.sub(owned.rows, base))};
      },
      [&](IndexMath &inner, Value, const ScatterPart &part, ValueRange dests) {
        Type i32 = inner.builder.getI32Type();
        Value memory = memref::AllocaOp::create(
            inner.builder, inner.loc, MemRefType::get({1, pickSize + 1}, i32));
        Value list = bufferization::ToTensorOp::create(
            inner.builder, inner.loc,
            RankedTensorType::get({1, pickSize + 1}, i32), memory,
            /*restrict=*/true, /*writable=*/true);
        Value rounds =
            inner.ceilDiv(owned.numPositions, inner.constant(pickSize));
        Values carried = llvm::to_vector(dests);
        carried.push_back(list);
        auto loop = createLoop(
            inner, zero, createFarEnd(inner, zero, rounds), carried,
            [&](IndexMath &m, Value round, ValueRange carried) {
              Value first = m.mul(round, m.constant(pickSize));
              Value end =
                  m.min(m.add(first, m.constant(pickSize)), owned.numPositions);
              auto [picked, count] =
                  emitPicks(m, owned, part, first, end, carried.back());
              auto rows = createLoop(
                  m, zero, count, carried.drop_back(),
                  [&, picked = picked](IndexMath &b, Value k, ValueRange args) {
                    Value position =
                        b.add(first, loadIndex(b, picked, zero, k));
                    return owned.emitPosition(b, position, part, args);
                  });
              Values results = llvm::to_vector(ValueRange(rows.getResults()));
              results.push_back(picked);
              return results;
            });
        return llvm::to_vector(ValueRange(loop.getResults()).drop_back());
      });
}

//===----------------------------------------------------------------------===//
// The rule of `tslice-to-linalg`
//===----------------------------------------------------------------------===//

namespace {
/// What the choice depends on.
struct OwnerRule {
  OwnerRule(IndexMath &math, OwnedScatter &owned, bool divideAll);

  Value isByRow(IndexMath &math);
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

Values ScatterEmitter::emitOwners(IndexMath &math,
                                  const ScatterOptions &options) {
  OwnedScatter owned(math, *this);
  auto emitPicking = [&](IndexMath &m, Value blockRows) {
    Values dests = combining.dests;
    if (owned.fillValue)
      dests.front() = linalg::FillOp::create(m.builder, m.loc, owned.fillValue,
                                             owned.fillInit)
                          .getResult(0);
    return emitByPicking(m, owned, dests, blockRows);
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
  auto branch = scf::IfOp::create(
      math.builder, math.loc, rule.isByRow(math),
      [&](OpBuilder &b, Location l) {
        IndexMath m(b, l);
        scf::YieldOp::create(b, l, emitByRow(m, owned, rule.planRows(m)));
      },
      [&](OpBuilder &b, Location l) {
        IndexMath m(b, l);
        scf::YieldOp::create(b, l, emitPicking(m, rule.getShare(m)));
      });
  return llvm::to_vector(ValueRange(branch.getResults()));
}
