// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The parts that all index expressions are made of: ranges that are clipped at
// run time, checked sizes, tensors spread over further dimensions.

#include "IndexEmitter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace tslice;

OpFoldResult IndexEmitter::sizeOf(Value tensor, int64_t dim) {
  return tensor::getMixedSize(builder, loc, tensor, dim);
}

Value IndexEmitter::toValue(OpFoldResult size) {
  return getValueOrCreateConstantIndexOp(builder, loc, size);
}

Value IndexEmitter::castTo(Value value, Type type) {
  if (value.getType() == type)
    return value;
  return tensor::CastOp::create(builder, loc, type, value);
}

//===----------------------------------------------------------------------===//
// Ranges
//===----------------------------------------------------------------------===//

namespace {
/// The arithmetic of one range with bounds or a size that are not static.
struct RangeMath {
  OpBuilder &builder;
  Location loc;
  Value extent;
  const IndexEntry &range;

  Value constant(int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  }
  Value value(OpFoldResult mixed) {
    return getValueOrCreateConstantIndexOp(builder, loc, mixed);
  }
  Value add(Value a, Value b) {
    return builder.createOrFold<arith::AddIOp>(loc, a, b);
  }
  Value sub(Value a, Value b) {
    return builder.createOrFold<arith::SubIOp>(loc, a, b);
  }
  Value min(Value a, Value b) {
    return builder.createOrFold<arith::MinSIOp>(loc, a, b);
  }
  Value max(Value a, Value b) {
    return builder.createOrFold<arith::MaxSIOp>(loc, a, b);
  }
  Value less(Value a, Value b) {
    return builder.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::slt,
                                               a, b);
  }
  Value select(Value condition, Value a, Value b) {
    return builder.createOrFold<arith::SelectOp>(loc, condition, a, b);
  }

  /// A bound below 0 counts from the end; then it moves into [low, high].
  Value clip(OpFoldResult bound, Value open, Value low, Value high) {
    if (!bound)
      return open;
    Value number = value(bound);
    if (std::optional<int64_t> known = getConstantIntValue(bound))
      number = *known < 0 ? add(number, extent) : number;
    else
      number = select(less(number, constant(0)), add(number, extent), number);
    return min(max(number, low), high);
  }

  /// The positions with step > 0, or < 0 with `distance` = -step.
  PlacedRange place(bool falls, Value distance) {
    Value zero = constant(0), one = constant(1), minusOne = constant(-1);
    Value low = falls ? minusOne : zero;
    Value high = falls ? sub(extent, one) : extent;
    Value start = clip(range.start, falls ? high : low, low, high);
    Value stop = clip(range.stop, falls ? low : high, low, high);
    Value length = falls ? sub(start, stop) : sub(stop, start);
    // Rounded up, and 0 for what is negative.
    Value steps = builder.createOrFold<arith::DivSIOp>(
        loc, max(sub(length, one), zero), distance);
    Value size = select(less(zero, length), add(steps, one), zero);
    return {getAsOpFoldResult(start), size, {}};
  }
};
} // namespace

PlacedRange IndexEmitter::placeRange(const IndexEntry &range, Value tensor) {
  int64_t extent =
      cast<RankedTensorType>(tensor.getType()).getDimSize(range.dim);
  if (range.isWhole())
    return {number(0), sizeOf(tensor, range.dim), number(1)};
  if (auto clipped = clipRange(range, extent))
    return {number(clipped->start), number(clipped->size),
            number(clipped->step)};
  RangeMath math{builder, loc, toValue(sizeOf(tensor, range.dim)), range};
  OpFoldResult stride = range.step ? range.step : number(1);
  PlacedRange placed;
  if (std::optional<int64_t> step = getConstantIntValue(stride)) {
    placed = math.place(*step < 0, math.constant(std::abs(*step)));
  } else {
    // The least step, which has no positive twin, goes no further than its
    // neighbour. A step of 0 is an error of the access.
    Value value = toValue(stride), zero = math.constant(0),
          one = math.constant(1);
    Value least = math.constant(std::numeric_limits<int64_t>::min() + 1);
    Value up = math.max(value, one);
    Value down = math.max(math.sub(zero, math.max(value, least)), one);
    PlacedRange rising = math.place(/*falls=*/false, up);
    PlacedRange falling = math.place(/*falls=*/true, down);
    Value rises = math.less(zero, value);
    auto choose = [&](OpFoldResult a, OpFoldResult b) {
      return math.select(rises, math.value(a), math.value(b));
    };
    placed = {choose(rising.offset, falling.offset),
              choose(rising.size, falling.size),
              {}};
  }
  placed.stride = stride;
  return placed;
}

