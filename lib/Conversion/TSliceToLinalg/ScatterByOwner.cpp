// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Scatters of elements by owner: each block of them belongs to one thread, which
// picks the positions that lead there and applies their updates in order. Rows
// have a plan: see `ScatterByPlan`.

#include "ScatterByOwner.h"
#include "IndexTables.h"
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

/// Positions that are picked at a time: they stay in the nearest cache.
static constexpr int64_t pickSize = 1024;

std::pair<Value, Value> tslice::getFill(Value tensor) {
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

/// Whether a row lies in `part`. Where indices have 32 bits this needs no more,
/// of which a vector has twice as many:
///   %r = arith.subi (%row as i32), min(%offset, 2^31 - 1)
///   arith.cmpi ult, %r, max(min(%size, 2^31 - %offset), 0)
static Value emitIsOwned(IndexMath &math, OwnedScatter &owned, Value row,
                         const ScatterPart &part) {
  ScatterOp op = owned.scatter.op;
  Type indexType = op.getIndices().getType().getElementType();
  // A negative index becomes one that may need more bits.
  if (op.getWrap() || !indexType.isInteger() ||
      indexType.getIntOrFloatBitWidth() > 32)
    return math.inRange(math.sub(row, part.offset), part.size);
  OpBuilder &builder = math.builder;
  auto narrow = [&](Value value) -> Value {
    return builder.createOrFold<arith::IndexCastOp>(
        math.loc, builder.getI32Type(), value);
  };
  Value end = math.constant(int64_t(1) << 31);
  Value offset = math.min(part.offset, math.sub(end, math.constant(1)));
  Value size = math.max(math.min(part.size, math.sub(end, part.offset)),
                        math.constant(0));
  return arith::CmpIOp::create(
      builder, math.loc, arith::CmpIPredicate::ult,
      arith::SubIOp::create(builder, math.loc, narrow(row), narrow(offset)),
      narrow(size));
}

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
        Value isOwned =
            emitIsOwned(inner, owned, owned.emitRow(inner, position), part);
        Value next =
            inner.add(carried[1], inner.select(isOwned, inner.constant(1),
                                               inner.constant(0)));
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
Values tslice::emitByPicking(IndexMath &math, OwnedScatter &owned,
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
