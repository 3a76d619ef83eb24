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
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace mlir;
using namespace tslice;

/// Rows of one task of a loop that is divided among threads.
static constexpr int64_t rowsPerTask = 64;

namespace {

/// Positions of one scatter by the row that they lead to.
struct GroupedScatter {
  ScatterOp op;
  /// The indices, those that count from the end as they count from the start.
  Value indices;
  Value permutation, starts, numGroups;
  /// The place of the first of its groups among those of all scatters.
  Value offset;
};

class LoopBuilder {
public:
  LoopBuilder(OpBuilder &builder, Location loc, const RowGradient &gradient,
              ArrayRef<RowUpdate> updates, SizeEqualities &sizes)
      : builder(builder), outer(builder), loc(loc), gradient(gradient),
        updates(updates), sizes(sizes) {}

  SmallVector<Value> build();

private:
  using Body = llvm::function_ref<Value(Value, Value)>;

  Value constant(int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  }
  Value add(Value lhs, Value rhs) {
    return builder.createOrFold<arith::AddIOp>(loc, lhs, rhs);
  }
  Value sub(Value lhs, Value rhs) {
    return builder.createOrFold<arith::SubIOp>(loc, lhs, rhs);
  }
  Value load(Value list, Value at) {
    return tensor::ExtractOp::create(builder, loc, list, ValueRange{at});
  }
  Value createLoop(Value from, Value to, Value carried, Body body);

  Value wrapIndices(ScatterOp op);
  void group(ScatterOp op);
  Value listRows(MutableArrayRef<GroupedScatter> lists);
  void groupRows();
  SmallVector<Value> getCoordinates(GroupedScatter scatter, Value position);
  SmallVector<Value> getRow(GroupedScatter scatter, Value position);
  Value addSegment(GroupedScatter scatter, Value number, Value sum,
                   RowCloner &rows);
  Value addRow(GroupedScatter scatter, Value position, Value sum,
               RowCloner &rows);
  Value readCarried(GroupedScatter scatter, Value tensor, int64_t numLead,
                    RowCloner &rows);
  Value sumRow(Value number, RowCloner &rows);
  SmallVector<Value> updateRow(Value number, ValueRange dests);
  void collectGuards(Value tensor);

  /// At the current loop, and ahead of all.
  OpBuilder &builder;
  OpBuilder outer;
  Location loc;
  const RowGradient &gradient;
  ArrayRef<RowUpdate> updates;
  SizeEqualities &sizes;

  SmallVector<GroupedScatter> scatters;
  /// With several scatters, the rows of their groups, grouped.
  GroupedScatter rowGroups;
  /// The rows that have a gradient, in order.
  Value rowNumbers, numRows;
  /// Offsets of guards, zero if the call goes on.
  llvm::SetVector<Value> guards;
  llvm::SmallPtrSet<Operation *, 16> visited;
};

} // namespace

