// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rules of scatter, exact with duplicates: who wrote a cell last, who holds its
// minimum or maximum. Skipped positions read 0 and write nothing, so they come
// out with a zero gradient without being asked for.

#include "ScatterAdjoints.h"
#include "CombinerAdjoints.h"
#include "LastWriters.h"
#include "ScatterCells.h"
#include "tslice/SeededFaults.h"

using namespace mlir;
using namespace tslice;

namespace {

/// One scatter of one pair, %y = tslice.scatter <combine> %u into %x[%i], and
/// what its rules share.
struct Scatter {
  ScatterOp op;
  Emitter emit;
  Rows place;
  RowsEmitter rows;
  /// In the differentiated code.
  Value u, x;
  /// The same as they are where rules emit.
  Value written, before, after;

  Scatter(ScatterOp op, DerivativeSink &sink)
      : op(op), emit(sink.getBuilder(), op.getLoc()),
        place(getRowsOf(op, sink)), rows(emit, place, op.getUpdate().getType()),
        u(op.getUpdate()), x(op.getDest()), written(sink.getPrimal(u)),
        before(sink.getPrimal(x)), after(sink.getPrimal(op.getResult())) {}
  // `rows` refers to `emit`.
  Scatter(const Scatter &) = delete;

  /// The cells that are written; `elements` were read from them.
  ScatterCells getCells(Value elements) {
    return ScatterCells(op, emit, place, before, elements);
  }

  /// For each element of the update, an i1: whether it is the last one that is
  /// written to its cell. Anything where the policy skips it. `elements` were
  /// read from the cells.
  Value lastWriters(Value elements) {
    Value list = hasWideRows(op)
                     ? emitLastWriters(emit, place, before, elements,
                                       [&] {
                                         return getCells(elements).lastWriters(
                                             /*ofPositions=*/true);
                                       })
                     : getCells(elements).lastWriters();
    return emit.cast(list, op.getUpdate().getType());
  }

  /// What the update adds to, with the words of the primal scatter.
  Value writeLike(Combiner combiner, Value update, Value dest) {
    auto write = rows.write(combiner, update, dest).getDefiningOp<ScatterOp>();
    write.setExcludeSelf(op.getExcludeSelf());
    write.setAccumulateAttr(op.getAccumulateAttr());
    write.setOrderAttr(op.getOrderAttr());
    return write.getResult();
  }

  /// Reads a cotangent for the update.
  Value readContribution(Value cotangent) {
    return checkContribution(emit, op, 0, written, rows.read(cotangent));
  }

