// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The part of upstream's arith expansion that keeps bits. It is a pass of its own
// because upstream's also replaces minimumf and maximumf by comparisons, for which
// -0 and +0 are equal.

#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_EXPANDARITHPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;

namespace {
struct ExpandArithPass : tslice::impl::ExpandArithPassBase<ExpandArithPass> {
  using Base::Base;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    arith::populateCeilFloorDivExpandOpsPatterns(patterns);
    arith::populateExpandBFloat16Patterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
