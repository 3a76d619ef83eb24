// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Scatters of rows by a plan, which the runtime makes of the indices: the parts
// that threads get, and the order of the positions in them. What is left for
// compiled code is to apply the updates.

#include "ScatterByOwner.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/Runtime/Runtime.h"
#include "tslice/SeededFaults.h"

using namespace mlir;
using namespace tslice;

/// A row of this size is updated on the stack.
static constexpr int64_t maxScratchBytes = 4096;

/// A tensor on the stack, filled with `value`. A buffer of memory would be
/// taken for the place that the tensor is written to in the end, which is
/// better written once than read.
static Value createScratch(IndexMath &math, RankedTensorType type,
                           Value value) {
  Value memory = memref::AllocaOp::create(
      math.builder, math.loc,
      MemRefType::get(type.getShape(), type.getElementType()),
      math.builder.getI64IntegerAttr(64));
  linalg::FillOp::create(math.builder, math.loc, value, memory);
  return bufferization::ToTensorOp::create(math.builder, math.loc, type, memory,
                                           /*restrict=*/true,
                                           /*writable=*/true);
}

//===----------------------------------------------------------------------===//
// The plan
//===----------------------------------------------------------------------===//

static MemRefType getPlanType(OpBuilder &builder) {
  return MemRefType::get({ShapedType::kDynamic}, builder.getI32Type());
}

Value RowPlan::load(IndexMath &math, Value at) const {
  Value stored = memref::LoadOp::create(math.builder, math.loc, table, at);
  return arith::IndexCastOp::create(math.builder, math.loc,
                                    math.builder.getIndexType(), stored);
}

Value RowPlan::loadField(IndexMath &math, Value part, PlanField field) const {
  Value record = math.mul(part, math.constant(TSLICE_RT_PLAN_PART_FIELDS));
  int64_t offset = TSLICE_RT_PLAN_PARTS + static_cast<int64_t>(field);
  return load(math, math.add(record, math.constant(offset)));
}

RowPlan tslice::emitRowPlan(IndexMath &math, OwnedScatter &owned,
                            const PlanRequest &request) {
  OpBuilder &builder = math.builder;
  ScatterOp op = owned.scatter.op;
  Value indices = op.getIndices();
  auto type = cast<RankedTensorType>(indices.getType());
  if (type.getRank() > 1) {
    ReassociationIndices all =
        llvm::to_vector(llvm::seq<int64_t>(type.getRank()));
    indices = tensor::CollapseShapeOp::create(
        builder, math.loc, indices, SmallVector<ReassociationIndices>{all});
    type = cast<RankedTensorType>(indices.getType());
  }
  Value buffer = bufferization::ToBufferOp::create(
      builder, math.loc,
      MemRefType::get(type.getShape(), type.getElementType()), indices,
      /*read_only=*/true);

  Value size =
      math.add(owned.numPositions, math.constant(TSLICE_RT_PLAN_ORDER));
  if (request.grouping == RowGrouping::ByRowWithEnds)
    size = math.add(size, math.add(owned.rows, math.constant(1)));
  Value table =
      memref::AllocOp::create(builder, math.loc, getPlanType(builder), size);
  PlanRowsOp::create(builder, math.loc, request.grouping, buffer, table,
                     owned.rows, request.numColumns, op.getBounds(),
                     op.getWrap(), request.blockRows);
  RowPlan plan{table};
  plan.numParts = plan.load(math, math.constant(TSLICE_RT_PLAN_NUM_PARTS));
  plan.step = plan.load(math, math.constant(TSLICE_RT_PLAN_STEP));
  return plan;
}

//===----------------------------------------------------------------------===//
// Rows of a tensor that is filled
//===----------------------------------------------------------------------===//