  /// The winners of min or max among the updates and among what they met. A
  /// winner has a part of one `count`-th; there is no count where there are no
  /// shares.
  struct Winners {
    Value update, dest, count;
  };
  Winners winners();
  void shareAmongAll(Winners &winners, Value kept);
  void leaveFirst(Winners &winners, Value kept);
  Value partOf(Value direction, const Winners &winners) {
    return winners.count ? emit.divideByCount(direction, winners.count)
                         : direction;
  }
};

/// Of each written cell: does this update win, and does the destination's
/// element, which is no candidate under `exclude_self`.
Scatter::Winners Scatter::winners() {
  Value kept = rows.read(after);
  Winners winners{emit.isWinner(written, kept), {}, {}};
  winners.dest = op.getExcludeSelf()
                     ? emit.fill(winners.update,
                                 arith::ConstantIntOp::create(
                                     emit.builder, emit.loc, 0, /*width=*/1))
                     : emit.isWinner(rows.read(before), kept);
  if (op.getTies() == Ties::First)
    leaveFirst(winners, kept);
  else
    shareAmongAll(winners, kept);
  return winners;
}

/// Counts the winners of each cell. A count is at least 1, also at skipped
/// positions, where a result is not looked at.
void Scatter::shareAmongAll(Winners &winners, Value kept) {
  OpBuilder &builder = emit.builder;
  Type i64 = builder.getI64Type();
  auto countOf = [&](Value condition) -> Value {
    auto type = cast<RankedTensorType>(condition.getType()).clone(i64);
    return arith::ExtUIOp::create(builder, emit.loc, type, condition);
  };
  Value count = countOf(winners.update);
  if (!writesOnce(op) && !isSeeded("rule-ties-not-counted")) {
    ScatterCells cells = getCells(kept);
    Value zero = arith::ConstantIntOp::create(builder, emit.loc, i64, 0);
    count = cells.read(cells.write(Combiner::Add, count, cells.fill(zero)));
  }
  count =
      arith::AddIOp::create(builder, emit.loc, count, countOf(winners.dest));
  Value one = arith::ConstantIntOp::create(builder, emit.loc, i64, 1);
  winners.count = op.getExcludeSelf()
                      ? arith::MaxSIOp::create(builder, emit.loc, count,
                                               emit.fill(count, one))
                      : count;
}

/// The destination's element, or the update of the lowest position.
void Scatter::leaveFirst(Winners &winners, Value kept) {
  OpBuilder &builder = emit.builder;
  auto isFalse = [&](Value condition) -> Value {
    Value truth = arith::ConstantIntOp::create(builder, emit.loc, 1, 1);
    return arith::XOrIOp::create(builder, emit.loc, condition,
                                 emit.fill(condition, truth));
  };
  if (!writesOnce(op)) {
    // The least number of a winner in each cell, or one behind all.
    ScatterCells cells = getCells(kept);
    Value numbers = cells.numberPositions(), none = cells.countPositions();
    Value candidates =
        emit.select(winners.update, numbers, emit.fill(numbers, none));
    Value least =
        cells.read(cells.write(Combiner::Min, candidates, cells.fill(none)));
    Value isLeast = arith::CmpIOp::create(
        builder, emit.loc, arith::CmpIPredicate::eq, least, numbers);
    winners.update = emit.logicalAnd(winners.update, isLeast);
  }
  if (!isSeeded("rule-first-counted-twice"))
    winners.update = emit.logicalAnd(winners.update, isFalse(winners.dest));
}

LogicalResult refuse(ScatterOp op) {
  return op.emitOpError() << "has no adjoint for the combiner '"
                          << stringifyCombiner(op.getCombine()) << "'";
}

/// The rules that a scatter follows: with `exclude_self` and no duplicates, it
/// sets.
Combiner getRule(ScatterOp op) {
  return op.getExcludeSelf() && writesOnce(op) ? Combiner::Set
                                               : op.getCombine();
}

//===----------------------------------------------------------------------===//
// Reverse
//===----------------------------------------------------------------------===//

/// %u_ct = select(%u wrote last, tslice.gather %y_ct[%i], 0)
/// %x_ct = tslice.scatter set 0 into %y_ct[%i]
void emitLastWriterAdjoint(Scatter &scatter, AdjointSink &sink,
                           Value cotangent) {
  Emitter &emit = scatter.emit;
  if (sink.isActive(scatter.u)) {
    Value read = scatter.readContribution(cotangent);
    if (!isSeeded("rule-losers-kept"))
      read = emit.select(scatter.lastWriters(read), read,
                         emit.zero(scatter.written));
    sink.addDense(scatter.u, read);
  }
  if (sink.isActive(scatter.x))
    sink.addDense(scatter.x,
                  scatter.rows.write(Combiner::Set, emit.zero(scatter.written),
                                     cotangent));
}

/// %u_ct = tslice.gather %y_ct[%i]
/// %x_ct = %y_ct, with 0 where `exclude_self` forgot %x
void emitAddAdjoint(Scatter &scatter, AdjointSink &sink, Value cotangent) {
  if (sink.isActive(scatter.u))
    sink.addDense(scatter.u, scatter.readContribution(cotangent));
  if (!sink.isActive(scatter.x))
    return;
  sink.addDense(scatter.x,
                scatter.op.getExcludeSelf() && !isSeeded("rule-self-included")
                    ? scatter.rows.write(Combiner::Set,
                                         scatter.emit.zero(scatter.written),
                                         cotangent)
                    : cotangent);
}

/// A cell's cotangent goes in equal parts to whoever holds its minimum or
/// maximum, or to the first of them.
///   %part = (tslice.gather %y_ct[%i]) / %count
///   %u_ct = select(%u wins, %part, 0)
///   %x_ct = tslice.scatter set (select(%x[%i] wins, %part, 0)) into %y_ct[%i]
/// Duplicates write equal values into %x_ct, so their order does not matter.
void emitExtremumAdjoint(Scatter &scatter, AdjointSink &sink, Value cotangent) {
  Emitter &emit = scatter.emit;
  Scatter::Winners winners = scatter.winners();
  Value part = scatter.partOf(scatter.rows.read(cotangent), winners);
  Value zero = emit.zero(scatter.written);
  if (sink.isActive(scatter.u))
    sink.addDense(scatter.u, emit.select(winners.update, part, zero));
  if (sink.isActive(scatter.x)) {
    Value rest = scatter.op.getExcludeSelf() ? zero
                 : isSeeded("rule-loser-of-dest-kept")
                     ? part
                     : emit.select(winners.dest, part, zero);
    sink.addDense(scatter.x,
                  scatter.rows.write(Combiner::Set, rest, cotangent));
  }
}

/// %x_ct = tslice.scatter mul %u into %y_ct[%i]
/// for a product that only %x has a derivative of.
void emitFactorAdjoint(Scatter &scatter, AdjointSink &sink, Value cotangent) {
  sink.addDense(scatter.x,
                scatter.writeLike(Combiner::Mul, scatter.written, cotangent));
}

/// Whether nothing can be written, by the types alone.
bool writesNothing(ScatterOp op) {
  auto isEmpty = [](RankedTensorType type) {
    return llvm::is_contained(type.getShape(), 0);
  };
  return isEmpty(op.getUpdate().getType()) || isEmpty(op.getDest().getType());
}

} // namespace

