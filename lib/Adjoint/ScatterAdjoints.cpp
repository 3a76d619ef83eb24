// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rules of scatter, exact with duplicates: who wrote a cell last, who holds its
// minimum or maximum, what its other factors were. Skipped positions read 0 and
// write nothing, so they come out with a zero gradient without being asked for.

#include "ScatterAdjoints.h"
#include "Accesses.h"
#include "ScatterProducts.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/IR/TSliceInference.h"

using namespace mlir;
using namespace tslice;

namespace {

/// One scatter, %y = tslice.scatter <combine> %u into %x[%i], and what its
/// rules share.
struct Scatter {
  ScatterOp op;
  Emitter emit;
  RowsEmitter rows;
  /// Values as they are where rules emit.
  Value u, x, y;

  Scatter(ScatterOp op, DerivativeSink &sink)
      : op(op), emit(sink.getBuilder(), op.getLoc()),
        rows(emit, getRowsOf(op, sink), op.getUpdate().getType()),
        u(op.getUpdate()), x(op.getDest()), y(op.getResult()) {}
  // `rows` refers to `emit`.
  Scatter(const Scatter &) = delete;

  /// Whether no cell can be written twice: there is one position at most.
  bool isUnique() {
    int64_t positions = 1;
    IndexedLayout layout = getIndexedLayout(op);
    for (int64_t size :
         op.getUpdate().getType().getShape().take_front(layout.numPositionDims))
      positions = ShapedType::isDynamic(size) || size > 1 ? 2 : positions;
    return positions == 1;
  }

