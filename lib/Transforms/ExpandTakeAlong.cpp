// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rewrites take_along and its update into a gather or scatter with batches. The
// dimensions other than the one that is taken along are batches where tensor
// and indices both have them; where the indices are 1 the tensor's is read
// whole, and where the tensor is 1 it is addressed, always at 0.

#include "IndexEmitter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace tslice;

namespace {
struct TakeAlong {
  IndexEmitter &emit;
  Value indexed, indices;
  int64_t dim;
  BoundsPolicy bounds;
  SmallVector<int64_t> batch = {}, dims = {};
  Value vectors = {};
  /// Dimension i of what is read is dimension order[i] of the gather's result.
  SmallVector<int64_t> order = {};
  SmallVector<OpFoldResult> sizes = {};

  void prepare();
  Value read(TypedAttr fill, Type type);
  Value write(Combiner combiner, Value update);
};
} // namespace

void TakeAlong::prepare() {
  ArrayRef<int64_t> shape =
      cast<RankedTensorType>(indexed.getType()).getShape();
  ArrayRef<int64_t> indexShape =
      cast<RankedTensorType>(indices.getType()).getShape();
  int64_t rank = shape.size();
  SmallVector<int64_t> free, units, whole, drop;
  SmallVector<OpFoldResult> checked(rank);
  for (int64_t i = 0; i < rank; ++i) {
    sizes.push_back(emit.sizeOf(indices, i));
    if (i == dim) {
      free.push_back(i);
    } else if (indexShape[i] == 1 && shape[i] != 1) {
      whole.push_back(i);
      drop.push_back(i);
      sizes.back() = emit.sizeOf(indexed, i);
    } else if (shape[i] == 1 && indexShape[i] != 1) {
      free.push_back(i);
      units.push_back(i);
    } else {
      batch.push_back(i);
      OpFoldResult extent = emit.sizeOf(indexed, i);
      checked[i] = emit.checkSize(sizes.back(), extent, /*operand=*/1, i);
      sizes.back() = extent;
    }
  }
  // Positions are the batches, then the other dimensions of the indices in
  // order: so duplicates meet in the order of the indices.
  order.resize(rank);
  int64_t next = 0;
  for (ArrayRef<int64_t> part :
       {ArrayRef(batch), ArrayRef(free), ArrayRef(whole)})
    for (int64_t i : part)
      order[i] = next++;
  SmallVector<int64_t> indexDims;
  SmallVector<OpFoldResult> positions(rank - drop.size());
  for (int64_t i = 0; i < rank; ++i)
    if (!llvm::is_contained(drop, i)) {
      indexDims.push_back(order[i]);
      positions[order[i]] = sizes[i];
    }
  Value view = emit.viewAs(indices, checked, drop);
  dims = {dim};
  dims.append(units);
  if (units.empty()) {
    vectors = emit.spread(view, indexDims, positions);
    return;
  }
  SmallVector<IndexComponent> components{{view, indexDims}};
  for (size_t i = 0; i < units.size(); ++i)
    components.push_back(
        {arith::ConstantIndexOp::create(emit.builder, emit.loc, 0), {}});
  vectors = emit.buildVectors(components, positions);
}

///   %r = tslice.take_along %x[%i] dim 0 : tensor<5x3xf32>, tensor<2x3xi32> ...
/// ->
///   %t = <transpose of %i> : tensor<3x2xi32>
///   %g = tslice.gather %x[%t] batch [1] dims [0] wrap : ... -> tensor<3x2xf32>
///   %r = <transpose of %g>
Value TakeAlong::read(TypedAttr fill, Type type) {
  prepare();
  auto gather = emit.tag(GatherOp::create(emit.builder, emit.loc, indexed,
                                          vectors, dims, batch, std::nullopt,
                                          std::nullopt, bounds, fill));
  gather.setWrap(true);
  SmallVector<int64_t> places(order.size());
  for (auto [i, at] : llvm::enumerate(order))
    places[at] = i;
  return emit.castTo(emit.spread(gather, places, sizes), type);
}

Value TakeAlong::write(Combiner combiner, Value update) {
  prepare();
  SmallVector<bool> isNewAxis(sizes.size(), false);
  Value elements = emit.broadcast(update, sizes, isNewAxis, order, 2);
  auto scatter = emit.tag(ScatterOp::create(
      emit.builder, emit.loc, combiner, elements, indexed, vectors, dims, batch,
      std::nullopt, std::nullopt, bounds));
  scatter.setWrap(true);
  return scatter.getResult();
}

void tslice::expand(TakeAlongOp op, OpBuilder &builder) {
  IndexEmitter emit(builder, op);
  TakeAlong take{emit, op.getSource(), op.getIndices(),
                 static_cast<int64_t>(op.getDim()), op.getBounds()};
  op.replaceAllUsesWith(take.read(op.getFillAttr(), op.getType()));
}

void tslice::expand(TakeAlongUpdateOp op, OpBuilder &builder) {
  IndexEmitter emit(builder, op);
  TakeAlong take{emit, op.getDest(), op.getIndices(),
                 static_cast<int64_t>(op.getDim()), op.getBounds()};
  op.replaceAllUsesWith(take.write(op.getCombine(), op.getUpdate()));
}
