// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Calls libm where upstream's conversion to LLVM would compute something less
// exact: exp(x) - 1 and log(1 + x) have few right digits near 0.

#include "mlir/Conversion/MathToLibm/MathToLibm.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/DialectConversion.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_CALLLIBMPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;

namespace {
struct CallLibmPass : tslice::impl::CallLibmPassBase<CallLibmPass> {
  using Base::Base;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateMathToLibmConversionPatterns(patterns);
    ConversionTarget target(getContext());
    target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
    target.addIllegalOp<math::ExpM1Op, math::Log1pOp>();
    if (failed(applyPartialConversion(getOperation(), target,
                                      std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