/// Row number `row` of a part that begins with row `first`, after all of its
/// updates.
static Value emitFilledRow(IndexMath &math, OwnedScatter &owned,
                           const RowPlan &plan, Value first, Value row,
                           Value dest) {
  Value one = math.constant(1);
  auto type = cast<RankedTensorType>(dest.getType());
  if (type.hasStaticShape() &&
      type.getNumElements() * owned.elementBytes <= maxScratchBytes)
    dest = createScratch(math, type, owned.fillValue);
  else
    dest = linalg::FillOp::create(math.builder, math.loc, owned.fillValue, dest)
               .getResult(0);
  ScatterPart part{0, math.add(first, row), one};
  Value order = math.constant(TSLICE_RT_PLAN_ORDER);
  Value ends = math.add(math.add(order, owned.numPositions), part.offset);
  Value begin = plan.load(math, ends),
        end = plan.load(math, math.add(ends, one));
  if (isSeeded("row-off-by-one"))
    end = math.sub(end, one);
  return createLoop(math, begin, end, dest,
                    [&](IndexMath &inner, Value k, ValueRange carried) {
                      Value position =
                          inner.add(k, plan.load(inner, inner.add(k, order)));
                      return owned.emitPosition(inner, position, part, carried);
                    })
      .getResult(0);
}

///   scf.forall (%t) in (%numParts) shared_outs(%d = %dest) {
///     %part = the rows of part %t of %d
///     %new = scf.for %row in %part {
///       scf.for %position of the row { ... }
///     }
///     tensor.parallel_insert_slice %new into %d
///   }
Value tslice::emitFilledRows(IndexMath &math, OwnedScatter &owned,
                             const RowPlan &plan) {
  return owned.scatter
      .emitParts(
          math, plan.numParts, owned.fillInit,
          [&](IndexMath &inner, Value part) {
            Value first = plan.loadField(inner, part, PlanField::FirstRow);
            Value end = plan.loadField(inner, part, PlanField::EndRow);
            return ScatterPart{0, first, inner.sub(end, first)};
          },
          [&](IndexMath &inner, Value, const ScatterPart &part,
              ValueRange dests) -> Values {
            Value far = createFarEnd(inner, inner.constant(0), part.size);
            auto rows = createLoop(
                inner, inner.constant(0), far, dests.front(),
                [&](IndexMath &m, Value row, ValueRange carried) -> Values {
                  TensorWindow window =
                      owned.scatter.getPart(m, {0, row, m.constant(1)});
                  Value updated =
                      emitFilledRow(m, owned, plan, part.offset, row,
                                    extractWindow(m, carried[0], window));
                  return {insertWindow(m, updated, carried[0], window)};
                });
            return {rows.getResult(0)};
          })
      .front();
}

//===----------------------------------------------------------------------===//
// Positions of a part
//===----------------------------------------------------------------------===//

/// At most so many blocks of columns make a row.
static constexpr int64_t maxColumnBlocks = 16;
/// Columns that are combined at a time where blocks are of one size: as many as
/// LLVM makes one vector of with little ado. With twice as many a scatter took
/// a quarter more time to compile.
static constexpr int64_t columnStep = 8;

ColumnBlocks::ColumnBlocks(IndexMath &math, ScatterEmitter &scatter)
    : dim(scatter.findColumnDim()), count(math.constant(1)) {
  if (dim < 0)
    return;
  extent = scatter.windowSizes[dim];
  width = ScatterEmitter::columnAlignment;
  std::optional<int64_t> all = IndexMath::known(extent);
  isWhole = all.has_value();
  isExact = isWhole && *all % columnStep == 0;
  if (isExact) {
    while (*all % width != 0 || *all / width > maxColumnBlocks)
      width += columnStep;
    if (width == *all)
      width = columnStep;
  }
  count = math.ceilDiv(extent, math.constant(width));
}

namespace {

/// The positions of one part.
struct PartRange {
  Value first, end, firstColumn, endColumn;
};

/// Builds the loop over the positions of one part.
struct PartEmitter {
  OwnedScatter &owned;
  const RowPlan &plan;
  const ColumnBlocks &columns;
  PartRange range;
  /// Whether the part has all columns.
  Value hasAll;

