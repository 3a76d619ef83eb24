// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sequential folds over the positions of a scatter: one at a time is exact,
// whichever of them lead to one cell.

#include "ScatterProducts.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tslice;

ScatterProducts::ScatterProducts(Emitter &emit, ScatterCells &cells,
                                 Value update)
    : emit(emit), slots(cells.getSlots()), update(update),
      numPositionDims(cells.getNumPositionDims()),
      updateSizes(emit.sizes(update)), slotSizes(emit.sizes(slots.indices)) {}

ScatterProducts::Position ScatterProducts::positionAt(Value number) {
  OpBuilder &builder = emit.builder;
  Position position;
  OpFoldResult zero = builder.getIndexAttr(0), one = builder.getIndexAttr(1);
  position.updateOffsets.assign(updateSizes.size(), zero);
  position.slotOffsets.assign(slotSizes.size(), zero);
  position.updateSizes = updateSizes;
  position.slotSizes = slotSizes;
  // Row-major: the last position dimension runs fastest. The leading dimensions
  // of the update are those of the indices.
  for (int64_t dim = numPositionDims - 1; dim >= 0; --dim) {
    Value size =
        getValueOrCreateConstantIndexOp(builder, emit.loc, updateSizes[dim]);
    Value coordinate = arith::RemUIOp::create(builder, emit.loc, number, size);
    number = arith::DivUIOp::create(builder, emit.loc, number, size);
    position.updateOffsets[dim] = position.slotOffsets[dim] = coordinate;
    position.updateSizes[dim] = position.slotSizes[dim] = one;
  }
  return position;
}

/// Whether `tensor` has no element by its type alone. It has no legal slice.
static bool isEmpty(Value tensor) {
  return llvm::is_contained(cast<RankedTensorType>(tensor.getType()).getShape(),
                            0);
}

Value ScatterProducts::slice(Value tensor, ArrayRef<OpFoldResult> offsets,
                             ArrayRef<OpFoldResult> sizes) {
  if (isEmpty(tensor))
    return tensor::EmptyOp::create(
        emit.builder, emit.loc, sizes,
        cast<RankedTensorType>(tensor.getType()).getElementType());
  SmallVector<OpFoldResult> strides(offsets.size(),
                                    emit.builder.getIndexAttr(1));
  return tensor::ExtractSliceOp::create(emit.builder, emit.loc, tensor, offsets,
                                        sizes, strides);
}

/// Reads and writes of the one slot at `position`.
RowsEmitter ScatterProducts::rowsAt(const Position &position, Value elements) {
  Rows rows = slots;
  rows.indices = slice(slots.indices, position.slotOffsets, position.slotSizes);
  return RowsEmitter(emit, rows, cast<RankedTensorType>(elements.getType()));
}

SmallVector<Value> ScatterProducts::loop(
    ValueRange carried, bool backwards,
    llvm::function_ref<SmallVector<Value>(const Position &, ValueRange)> step) {
  OpBuilder &builder = emit.builder;
  Value zero = arith::ConstantIndexOp::create(builder, emit.loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, emit.loc, 1);
  Value count = one;
  for (int64_t dim = 0; dim < numPositionDims; ++dim)
    count = arith::MulIOp::create(
        builder, emit.loc, count,
        getValueOrCreateConstantIndexOp(builder, emit.loc, updateSizes[dim]));
  auto loop = scf::ForOp::create(builder, emit.loc, zero, count, one, carried);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  Value number = loop.getInductionVar();
  if (backwards) {
    Value last = arith::SubIOp::create(builder, emit.loc, count, one);
    number = arith::SubIOp::create(builder, emit.loc, last, number);
  }
  SmallVector<Value> yielded =
      step(positionAt(number), loop.getRegionIterArgs());
  scf::YieldOp::create(builder, emit.loc, yielded);
  return llvm::to_vector_of<Value>(loop.getResults());
}

/// %before, %acc = scf.for %p iter_args(empty, start) {
///   %before[%p] = tslice.gather %acc[%slots[%p]]
///   %acc = tslice.scatter mul %update[%p] into %acc[%slots[%p]]
/// }
ScatterProducts::Fold ScatterProducts::fold(Value start, bool backwards) {
  SmallVector<Value> results =
      loop({emit.empty(update), start}, backwards,
           [&](const Position &at, ValueRange carried) {
             Value factor = slice(update, at.updateOffsets, at.updateSizes);
             RowsEmitter cell = rowsAt(at, factor);
             Value found = cell.read(carried[1]);
             SmallVector<OpFoldResult> strides(at.updateOffsets.size(),
                                               emit.builder.getIndexAttr(1));
             Value before = carried[0];
             if (!isEmpty(before))
               before = tensor::InsertSliceOp::create(
                   emit.builder, emit.loc, found, before, at.updateOffsets,
                   at.updateSizes, strides);
             return SmallVector<Value>{
                 before, cell.write(Combiner::Mul, factor, carried[1])};
           });
  return {results[0], results[1]};
}

/// %t = %t * %u + %acc * %u_t, then %acc = %acc * %u, at each position in turn.
Value ScatterProducts::foldTangent(Value dest, Value destTangent,
                                   Value updateTangent) {
  SmallVector<Value> results =
      loop({dest, destTangent}, /*backwards=*/false,
           [&](const Position &at, ValueRange carried) {
             Value factor = slice(update, at.updateOffsets, at.updateSizes);
             RowsEmitter cell = rowsAt(at, factor);
             Value direction =
                 slice(updateTangent, at.updateOffsets, at.updateSizes);
             Value change = emit.mul(cell.read(carried[0]), direction);
             Value tangent = cell.write(Combiner::Mul, factor, carried[1]);
             tangent = cell.write(Combiner::Add, change, tangent);
             return SmallVector<Value>{
                 cell.write(Combiner::Mul, factor, carried[0]), tangent};
           });
  return results[1];
}
