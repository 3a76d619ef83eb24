// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A check as a compare and a record. The kinds of checks are numbered as the
// runtime numbers its failures.

#include "CheckLowering.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Matchers.h"
#include "tslice/Runtime/Runtime.h"

using namespace mlir;
using namespace tslice;

static_assert(static_cast<int>(CheckKind::Index) ==
              TSLICE_RT_INDEX_OUT_OF_RANGE);
static_assert(static_cast<int>(CheckKind::Equal) == TSLICE_RT_SIZE_MISMATCH);
static_assert(static_cast<int>(CheckKind::Size) == TSLICE_RT_NEGATIVE_SIZE);
static_assert(static_cast<int>(CheckKind::Stride) == TSLICE_RT_ZERO_STRIDE);
static_assert(static_cast<int>(CheckKind::Window) ==
              TSLICE_RT_WINDOW_DOES_NOT_FIT);
static_assert(static_cast<int>(CheckKind::Room) == TSLICE_RT_NO_ROOM);
static_assert(static_cast<int>(CheckKind::Unique) == TSLICE_RT_NOT_UNIQUE);
static_assert(static_cast<int>(CheckKind::Sorted) == TSLICE_RT_NOT_SORTED);
static_assert(static_cast<int>(CheckKind::Wrapped) ==
              TSLICE_RT_WRAPPED_INDEX_OUT_OF_RANGE);
static_assert(CheckOp::kAllDims == TSLICE_RT_ALL_DIMS);

/// A limit that is no number of positions (a window larger than its dimension)
/// must not turn into a large one by an unsigned compare.
static Value atLeastZero(OpBuilder &builder, Value limit) {
  IntegerAttr constant;
  if (limit.getDefiningOp<memref::DimOp>() ||
      matchPattern(limit, m_Constant(&constant)))
    return limit;
  Value zero = arith::ConstantIndexOp::create(builder, limit.getLoc(), 0);
  return arith::MaxSIOp::create(builder, limit.getLoc(), limit, zero);
}

Value tslice::buildCheckFails(OpBuilder &builder, CheckOp check, Value value,
                              Value limit) {
  Location loc = check.getLoc();
  auto compare = [&](arith::CmpIPredicate predicate, Value bound) -> Value {
    return arith::CmpIOp::create(builder, loc, predicate, value, bound);
  };
  auto zero = [&] { return arith::ConstantIndexOp::create(builder, loc, 0); };
  switch (check.getKind()) {
  case CheckKind::Index:
  case CheckKind::Wrapped:
    // Unsigned, so that one compare also finds negative values.
    return compare(arith::CmpIPredicate::uge, atLeastZero(builder, limit));
  case CheckKind::Equal:
  case CheckKind::Unique:
  case CheckKind::Sorted:
    return compare(arith::CmpIPredicate::ne, limit);
  case CheckKind::Size:
    return compare(arith::CmpIPredicate::slt, zero());
  case CheckKind::Stride:
    return compare(arith::CmpIPredicate::eq, zero());
  case CheckKind::Window:
  case CheckKind::Room:
    return compare(arith::CmpIPredicate::sgt, limit);
  }
  llvm_unreachable("all kinds are handled");
}

void tslice::recordFailure(OpBuilder &builder, CheckOp check, Value context,
                           RuntimeCalls &runtime) {
  Location loc = check.getLoc();
  auto toI64 = [&](Value index) -> Value {
    return arith::IndexCastOp::create(builder, loc, builder.getI64Type(),
                                      index);
  };
  int64_t site = static_cast<int64_t>(check.getSite());
  if (site < 0)
    site = TSLICE_RT_NO_SITE;
  FailureRecord record{site,
                       static_cast<int64_t>(check.getKind()),
                       static_cast<int64_t>(check.getDim()),
                       toI64(check.getValue()),
                       toI64(check.getLimit()),
                       llvm::map_to_vector(check.getPosition(), toI64)};
  runtime.fail(builder, loc, context, record);
}