  Values emit(IndexMath &math, ValueRange dests);

private:
  Values emitPosition(IndexMath &math, Value place, ValueRange dests);
  Values combine(IndexMath &math, ValueRange dests, const TensorWindow &dest,
                 const TensorWindow &update);
  Values combineColumns(IndexMath &math, ValueRange dests, TensorWindow dest,
                        TensorWindow update, Value offset, Value size);
};

} // namespace

/// One range of columns of two windows.
Values PartEmitter::combineColumns(IndexMath &math, ValueRange dests,
                                   TensorWindow dest, TensorWindow update,
                                   Value offset, Value size) {
  if (isSeeded("columns-off-by-one"))
    offset = math.constant(0);
  int64_t updateDim = owned.scatter.getUpdateDim(columns.dim);
  for (auto [window, dim] :
       {std::pair(&dest, columns.dim), std::pair(&update, updateDim)}) {
    window->offsets[dim] = getAsOpFoldResult(offset);
    window->sizes[dim] = getAsOpFoldResult(size);
  }
  return owned.scatter.combineBlocks(math, dests, dest, update);
}

/// Whole rows, whose size may be known, or the columns of the part.
Values PartEmitter::combine(IndexMath &math, ValueRange dests,
                            const TensorWindow &dest,
                            const TensorWindow &update) {
  auto combineAll = [&](IndexMath &m) {
    return owned.scatter.combineBlocks(m, dests, dest, update);
  };
  if (columns.dim < 0)
    return combineAll(math);
  auto combinePart = [&](IndexMath &m) -> Values {
    Value width = m.constant(columns.width);
    if (!columns.isExact) {
      Value offset = m.mul(range.firstColumn, width);
      Value end = m.min(m.mul(range.endColumn, width), columns.extent);
      return combineColumns(m, dests, dest, update, offset, m.sub(end, offset));
    }
    Value steps = m.constant(columns.width / columnStep);
    auto blocks = createLoop(
        m, m.mul(range.firstColumn, steps), m.mul(range.endColumn, steps),
        dests, [&](IndexMath &inner, Value step, ValueRange carried) {
          Value size = inner.constant(columnStep);
          return combineColumns(inner, carried, dest, update,
                                inner.mul(step, size), size);
        });
    return llvm::to_vector(ValueRange(blocks.getResults()));
  };
  if (!columns.isWhole)
    return combinePart(math);
  auto branch = scf::IfOp::create(
      math.builder, math.loc, hasAll,
      [&](OpBuilder &b, Location l) {
        IndexMath m(b, l);
        scf::YieldOp::create(b, l, combineAll(m));
      },
      [&](OpBuilder &b, Location l) {
        IndexMath m(b, l);
        scf::YieldOp::create(b, l, combinePart(m));
      });
  return llvm::to_vector(ValueRange(branch.getResults()));
}

Values PartEmitter::emitPosition(IndexMath &math, Value place,
                                 ValueRange dests) {
  // Without a plan the table has one element, 0.
  Value at =
      math.mul(math.add(place, math.constant(TSLICE_RT_PLAN_ORDER)), plan.step);
  Value position = math.add(place, plan.load(math, at));
  return owned.scatter.emitPosition(
      math.builder, math.loc, owned.scatter.getCoordinates(math, position), {},
      dests,
      [&](IndexMath &m, ValueRange found, const TensorWindow &dest,
          const TensorWindow &update) {
        return combine(m, found, dest, update);
      });
}

Values PartEmitter::emit(IndexMath &math, ValueRange dests) {
  Value all = columns.count;
  hasAll =
      arith::CmpIOp::create(math.builder, math.loc, arith::CmpIPredicate::eq,
                            math.sub(range.endColumn, range.firstColumn), all);
  Value end = range.end;
  if (isSeeded("owner-off-by-one"))
    end = math.sub(end, math.constant(1));
  auto loop =
      createLoop(math, range.first, createFarEnd(math, range.first, end), dests,
                 [&](IndexMath &m, Value place, ValueRange carried) {
                   return emitPosition(m, place, carried);
                 });
  return llvm::to_vector(ValueRange(loop.getResults()));
}

