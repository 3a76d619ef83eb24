// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Upstream turns only parallel loops without results into sequential ones.

#include "SerializeReductions.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace tslice;

/// Clones `block` without its terminator, and returns what the operands of that
/// become.
static SmallVector<Value> cloneBody(OpBuilder &builder, Block *block,
                                    IRMapping &map) {
  for (Operation &op : block->without_terminator())
    builder.clone(op, map);
  return llvm::map_to_vector(
      block->getTerminator()->getOperands(),
      [&](Value value) { return map.lookupOrDefault(value); });
}

/// %r = scf.parallel (%i) = ... init (%z) { A; scf.reduce(%v) { (%a, %b): R;
/// return %c } }
/// ->
/// %r = scf.for %i = ... iter_args(%a = %z) { A; R with %v for %b; scf.yield %c
/// }
static void serialize(RewriterBase &rewriter, scf::ParallelOp loop) {
  rewriter.setInsertionPoint(loop);
  scf::LoopNest nest = scf::buildLoopNest(
      rewriter, loop.getLoc(), loop.getLowerBound(), loop.getUpperBound(),
      loop.getStep(), loop.getInitVals(),
      [&](OpBuilder &builder, Location, ValueRange positions,
          ValueRange folded) {
        IRMapping map;
        map.map(loop.getInductionVars(), positions);
        SmallVector<Value> operands = cloneBody(builder, loop.getBody(), map);
        scf::ValueVector results;
        auto reduce = cast<scf::ReduceOp>(loop.getBody()->getTerminator());
        for (auto [region, value, operand] :
             llvm::zip(reduce.getReductions(), folded, operands)) {
          map.map(region.getArgument(0), value);
          map.map(region.getArgument(1), operand);
          results.push_back(cloneBody(builder, &region.front(), map).front());
        }
        return results;
      });
  rewriter.replaceOp(loop, nest.results);
}

void tslice::serializeReductions(Operation *op) {
  SmallVector<scf::ParallelOp> loops;
  op->walk([&](scf::ParallelOp loop) {
    if (loop.getNumReductions() != 0)
      loops.push_back(loop);
  });
  IRRewriter rewriter(op->getContext());
  for (scf::ParallelOp loop : loops)
    serialize(rewriter, loop);
}
