// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Computes the ops of math that no conversion of upstream's knows. It runs ahead
// of the widening of narrow floats: which numbers are normal depends on the type.

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_EXPANDMATHPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;

/// Compares the magnitude of `x` with `number`, a number of its type. NaN is on
/// no side.
static Value compareMagnitude(PatternRewriter &rewriter, Location loc,
                              arith::CmpFPredicate predicate, Value x,
                              const APFloat &number) {
  auto limit = arith::ConstantOp::create(
      rewriter, loc, rewriter.getFloatAttr(x.getType(), number));
  Value magnitude = math::AbsFOp::create(rewriter, loc, x);
  return arith::CmpFOp::create(rewriter, loc, predicate, magnitude, limit);
}

namespace {
/// math.isinf %x -> arith.cmpf oeq, (math.absf %x), inf
struct ExpandIsInf : OpRewritePattern<math::IsInfOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(math::IsInfOp op,
                                PatternRewriter &rewriter) const override {
    auto type = dyn_cast<FloatType>(op.getOperand().getType());
    if (!type)
      return rewriter.notifyMatchFailure(op, "not of a scalar");
    rewriter.replaceOp(
        op, compareMagnitude(rewriter, op.getLoc(), arith::CmpFPredicate::OEQ,
                             op.getOperand(),
                             APFloat::getInf(type.getFloatSemantics())));
    return success();
  }
};

/// math.isnormal %x
/// -> %a = math.absf %x
///    arith.cmpf oge, %a, <smallest normal number> & arith.cmpf olt, %a, inf
struct ExpandIsNormal : OpRewritePattern<math::IsNormalOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(math::IsNormalOp op,
                                PatternRewriter &rewriter) const override {
    auto type = dyn_cast<FloatType>(op.getOperand().getType());
    if (!type)
      return rewriter.notifyMatchFailure(op, "not of a scalar");
    const llvm::fltSemantics &semantics = type.getFloatSemantics();
    Value large = compareMagnitude(rewriter, op.getLoc(),
                                   arith::CmpFPredicate::OGE, op.getOperand(),
                                   APFloat::getSmallestNormalized(semantics));
    Value finite =
        compareMagnitude(rewriter, op.getLoc(), arith::CmpFPredicate::OLT,
                         op.getOperand(), APFloat::getInf(semantics));
    rewriter.replaceOpWithNewOp<arith::AndIOp>(op, large, finite);
    return success();
  }
};

/// math.clampf %x to [%low, %high]
/// -> arith.maximumf (arith.minimumf %x, %high), %low
struct ExpandClamp : OpRewritePattern<math::ClampFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(math::ClampFOp op,
                                PatternRewriter &rewriter) const override {
    Value below = arith::MinimumFOp::create(rewriter, op.getLoc(),
                                            op.getValue(), op.getMax());
    rewriter.replaceOpWithNewOp<arith::MaximumFOp>(op, below, op.getMin());
    return success();
  }
};

struct ExpandMathPass : tslice::impl::ExpandMathPassBase<ExpandMathPass> {
  using Base::Base;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<ExpandIsInf, ExpandIsNormal, ExpandClamp>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