Value LoopBuilder::createLoop(Value from, Value to, Value carried, Body body) {
  Value one = constant(1);
  auto loop = scf::ForOp::create(builder, loc, from, to, one, carried);
  bool isOutermost = outer.getInsertionBlock() == loop->getBlock();
  if (isOutermost)
    outer.setInsertionPoint(loop);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(loop.getBody());
  Value next = body(loop.getInductionVar(), loop.getRegionIterArg(0));
  scf::YieldOp::create(builder, loc, next);
  if (isOutermost)
    outer.setInsertionPointAfter(loop);
  return loop.getResult(0);
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

/// %w = linalg.generic ins(%idx) { %i in [-N, -1] ? %i + N : %i }
/// What is outside either way stays, for messages.
Value LoopBuilder::wrapIndices(ScatterOp op) {
  auto type = op.getIndices().getType();
  int64_t rank = type.getRank();
  SmallVector<Value> extents;
  for (int64_t dim = 0; dim < gradient.numLead; ++dim)
    extents.push_back(
        tensor::DimOp::create(builder, loc, updates.front().dest, dim));
  Value empty = tensor::EmptyOp::create(
      builder, loc, tensor::getMixedSizes(builder, loc, op.getIndices()),
      builder.getIndexType());
  AffineMap identity = builder.getMultiDimIdentityMap(rank);
  auto generic = linalg::GenericOp::create(
      builder, loc, empty.getType(), ValueRange{op.getIndices()},
      ValueRange{empty}, ArrayRef{identity, identity},
      SmallVector<utils::IteratorType>(rank, utils::IteratorType::parallel),
      [&](OpBuilder &b, Location l, ValueRange args) {
        Value index = args[0];
        if (!index.getType().isIndex())
          index = arith::IndexCastOp::create(b, l, b.getIndexType(), index);
        Value extent = extents.front();
        for (int64_t dim = 1; dim < gradient.numLead; ++dim) {
          Value component = linalg::IndexOp::create(b, l, rank - 1);
          Value isThis =
              arith::CmpIOp::create(b, l, arith::CmpIPredicate::eq, component,
                                    arith::ConstantIndexOp::create(b, l, dim));
          extent = arith::SelectOp::create(b, l, isThis, extents[dim], extent);
        }
        Value zero = arith::ConstantIndexOp::create(b, l, 0);
        Value wrapped = arith::AddIOp::create(b, l, index, extent);
        Value isBelow =
            arith::CmpIOp::create(b, l, arith::CmpIPredicate::slt, index, zero);
        Value reaches = arith::CmpIOp::create(b, l, arith::CmpIPredicate::sge,
                                              wrapped, zero);
        Value wraps = arith::AndIOp::create(b, l, isBelow, reaches);
        Value result = arith::SelectOp::create(b, l, wraps, wrapped, index);
        linalg::YieldOp::create(b, l, result);
      });
  return generic.getResult(0);
}

void LoopBuilder::group(ScatterOp op) {
  GroupedScatter scatter;
  scatter.op = op;
  scatter.indices = op.getWrap() ? wrapIndices(op) : Value(op.getIndices());
  auto group = GroupOp::create(builder, op.getLoc(), updates.front().dest,
                               scatter.indices, op.getDims(), op.getBatch(),
                               std::nullopt, op.getBounds());
  for (NamedAttribute attribute : op->getDiscardableAttrs())
    group->setDiscardableAttr(attribute.getName(), attribute.getValue());
  scatter.permutation = group.getPermutation();
  scatter.starts = group.getStarts();
  scatter.numGroups =
      sub(tensor::DimOp::create(builder, loc, scatter.starts, 0), constant(1));
  scatters.push_back(scatter);
}

/// The position dimensions of position number `position`.
SmallVector<Value> LoopBuilder::getCoordinates(GroupedScatter scatter,
                                               Value position) {
  auto type = cast<RankedTensorType>(scatter.indices.getType());
  int64_t rank = type.getRank() - (gradient.numLead != 1);
  SmallVector<Value> coordinates(rank);
  for (int64_t dim = rank; dim-- > 1;) {
    Value size = outer.createOrFold<tensor::DimOp>(loc, scatter.indices, dim);
    coordinates[dim] =
        builder.createOrFold<arith::RemUIOp>(loc, position, size);
    position = builder.createOrFold<arith::DivUIOp>(loc, position, size);
  }
  if (rank > 0)
    coordinates[0] = position;
  return coordinates;
}

/// The row that a position leads to.
SmallVector<Value> LoopBuilder::getRow(GroupedScatter scatter, Value position) {
  SmallVector<Value> row, at = getCoordinates(scatter, position);
  for (int64_t dim = 0; dim < gradient.numLead; ++dim) {
    SmallVector<Value> component(at);
    if (gradient.numLead != 1)
      component.push_back(constant(dim));
    Value index =
        tensor::ExtractOp::create(builder, loc, scatter.indices, component);
    if (!index.getType().isIndex())
      index = arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                         index);
    // One group, whichever of its positions is asked.
    if (scatter.op && scatter.op.getBounds() == BoundsPolicy::Clamp) {
      Value size =
          outer.createOrFold<tensor::DimOp>(loc, updates.front().dest, dim);
      index =
          arith::MinSIOp::create(builder, loc, index, sub(size, constant(1)));
      index = arith::MaxSIOp::create(builder, loc, index, constant(0));
    }
    row.push_back(index);
  }
  return row;
}

/// The rows of the groups, one list behind the other. A loop that reads its row
/// from a list can ask for rows ahead.
///   %rows = scf.for each group { %idx[%perm[%starts[%group]]] }
Value LoopBuilder::listRows(MutableArrayRef<GroupedScatter> lists) {
  Value total = constant(0);
  for (GroupedScatter &list : lists) {
    list.offset = total;
    total = add(total, list.numGroups);
  }
  SmallVector<OpFoldResult> shape{total};
  bool hasComponents = gradient.numLead != 1;
  if (hasComponents)
    shape.push_back(builder.getIndexAttr(gradient.numLead));
  Value rows =
      tensor::EmptyOp::create(builder, loc, shape, builder.getIndexType());
  for (GroupedScatter &list : lists)
    rows = createLoop(
        constant(0), list.numGroups, rows, [&](Value number, Value carried) {
          Value first = load(list.permutation, load(list.starts, number));
          Value place = add(list.offset, number);
          for (auto [dim, index] : llvm::enumerate(getRow(list, first))) {
            SmallVector<Value> at{place};
            if (hasComponents)
              at.push_back(constant(dim));
            carried =
                tensor::InsertOp::create(builder, loc, index, carried, at);
          }
          return carried;
        });
  return rows;
}

