// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Keeps libdevice, which comes with the CUDA toolkit, out of kernels: functions
// are computed by upstream's polynomials, and what has none is an error here
// and not an unresolved symbol at the launch.

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "tslice/Codegen/DefineDivisions.h"
#include "tslice/Codegen/Passes.h"
#include "llvm/ADT/TypeSwitch.h"

namespace tslice {
#define GEN_PASS_DEF_EXPANDDEVICEMATHPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;

/// The intrinsic that is an instruction or is expanded exactly on NVPTX, empty
/// if there is none.
static StringRef getIntrinsic(Operation *op) {
  return llvm::TypeSwitch<Operation *, StringRef>(op)
      .Case([](math::AbsFOp) { return "llvm.fabs"; })
      .Case([](math::CeilOp) { return "llvm.ceil"; })
      .Case([](math::CopySignOp) { return "llvm.copysign"; })
      .Case([](math::FloorOp) { return "llvm.floor"; })
      .Case([](math::FmaOp) { return "llvm.fma"; })
      .Case([](math::RoundEvenOp) { return "llvm.roundeven"; })
      .Case([](math::RoundOp) { return "llvm.round"; })
      .Case([](math::SqrtOp) { return "llvm.sqrt"; })
      .Case([](math::TruncOp) { return "llvm.trunc"; })
      .Default([](Operation *) { return ""; });
}

/// Tests of floats, which the conversion to LLVM expands.
static bool isConvertible(Operation *op) {
  return isa<math::IsFiniteOp, math::IsNaNOp>(op);
}

/// math.ctpop %x : index
/// -> %y = arith.index_cast %x : index to i64
///    %n = llvm.intr.ctpop(%y)
///    arith.index_cast %n : i64 to index
/// Returns whether `op` is a function of integers.
static bool useIntegerIntrinsic(Operation *op) {
  if (!isa<math::AbsIOp, math::CountLeadingZerosOp, math::CountTrailingZerosOp,
           math::CtPopOp>(op))
    return false;
  ImplicitLocOpBuilder b(op->getLoc(), op);
  Value x = op->getOperand(0);
  bool isIndex = x.getType().isIndex();
  if (isIndex)
    x = arith::IndexCastOp::create(b, b.getI64Type(), x);
  Value result =
      llvm::TypeSwitch<Operation *, Value>(op)
          .Case([&](math::AbsIOp) {
            return LLVM::AbsOp::create(b, x.getType(), x, false);
          })
          .Case([&](math::CountLeadingZerosOp) {
            return LLVM::CountLeadingZerosOp::create(b, x.getType(), x, false);
          })
          .Case([&](math::CountTrailingZerosOp) {
            return LLVM::CountTrailingZerosOp::create(b, x.getType(), x, false);
          })
          .Default([&](Operation *) {
            return LLVM::CtPopOp::create(b, x.getType(), x);
          });
  if (isIndex)
    result = arith::IndexCastOp::create(b, b.getIndexType(), result);
  op->replaceAllUsesWith(ValueRange{result});
  op->erase();
  return true;
}

namespace {
/// math.log10 %x -> arith.mulf (math.log %x), log10(e)
struct Log10ToLog : OpRewritePattern<math::Log10Op> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(math::Log10Op op,
                                PatternRewriter &rewriter) const override {
    Type type = op.getType();
    if (!type.isF32())
      return rewriter.notifyMatchFailure(op, "a polynomial has f32 only");
    Value log = math::LogOp::create(rewriter, op.getLoc(), op.getOperand());
    auto factor = arith::ConstantOp::create(
        rewriter, op.getLoc(),
        rewriter.getFloatAttr(type, 0.43429448190325182765));
    rewriter.replaceOpWithNewOp<arith::MulFOp>(op, log, factor);
    return success();
  }
};

/// %s, %c = math.sincos %x -> %s = math.sin %x, %c = math.cos %x
struct SplitSinCos : OpRewritePattern<math::SincosOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(math::SincosOp op,
                                PatternRewriter &rewriter) const override {
    Value sine = math::SinOp::create(rewriter, op.getLoc(), op.getOperand());
    Value cosine = math::CosOp::create(rewriter, op.getLoc(), op.getOperand());
    rewriter.replaceOp(op, {sine, cosine});
    return success();
  }
};
} // namespace

/// math.sqrt %x : f32 -> llvm.call_intrinsic "llvm.sqrt"(%x)
///
/// Upstream's conversion would make a call of libdevice of it.
static LogicalResult useIntrinsics(gpu::GPUModuleOp device) {
  WalkResult result =
      device.walk([](Operation *op) {
        bool isMath = isa_and_nonnull<math::MathDialect>(op->getDialect());
        if ((!isMath || isConvertible(op)) && !isa<arith::RemFOp>(op))
          return WalkResult::advance();
        if (useIntegerIntrinsic(op))
          return WalkResult::advance();
        if (StringRef name = getIntrinsic(op); !name.empty()) {
          OpBuilder builder(op);
          auto call = LLVM::CallIntrinsicOp::create(
              builder, op->getLoc(), op->getResult(0).getType(),
              builder.getStringAttr(name), op->getOperands());
          op->replaceAllUsesWith(call);
          op->erase();
          return WalkResult::advance();
        }
        op->emitOpError("on ")
            << op->getResult(0).getType()
            << " cannot be computed on a GPU: there is no expansion of it";
        return WalkResult::interrupt();
      });
  return failure(result.wasInterrupted());
}

namespace {
struct ExpandDeviceMathPass
    : tslice::impl::ExpandDeviceMathPassBase<ExpandDeviceMathPass> {
  using Base::Base;

  void runOnOperation() override {
    tslice::useArithDivisions(getOperation());
    auto always = [](StringRef) { return true; };
    RewritePatternSet patterns(&getContext());
    // A polynomial is preferred to an expansion in terms of other functions.
    populateMathPolynomialApproximationPatterns(patterns, always,
                                                /*benefit=*/2);
    math::populateExpansionPatterns(
        patterns, {"sinh", "cosh", "tan", "tanh", "asinh", "acosh", "atanh",
                   "exp2", "powf", "fpowi", "rsqrt"});
    // Not all of upstream's expansions of arith: that of maximumf forgets that
    // -0 < +0.
    arith::populateCeilFloorDivExpandOpsPatterns(patterns);
    patterns.add<Log10ToLog, SplitSinCos>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))) ||
        failed(useIntrinsics(getOperation())))
      return signalPassFailure();
    tslice::defineDivisions(getOperation());
  }
};
} // namespace
