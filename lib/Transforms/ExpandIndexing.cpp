// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rewrites index expressions into accesses. Ranges and integers are a slice or
// an update; index tensors and masks a gather or a scatter, of what ranges
// beside them take. It runs ahead of everything that knows accesses only.

#include "IndexEmitter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "tslice/Transforms/Passes.h"
#include "llvm/ADT/TypeSwitch.h"

namespace tslice {
#define GEN_PASS_DEF_EXPANDINDEXINGPASS
#include "tslice/Transforms/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

namespace {
/// One index or index_update under expansion.
struct Expansion {
  IndexEmitter &emit;
  const IndexExpression &expression;
  Value indexed;
  BoundsPolicy bounds;
  /// One per entry, set for ranges.
  SmallVector<PlacedRange> ranges = {};
  IndexVectors vectors = {};
  /// The dimensions that come out of the access, those of `expression.dims`
  /// without new axes: of these the k-th one is dimension order[k].
  SmallVector<int64_t> order = {};
  /// Without tensors: the lists of the access, and what it drops.
  RangeLists lists = {};
  SmallVector<int64_t> drop = {};
  bool wrap = false;

  void prepare(bool isWrite);
  void placeIntegers();
  void orderGathered();
  OpFoldResult getSize(const IndexedResultDim &dim);
  bool isWhole();
  RangeLists getRanges();
  Value insertNewAxes(Value value, Type type);
  Value transposed(Value gathered);
  Value read(TypedAttr fill, Type type);
  Value broadcast(Value update, int64_t operand);
  Value write(Combiner combiner, Value update);
};
} // namespace

/// Integers that are known to be in range lose their sign and the policy: what
/// is left is a plain slice.
void Expansion::placeIntegers() {
  auto type = cast<RankedTensorType>(indexed.getType());
  bool allKnown = true;
  for (const IndexEntry &entry : expression.entries) {
    if (entry.kind != IndexEntry::Integer)
      continue;
    std::optional<int64_t> number = getConstantIntValue(entry.number);
    int64_t extent = type.getDimSize(entry.dim);
    allKnown &= number && !ShapedType::isDynamic(extent) &&
                *number >= -extent && *number < extent;
  }
  wrap = !allKnown;
  if (allKnown)
    bounds = BoundsPolicy::Error;
  for (auto [entry, range] : llvm::zip_equal(expression.entries, ranges)) {
    if (entry.kind == IndexEntry::Range)
      lists.append(range);
    if (entry.kind != IndexEntry::Integer)
      continue;
    OpFoldResult offset = entry.number;
    std::optional<int64_t> number = getConstantIntValue(offset);
    if (allKnown && *number < 0)
      offset = emit.number(*number + type.getDimSize(entry.dim));
    lists.append({offset, emit.number(1), emit.number(1)});
    drop.push_back(entry.dim);
  }
}

/// A gather has the positions first, then the dimensions that are not
/// addressed.
void Expansion::orderGathered() {
  int64_t next = expression.positions.size();
  for (const IndexedResultDim &dim : expression.dims)
    if (dim.kind == IndexedResultDim::OfPosition)
      order.push_back(dim.number);
    else if (dim.kind == IndexedResultDim::OfRange)
      order.push_back(next++);
}

void Expansion::prepare(bool isWrite) {
  for (const IndexEntry &entry : expression.entries)
    ranges.push_back(entry.kind == IndexEntry::Range
                         ? emit.placeRange(entry, indexed)
                         : PlacedRange());
  if (!expression.hasTensors) {
    placeIntegers();
    for (const IndexedResultDim &dim : expression.dims)
      if (dim.kind == IndexedResultDim::OfRange)
        order.push_back(order.size());
    return;
  }
  vectors = emit.buildVectors(expression, indexed, isWrite);
  wrap = vectors.mayWrap;
  // Masks find what is there.
  if (!wrap)
    bounds = BoundsPolicy::Error;
  orderGathered();
}

OpFoldResult Expansion::getSize(const IndexedResultDim &dim) {
  switch (dim.kind) {
  case IndexedResultDim::OfRange:
    return ranges[dim.number].size;
  case IndexedResultDim::OfPosition:
    return vectors.sizes[dim.number];
  case IndexedResultDim::OfNewAxis:
    return emit.number(1);
  }
  llvm_unreachable("all kinds are handled");
}

/// Whether all ranges are whole dimensions.
bool Expansion::isWhole() {
  auto type = cast<RankedTensorType>(indexed.getType());
  return llvm::all_of(
      llvm::zip_equal(expression.entries, ranges), [&](auto pair) {
        auto [entry, range] = pair;
        return entry.kind != IndexEntry::Range || entry.isWhole() ||
               (isConstantIntValue(range.offset, 0) &&
                isConstantIntValue(range.stride, 1) &&
                getConstantIntValue(range.size) == type.getDimSize(entry.dim));
      });
}

/// The ranges, and all of the dimensions that tensors address.
RangeLists Expansion::getRanges() {
  RangeLists all;
  for (auto [entry, range] : llvm::zip_equal(expression.entries, ranges))
    for (int64_t i = 0; i < entry.numDims; ++i)
      all.append(entry.kind == IndexEntry::Range
                     ? range
                     : PlacedRange{emit.number(0),
                                   emit.sizeOf(indexed, entry.dim + i),
                                   emit.number(1)});
  return all;
}

/// Dimensions of 1 stand beside the dimension in front of them, those in front
/// of all beside the first.
Value Expansion::insertNewAxes(Value value, Type type) {
  if (llvm::none_of(expression.dims, [](const IndexedResultDim &dim) {
        return dim.kind == IndexedResultDim::OfNewAxis;
      }))
    return emit.castTo(value, type);
  SmallVector<ReassociationIndices> groups;
  SmallVector<OpFoldResult> sizes;
  int64_t rank = cast<RankedTensorType>(value.getType()).getRank(), seen = 0;
  groups.resize(rank);
  for (auto [i, dim] : llvm::enumerate(expression.dims)) {
    bool isNew = dim.kind == IndexedResultDim::OfNewAxis;
    if (rank > 0)
      groups[isNew ? std::max<int64_t>(seen - 1, 0) : seen].push_back(i);
    sizes.push_back(isNew ? emit.number(1) : emit.sizeOf(value, seen));
    seen += !isNew;
  }
  SmallVector<int64_t> shape =
      llvm::map_to_vector(sizes, [](OpFoldResult size) {
        return getConstantIntValue(size).value_or(ShapedType::kDynamic);
      });
  Type expanded = cast<RankedTensorType>(type).clone(shape);
  return emit.castTo(tensor::ExpandShapeOp::create(emit.builder, emit.loc,
                                                   expanded, value, groups,
                                                   sizes),
                     type);
}

/// What a gather yields, in the order of the expression.
Value Expansion::transposed(Value gathered) {
  SmallVector<int64_t> places(order.size());
  SmallVector<OpFoldResult> sizes;
  for (auto [k, from] : llvm::enumerate(order)) {
    places[from] = k;
    sizes.push_back(emit.sizeOf(gathered, from));
  }
  return emit.spread(gathered, places, sizes);
}

///   %r = tslice.index %x[1:, -1, newaxis] : tensor<8x5xf32> -> ...
/// ->
///   %s = tslice.slice %x[1, 4][7, 1][1, 1] drop [1]
///   %r = tensor.expand_shape %s [[0, 1]] output_shape [7, 1]
///
///   %r = tslice.index %x[1:, %i] : tensor<8x5xf32>, tensor<3xi32> -> ...
/// ->
///   %s = tslice.slice %x[1, 0][7, 5][1, 1]
///   %g = tslice.gather %s[%i] dims [1] wrap
///   %r = <transpose of %g>
Value Expansion::read(TypedAttr fill, Type type) {
  prepare(/*isWrite=*/false);
  if (!isSkipping(bounds))
    fill = {};
  OpBuilder &b = emit.builder;
  Value value = indexed;
  if (!expression.hasTensors) {
    if (!drop.empty() || !isWhole()) {
      auto slice = emit.tag(SliceOp::create(b, emit.loc, value, lists.offsets,
                                            lists.sizes, lists.strides, drop,
                                            bounds, fill));
      slice.setWrap(wrap);
      value = slice;
    }
    return insertNewAxes(value, type);
  }
  if (!isWhole()) {
    RangeLists all = getRanges();
    value = emit.tag(SliceOp::create(b, emit.loc, value, all.offsets, all.sizes,
                                     all.strides));
  }
  auto gather = emit.tag(GatherOp::create(b, emit.loc, value, vectors.indices,
                                          vectors.dims, {}, std::nullopt,
                                          std::nullopt, bounds, fill));
  gather.setWrap(wrap);
  return insertNewAxes(transposed(gather), type);
}

Value Expansion::broadcast(Value update, int64_t operand) {
  SmallVector<OpFoldResult> shape;
  SmallVector<bool> isNewAxis;
  for (const IndexedResultDim &dim : expression.dims) {
    shape.push_back(getSize(dim));
    isNewAxis.push_back(dim.kind == IndexedResultDim::OfNewAxis);
  }
  return emit.broadcast(update, shape, isNewAxis, order, operand);
}

///   %r = tslice.index_update add %u into %x[1:, -1] : tensor<7xf32> into ...
/// ->
///   %r = tslice.update add %u into %x[1, 4][7, 1][1, 1] drop [1]
///
///   %r = tslice.index_update add %u into %x[1:, %i] : ...
/// ->
///   %s = tslice.slice %x[1, 0][7, 5][1, 1]
///   %t = tslice.scatter add <transpose of %u> into %s[%i] dims [1] wrap
///   %r = tslice.update set %t into %x[1, 0][7, 5][1, 1]
Value Expansion::write(Combiner combiner, Value update) {
  prepare(/*isWrite=*/true);
  OpBuilder &b = emit.builder;
  if (!expression.hasTensors) {
    auto written = emit.tag(UpdateOp::create(
        b, emit.loc, combiner, broadcast(update, 1), indexed, lists.offsets,
        lists.sizes, lists.strides, drop, bounds));
    written.setWrap(wrap);
    return written.getResult();
  }
  Value elements = broadcast(update, 2), dest = indexed;
  RangeLists all = getRanges();
  if (!isWhole())
    dest = emit.tag(SliceOp::create(b, emit.loc, dest, all.offsets, all.sizes,
                                    all.strides));
  auto scatter = emit.tag(
      ScatterOp::create(b, emit.loc, combiner, elements, dest, vectors.indices,
                        vectors.dims, {}, std::nullopt, std::nullopt, bounds));
  scatter.setWrap(wrap);
  if (isWhole())
    return scatter.getResult();
  return emit
      .tag(UpdateOp::create(b, emit.loc, Combiner::Set, scatter.getResult(),
                            indexed, all.offsets, all.sizes, all.strides))
      .getResult();
}

void tslice::expand(IndexOp op, OpBuilder &builder) {
  IndexEmitter emit(builder, op);
  IndexExpression expression = *analyzeIndex(op);
  Expansion expansion{emit, expression, op.getSource(), op.getBounds()};
  op.replaceAllUsesWith(expansion.read(op.getFillAttr(), op.getType()));
}

void tslice::expand(IndexUpdateOp op, OpBuilder &builder) {
  IndexEmitter emit(builder, op);
  IndexExpression expression = *analyzeIndex(op);
  Expansion expansion{emit, expression, op.getDest(), op.getBounds()};
  op.replaceAllUsesWith(expansion.write(op.getCombine(), op.getUpdate()));
}

namespace {
struct ExpandIndexingPass
    : tslice::impl::ExpandIndexingPassBase<ExpandIndexingPass> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<Operation *> ops;
    getOperation()->walk([&](Operation *op) {
      if (isIndexing(op))
        ops.push_back(op);
    });
    for (Operation *op : ops) {
      OpBuilder builder(op);
      llvm::TypeSwitch<Operation *>(op)
          .Case<IndexOp, IndexUpdateOp, TakeAlongOp, TakeAlongUpdateOp>(
              [&](auto indexing) { expand(indexing, builder); });
      op->erase();
    }
  }
};
} // namespace
