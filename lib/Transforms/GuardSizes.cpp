// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Puts run-time checks on the sizes and positions that upstream ops take for
// granted.

#include "GuardIndices.h"
#include "GuardReach.h"
#include "GuardShapes.h"
#include "OperandGuard.h"
#include "RowOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/Transforms/Passes.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace tslice;

namespace tslice {
#define GEN_PASS_DEF_GUARDSIZESPASS
#include "tslice/Transforms/Passes.h.inc"
} // namespace tslice

namespace {

/// A view of all of a tensor by checks of its own, as cotangents have them
/// before anything is known of who asks.
class EarlierGuard {
public:
  EarlierGuard(tensor::ExtractSliceOp view, SizeEqualities &sizes)
      : view(view), sizes(sizes) {}

  /// Lets the checks compare what most is known of; those that are proven
  /// vanish, and the others stand where they hinder least. Returns the view,
  /// without a use.
  ///
  ///   %y = arith.addf %x, %x
  ///   %n = tslice.check equal (tensor.dim %u), (tensor.dim %y)
  ///   %v = tensor.extract_slice %u[%n - tensor.dim %y][tensor.dim %y][1]
  /// -> the same with tensor.dim %x
  Operation *renew() {
    SmallVector<CheckedDim> dims;
    for (int64_t dim = 0; dim < view.getType().getRank(); ++dim)
      if (auto offset = dyn_cast<Value>(view.getMixedOffsets()[dim]))
        if (CheckOp check = getCheck(offset);
            !sizes.isEqual(check.getValue(), check.getLimit()))
          dims.push_back(renewCheck(dim, check));
    // Sizes that are compared no more would keep what they are sizes of alive.
    SmallVector<Value> operands(view->getOperands().drop_front());
    view.getOffsetsMutable().clear();
    view.getSizesMutable().clear();
    SmallVector<int64_t> none(view.getType().getRank(), 0);
    view.setStaticOffsets(none);
    view.setStaticSizes(none);
    eraseUnused(operands);
    if (!dims.empty())
      OperandGuard(view, 0, sizes).emit(dims);
    view.replaceAllUsesWith(view.getSource());
    return view;
  }

private:
  static CheckOp getCheck(Value offset) {
    return offset.getDefiningOp<arith::SubIOp>()
        .getLhs()
        .getDefiningOp<CheckOp>();
  }

  CheckedDim renewCheck(int64_t dim, CheckOp check) {
    OpBuilder builder(check);
    Location loc = check.getLoc();
    KnownSize known = sizes.get(OpFoldResult(check.getLimit())).front();
    Value found = sizes.get(OpFoldResult(check.getValue()))
                      .front()
                      .materialize(builder, loc);
    Value expected = known.materialize(builder, loc);
    Value checked =
        CheckOp::create(builder, loc, CheckKind::Equal, found, expected,
                        ValueRange(), check.getSite(), check.getDim());
    Value offset = arith::SubIOp::create(builder, loc, checked, expected);
    OpFoldResult mixedSize = expected;
    if (known.isConstant())
      mixedSize = builder.getIndexAttr(known.number);
    return {dim, checked, expected, offset, mixedSize};
  }

  /// Erases the arithmetic of a guard, as far as nothing uses it. (No size is
  /// known as one of these.)
  void eraseUnused(ArrayRef<Value> values) {
    SetVector<Operation *> ops;
    auto insert = [&](ValueRange operands) {
      for (Value operand : operands)
        if (Operation *op = operand.getDefiningOp();
            isa_and_nonnull<tensor::DimOp, CheckOp, arith::SubIOp>(op) &&
            !needsShapeGuards(op, sizes))
          ops.insert(op);
    };
    insert(values);
    for (size_t i = 0; i < ops.size(); ++i)
      insert(ops[i]->getOperands());
    auto eraseIfUnused = [](Operation *op) {
      if (!op->use_empty())
        return false;
      op->erase();
      return true;
    };
    while (ops.remove_if(eraseIfUnused)) {
    }
  }

  tensor::ExtractSliceOp view;
  SizeEqualities &sizes;
};

struct GuardSizesPass : tslice::impl::GuardSizesPassBase<GuardSizesPass> {
  using Base::Base;

  void runOnOperation() override {
    SizeEqualities sizes;
    SmallVector<std::pair<Operation *, SmallVector<SizeGuard>>> ofSizes;
    SmallVector<Operation *> ofIndices, ofShapes, ofReach, dead;
    SmallVector<tensor::ExtractSliceOp> earlier;
    getOperation()->walk<WalkOrder::PreOrder>([&](Operation *op) {
      sizes.visit(op);
      SmallVector<SizeGuard> guards = sizes.findGuards(op);
      if (!guards.empty())
        ofSizes.push_back({op, std::move(guards)});
      if (needsIndexGuards(op, sizes))
        ofIndices.push_back(op);
      if (needsShapeGuards(op, sizes))
        ofShapes.push_back(op);
      if (needsReachGuards(op))
        ofReach.push_back(op);
      auto view = dyn_cast<tensor::ExtractSliceOp>(op);
      if (view && view.getSourceType() == view.getType())
        earlier.push_back(view);
    });
    for (tensor::ExtractSliceOp view : earlier)
      if (getGuarded(view, sizes))
        dead.push_back(EarlierGuard(view, sizes).renew());
    for (Operation *op : ofShapes)
      guardOperands(op, guardShapes(op, sizes), sizes);
    for (auto &[op, guards] : ofSizes) {
      guardOperands(op, guards, sizes);
      if (isa<tensor::CastOp>(op) && op->use_empty())
        dead.push_back(op);
    }
    for (Operation *op : ofReach)
      guardReach(op, sizes);
    for (Operation *op : ofIndices)
      if (Operation *replaced = guardIndices(op, sizes))
        dead.push_back(replaced);
    for (Operation *op : dead)
      op->erase();
  }

private:
  static void guardOperands(Operation *op, ArrayRef<SizeGuard> guards,
                            SizeEqualities &sizes) {
    llvm::MapVector<unsigned, OperandGuard> byOperand;
    for (const SizeGuard &guard : guards) {
      // Nothing is read of a tensor that is empty by its type, and no view of
      // it is legal.
      auto type =
          dyn_cast<RankedTensorType>(op->getOperand(guard.operand).getType());
      if (type && llvm::is_contained(type.getShape(), 0))
        continue;
      byOperand.try_emplace(guard.operand, op, guard.operand, sizes)
          .first->second.add(guard);
    }
    for (auto &[operand, guard] : byOperand)
      guard.emit();
  }
};

} // namespace
