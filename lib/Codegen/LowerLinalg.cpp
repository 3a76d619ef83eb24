// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Turns linalg ops and copies on memrefs into loops. It adds to upstream's
// lowering the choice of the loop order and loops of one dimension each, which
// later passes can move checks between.

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_LOWERLINALGPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;

/// scf.parallel (%i, %j) = ... { body } -> scf.parallel (%i) { scf.parallel (%j) { body } }
static void nestParallel(RewriterBase &rewriter, scf::ParallelOp loop) {
  unsigned rank = loop.getNumLoops();
  if (rank == 1 || loop.getNumReductions() != 0)
    return;
  Location loc = loop.getLoc();
  rewriter.setInsertionPoint(loop);
  SmallVector<Value> inductionVars;
  scf::ParallelOp inner;
  for (unsigned dim = 0; dim < rank; ++dim) {
    inner = scf::ParallelOp::create(rewriter, loc, ValueRange(loop.getLowerBound()[dim]),
                                    ValueRange(loop.getUpperBound()[dim]),
                                    ValueRange(loop.getStep()[dim]));
    inductionVars.push_back(inner.getInductionVars()[0]);
    rewriter.setInsertionPointToStart(inner.getBody());
  }
  rewriter.eraseOp(inner.getBody()->getTerminator());
  rewriter.mergeBlocks(loop.getBody(), inner.getBody(), inductionVars);
  rewriter.eraseOp(loop);
}

/// memref.copy %a, %b -> linalg.generic, or nothing if the two are the same.
static void copyToLinalg(RewriterBase &rewriter, memref::CopyOp copy) {
  rewriter.setInsertionPoint(copy);
  if (copy.getSource() != copy.getTarget())
    linalg::makeMemRefCopyOp(rewriter, copy.getLoc(), copy.getSource(), copy.getTarget());
  rewriter.eraseOp(copy);
}

static LogicalResult lowerToLoops(RewriterBase &rewriter, linalg::LinalgOp op) {
  rewriter.setInsertionPoint(op);
  FailureOr<linalg::LinalgLoops> loops = linalg::linalgOpToParallelLoops(rewriter, op);
  if (failed(loops))
    return op.emitOpError("cannot be turned into loops");
  rewriter.eraseOp(op);
  for (Operation *loop : *loops) {
    if (auto parallel = dyn_cast_or_null<scf::ParallelOp>(loop))
      nestParallel(rewriter, parallel);
  }
  return success();
}

namespace {
struct LowerLinalgPass : tslice::impl::LowerLinalgPassBase<LowerLinalgPass> {
  using Base::Base;

  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    getOperation().walk([&](memref::CopyOp copy) { copyToLinalg(rewriter, copy); });
    SmallVector<linalg::LinalgOp> ops;
    getOperation().walk([&](linalg::LinalgOp op) { ops.push_back(op); });
    for (linalg::LinalgOp op : ops) {
      if (failed(lowerToLoops(rewriter, op)))
        return signalPassFailure();
    }
  }
};
} // namespace
