// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Folding index arithmetic; every operation is an arith op or a constant.

#include "IndexMath.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "tslice/SeededFaults.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tslice;

Value IndexMath::constant(int64_t value) {
  return arith::ConstantIndexOp::create(builder, loc, value);
}

Value IndexMath::value(OpFoldResult mixed) {
  if (auto value = dyn_cast<Value>(mixed))
    return value;
  return constant(cast<IntegerAttr>(cast<Attribute>(mixed)).getInt());
}

Value IndexMath::add(Value a, Value b) {
  return builder.createOrFold<arith::AddIOp>(loc, a, b);
}
Value IndexMath::sub(Value a, Value b) {
  return builder.createOrFold<arith::SubIOp>(loc, a, b);
}
Value IndexMath::mul(Value a, Value b) {
  return builder.createOrFold<arith::MulIOp>(loc, a, b);
}
Value IndexMath::min(Value a, Value b) {
  return builder.createOrFold<arith::MinSIOp>(loc, a, b);
}
Value IndexMath::max(Value a, Value b) {
  return builder.createOrFold<arith::MaxSIOp>(loc, a, b);
}
Value IndexMath::floorDiv(Value a, Value b) {
  return builder.createOrFold<arith::FloorDivSIOp>(loc, a, b);
}
Value IndexMath::ceilDiv(Value a, Value b) {
  return builder.createOrFold<arith::CeilDivSIOp>(loc, a, b);
}
Value IndexMath::log2Ceil(Value a) {
  if (auto count = known(a))
    return constant(llvm::Log2_64_Ceil(*count));
  Value below = arith::IndexCastOp::create(builder, loc, builder.getI64Type(),
                                           sub(a, constant(1)));
  Value zeros = math::CountLeadingZerosOp::create(builder, loc, below);
  return sub(constant(64), arith::IndexCastOp::create(
                               builder, loc, builder.getIndexType(), zeros));
}

Value IndexMath::both(Value a, Value b) {
  return builder.createOrFold<arith::AndIOp>(loc, a, b);
}
Value IndexMath::either(Value a, Value b) {
  return builder.createOrFold<arith::OrIOp>(loc, a, b);
}

Value IndexMath::select(Value condition, Value a, Value b) {
  return builder.createOrFold<arith::SelectOp>(loc, condition, a, b);
}

Value IndexMath::less(Value a, Value b) {
  return builder.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::slt, a,
                                             b);
}

Value IndexMath::inRange(Value a, Value b) {
  // Not left for later: where the condition holds, uses of `a` may become the
  // constant, and a view must not start below zero.
  if (known(a).value_or(0) < 0)
    return arith::ConstantIntOp::create(builder, loc, 0, 1);
  return builder.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::ult, a,
                                             b);
}

Value IndexMath::wrap(Value start, Value extent, Value limit,
                      BoundsPolicy bounds) {
  // One that is not negative cannot become legal: start + extent >= extent. Nor
  // can the sum overflow into what is legal.
  Value fromEnd = add(start, extent);
  bool reports =
      bounds == BoundsPolicy::Error || bounds == BoundsPolicy::Assume;
  return select(reports ? inRange(fromEnd, limit) : less(start, constant(0)),
                fromEnd, start);
}

Value IndexMath::dim(Value tensor, int64_t dim) {
  auto type = cast<RankedTensorType>(tensor.getType());
  if (!type.isDynamicDim(dim))
    return constant(type.getDimSize(dim));
  return tensor::DimOp::create(builder, loc, tensor, dim);
}

std::optional<int64_t> IndexMath::known(Value value) {
  return getConstantIntValue(value);
}

Value IndexMath::check(CheckKind kind, Value value, Value limit,
                       ValueRange position, int64_t site, int64_t dim,
                       int64_t window) {
  return builder.createOrFold<CheckOp>(loc, kind, value, limit, position, site,
                                       dim, window);
}

/// The number of an operand stands in the upper half of that of a dimension.
static int64_t ofOperand(int64_t operand, int64_t dim) {
  return operand << 32 | dim;
}

Value IndexMath::checkUpdateSizes(IndexedAccessOpInterface op,
                                  int64_t elementDim, Value expected) {
  if (isSeeded("size-guard-dropped"))
    return expected;
  Value checked =
      check(CheckKind::Equal, dim(op.getElements(), elementDim), expected, {},
            op.getSite(), ofOperand(getUpdateNumber(op), elementDim));
  return tieToUpdateSizes(checked, op, elementDim, expected, 1);
}

Value IndexMath::tieToUpdateSizes(Value a, IndexedAccessOpInterface op,
                                  int64_t elementDim, Value expected,
                                  int64_t first) {
  Combining combining = getCombining(op);
  for (int64_t pair = first, e = combining.updates.size(); pair < e; ++pair) {
    Value size = dim(combining.updates[pair], elementDim);
    a = tie(a,
            check(CheckKind::Equal, size, expected, {}, op.getSite(),
                  ofOperand(getUpdateNumber(op, pair), elementDim)),
            size);
  }
  return a;
}

Value IndexMath::tieToDestSizes(Value a, IndexedAccessOpInterface op,
                                int64_t destDim) {
  Combining combining = getCombining(op);
  for (int64_t pair = 1, e = combining.dests.size(); pair < e; ++pair) {
    Value size = dim(combining.dests[pair], destDim);
    a = tie(a,
            check(CheckKind::Equal, size, dim(combining.dests[0], destDim), {},
                  op.getSite(), ofOperand(getDestNumber(op, pair), destDim)),
            size);
  }
  return a;
}

Value IndexMath::tie(Value a, Value checked, Value original) {
  if (checked == original)
    return a;
  return add(a, sub(checked, original));
}