  Value elementIds();
  Value lastWriters();
  /// The winners of min or max among the updates and among what they met.
  struct Winners {
    Value update, dest, count;
  };
  Winners winners();
};

/// 1, 2, 3, ... over the elements of the update in row-major order, as i64.
Value Scatter::elementIds() {
  auto type = op.getUpdate().getType();
  OpBuilder &builder = emit.builder;
  SmallVector<OpFoldResult> sizes = emit.sizes(u);
  SmallVector<Value> sizeValues =
      llvm::map_to_vector(sizes, [&](OpFoldResult size) {
        return getValueOrCreateConstantIndexOp(builder, emit.loc, size);
      });
  AffineMap identity = builder.getMultiDimIdentityMap(type.getRank());
  SmallVector<utils::IteratorType> iterators(type.getRank(),
                                             utils::IteratorType::parallel);
  Value empty = emit.empty(u, builder.getI64Type());
  auto generic = linalg::GenericOp::create(
      builder, emit.loc, TypeRange{empty.getType()}, ValueRange{},
      ValueRange{empty}, ArrayRef<AffineMap>{identity}, iterators,
      [&](OpBuilder &b, Location loc, ValueRange) {
        // ((i0 * n1 + i1) * n2 + i2) ... + 1
        Value id;
        for (int64_t dim = 0; dim < type.getRank(); ++dim) {
          Value index = linalg::IndexOp::create(b, loc, dim);
          if (id)
            id = arith::MulIOp::create(b, loc, id, sizeValues[dim]);
          id = id ? arith::AddIOp::create(b, loc, id, index) : index;
        }
        Value one = arith::ConstantIndexOp::create(b, loc, 1);
        id = id ? arith::AddIOp::create(b, loc, id, one) : one;
        Value wide = arith::IndexCastOp::create(b, loc, b.getI64Type(), id);
        linalg::YieldOp::create(b, loc, wide);
      });
  return generic.getResult(0);
}

/// Whether each element of the update is the one that its cell keeps, for
/// `set`: its number is scattered the same way and read back. Windows may
/// overlap in part, so numbers are per element, not per position. This takes a
/// tensor of the destination's shape; grouping the positions would take memory
/// for those alone.
Value Scatter::lastWriters() {
  Value ids = elementIds();
  Value none = arith::ConstantIntOp::create(emit.builder, emit.loc,
                                            emit.builder.getI64Type(), 0);
  Value kept = rows.write(Combiner::Set, ids, emit.fill(x, none));
  return arith::CmpIOp::create(emit.builder, emit.loc, arith::CmpIPredicate::eq,
                               rows.read(kept), ids);
}

/// Of each written cell: does this update win, does the destination's element
/// win, and how many share. A count is at least 1, also at skipped positions,
/// where every read is 0 and so the destination "wins".
Scatter::Winners Scatter::winners() {
  OpBuilder &builder = emit.builder;
  Type i64 = builder.getI64Type();
  Value kept = rows.read(y), before = rows.read(x);
  Winners winners{emit.isWinner(u, kept), emit.isWinner(before, kept), {}};
  auto countOf = [&](Value condition) {
    auto type = cast<RankedTensorType>(condition.getType()).clone(i64);
    return arith::ExtUIOp::create(builder, emit.loc, type, condition);
  };
  Value zero = arith::ConstantIntOp::create(builder, emit.loc, i64, 0);
  Value counts =
      rows.write(Combiner::Add, countOf(winners.update), emit.fill(x, zero));
  winners.count = arith::AddIOp::create(builder, emit.loc, rows.read(counts),
                                        countOf(winners.dest));
  return winners;
}

LogicalResult refuse(ScatterOp op) {
  if (op.getCombine() == Combiner::Region)
    return op.emitOpError() << "has no adjoint for a region";
  return op.emitOpError() << "has no adjoint for the combiner '"
                          << stringifyCombiner(op.getCombine()) << "'";
}

/// Refuses what the rules of the combiners do not know.
LogicalResult refuseVariants(ScatterOp op) {
  if (op.getExcludeSelf())
    return op.emitOpError() << "has no adjoint with 'exclude_self'";
  if (op.getAccumulate() && op.getCombine() != Combiner::Add)
    return op.emitOpError() << "has no adjoint with 'accumulate'";
  if (op.getTies() == Ties::First)
    return op.emitOpError() << "has no adjoint with 'ties first'";
  return success();
}

//===----------------------------------------------------------------------===//
// Reverse
//===----------------------------------------------------------------------===//

/// %u_ct = select(%u wrote last, tslice.gather %y_ct[%i], 0)
/// %x_ct = tslice.scatter set 0 into %y_ct[%i]
void emitSetAdjoint(Scatter &scatter, AdjointSink &sink, Value cotangent) {
  Emitter &emit = scatter.emit;
  if (sink.isActive(scatter.u)) {
    Value read = scatter.rows.read(cotangent);
    if (!scatter.isUnique())
      read = emit.select(scatter.lastWriters(), read, emit.zero(scatter.u));
    sink.addDense(scatter.u, read);
  }
  if (sink.isActive(scatter.x))
    sink.addDense(
        scatter.x,
        scatter.rows.write(Combiner::Set, emit.zero(scatter.u), cotangent));
}

/// %u_ct = tslice.gather %y_ct[%i]
/// %x_ct = %y_ct
void emitAddAdjoint(Scatter &scatter, AdjointSink &sink, Value cotangent) {
  if (sink.isActive(scatter.u))
    sink.addDense(scatter.u, scatter.rows.read(cotangent));
  sink.addDense(scatter.x, cotangent);
}

/// A cell's cotangent goes in equal parts to whoever holds its minimum or
/// maximum.
///   %part = (tslice.gather %y_ct[%i]) / %count
///   %u_ct = select(%u wins, %part, 0)
///   %x_ct = tslice.scatter set (select(%x[%i] wins, %part, 0)) into %y_ct[%i]
/// Duplicates write equal values into %x_ct, so their order does not matter.
void emitExtremumAdjoint(Scatter &scatter, AdjointSink &sink, Value cotangent) {
  Emitter &emit = scatter.emit;
  Scatter::Winners winners = scatter.winners();
  Value part = emit.divideByCount(scatter.rows.read(cotangent), winners.count);
  Value zero = emit.zero(scatter.u);
  if (sink.isActive(scatter.u))
    sink.addDense(scatter.u, emit.select(winners.update, part, zero));
  if (sink.isActive(scatter.x)) {
    Value rest = emit.select(winners.dest, part, zero);
    sink.addDense(scatter.x,
                  scatter.rows.write(Combiner::Set, rest, cotangent));
  }
}

/// With L what a cell held before an update, and S the cotangent times all
/// later ones:
///   %u_ct = L * S
///   %x_ct = %y_ct times all updates, which the fold that makes S ends in
void emitProductAdjoint(Scatter &scatter, AdjointSink &sink, Value cotangent) {
  Emitter &emit = scatter.emit;
  if (!sink.isActive(scatter.u)) {
    sink.addDense(scatter.x,
                  scatter.rows.write(Combiner::Mul, scatter.u, cotangent));
    return;
  }
  if (scatter.isUnique()) {
    sink.addDense(scatter.u, emit.mul(scatter.rows.read(cotangent),
                                      scatter.rows.read(scatter.x)));
    sink.addDense(scatter.x,
                  scatter.rows.write(Combiner::Mul, scatter.u, cotangent));
    return;
  }
  ScatterProducts products(scatter.op, emit, scatter.u,
                           sink.getPrimal(scatter.op.getIndices()));
  Value earlier = products.fold(scatter.x, /*backwards=*/false).before;
  ScatterProducts::Fold later = products.fold(cotangent, /*backwards=*/true);
  sink.addDense(scatter.u, emit.mul(earlier, later.before));
  sink.addDense(scatter.x, later.result);
}

} // namespace

