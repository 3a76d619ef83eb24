// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Keeps libdevice, which comes with the CUDA toolkit, out of kernels: functions
// are computed by upstream's polynomials, and what has none is an error here and
// not an unresolved symbol at the launch.

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_EXPANDDEVICEMATHPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;

/// What LLVM has instructions or exact expansions for on NVPTX.
static bool isNative(Operation *op) {
  return isa<math::AbsFOp, math::AbsIOp, math::CeilOp, math::CopySignOp, math::CountLeadingZerosOp,
             math::CountTrailingZerosOp, math::CtPopOp, math::FloorOp, math::FmaOp,
             math::IsFiniteOp, math::IsInfOp, math::IsNaNOp, math::IsNormalOp, math::RoundEvenOp,
             math::RoundOp, math::SqrtOp, math::TruncOp>(op);
}

static LogicalResult reportUnsupported(gpu::GPUModuleOp device) {
  WalkResult result = device.walk([](Operation *op) {
    bool isMath = isa_and_nonnull<math::MathDialect>(op->getDialect());
    if ((!isMath || isNative(op)) && !isa<arith::RemFOp>(op))
      return WalkResult::advance();
    op->emitOpError("on ") << op->getResult(0).getType()
                           << " cannot be computed on a GPU: there is no expansion of it";
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

namespace {
struct ExpandDeviceMathPass : tslice::impl::ExpandDeviceMathPassBase<ExpandDeviceMathPass> {
  using Base::Base;

  void runOnOperation() override {
    auto always = [](StringRef) { return true; };
    RewritePatternSet patterns(&getContext());
    // A polynomial is preferred to an expansion in terms of other functions.
    populateMathPolynomialApproximationPatterns(patterns, always, /*benefit=*/2);
    math::populateExpansionPatterns(
        patterns, {"sinh", "cosh", "tan", "tanh", "asinh", "acosh", "atanh", "exp2", "powf",
                   "fpowi", "rsqrt", "clampf"});
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))) ||
        failed(reportUnsupported(getOperation())))
      signalPassFailure();
  }
};
} // namespace
