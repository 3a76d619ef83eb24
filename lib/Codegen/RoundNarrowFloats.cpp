// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Computes f16 and bf16 in f32 and rounds after every operation. Upstream's
// passes do the same but mark the rounding as removable, and it is removed.

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_ROUNDNARROWFLOATSPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;

static bool isNarrow(Type type) {
  Type element = getElementTypeOrSelf(type);
  return element.isF16() || element.isBF16();
}

/// `type` with the element type `element`.
static Type withElement(Type type, Type element) {
  if (auto shaped = dyn_cast<ShapedType>(type))
    return shaped.clone(element);
  return element;
}

/// The type that an op on narrow floats is computed in. Integers of 32 bits and
/// more are exact in f64 only, and must not be rounded twice.
static Type getWideType(Operation *op) {
  MLIRContext *ctx = op->getContext();
  bool fromInteger = isa<arith::SIToFPOp, arith::UIToFPOp>(op);
  if (fromInteger && getElementTypeOrSelf(op->getOperand(0).getType())
                             .getIntOrFloatBitWidth() > 16)
    return Float64Type::get(ctx);
  return Float32Type::get(ctx);
}

namespace {
/// %r = arith.addf %a, %b : bf16
/// ->
/// %x = arith.extf %a : bf16 to f32, %y = arith.extf %b : bf16 to f32
/// %s = arith.addf %x, %y : f32
/// %r = arith.truncf %s : f32 to bf16
struct ComputeWide : RewritePattern {
  explicit ComputeWide(MLIRContext *ctx)
      : RewritePattern(MatchAnyOpTypeTag(), 1, ctx) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isa_and_nonnull<arith::ArithDialect, math::MathDialect>(
            op->getDialect()) ||
        isa<arith::ConstantOp, arith::ExtFOp, arith::TruncFOp, arith::BitcastOp,
            arith::SelectOp>(op))
      return rewriter.notifyMatchFailure(op, "computes nothing");
    if (llvm::none_of(op->getOperandTypes(), isNarrow) &&
        llvm::none_of(op->getResultTypes(), isNarrow))
      return rewriter.notifyMatchFailure(op, "no narrow floats");
    Location loc = op->getLoc();
    Type wide = getWideType(op);
    IRMapping mapping;
    for (Value operand : op->getOperands()) {
      Type type = withElement(operand.getType(), wide);
      if (isNarrow(operand.getType()) && !mapping.contains(operand))
        mapping.map(
            operand,
            arith::ExtFOp::create(rewriter, loc, type, operand).getResult());
    }
    Operation *computed = rewriter.clone(*op, mapping);
    SmallVector<Value> results;
    for (OpResult result : computed->getResults()) {
      Type narrow = result.getType();
      if (!isNarrow(narrow)) {
        results.push_back(result);
        continue;
      }
      rewriter.modifyOpInPlace(
          computed, [&] { result.setType(withElement(narrow, wide)); });
      results.push_back(arith::TruncFOp::create(rewriter, loc, narrow, result));
    }
    rewriter.replaceOp(op, results);
    return success();
  }
};

/// arith.truncf %x : f64 to bf16
/// ->
/// arith.truncf of (%x as f32, rounded to odd) : f32 to bf16
///
/// An inexact f32 with an odd last bit rounds on as the exact value would: bf16
/// has at least two bits less.
struct TruncateToBF16ByOdd : OpRewritePattern<arith::TruncFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::TruncFOp op,
                                PatternRewriter &rewriter) const override {
    Value x = op.getIn();
    if (!x.getType().isF64() || !op.getType().isBF16())
      return rewriter.notifyMatchFailure(op, "rounds once already");
    Location loc = op.getLoc();
    Type f32 = rewriter.getF32Type(), i32 = rewriter.getI32Type();
    auto compare = [&](arith::CmpFPredicate predicate, Value a,
                       Value b) -> Value {
      return arith::CmpFOp::create(rewriter, loc, predicate, a, b);
    };
    Value nearest = arith::TruncFOp::create(rewriter, loc, f32, x);
    Value back = arith::ExtFOp::create(rewriter, loc, x.getType(), nearest);
    Value away = compare(arith::CmpFPredicate::OGT,
                         math::AbsFOp::create(rewriter, loc, back),
                         math::AbsFOp::create(rewriter, loc, x));
    Value bits = arith::BitcastOp::create(rewriter, loc, i32, nearest);
    Value towardZero = arith::SubIOp::create(
        rewriter, loc, bits, arith::ExtUIOp::create(rewriter, loc, i32, away));
    Value inexact = compare(arith::CmpFPredicate::ONE, back, x);
    Value odd = arith::OrIOp::create(
        rewriter, loc, towardZero,
        arith::ExtUIOp::create(rewriter, loc, i32, inexact));
    Value result = arith::BitcastOp::create(rewriter, loc, f32, odd);
    rewriter.replaceOpWithNewOp<arith::TruncFOp>(op, op.getType(), result);
    return success();
  }
};

struct RoundNarrowFloatsPass
    : tslice::impl::RoundNarrowFloatsPassBase<RoundNarrowFloatsPass> {
  using Base::Base;

  void runOnOperation() override {
    WalkResult narrow = getOperation()->walk([](Operation *op) {
      return llvm::any_of(op->getResultTypes(), isNarrow) ||
                     llvm::any_of(op->getOperandTypes(), isNarrow)
                 ? WalkResult::interrupt()
                 : WalkResult::advance();
    });
    if (!narrow.wasInterrupted())
      return;
    RewritePatternSet patterns(&getContext());
    patterns.add<ComputeWide, TruncateToBF16ByOdd>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
