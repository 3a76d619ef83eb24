// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bounds the positions that an indexing map reaches by interval arithmetic over
// the sizes of the loops. Sizes that must be equal are SizeEqualities.cpp's.

#include "GuardReach.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "tslice/IR/TSliceOps.h"

using namespace mlir;
using namespace tslice;

/// On ops whose reach is checked.
static constexpr llvm::StringLiteral guardedAttrName = "tslice.reach_guarded";

/// Calls `visit` for each dimension of dynamic size that `op` addresses by more
/// than one loop alone.
static void forEachComposite(
    linalg::LinalgOp op,
    llvm::function_ref<void(OpOperand &, int64_t, AffineExpr)> visit) {
  for (OpOperand &operand : op->getOpOperands()) {
    auto type = dyn_cast<RankedTensorType>(operand.get().getType());
    if (!type || llvm::is_contained(type.getShape(), 0))
      continue;
    for (auto [dim, expr] :
         llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults()))
      if (!isa<AffineDimExpr>(expr) && type.isDynamicDim(dim))
        visit(operand, dim, expr);
  }
}

bool tslice::needsReachGuards(Operation *op) {
  auto structured = dyn_cast<linalg::LinalgOp>(op);
  if (!structured || !structured.hasPureTensorSemantics() ||
      op->hasAttr(guardedAttrName))
    return false;
  bool found = false;
  forEachComposite(structured,
                   [&](OpOperand &, int64_t, AffineExpr) { found = true; });
  return found;
}

namespace {
/// The lowest and the highest value of an expression.
struct Interval {
  Value low, high;
};

class ReachGuard {
public:
  ReachGuard(linalg::LinalgOp op, SizeEqualities &sizes)
      : op(op), sizes(sizes), b(op.getLoc(), op) {
    auto attr = op->getAttrOfType<IntegerAttr>("tslice.site");
    site = attr ? attr.getInt() : -1;
    zero = constant(0);
    findExtents();
  }

  void guard(OpOperand &operand, int64_t dim, AffineExpr expr) {
    std::optional<Interval> reach = bound(expr);
    if (!reach)
      return;
    Value size =
        sizes.get(operand.get(), dim).front().materialize(b, op.getLoc());
    int64_t place = (int64_t(operand.getOperandNumber()) << 32) | dim;
    // Loops without iterations read nothing.
    Value needed = arith::SelectOp::create(
        b, hasNone, zero,
        b.createOrFold<arith::AddIOp>(reach->high, constant(1)));
    Value offset = arith::SubIOp::create(
        b, check(CheckKind::Window, needed, size, place), needed);
    if (getConstantIntValue(reach->low) != 0) {
      Value low = arith::SelectOp::create(b, hasNone, zero, reach->low);
      Value checked = check(CheckKind::Index, low, size, place);
      offset = arith::AddIOp::create(b, offset,
                                     arith::SubIOp::create(b, checked, low));
    }
    addView(operand, dim, offset, size);
  }

private:
  Value constant(int64_t number) {
    return arith::ConstantIndexOp::create(b, number);
  }

  Value check(CheckKind kind, Value value, Value limit, int64_t place) {
    return CheckOp::create(b, b.getLoc(), kind, value, limit, ValueRange(),
                           site, place);
  }

  /// The size of each loop, by an operand that has it as a dimension.
  void findExtents() {
    extents.resize(op.getNumLoops());
    for (OpOperand &operand : op->getOpOperands()) {
      if (!isa<RankedTensorType>(operand.get().getType()))
        continue;
      for (auto [dim, expr] :
           llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults()))
        if (auto loop = dyn_cast<AffineDimExpr>(expr))
          if (Value &extent = extents[loop.getPosition()]; !extent)
            extent = sizes.get(operand.get(), dim)
                         .front()
                         .materialize(b, op.getLoc());
    }
    hasNone = arith::ConstantOp::create(b, b.getBoolAttr(false));
    for (Value extent : extents) {
      if (!extent || getConstantIntValue(extent).value_or(0) > 0)
        continue;
      Value none =
          arith::CmpIOp::create(b, arith::CmpIPredicate::eq, extent, zero);
      hasNone = arith::OrIOp::create(b, hasNone, none);
    }
  }