LogicalResult ScatterAdjoint::emitAdjoint(Operation *op,
                                          AdjointSink &sink) const {
  auto scatterOp = cast<ScatterOp>(op);
  if (writesNothing(scatterOp)) {
    for (auto [dest, result] :
         llvm::zip_equal(scatterOp.getDests(), op->getResults()))
      if (Value cotangent = sink.getCotangent(result))
        sink.addDense(dest, cotangent);
    return success();
  }
  Combiner rule = getRule(scatterOp);
  if (rule == Combiner::Region)
    return emitCombinerAdjoint(scatterOp, sink);
  if (rule == Combiner::Set && writesOnce(scatterOp))
    return emitSetAdjoint(scatterOp, sink);
  Scatter scatter(scatterOp, sink);
  Value cotangent = sink.getCotangent(op->getResult(0));
  switch (rule) {
  case Combiner::Set:
    emitLastWriterAdjoint(scatter, sink, cotangent);
    return success();
  case Combiner::Add:
    emitAddAdjoint(scatter, sink, cotangent);
    return success();
  case Combiner::Min:
  case Combiner::Max:
    emitExtremumAdjoint(scatter, sink, cotangent);
    return success();
  case Combiner::Mul:
    if (sink.isActive(scatter.u) || scatterOp.getExcludeSelf())
      return emitCombinerAdjoint(scatterOp, sink);
    emitFactorAdjoint(scatter, sink, cotangent);
    return success();
  default:
    return refuse(scatterOp);
  }
}

//===----------------------------------------------------------------------===//
// Forward
//===----------------------------------------------------------------------===//

/// Each winner adds its part; what the destination had becomes its own part
/// first.
static Value emitExtremumTangent(Scatter &scatter, Value destTangent,
                                 Value updateTangent, Value result) {
  Emitter &emit = scatter.emit;
  Scatter::Winners winners = scatter.winners();
  Value zero = emit.zero(scatter.written), rest = zero;
  if (destTangent && !scatter.op.getExcludeSelf())
    rest = emit.select(winners.dest,
                       scatter.partOf(scatter.rows.read(destTangent), winners),
                       zero);
  result = scatter.rows.write(Combiner::Set, rest, result);
  if (!updateTangent)
    return result;
  Value part = scatter.partOf(updateTangent, winners);
  return scatter.rows.write(Combiner::Add,
                            emit.select(winners.update, part, zero), result);
}

LogicalResult ScatterAdjoint::emitTangent(Operation *op,
                                          TangentSink &sink) const {
  auto scatterOp = cast<ScatterOp>(op);
  if (writesNothing(scatterOp)) {
    for (auto [dest, result] :
         llvm::zip_equal(scatterOp.getDests(), op->getResults()))
      if (Value tangent = sink.getTangent(dest))
        sink.setTangent(result, tangent);
    return success();
  }
  Combiner rule = getRule(scatterOp);
  if (rule == Combiner::Region)
    return emitCombinerTangent(scatterOp, sink);
  // The same order, so the same winners.
  if (rule == Combiner::Set)
    return emitSetTangent(scatterOp, sink);
  Value updateTangent = sink.getTangent(scatterOp.getUpdate()),
        destTangent = sink.getTangent(scatterOp.getDest());
  if (rule == Combiner::Mul && (updateTangent || scatterOp.getExcludeSelf()))
    return emitCombinerTangent(scatterOp, sink);
  Scatter scatter(scatterOp, sink);
  Emitter &emit = scatter.emit;
  Value result = destTangent ? destTangent : emit.accumulator(scatter.before);
  switch (rule) {
  case Combiner::Add:
    if (updateTangent || scatterOp.getExcludeSelf())
      result = scatter.writeLike(
          isSeeded("rule-tangents-overwrite") ? Combiner::Set : Combiner::Add,
          updateTangent ? updateTangent : emit.zero(scatter.written), result);
    break;
  case Combiner::Min:
  case Combiner::Max:
    result = emitExtremumTangent(scatter, destTangent, updateTangent, result);
    break;
  case Combiner::Mul:
    result = scatter.writeLike(Combiner::Mul, scatter.written, result);
    break;
  default:
    return refuse(scatterOp);
  }
  sink.setTangent(op->getResult(0), result);
  return success();
}
