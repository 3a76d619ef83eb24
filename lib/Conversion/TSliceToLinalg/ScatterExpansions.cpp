// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Scatters that exclude what they find, or accumulate in a wider type, by
// scatters that do not. Ahead of the loops, so that every strategy serves them.

#include "IndexMath.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "tslice/Conversion/TSliceToLinalg.h"

using namespace mlir;
using namespace tslice;

TypedAttr tslice::getIdentity(Combiner combiner, Type type) {
  Builder builder(type.getContext());
  if (auto floatType = dyn_cast<FloatType>(type)) {
    const llvm::fltSemantics &format = floatType.getFloatSemantics();
    auto get = [&](const APFloat &value) {
      return FloatAttr::get(floatType, value);
    };
    switch (combiner) {
    case Combiner::Add: // 0 + -0 is 0
      return get(APFloat::getZero(format, /*Negative=*/true));
    case Combiner::Mul:
      return get(APFloat::getOne(format));
    case Combiner::Min:
      return get(APFloat::getInf(format));
    case Combiner::Max:
      return get(APFloat::getInf(format, /*Negative=*/true));
    default:
      return {};
    }
  }
  if (!type.isIntOrIndex())
    return {};
  unsigned width = type.isIndex() ? 64 : type.getIntOrFloatBitWidth();
  auto get = [&](const APInt &value) { return IntegerAttr::get(type, value); };
  APInt none = APInt::getZero(width), all = APInt::getAllOnes(width);
  switch (combiner) {
  case Combiner::Add:
  case Combiner::Or:
  case Combiner::Xor:
  case Combiner::UMax:
    return get(none);
  case Combiner::Mul:
    return get(APInt(width, 1));
  case Combiner::And:
  case Combiner::UMin:
    return get(all);
  case Combiner::Min: // of i1 too, where all bits are the greatest
    return get(width == 1 ? all : APInt::getSignedMaxValue(width));
  case Combiner::Max:
    return get(width == 1 ? none : APInt::getSignedMinValue(width));
  default:
    return {};
  }
}

/// A tensor of the sizes of `like` that holds `value` everywhere.
static Value createSplat(OpBuilder &builder, Location loc, Value like,
                         Value value) {
  Value empty = tensor::EmptyOp::create(
      builder, loc, tensor::getMixedSizes(builder, loc, like), value.getType());
  Value filled =
      linalg::FillOp::create(builder, loc, value, empty).getResult(0);
  auto shape = cast<RankedTensorType>(like.getType());
  auto type = shape.clone(value.getType());
  if (filled.getType() != type)
    filled = tensor::CastOp::create(builder, loc, type, filled);
  return filled;
}

///   %r = tslice.scatter max %u into %x[%i] dims [0] exclude_self
/// ->
///   %lowest = a tensor of the shape of %u that holds -infinity
///   %y = tslice.scatter set %lowest into %x[%i] dims [0]
///   %r = tslice.scatter max %u into %y[%i] dims [0]
static void replaceByIdentity(OpBuilder &builder, ScatterOp op,
                              TypedAttr identity) {
  Location loc = op.getLoc();
  Value value = arith::ConstantOp::create(builder, loc, identity);
  auto start = cast<ScatterOp>(builder.clone(*op));
  start.setCombine(Combiner::Set);
  start.removeAccumulateAttr();
  start.removeOrderAttr();
  start.removeTiesAttr();
  start.setExcludeSelf(false);
  builder.setInsertionPoint(start);
  start.getUpdateMutable().assign(
      createSplat(builder, loc, op.getUpdate(), value));
  op.getDestMutable().assign(start.getResult());
  op.setExcludeSelf(false);
}

