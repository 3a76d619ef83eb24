// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Positions are grouped by row, the gradient of a row is folded in the order of
// the positions, and the new row takes the place of the old one. Rows are read
// from the tensors that the loop carries.

#include "CoalescedLoop.h"
#include "RowOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/SeededFaults.h"
#include "tslice/Transforms/RowGroups.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace mlir;
using namespace tslice;

/// Rows of one task of a loop that is divided among threads.
static constexpr int64_t rowsPerTask = 64;

namespace {

class LoopBuilder {
public:
  LoopBuilder(OpBuilder &builder, Location loc, const RowGradient &gradient,
              ArrayRef<RowUpdate> updates, SizeEqualities &sizes)
      : builder(builder), outer(builder), loc(loc), gradient(gradient),
        updates(updates), sizes(sizes) {}

  SmallVector<Value> build();

private:
  Value constant(int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  }
  Value addSegment(size_t access, Value from, Value to, Value sum,
                   RowCloner &rows);
  Value addRow(ScatterOp op, ValueRange position, Value sum, RowCloner &rows);
  Value readCarried(ScatterOp op, Value tensor, int64_t numLead,
                    RowCloner &rows);
  Value sumRow(Value number, size_t part, RowCloner &rows);
  SmallVector<Value> updateRow(Value number, ValueRange dests);
  void collectGuards(Value tensor);

  /// At the current loop, and ahead of all.
  OpBuilder &builder;
  OpBuilder outer;
  Location loc;
  const RowGradient &gradient;
  ArrayRef<RowUpdate> updates;
  SizeEqualities &sizes;

  std::unique_ptr<RowGroups> groups;
  /// Offsets of guards, zero if the call goes on.
  llvm::SetVector<Value> guards;
  llvm::SmallPtrSet<Operation *, 16> visited;
};

} // namespace

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

/// The row of a carried tensor that a gather at the scatter's positions reads:
/// it is there already, and has not changed yet.
Value LoopBuilder::readCarried(ScatterOp op, Value tensor, int64_t numLead,
                               RowCloner &rows) {
  auto gather = tensor.getDefiningOp<GatherOp>();
  if (!gather || gather.getIndices() != op.getIndices() ||
      gather.getDims() != op.getDims() || !gather.getBatch().empty() ||
      gather.getWindow() || gather.getBounds() != op.getBounds() ||
      gather.getWrap() != op.getWrap())
    return {};
  Value source = gather.getSource();
  if (Value guarded = getGuarded(source, sizes))
    source = guarded;
  bool isCarried = llvm::any_of(
      updates, [&](const RowUpdate &update) { return update.dest == source; });
  if (!isCarried)
    return {};
  return reshapeRow(builder, loc, rows.get(source), gradient.numLead, numLead);
}

/// %sum + the update at a position.
Value LoopBuilder::addRow(ScatterOp op, ValueRange position, Value sum,
                          RowCloner &rows) {
  int64_t numLead = position.size();
  RowCloner updateRows(builder, outer, position);
  updateRows.clonesFolds = false;
  updateRows.readLeaf = [&](Value tensor) {
    return readCarried(op, tensor, numLead, rows);
  };
  Value row = updateRows.get(op.getUpdate());
  row = reshapeRow(builder, loc, row, numLead, gradient.numLead);
  int64_t rank = cast<RankedTensorType>(sum.getType()).getRank();
  AffineMap identity = builder.getMultiDimIdentityMap(rank);
  auto generic = linalg::GenericOp::create(
      builder, loc, sum.getType(), ValueRange{row}, ValueRange{sum},
      ArrayRef{identity, identity},
      SmallVector<utils::IteratorType>(rank, utils::IteratorType::parallel),
      [](OpBuilder &b, Location l, ValueRange args) {
        Value term = args[0];
        if (term.getType() != args[1].getType())
          term = arith::ExtFOp::create(b, l, args[1].getType(), term);
        Value sum = isSeeded("coalesce-duplicates-lost")
                        ? term
                        : arith::AddFOp::create(b, l, args[1], term);
        linalg::YieldOp::create(b, l, sum);
      });
  return generic.getResult(0);
}