  /// Nothing for an expression that no interval is known of.
  std::optional<Interval> bound(AffineExpr expr) {
    if (auto number = dyn_cast<AffineConstantExpr>(expr))
      return Interval{constant(number.getValue()), constant(number.getValue())};
    if (auto loop = dyn_cast<AffineDimExpr>(expr)) {
      Value extent = extents[loop.getPosition()];
      if (!extent)
        return std::nullopt;
      return Interval{zero, b.createOrFold<arith::SubIOp>(extent, constant(1))};
    }
    auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
    std::optional<Interval> left =
        binary ? bound(binary.getLHS()) : std::nullopt;
    if (!left)
      return std::nullopt;
    if (expr.getKind() == AffineExprKind::Add) {
      std::optional<Interval> right = bound(binary.getRHS());
      if (!right)
        return std::nullopt;
      return Interval{b.createOrFold<arith::AddIOp>(left->low, right->low),
                      b.createOrFold<arith::AddIOp>(left->high, right->high)};
    }
    auto factor = dyn_cast<AffineConstantExpr>(binary.getRHS());
    if (!factor)
      return std::nullopt;
    return scale(expr.getKind(), *left, factor.getValue());
  }

  std::optional<Interval> scale(AffineExprKind kind, Interval of,
                                int64_t factor) {
    Value number = constant(factor);
    switch (kind) {
    case AffineExprKind::Mul: {
      Value low = b.createOrFold<arith::MulIOp>(of.low, number);
      Value high = b.createOrFold<arith::MulIOp>(of.high, number);
      return factor < 0 ? Interval{high, low} : Interval{low, high};
    }
    case AffineExprKind::FloorDiv:
      return Interval{b.createOrFold<arith::FloorDivSIOp>(of.low, number),
                      b.createOrFold<arith::FloorDivSIOp>(of.high, number)};
    case AffineExprKind::CeilDiv:
      return Interval{b.createOrFold<arith::CeilDivSIOp>(of.low, number),
                      b.createOrFold<arith::CeilDivSIOp>(of.high, number)};
    case AffineExprKind::Mod:
      // Of numbers from 0 on, none grows.
      if (getConstantIntValue(of.low) != 0)
        return Interval{zero, constant(factor - 1)};
      return Interval{
          zero, b.createOrFold<arith::MinSIOp>(of.high, constant(factor - 1))};
    default:
      return std::nullopt;
    }
  }

  /// %x -> tensor.extract_slice %x[0, %offset, 0] [all] [1, 1, 1]
  void addView(OpOperand &operand, int64_t dim, Value offset, Value size) {
    Value tensor = operand.get();
    auto type = cast<RankedTensorType>(tensor.getType());
    SmallVector<OpFoldResult> offsets(type.getRank(), b.getIndexAttr(0));
    SmallVector<OpFoldResult> strides(type.getRank(), b.getIndexAttr(1));
    SmallVector<OpFoldResult> viewSizes =
        tensor::getMixedSizes(b, op.getLoc(), tensor);
    offsets[dim] = offset;
    viewSizes[dim] = size;
    operand.set(tensor::ExtractSliceOp::create(b, type, tensor, offsets,
                                               viewSizes, strides));
  }

  linalg::LinalgOp op;
  SizeEqualities &sizes;
  ImplicitLocOpBuilder b;
  int64_t site;
  Value zero;
  /// One per loop; null where no operand tells.
  SmallVector<Value> extents;
  /// Whether there is no iteration.
  Value hasNone;
};
} // namespace

/// linalg.conv_1d ins(%x, %k) outs(%o)
/// -> %needed = (size of %o) - 1 + (size of %k) - 1 + 1
///    %fits = tslice.check window %needed, (size of %x)
///    %v = tensor.extract_slice %x[%fits - %needed] [size of %x] [1]
///    linalg.conv_1d ins(%v, %k) outs(%o)
void tslice::guardReach(Operation *op, SizeEqualities &sizes) {
  auto structured = cast<linalg::LinalgOp>(op);
  ReachGuard guard(structured, sizes);
  SmallVector<std::tuple<OpOperand *, int64_t, AffineExpr>> composites;
  forEachComposite(structured,
                   [&](OpOperand &operand, int64_t dim, AffineExpr expr) {
                     composites.push_back({&operand, dim, expr});
                   });
  for (auto [operand, dim, expr] : composites)
    guard.guard(*operand, dim, expr);
  op->setAttr(guardedAttrName, UnitAttr::get(op->getContext()));
}
