// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sequential folds over the positions of a scatter. A window never meets
// itself, so one position at a time is exact, however windows of different
// positions overlap.

#include "ScatterProducts.h"
#include "Accesses.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/IR/TSliceInference.h"

using namespace mlir;
using namespace tslice;

ScatterProducts::ScatterProducts(ScatterOp op, Emitter &emit, Value update,
                                 Value indices)
    : op(op), emit(emit), update(update), indices(indices) {
  IndexedLayout layout = getIndexedLayout(op);
  numBatchDims = layout.numBatchDims;
  numPositionDims = layout.numPositionDims;
  updateSizes = emit.sizes(update);
  indexSizes = emit.sizes(indices);
}

ScatterProducts::Position ScatterProducts::positionAt(Value number) {
  OpBuilder &builder = emit.builder;
  Position position;
  OpFoldResult zero = builder.getIndexAttr(0), one = builder.getIndexAttr(1);
  position.updateOffsets.assign(updateSizes.size(), zero);
  position.indexOffsets.assign(indexSizes.size(), zero);
  position.updateSizes = updateSizes;
  position.indexSizes = indexSizes;
  // Row-major: the last position dimension runs fastest. The leading dimensions
  // of the update are those of the indices.
  for (int64_t dim = numPositionDims - 1; dim >= numBatchDims; --dim) {
    Value size =
        getValueOrCreateConstantIndexOp(builder, emit.loc, updateSizes[dim]);
    Value coordinate = arith::RemUIOp::create(builder, emit.loc, number, size);
    number = arith::DivUIOp::create(builder, emit.loc, number, size);
    position.updateOffsets[dim] = position.indexOffsets[dim] = coordinate;
    position.updateSizes[dim] = position.indexSizes[dim] = one;
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

/// The windows and dropped dimensions as builders take them.
static std::optional<SmallVector<OpFoldResult>> getWindow(ScatterOp op) {
  return op.getWindow() ? std::optional(op.getMixedWindow()) : std::nullopt;
}
static std::optional<SmallVector<int64_t>> getDrop(ScatterOp op) {
  return op.getDrop() ? std::optional(llvm::to_vector(*op.getDrop()))
                      : std::nullopt;
}

Value ScatterProducts::read(Value source, Value at, Value elements) {
  auto gather = GatherOp::create(emit.builder, emit.loc, source, at,
                                 op.getDims(), op.getBatch(), getWindow(op),
                                 getDrop(op), op.getBounds());
  gather.setWrap(op.getWrap());
  gather->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  return emit.cast(gather, cast<RankedTensorType>(elements.getType()));
}

Value ScatterProducts::write(Combiner combiner, Value elements, Value dest,
                             Value at) {
  auto scatter = ScatterOp::create(emit.builder, emit.loc, combiner, elements,
                                   dest, at, op.getDims(), op.getBatch(),
                                   getWindow(op), getDrop(op), op.getBounds());
  scatter.setWrap(op.getWrap());
  scatter->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  return scatter.getResult();
}

SmallVector<Value> ScatterProducts::loop(
    ValueRange carried, bool backwards,
    llvm::function_ref<SmallVector<Value>(const Position &, ValueRange)> step) {
  OpBuilder &builder = emit.builder;
  Value zero = arith::ConstantIndexOp::create(builder, emit.loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, emit.loc, 1);
  Value count = one;
  for (int64_t dim = numBatchDims; dim < numPositionDims; ++dim)
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
///   %before[%p] = tslice.gather %acc[%indices[%p]]
///   %acc = tslice.scatter mul %update[%p] into %acc[%indices[%p]]
/// }
ScatterProducts::Fold ScatterProducts::fold(Value start, bool backwards) {
  SmallVector<Value> results =
      loop({emit.empty(update), start}, backwards,
           [&](const Position &at, ValueRange carried) {
             Value where = slice(indices, at.indexOffsets, at.indexSizes);
             Value factor = slice(update, at.updateOffsets, at.updateSizes);
             Value found = read(carried[1], where, factor);
             SmallVector<OpFoldResult> strides(at.updateOffsets.size(),
                                               emit.builder.getIndexAttr(1));
             Value before = carried[0];
             if (!isEmpty(before))
               before = tensor::InsertSliceOp::create(
                   emit.builder, emit.loc, found, before, at.updateOffsets,
                   at.updateSizes, strides);
             return SmallVector<Value>{
                 before, write(Combiner::Mul, factor, carried[1], where)};
           });
  return {results[0], results[1]};
}

/// %t = %t * %u + %acc * %u_t, then %acc = %acc * %u, at each position in turn.
Value ScatterProducts::foldTangent(Value dest, Value destTangent,
                                   Value updateTangent) {
  SmallVector<Value> results =
      loop({dest, destTangent}, /*backwards=*/false,
           [&](const Position &at, ValueRange carried) {
             Value where = slice(indices, at.indexOffsets, at.indexSizes);
             Value factor = slice(update, at.updateOffsets, at.updateSizes);
             Value direction =
                 slice(updateTangent, at.updateOffsets, at.updateSizes);
             Value change =
                 emit.mul(read(carried[0], where, factor), direction);
             Value tangent = write(Combiner::Mul, factor, carried[1], where);
             tangent = write(Combiner::Add, change, tangent, where);
             return SmallVector<Value>{
                 write(Combiner::Mul, factor, carried[0], where), tangent};
           });
  return results[1];
}