/// What several scatters lead to: a row that two of them have is one row.
///   %perm, %starts = tslice.group %table[%rows] dims [0] bounds assume
void LoopBuilder::groupRows() {
  rowGroups.indices = listRows(scatters);
  ScatterOp op = scatters.front().op;
  auto group = GroupOp::create(builder, loc, updates.front().dest,
                               rowGroups.indices, op.getDims(), op.getBatch(),
                               std::nullopt, BoundsPolicy::Assume);
  rowGroups.permutation = group.getPermutation();
  rowGroups.starts = group.getStarts();
  rowGroups.numGroups = sub(
      tensor::DimOp::create(builder, loc, rowGroups.starts, 0), constant(1));
}

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

/// The row of a carried tensor that a gather at the scatter's positions reads:
/// it is there already, and has not changed yet.
Value LoopBuilder::readCarried(GroupedScatter scatter, Value tensor,
                               int64_t numLead, RowCloner &rows) {
  auto gather = tensor.getDefiningOp<GatherOp>();
  ScatterOp op = scatter.op;
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
Value LoopBuilder::addRow(GroupedScatter scatter, Value position, Value sum,
                          RowCloner &rows) {
  SmallVector<Value> coordinates = getCoordinates(scatter, position);
  int64_t numLead = coordinates.size();
  RowCloner updateRows(builder, outer, coordinates);
  updateRows.clonesFolds = false;
  updateRows.readLeaf = [&](Value tensor) {
    return readCarried(scatter, tensor, numLead, rows);
  };
  Value row = updateRows.get(scatter.op.getUpdate());
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
        Value sum = arith::AddFOp::create(b, l, args[1], term);
        linalg::YieldOp::create(b, l, sum);
      });
  return generic.getResult(0);
}

/// %sum + the updates of group `number` of a scatter.
Value LoopBuilder::addSegment(GroupedScatter scatter, Value number, Value sum,
                              RowCloner &rows) {
  std::optional<Type> wide = scatter.op.getAccumulate();
  Type narrow = sum.getType();
  if (wide)
    sum = arith::ExtFOp::create(
        builder, loc, cast<RankedTensorType>(narrow).clone(*wide), sum);
  Value from = load(scatter.starts, number);
  Value to = load(scatter.starts, add(number, constant(1)));
  sum = createLoop(from, to, sum, [&](Value at, Value carried) {
    return addRow(scatter, load(scatter.permutation, at), carried, rows);
  });
  if (wide)
    sum = arith::TruncFOp::create(builder, loc, narrow, sum);
  return sum;
}

/// The gradient of row number `number`.
Value LoopBuilder::sumRow(Value number, RowCloner &rows) {
  auto type = getRowType(cast<RankedTensorType>(gradient.value.getType()),
                         gradient.numLead);
  SmallVector<OpFoldResult> extents;
  // Nothing that asks the gradient itself.
  for (auto [dim, size] : llvm::enumerate(type.getShape()))
    extents.push_back(ShapedType::isDynamic(size)
                          ? OpFoldResult(sizes.get(gradient.value, dim)
                                             .front()
                                             .materialize(outer, loc))
                          : OpFoldResult(builder.getIndexAttr(size)));
  Value zero = arith::ConstantOp::create(
      builder, loc, builder.getZeroAttr(type.getElementType()));
  Value empty =
      tensor::EmptyOp::create(builder, loc, extents, type.getElementType());
  Value sum = linalg::FillOp::create(builder, loc, zero, empty).getResult(0);
  if (scatters.size() == 1)
    return addSegment(scatters.front(), number, sum, rows);
  Value from = load(rowGroups.starts, number);
  Value to = load(rowGroups.starts, add(number, constant(1)));
  return createLoop(from, to, sum, [&](Value at, Value carried) {
    Value group = load(rowGroups.permutation, at);
    for (const GroupedScatter &scatter : scatters) {
      Value local = sub(group, scatter.offset);
      // Unsigned, so that one compare also finds those before.
      Value isInside = arith::CmpIOp::create(
          builder, loc, arith::CmpIPredicate::ult, local, scatter.numGroups);
      auto branch =
          scf::IfOp::create(builder, loc, TypeRange{carried.getType()},
                            isInside, /*withElseRegion=*/true);
      OpBuilder::InsertionGuard guard(builder);
      builder.setInsertionPointToStart(branch.elseBlock());
      scf::YieldOp::create(builder, loc, carried);
      builder.setInsertionPointToStart(branch.thenBlock());
      scf::YieldOp::create(builder, loc,
                           addSegment(scatter, local, carried, rows));
      carried = branch.getResult(0);
    }
    return carried;
  });
}

