// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The part of upstream's arith expansion that keeps bits. It is a pass of its
// own because upstream's also replaces minimumf and maximumf by comparisons,
// for which -0 and +0 are equal.

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Index/IR/IndexOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "tslice/Codegen/DefineDivisions.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_EXPANDARITHPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;

static Value createConstant(ImplicitLocOpBuilder &b, Type type,
                            const APInt &number) {
  TypedAttr attr = b.getIntegerAttr(getElementTypeOrSelf(type), number);
  if (auto vector = dyn_cast<VectorType>(type))
    attr = DenseElementsAttr::get(vector, Attribute(attr));
  return arith::ConstantOp::create(b, type, attr);
}

/// %q = arith.divsi %x, %y : i32
/// -> %zero = arith.cmpi eq, %y, %c0; %overflow = (%x == MIN) & (%y == -1)
///    %1 = arith.select (%zero | %overflow), %c1, %y; %2 = arith.divsi %x, %1
///    %q = arith.select %zero, %c-1, %2
/// A remainder is %x where %y is zero.
static void defineDivision(Operation *op) {
  ImplicitLocOpBuilder b(op->getLoc(), op);
  Value x = op->getOperand(0), y = op->getOperand(1);
  Type type = x.getType();
  Type element = getElementTypeOrSelf(type);
  unsigned width = element.isIndex() ? 64 : element.getIntOrFloatBitWidth();
  bool isSigned = isa<arith::DivSIOp, arith::RemSIOp>(op);

  auto isEqual = [&](Value value, const APInt &number) -> Value {
    return arith::CmpIOp::create(b, arith::CmpIPredicate::eq, value,
                                 createConstant(b, type, number));
  };
  Value zero = isEqual(y, APInt::getZero(width)), replaced = zero;
  if (isSigned) {
    Value overflow =
        arith::AndIOp::create(b, isEqual(x, APInt::getSignedMinValue(width)),
                              isEqual(y, APInt::getAllOnes(width)));
    replaced = arith::OrIOp::create(b, zero, overflow);
  }
  op->setOperand(
      1, arith::SelectOp::create(b, replaced,
                                 createConstant(b, type, APInt(width, 1)), y));
  b.setInsertionPointAfter(op);
  Value byZero = isa<arith::RemSIOp, arith::RemUIOp>(op)
                     ? x
                     : createConstant(b, type, APInt::getAllOnes(width));
  auto result = arith::SelectOp::create(b, zero, byZero, op->getResult(0));
  op->getResult(0).replaceAllUsesExcept(result, result);
}

/// %q = index.divs %x, %y -> %q = arith.divsi %x, %y : index
template <typename IndexOp, typename ArithOp>
static bool useArith(Operation *op) {
  auto division = dyn_cast<IndexOp>(op);
  if (!division)
    return false;
  OpBuilder builder(op);
  division.replaceAllUsesWith(ArithOp::create(builder, op->getLoc(),
                                              division.getLhs(),
                                              division.getRhs())
                                  .getResult());
  op->erase();
  return true;
}

void tslice::useArithDivisions(Operation *root) {
  root->walk([](Operation *op) {
    (void)(useArith<index::DivSOp, arith::DivSIOp>(op) ||
           useArith<index::DivUOp, arith::DivUIOp>(op) ||
           useArith<index::CeilDivSOp, arith::CeilDivSIOp>(op) ||
           useArith<index::CeilDivUOp, arith::CeilDivUIOp>(op) ||
           useArith<index::FloorDivSOp, arith::FloorDivSIOp>(op) ||
           useArith<index::RemSOp, arith::RemSIOp>(op) ||
           useArith<index::RemUOp, arith::RemUIOp>(op));
  });
}

void tslice::defineDivisions(Operation *root) {
  SmallVector<Operation *> divisions;
  root->walk([&](Operation *op) {
    if (!isa<arith::DivSIOp, arith::DivUIOp, arith::RemSIOp, arith::RemUIOp>(
            op))
      return;
    APInt divisor;
    if (matchPattern(op->getOperand(1), m_ConstantInt(&divisor)) &&
        !divisor.isZero() && !divisor.isAllOnes())
      return;
    divisions.push_back(op);
  });
  for (Operation *op : divisions)
    defineDivision(op);
}

namespace {
struct ExpandArithPass : tslice::impl::ExpandArithPassBase<ExpandArithPass> {
  using Base::Base;

  void runOnOperation() override {
    tslice::useArithDivisions(getOperation());
    RewritePatternSet patterns(&getContext());
    arith::populateCeilFloorDivExpandOpsPatterns(patterns);
    arith::populateExpandBFloat16Patterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    tslice::defineDivisions(getOperation());
  }
};
} // namespace