LogicalResult ScatterAdjoint::emitAdjoint(Operation *op,
                                          AdjointSink &sink) const {
  if (failed(refuseVariants(cast<ScatterOp>(op))))
    return failure();
  Scatter scatter(cast<ScatterOp>(op), sink);
  Value cotangent = sink.getCotangent(op->getResult(0));
  switch (scatter.op.getCombine()) {
  case Combiner::Set:
    emitSetAdjoint(scatter, sink, cotangent);
    return success();
  case Combiner::Add:
    emitAddAdjoint(scatter, sink, cotangent);
    return success();
  case Combiner::Min:
  case Combiner::Max:
    emitExtremumAdjoint(scatter, sink, cotangent);
    return success();
  case Combiner::Mul:
    emitProductAdjoint(scatter, sink, cotangent);
    return success();
  default:
    return refuse(scatter.op);
  }
}

//===----------------------------------------------------------------------===//
// Forward
//===----------------------------------------------------------------------===//

LogicalResult ScatterAdjoint::emitTangent(Operation *op,
                                          TangentSink &sink) const {
  if (failed(refuseVariants(cast<ScatterOp>(op))))
    return failure();
  Scatter scatter(cast<ScatterOp>(op), sink);
  Emitter &emit = scatter.emit;
  Value updateTangent = sink.getTangent(scatter.u),
        destTangent = sink.getTangent(scatter.x);
  Value result = destTangent ? destTangent : emit.accumulator(scatter.x);
  switch (scatter.op.getCombine()) {
  case Combiner::Set:
    // The same order, so the same winners.
    result = scatter.rows.write(
        Combiner::Set, updateTangent ? updateTangent : emit.zero(scatter.u),
        result);
    break;
  case Combiner::Add:
    if (updateTangent)
      result = scatter.rows.write(Combiner::Add, updateTangent, result);
    break;
  case Combiner::Min:
  case Combiner::Max: {
    // Each winner adds its part; what the destination had becomes its own part
    // first.
    Scatter::Winners winners = scatter.winners();
    Value zero = emit.zero(scatter.u);
    Value rest = zero;
    if (destTangent)
      rest = emit.select(
          winners.dest,
          emit.divideByCount(scatter.rows.read(destTangent), winners.count),
          zero);
    result = scatter.rows.write(Combiner::Set, rest, result);
    if (updateTangent) {
      Value part = emit.divideByCount(updateTangent, winners.count);
      result = scatter.rows.write(
          Combiner::Add, emit.select(winners.update, part, zero), result);
    }
    break;
  }
  case Combiner::Mul:
    if (updateTangent)
      result = ScatterProducts(scatter.op, emit, scatter.u,
                               sink.getPrimal(scatter.op.getIndices()))
                   .foldTangent(scatter.x, result, updateTangent);
    else
      result = scatter.rows.write(Combiner::Mul, scatter.u, result);
    break;
  default:
    return refuse(scatter.op);
  }
  sink.setTangent(op->getResult(0), result);
  return success();
}