///   %r = tslice.scatter %u into %x[%i] dims [0] exclude_self {
///   ^bb0(%f: f32, %w: f32):
///     %c = ...
///     tslice.yield %c
///   }
/// ->
///   %no = a tensor of the shape of %x that holds false
///   %yes = a tensor of the shape of %u that holds true
///   %r, %_ = tslice.scatter %u, %yes into %x, %no[%i] dims [0] {
///   ^bb0(%f: f32, %seen: i1, %w: f32, %y: i1):
///     %c = ...
///     %s = arith.select %seen, %c, %w
///     tslice.yield %s, %y
///   }
/// Costs as much as %x has cells.
static ScatterOp replaceByFlags(OpBuilder &builder, ScatterOp op) {
  Location loc = op.getLoc();
  Combining combining = getCombining(op);
  Value no =
      arith::ConstantOp::create(builder, loc, builder.getBoolAttr(false));
  Value yes =
      arith::ConstantOp::create(builder, loc, builder.getBoolAttr(true));
  SmallVector<Value> updates = combining.updates, dests = combining.dests;
  size_t numPairs = dests.size();
  updates.push_back(createSplat(builder, loc, op.getUpdate(), yes));
  dests.push_back(createSplat(builder, loc, op.getDest(), no));

  SmallVector<Type> types = llvm::to_vector(ValueRange(dests).getTypes());
  auto flagged = ScatterOp::create(
      builder, loc, types.front(), ArrayRef(types).drop_front(),
      CombinerAttr::get(builder.getContext(), Combiner::Region),
      updates.front(), ValueRange(updates).drop_front(), dests.front(),
      ValueRange(dests).drop_front(), op.getIndices(), op.getWindowSizes(),
      op.getBatchAttr(), op.getDimsAttr(), op.getWindowAttr(), op.getDropAttr(),
      op.getBoundsAttr(), /*exclude_self=*/nullptr, /*accumulate=*/nullptr,
      /*order=*/nullptr, op.getAssociativeAttr(), /*ties=*/nullptr,
      op.getUniqueAttr(), op.getSortedAttr(), op.getWrapAttr(),
      /*bodiesCount=*/1);
  flagged->setDiscardableAttrs(op->getDiscardableAttrDictionary());

  OpBuilder::InsertionGuard guard(builder);
  Block *block = builder.createBlock(&flagged.getBodies().front());
  for (ArrayRef<Value> tensors : {ArrayRef(dests), ArrayRef(updates)})
    for (Value tensor : tensors)
      block->addArgument(getElementTypeOrSelf(tensor), loc);
  auto found = block->getArguments().take_front(numPairs + 1);
  auto written = block->getArguments().drop_front(numPairs + 1);
  SmallVector<Value> combined = createCombine(
      builder, loc, combining, found.drop_back(), written.drop_back());
  for (auto [value, first] : llvm::zip(combined, written.drop_back()))
    value = arith::SelectOp::create(builder, loc, found.back(), value, first);
  combined.push_back(written.back());
  YieldOp::create(builder, loc, combined);
  for (auto [old, fresh] : llvm::zip(op.getResults(), flagged.getResults()))
    old.replaceAllUsesWith(fresh);
  op.erase();
  return flagged;
}

///   %r = tslice.scatter add %u into %x[%i] dims [0] accumulate f32
///     : tensor<3xf16> into tensor<9xf16>, tensor<3xi32>
/// ->
///   %w = arith.extf %u : tensor<3xf16> to tensor<3xf32>
///   %y = arith.extf %x : tensor<9xf16> to tensor<9xf32>
///   %s = tslice.scatter add %w into %y[%i] dims [0]
///     : tensor<3xf32> into tensor<9xf32>, tensor<3xi32>
///   %r = arith.truncf %s : tensor<9xf32> to tensor<9xf16>
/// What is not written survives unchanged. Costs as much as %x has cells.
static void widen(OpBuilder &builder, ScatterOp op) {
  Location loc = op.getLoc();
  RankedTensorType type = op.getDest().getType();
  Type wide = *op.getAccumulate();
  auto extend = [&](OpOperand &operand) {
    auto narrow = cast<RankedTensorType>(operand.get().getType());
    operand.set(
        arith::ExtFOp::create(builder, loc, narrow.clone(wide), operand.get()));
  };
  extend(op.getUpdateMutable());
  extend(op.getDestMutable());
  op.removeAccumulateAttr();
  Value result = op.getResult();
  result.setType(type.clone(wide));
  builder.setInsertionPointAfter(op);
  auto narrowed = arith::TruncFOp::create(builder, loc, type, result);
  result.replaceAllUsesExcept(narrowed, narrowed);
}

void tslice::expandScatters(Operation *root) {
  root->walk([](ScatterOp op) {
    OpBuilder builder(op);
    if (op.getExcludeSelf()) {
      TypedAttr identity =
          getIdentity(op.getCombine(), op.getDest().getType().getElementType());
      if (identity)
        replaceByIdentity(builder, op, identity);
      else
        op = replaceByFlags(builder, op);
      builder.setInsertionPoint(op);
    }
    if (op.getAccumulate())
      widen(builder, op);
  });
}