/// The range of part number `part`: all positions, where there is no plan.
static PartRange emitRange(IndexMath &math, OwnedScatter &owned,
                           const RowPlan &plan, const ColumnBlocks &columns,
                           Value part) {
  auto load = [&](IndexMath &m) {
    return Values{plan.loadField(m, part, PlanField::First),
                  plan.loadField(m, part, PlanField::End),
                  plan.loadField(m, part, PlanField::FirstColumn),
                  plan.loadField(m, part, PlanField::EndColumn)};
  };
  Values fields;
  if (!plan.isMade) {
    fields = load(math);
  } else {
    auto branch = scf::IfOp::create(
        math.builder, math.loc, plan.isMade,
        [&](OpBuilder &b, Location l) {
          IndexMath m(b, l);
          scf::YieldOp::create(b, l, load(m));
        },
        [&](OpBuilder &b, Location l) {
          IndexMath m(b, l);
          Value zero = m.constant(0);
          scf::YieldOp::create(
              b, l, ValueRange{zero, owned.numPositions, zero, columns.count});
        });
    fields = llvm::to_vector(ValueRange(branch.getResults()));
  }
  return {fields[0], fields[1], fields[2], fields[3]};
}

///   scf.forall (%t) in (%numParts) shared_outs(%d = %dest) {
///     %new = scf.for %place in the places of part %t {
///       %position = %place + %plan[%place]
///       ...
///     }
///     tensor.parallel_insert_slice %new into all of %d
///   }
/// No two parts write to one cell.
Values tslice::emitPlannedParts(IndexMath &math, OwnedScatter &owned,
                                const RowPlan &plan,
                                const ColumnBlocks &columns, ValueRange dests) {
  return owned.scatter.emitParts(
      math, plan.numParts, dests,
      [&](IndexMath &, Value) { return ScatterPart(); },
      [&](IndexMath &inner, Value part, const ScatterPart &, ValueRange found) {
        PartRange range = emitRange(inner, owned, plan, columns, part);
        return PartEmitter{owned, plan, columns, range, {}}.emit(inner, found);
      });
}

/// A plan if `isMade`, else one part with all positions in their order.
///   %none = memref.alloca() : memref<1xi32>, which holds 0
///   %plan, %numParts, %step = scf.if %isMade { ... } else { %none, 1, 0 }
RowPlan tslice::emitPlanIf(IndexMath &math, OwnedScatter &owned, Value isMade,
                           const PlanRequest &request) {
  if (IndexMath::known(isMade).value_or(0) != 0)
    return emitRowPlan(math, owned, request);
  OpBuilder &builder = math.builder;
  MemRefType type = getPlanType(builder);
  Value none = memref::AllocaOp::create(
      builder, math.loc, MemRefType::get({1}, type.getElementType()));
  Value zero = arith::ConstantOp::create(builder, math.loc,
                                         builder.getI32IntegerAttr(0));
  memref::StoreOp::create(builder, math.loc, zero, none,
                          ValueRange{math.constant(0)});
  auto branch = scf::IfOp::create(
      builder, math.loc, isMade,
      [&](OpBuilder &b, Location l) {
        IndexMath m(b, l);
        RowPlan plan = emitRowPlan(m, owned, request);
        scf::YieldOp::create(b, l,
                             ValueRange{plan.table, plan.numParts, plan.step});
      },
      [&](OpBuilder &b, Location l) {
        IndexMath m(b, l);
        Value table = memref::CastOp::create(b, l, type, none);
        scf::YieldOp::create(b, l,
                             ValueRange{table, m.constant(1), m.constant(0)});
      });
  return {branch.getResult(0), branch.getResult(1), branch.getResult(2),
          isMade};
}