/// %sum + the updates in a range of the positions of a scatter.
Value LoopBuilder::addSegment(size_t access, Value from, Value to, Value sum,
                              RowCloner &rows) {
  ScatterOp op = gradient.scatters[access];
  if (isSeeded("coalesce-last-lost"))
    to = arith::SubIOp::create(builder, loc, to, constant(1));
  std::optional<Type> wide = op.getAccumulate();
  Type narrow = sum.getType();
  if (wide)
    sum = arith::ExtFOp::create(
        builder, loc, cast<RankedTensorType>(narrow).clone(*wide), sum);
  sum = groups->createLoop(from, to, sum, [&](Value at, Value carried) {
    return addRow(op, groups->loadPosition(access, at), carried, rows);
  });
  if (wide)
    sum = arith::TruncFOp::create(builder, loc, narrow, sum);
  return sum;
}

/// Row number `number` of one of the gradients that are added up.
Value LoopBuilder::sumRow(Value number, size_t part, RowCloner &rows) {
  auto type = getRowType(gradient.getType(), gradient.numLead);
  SmallVector<OpFoldResult> extents;
  // Nothing that asks the gradient itself.
  for (auto [dim, size] : llvm::enumerate(type.getShape()))
    extents.push_back(ShapedType::isDynamic(size)
                          ? OpFoldResult(sizes.get(gradient.values.front(), dim)
                                             .front()
                                             .materialize(outer, loc))
                          : OpFoldResult(builder.getIndexAttr(size)));
  Value zero = arith::ConstantOp::create(
      builder, loc, builder.getZeroAttr(type.getElementType()));
  Value empty =
      tensor::EmptyOp::create(builder, loc, extents, type.getElementType());
  Value sum = linalg::FillOp::create(builder, loc, zero, empty).getResult(0);
  return groups->forEachSegment(
      number, sum, [&](size_t access, Value from, Value to, Value carried) {
        bool isOfPart = gradient.getPart(gradient.scatters[access]) == part;
        return isOfPart ? addSegment(access, from, to, carried, rows) : carried;
      });
}

//===----------------------------------------------------------------------===//
// Updates
//===----------------------------------------------------------------------===//

/// The guards of everything that rows of `tensor` are computed from: rows are
/// read from what is guarded.
void LoopBuilder::collectGuards(Value tensor) {
  Operation *op = tensor.getDefiningOp();
  if (!op || llvm::is_contained(gradient.values, tensor) ||
      !visited.insert(op).second)
    return;
  SmallVector<Value> offsets;
  if (Value guarded = getGuarded(tensor, sizes, &offsets)) {
    guards.insert(offsets.begin(), offsets.end());
    return collectGuards(guarded);
  }
  if (isRowWise(op, gradient.numLead))
    for (OpOperand &operand : op->getOpOperands())
      if (isRowOperand(operand))
        collectGuards(operand.get());
}

/// The tensors after row number `number`.
SmallVector<Value> LoopBuilder::updateRow(Value number, ValueRange dests) {
  SmallVector<Value> row = groups->loadRow(number);
  for (Value guard : guards)
    row[0] = arith::AddIOp::create(builder, loc, row[0], guard);
  RowCloner rows(builder, outer, row);
  for (auto [update, dest] : llvm::zip_equal(updates, dests))
    rows.redirect(update.dest, dest);
  rows.readLeaf = [&](Value tensor) -> Value {
    Value guarded = getGuarded(tensor, sizes);
    return guarded ? rows.get(guarded) : Value();
  };
  // All rows are read before the first is written.
  for (const RowUpdate &update : updates)
    rows.get(update.dest);
  for (auto [part, value] : llvm::enumerate(gradient.values))
    rows.map(value, sumRow(number, part, rows));
  SmallVector<Value> values, results;
  for (const RowUpdate &update : updates)
    values.push_back(rows.get(update.result));
  for (auto [update, dest, value] : llvm::zip_equal(updates, dests, values)) {
    SmallVector<OpFoldResult> offsets, extents, strides;
    rows.getPlace(update.dest, offsets, extents, strides);
    // Into the row that was read: no other that is as good.
    value = bufferization::MaterializeInDestinationOp::create(
                builder, loc, value, rows.get(update.dest))
                .getResult();
    results.push_back(tensor::InsertSliceOp::create(builder, loc, value, dest,
                                                    offsets, extents, strides));
  }
  return results;
}