//===----------------------------------------------------------------------===//
// Updates
//===----------------------------------------------------------------------===//

/// The guards of everything that rows of `tensor` are computed from: rows are
/// read from what is guarded.
void LoopBuilder::collectGuards(Value tensor) {
  Operation *op = tensor.getDefiningOp();
  if (!op || tensor == gradient.value || !visited.insert(op).second)
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
  SmallVector<Value> row;
  for (int64_t dim = 0; dim < gradient.numLead; ++dim) {
    SmallVector<Value> at{number};
    if (gradient.numLead != 1)
      at.push_back(constant(dim));
    row.push_back(tensor::ExtractOp::create(builder, loc, rowNumbers, at));
  }
  for (Value guard : guards)
    row[0] = add(row[0], guard);
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
  rows.map(gradient.value, sumRow(number, rows));
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
  for (ScatterOp op : gradient.scatters)
    group(op);
  numRows = scatters.front().numGroups;
  if (scatters.size() == 1) {
    rowNumbers = listRows(scatters);
  } else {
    groupRows();
    rowNumbers = listRows(rowGroups);
    numRows = rowGroups.numGroups;
  }
  Value share = constant(rowsPerTask);
  Value numTasks = builder.createOrFold<arith::DivUIOp>(
      loc, add(numRows, constant(rowsPerTask - 1)), share);
  SmallVector<Value> dests = llvm::map_to_vector(
      updates, [](const RowUpdate &update) { return update.dest; });
  // Sizes are read here, ahead of the loop.
  outer.setInsertionPoint(&*builder.getInsertionPoint());
  SmallVector<SmallVector<OpFoldResult>> wholes;
  for (Value dest : dests)
    wholes.push_back(tensor::getMixedSizes(builder, loc, dest));
  auto forall = scf::ForallOp::create(
      builder, loc, ArrayRef<OpFoldResult>{numTasks}, dests, std::nullopt);
  outer.setInsertionPoint(forall);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(forall.getBody());
  SmallVector<Value> parts;
  auto getWhole = [&](size_t i, SmallVector<OpFoldResult> &zeros,
                      SmallVector<OpFoldResult> &ones) {
    zeros.assign(wholes[i].size(), builder.getIndexAttr(0));
    ones.assign(wholes[i].size(), builder.getIndexAttr(1));
  };
  SmallVector<OpFoldResult> zeros, ones;
  for (auto [i, dest] : llvm::enumerate(forall.getRegionIterArgs())) {
    getWhole(i, zeros, ones);
    parts.push_back(tensor::ExtractSliceOp::create(
        builder, loc, cast<RankedTensorType>(dest.getType()), dest, zeros,
        wholes[i], ones));
  }
  Value first = builder.createOrFold<arith::MulIOp>(
      loc, forall.getInductionVar(0), share);
  Value end =
      builder.createOrFold<arith::MinSIOp>(loc, add(first, share), numRows);
  auto loop = scf::ForOp::create(builder, loc, first, end, constant(1), parts);
  {
    OpBuilder::InsertionGuard inLoop(builder);
    builder.setInsertionPointToEnd(loop.getBody());
    SmallVector<Value> next =
        updateRow(loop.getInductionVar(), loop.getRegionIterArgs());
    scf::YieldOp::create(builder, loc, next);
  }
  builder.setInsertionPointToStart(forall.getTerminator().getBody());
  for (auto [i, dest] : llvm::enumerate(forall.getRegionIterArgs())) {
    getWhole(i, zeros, ones);
    tensor::ParallelInsertSliceOp::create(builder, loc, loop.getResult(i), dest,
                                          zeros, wholes[i], ones);
  }
  return llvm::to_vector(ValueRange(forall.getResults()));
}

SmallVector<Value> tslice::createCoalescedLoop(OpBuilder &builder, Location loc,
                                               const RowGradient &gradient,
                                               ArrayRef<RowUpdate> updates,
                                               SizeEqualities &sizes) {
  return LoopBuilder(builder, loc, gradient, updates, sizes).build();
}
