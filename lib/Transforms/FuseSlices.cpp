// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The slice algebra as one greedy rewrite; each family of patterns has a file
// of its own.

#include "tslice/Transforms/FuseSlices.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "tslice/IR/TSliceOps.h"
#include "tslice/Transforms/Passes.h"

using namespace mlir;

namespace tslice {
#define GEN_PASS_DEF_FUSESLICESPASS
#include "tslice/Transforms/Passes.h.inc"
} // namespace tslice

namespace {
struct FuseSlicesPass : tslice::impl::FuseSlicesPassBase<FuseSlicesPass> {
  using Base::Base;

  LogicalResult initialize(MLIRContext *context) override {
    RewritePatternSet families(context);
    tslice::populateSliceOfSlicePatterns(families);
    tslice::populateSliceOfElementwisePatterns(families);
    tslice::populateSliceOfUpdatePatterns(families);
    tslice::populateUpdateOfFillPatterns(families);
    tslice::populateGatherOfSlicePatterns(families);
    tslice::populateGatherOfElementwisePatterns(families);
    tslice::populateReadOfGatherPatterns(families);
    patterns = std::move(families);
    return success();
  }

  void runOnOperation() override {
    // Every rewrite moves a read towards its source or removes an access.
    GreedyRewriteConfig config;
    config.setMaxIterations(GreedyRewriteConfig::kNoLimit);
    if (failed(applyPatternsGreedily(getOperation(), patterns, config))) {
      getOperation()->emitError("slices do not reach a form that no rewrite "
                                "changes any more");
      signalPassFailure();
    }
  }

  FrozenRewritePatternSet patterns;
};
} // namespace