///   scf.forall (%t) in (%numTasks) shared_outs(%d = %table) {
///     %new = scf.for %u = %t * 64 to min((%t + 1) * 64, %numRows) iter_args(%d) {
///       %row = the row of group %u
///       %g = scf.for %j in group %u iter_args(0) { %g + update }
///       tensor.insert_slice (the new row) into %d[%row, 0] [1, D]
///     }
///     tensor.parallel_insert_slice %new into all of %d
///   }
SmallVector<Value> LoopBuilder::build() {
  for (const RowUpdate &update : updates)
    collectGuards(update.result);
  SmallVector<RowAccess> accesses;
  for (ScatterOp op : gradient.scatters)
    accesses.push_back({op.getIndices(), gradient.numLead, op.getBounds(),
                        op.getWrap(),
                        llvm::to_vector(op->getDiscardableAttrs())});
  groups = std::make_unique<RowGroups>(builder, outer, loc,
                                       updates.front().dest, accesses);
  Value numRows = groups->getNumRows();
  Value share = constant(rowsPerTask);
  Value numTasks = builder.createOrFold<arith::DivUIOp>(
      loc,
      arith::AddIOp::create(builder, loc, numRows, constant(rowsPerTask - 1))
          .getResult(),
      share);
  SmallVector<Value> dests = llvm::map_to_vector(
      updates, [](const RowUpdate &update) { return update.dest; });
  // Sizes are read here, ahead of the loop.
  outer.setInsertionPoint(builder.getInsertionBlock(),
                          builder.getInsertionPoint());
  SmallVector<SmallVector<OpFoldResult>> wholes;
  for (Value dest : dests)
    wholes.push_back(tensor::getMixedSizes(builder, loc, dest));
  auto forall = scf::ForallOp::create(
      builder, loc, ArrayRef<OpFoldResult>{numTasks}, dests, std::nullopt);
  outer.setInsertionPoint(forall);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(forall.getBody());
  SmallVector<Value> parts;
  auto repeat = [&](size_t i, int64_t number) {
    return SmallVector<OpFoldResult>(wholes[i].size(),
                                     builder.getIndexAttr(number));
  };
  for (auto [i, dest] : llvm::enumerate(forall.getRegionIterArgs()))
    parts.push_back(tensor::ExtractSliceOp::create(
        builder, loc, cast<RankedTensorType>(dest.getType()), dest,
        repeat(i, 0), wholes[i], repeat(i, 1)));
  Value first = builder.createOrFold<arith::MulIOp>(
      loc, forall.getInductionVar(0), share);
  Value last = arith::AddIOp::create(builder, loc, first, share);
  Value end = arith::MinSIOp::create(builder, loc, last, numRows);
  auto loop = scf::ForOp::create(builder, loc, first, end, constant(1), parts);
  {
    OpBuilder::InsertionGuard inLoop(builder);
    builder.setInsertionPointToEnd(loop.getBody());
    SmallVector<Value> next =
        updateRow(loop.getInductionVar(), loop.getRegionIterArgs());
    scf::YieldOp::create(builder, loc, next);
  }
  builder.setInsertionPointToStart(forall.getTerminator().getBody());
  for (auto [i, dest] : llvm::enumerate(forall.getRegionIterArgs()))
    tensor::ParallelInsertSliceOp::create(builder, loc, loop.getResult(i), dest,
                                          repeat(i, 0), wholes[i],
                                          repeat(i, 1));
  return llvm::to_vector(ValueRange(forall.getResults()));
}

SmallVector<Value> tslice::createCoalescedLoop(OpBuilder &builder, Location loc,
                                               const RowGradient &gradient,
                                               ArrayRef<RowUpdate> updates,
                                               SizeEqualities &sizes) {
  if (gradient.scatters.empty())
    return llvm::map_to_vector(
        updates, [](const RowUpdate &update) { return update.dest; });
  return LoopBuilder(builder, loc, gradient, updates, sizes).build();
}
