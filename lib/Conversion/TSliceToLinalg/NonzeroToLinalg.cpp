// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// nonzero, and gathers at its positions, to loops over blocks of the mask.

#include "NonzeroEmitter.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"
#include "tslice/Conversion/TSliceToLinalg.h"

using namespace mlir;
using namespace tslice;

/// Whether `gather` reads single elements at rows of indices as they are, of a
/// tensor with as many dimensions.
static bool readsPositions(GatherOp gather, int64_t rank) {
  return gather.getSource().getType().getRank() == rank &&
         gather.getDims().size() == static_cast<size_t>(rank) &&
         llvm::equal(gather.getDims(), llvm::seq<int64_t>(0, rank)) &&
         gather.getBatch().empty() && !gather.getWindow();
}

/// The gathers that are all uses of the positions of `op`; for rank 1 without
/// their dimension of components. Empty if there are others.
static SmallVector<GatherOp> getGathers(NonzeroOp op) {
  int64_t rank = op.getMask().getType().getRank();
  SmallVector<GatherOp> gathers;
  SmallVector<Value> positions{op.getPositions()};
  for (size_t i = 0; i < positions.size(); ++i)
    for (OpOperand &use : positions[i].getUses()) {
      auto collapse = dyn_cast<tensor::CollapseShapeOp>(use.getOwner());
      auto gather = dyn_cast<GatherOp>(use.getOwner());
      if (collapse && rank == 1)
        positions.push_back(collapse);
      else if (gather && use.get() == gather.getIndices() &&
               readsPositions(gather, rank) && (rank > 1 || i > 0))
        gathers.push_back(gather);
      else
        return {};
    }
  return gathers;
}

/// Whether `source` has the sizes of the mask, or in dimension 0 a larger one:
/// then a position has one number in both. Null if that is known.
static Value fits(IndexMath &math, Value mask, Value source) {
  Value result;
  int64_t rank = cast<RankedTensorType>(mask.getType()).getRank();
  for (int64_t dim = 0; dim < rank; ++dim) {
    Value size = math.dim(mask, dim), limit = math.dim(source, dim);
    auto known = IndexMath::known(size), most = IndexMath::known(limit);
    if (known && most && (dim == 0 ? *known <= *most : *known == *most))
      continue;
    Value fit = math.less(size, math.add(limit, math.constant(1)));
    if (dim > 0)
      fit = math.both(fit, math.less(limit, math.add(size, math.constant(1))));
    result = result ? math.both(result, fit) : fit;
  }
  return result;
}

///   %p = tslice.nonzero %mask : tensor<?xi1> -> tensor<?x1xindex>
///   %i = tensor.collapse_shape %p [[0, 1]]
///   %r = tslice.gather %x[%i] dims [0]
/// ->
///   %fits = %x has the sizes of the mask
///   %r = scf.if %fits {
///     the elements of %x, block by block as NonzeroToLoops
///   } else {
///     the gather at the positions, as NonzeroToLoops writes them
///   }
/// so that no position is written and read again.
static void replaceGather(OpBuilder &builder, GatherOp gather, NonzeroOp op,
                          int64_t blockSize) {
  auto emit = [&](OpBuilder &b, Location loc) {
    IndexMath inner(b, loc);
    NonzeroEmitter emitter(inner, op, blockSize);
    return castTo(inner, emitter.emitElements(inner, gather.getSource()),
                  gather.getType());
  };
  IndexMath math(builder, gather.getLoc());
  Value result;
  if (Value condition = fits(math, op.getMask(), gather.getSource())) {
    auto branch = scf::IfOp::create(
        builder, gather.getLoc(), condition,
        [&](OpBuilder &b, Location loc) {
          scf::YieldOp::create(b, loc, emit(b, loc));
        },
        [&](OpBuilder &b, Location loc) {
          IRMapping mapping;
          IndexMath inner(b, loc);
          mapping.map(op.getPositions(),
                      NonzeroEmitter(inner, op, blockSize).emit(inner)[0]);
          if (auto collapse =
                  gather.getIndices().getDefiningOp<tensor::CollapseShapeOp>())
            b.clone(*collapse, mapping);
          scf::YieldOp::create(b, loc, b.clone(*gather, mapping)->getResults());
        });
    result = branch.getResult(0);
  } else {
    result = emit(builder, gather.getLoc());
  }
  gather.getResult().replaceAllUsesWith(result);
  gather.erase();
}

void tslice::fuseNonzeroIntoGathers(Operation *root, int64_t blockSize) {
  SmallVector<NonzeroOp> ops;
  root->walk([&](NonzeroOp op) { ops.push_back(op); });
  for (NonzeroOp op : ops) {
    if (op.getCount() || hasNoRows(op))
      continue;
    SmallVector<GatherOp> gathers = getGathers(op);
    for (GatherOp gather : gathers) {
      OpBuilder builder(gather);
      replaceGather(builder, gather, op, blockSize);
    }
    if (gathers.empty())
      continue;
    for (Operation *collapse : llvm::make_early_inc_range(op->getUsers()))
      collapse->erase();
    op.erase();
  }
}

namespace {

///   %p = tslice.nonzero %mask : tensor<?xi1> -> tensor<?x1xindex>
/// ->
///   %counts = scf.forall (%b) in (%numBlocks) { how many are true }
///   %sums, %total = scf.for %b = 0 to %numBlocks { exclusive sum of %counts }
///   %dest = tensor.empty(%total) : tensor<?x1xindex>
///   %p = scf.forall (%b) in (%numBlocks) shared_outs(%d = %dest) {
///     positions of block %b to rows %sums[%b] .. %sums[%b + 1] of %d
///   }
/// The blocks do not depend on the number of threads, nor do the rows.
struct NonzeroToLoops : OpRewritePattern<NonzeroOp> {
  NonzeroToLoops(MLIRContext *context, int64_t blockSize)
      : OpRewritePattern(context), blockSize(blockSize) {}

  LogicalResult matchAndRewrite(NonzeroOp op,
                                PatternRewriter &rewriter) const override {
    IndexMath math(rewriter, op.getLoc());
    rewriter.replaceOp(op, NonzeroEmitter(math, op, blockSize).emit(math));
    return success();
  }

  int64_t blockSize;
};

} // namespace

void tslice::populateNonzeroToLinalgPatterns(RewritePatternSet &patterns,
                                             int64_t blockSize) {
  patterns.add<NonzeroToLoops>(patterns.getContext(), blockSize);
}
