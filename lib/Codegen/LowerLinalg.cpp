// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Turns linalg ops and copies on memrefs into loops. It adds to upstream's
// lowering the choice of the loop order and loops of one dimension each, which
// later passes can move checks between.

#include "LoopFacts.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_LOWERLINALGPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;

/// memref.copy %a, %b -> linalg.generic, or nothing if the two are the same.
static void copyToLinalg(RewriterBase &rewriter, memref::CopyOp copy) {
  rewriter.setInsertionPoint(copy);
  if (copy.getSource() != copy.getTarget())
    linalg::makeMemRefCopyOp(rewriter, copy.getLoc(), copy.getSource(),
                             copy.getTarget());
  rewriter.eraseOp(copy);
}

//===----------------------------------------------------------------------===//
// Loop order
//===----------------------------------------------------------------------===//

/// Whether `value` inside the body of a generic depends on iterator `dim`.
static bool dependsOn(Value value, unsigned dim, Block *body) {
  Operation *op = value.getDefiningOp();
  if (!op || op->getBlock() != body)
    return false;
  if (auto index = dyn_cast<linalg::IndexOp>(op))
    return index.getDim() == dim;
  return llvm::any_of(op->getOperands(), [&](Value operand) {
    return dependsOn(operand, dim, body);
  });
}

/// Whether neighbouring iterations of `dim` touch neighbouring elements, or the
/// same ones, of every operand, and of a result neighbouring ones.
static bool isContiguous(linalg::GenericOp op, unsigned dim) {
  for (OpOperand &operand : op->getOpOperands()) {
    AffineMap map = op.getMatchingIndexingMap(&operand);
    auto type = dyn_cast<MemRefType>(operand.get().getType());
    if (!type) // a scalar is the same everywhere
      continue;
    bool innermost = false;
    for (auto [position, expr] : llvm::enumerate(map.getResults())) {
      if (!expr.isFunctionOfDim(dim))
        continue;
      if (position + 1 != map.getNumResults() || !isa<AffineDimExpr>(expr))
        return false;
      innermost = true;
    }
    if (innermost && !type.areTrailingDimsContiguous(1))
      return false;
    if (!innermost && op.isDpsInit(&operand))
      return false;
  }
  WalkResult loads = op.getBody()->walk([&](memref::LoadOp load) {
    for (Value index :
         llvm::drop_end(load.getIndices(), load.getIndices().empty() ? 0 : 1)) {
      if (dependsOn(index, dim, op.getBody()))
        return WalkResult::interrupt();
    }
    return WalkResult::advance();
  });
  return !loads.wasInterrupted();
}

/// The order of the loops: reductions stay in theirs, because the results'
/// bits depend on it; one contiguous parallel iterator goes innermost, so that
/// it is vectorised; the other parallel ones go outermost. If all of them are
/// to be outermost, the contiguous one is the last of them.
static SmallVector<unsigned> chooseOrder(linalg::GenericOp op,
                                         bool parallelOutermost) {
  SmallVector<utils::IteratorType> kinds = op.getIteratorTypesArray();
  auto identity = llvm::to_vector(llvm::seq<unsigned>(0, kinds.size()));
  if (llvm::none_of(kinds, linalg::isReductionIterator))
    return identity;
  SmallVector<unsigned> parallel, reductions;
  for (unsigned dim : identity)
    (linalg::isParallelIterator(kinds[dim]) ? parallel : reductions)
        .push_back(dim);
  auto innermost = llvm::find_if(llvm::reverse(parallel), [&](unsigned dim) {
    return isContiguous(op, dim);
  });
  SmallVector<unsigned> order;
  for (unsigned dim : parallel) {
    if (innermost == parallel.rend() || dim != *innermost)
      order.push_back(dim);
  }
  if (!parallelOutermost)
    order.append(reductions);
  if (innermost != parallel.rend())
    order.push_back(*innermost);
  if (parallelOutermost)
    order.append(reductions);
  return order;
}

//===----------------------------------------------------------------------===//
// Lowering
//===----------------------------------------------------------------------===//

/// Brings `op` into the form with indexing maps and the loop order to lower.
static FailureOr<linalg::LinalgOp>
prepare(RewriterBase &rewriter, linalg::LinalgOp op, bool parallelOutermost) {
  auto generic = dyn_cast<linalg::GenericOp>(*op);
  if (!generic) {
    FailureOr<linalg::GenericOp> made = linalg::generalizeNamedOp(rewriter, op);
    if (failed(made))
      return op;
    generic = *made;
    rewriter.setInsertionPoint(generic);
  }
  SmallVector<unsigned> order = chooseOrder(generic, parallelOutermost);
  if (llvm::equal(order, llvm::seq<unsigned>(0, order.size())))
    return cast<linalg::LinalgOp>(*generic);
  FailureOr<linalg::GenericOp> ordered =
      linalg::interchangeGenericOp(rewriter, generic, order);
  if (failed(ordered))
    return generic.emitOpError("cannot have its loops reordered");
  return cast<linalg::LinalgOp>(**ordered);
}

static LogicalResult lowerToLoops(RewriterBase &rewriter,
                                  linalg::LinalgOp original,
                                  bool parallelOutermost) {
  rewriter.setInsertionPoint(original);
  FailureOr<linalg::LinalgOp> prepared =
      prepare(rewriter, original, parallelOutermost);
  if (failed(prepared))
    return failure();
  linalg::LinalgOp op = *prepared;
  rewriter.setInsertionPoint(op);
  FailureOr<linalg::LinalgLoops> loops =
      linalg::linalgOpToParallelLoops(rewriter, op);
  if (failed(loops))
    return op.emitOpError("cannot be turned into loops");
  rewriter.eraseOp(op);
  // The loops of one scf.parallel are listed once per dimension.
  llvm::SetVector<Operation *> distinct(loops->begin(), loops->end());
  Operation *outermost = nullptr;
  for (Operation *loop : distinct) {
    if (auto parallel = dyn_cast<scf::ParallelOp>(loop))
      loop = tslice::nestParallel(rewriter, parallel);
    if (!outermost)
      outermost = loop;
  }
  if (outermost)
    outermost->setAttr(tslice::kKernelAttr, rewriter.getUnitAttr());
  return success();
}

namespace {
struct LowerLinalgPass : tslice::impl::LowerLinalgPassBase<LowerLinalgPass> {
  using Base::Base;

  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    getOperation().walk(
        [&](memref::CopyOp copy) { copyToLinalg(rewriter, copy); });
    SmallVector<linalg::LinalgOp> ops;
    getOperation().walk([&](linalg::LinalgOp op) { ops.push_back(op); });
    for (linalg::LinalgOp op : ops) {
      if (failed(lowerToLoops(rewriter, op, parallelOutermost)))
        return signalPassFailure();
    }
  }
};
} // namespace