//===----------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------===//

OpFoldResult IndexEmitter::checkSize(OpFoldResult found, OpFoldResult expected,
                                     int64_t operand, int64_t dim) {
  if (found == expected ||
      (getConstantIntValue(found) && getConstantIntValue(expected)))
    return {};
  auto site = origin->getAttrOfType<IntegerAttr>("tslice.site");
  return CheckOp::create(builder, loc, CheckKind::Equal, toValue(found),
                         toValue(expected), ValueRange(),
                         site ? site.getInt() : -1, operand << 32 | dim)
      .getResult();
}

Value IndexEmitter::viewAs(Value tensor, ArrayRef<OpFoldResult> checked,
                           ArrayRef<int64_t> drop) {
  if (drop.empty() &&
      llvm::none_of(checked, [](OpFoldResult size) { return bool(size); }))
    return tensor;
  RangeLists lists;
  for (auto [index, size] : llvm::enumerate(checked)) {
    int64_t dim = index;
    PlacedRange range{number(0), size ? size : sizeOf(tensor, dim), number(1)};
    if (llvm::is_contained(drop, dim)) {
      // Only a static size can be dropped: the offset holds the check of
      // another one.
      range.size = number(1);
      if (size)
        range.offset = builder.createOrFold<arith::SubIOp>(loc, toValue(size),
                                                           toValue(number(1)));
    }
    lists.append(range);
  }
  return tag(SliceOp::create(builder, loc, tensor, lists.offsets, lists.sizes,
                             lists.strides, drop));
}

Value IndexEmitter::spread(Value tensor, ArrayRef<int64_t> dims,
                           ArrayRef<OpFoldResult> sizes) {
  int64_t rank = sizes.size();
  auto type = cast<RankedTensorType>(tensor.getType());
  auto inOrder = llvm::seq<int64_t>(0, rank);
  if (llvm::equal(dims, inOrder))
    return tensor;
  SmallVector<AffineExpr> exprs = llvm::map_to_vector(
      dims, [&](int64_t dim) { return builder.getAffineDimExpr(dim); });
  AffineMap from = AffineMap::get(rank, 0, exprs, builder.getContext());
  Value empty =
      tensor::EmptyOp::create(builder, loc, sizes, type.getElementType());
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  return linalg::GenericOp::create(
             builder, loc, empty.getType(), tensor, empty,
             ArrayRef<AffineMap>{from, builder.getMultiDimIdentityMap(rank)},
             iterators,
             [](OpBuilder &builder, Location loc, ValueRange args) {
               linalg::YieldOp::create(builder, loc, args[0]);
             })
      .getResult(0);
}

/// NumPy's rule: dimensions are aligned at the end; a static 1 gives way.
Value IndexEmitter::broadcast(Value update, ArrayRef<OpFoldResult> shape,
                              ArrayRef<bool> isNewAxis, ArrayRef<int64_t> order,
                              int64_t operand) {
  // Which dimension of the result each one of the shape becomes.
  SmallVector<int64_t> becomes(shape.size(), -1);
  SmallVector<OpFoldResult> sizes(order.size());
  int64_t numKept = 0;
  for (auto [at, size] : llvm::enumerate(shape))
    if (!isNewAxis[at]) {
      becomes[at] = order[numKept++];
      sizes[becomes[at]] = size;
    }
  // Which dimensions of the update go, and what the others become.
  auto type = cast<RankedTensorType>(update.getType());
  int64_t shift = type.getRank() - static_cast<int64_t>(shape.size());
  SmallVector<int64_t> drop, dims;
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    int64_t at = dim - shift;
    if (at < 0 || isNewAxis[at] ||
        (type.getDimSize(dim) == 1 && getConstantIntValue(shape[at]) != 1))
      drop.push_back(dim);
    else
      dims.push_back(becomes[at]);
  }
  // The write itself compares the sizes, if these are the update's dimensions.
  if (drop.empty() && llvm::equal(dims, llvm::seq<int64_t>(0, sizes.size())))
    return update;
  SmallVector<OpFoldResult> checked(type.getRank());
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    bool drops = llvm::is_contained(drop, dim);
    if (!drops || type.isDynamicDim(dim))
      checked[dim] =
          checkSize(sizeOf(update, dim), drops ? number(1) : shape[dim - shift],
                    operand, dim);
  }
  return spread(viewAs(update, checked, drop), dims, sizes);
}
