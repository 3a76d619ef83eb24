// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Keeps rows that are read at computed places from being written down only
// because two ops want them, or because a reduction does.

#include "ReadsOfRows.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace tslice;

/// Rows from here on fill lines of the cache: to read one again where it lies
/// costs no more than to read a copy.
static constexpr int64_t kLineBits = 64 * 8;

/// Whether `generic` does nothing but read elements of tensors at computed
/// places, row by row.
static bool isReadOfRows(linalg::GenericOp generic) {
  if (generic->getNumResults() != 1 ||
      generic.getNumParallelLoops() != generic.getNumLoops())
    return false;
  auto type = cast<RankedTensorType>(generic->getResult(0).getType());
  if (type.getRank() < 2 || !type.getElementType().isIntOrFloat() ||
      ShapedType::isDynamic(type.getShape().back()) ||
      type.getShape().back() * type.getElementTypeBitWidth() < kLineBits)
    return false;
  auto read = generic.getBody()
                  ->getTerminator()
                  ->getOperand(0)
                  .getDefiningOp<tensor::ExtractOp>();
  if (!read || read.getIndices().empty())
    return false;
  auto column = read.getIndices().back().getDefiningOp<linalg::IndexOp>();
  if (!column || static_cast<int64_t>(column.getDim()) != type.getRank() - 1)
    return false;
  return llvm::all_of(
      generic.getBody()->without_terminator(), [&](Operation &op) {
        return &op == read || llvm::all_of(op.getResultTypes(), [](Type type) {
          return type.isIntOrIndex();
        });
      });
}

/// Whether all that use `generic` visit each element once and need no copy.
static bool areUsesReads(linalg::GenericOp generic) {
  return llvm::all_of(generic->getUses(), [](OpOperand &use) {
    Operation *user = use.getOwner();
    if (isa<tensor::ExtractSliceOp>(user))
      return true;
    auto consumer = dyn_cast<linalg::LinalgOp>(user);
    return consumer && consumer.isDpsInput(&use) &&
           consumer.getMatchingIndexingMap(&use).isPermutation();
  });
}

///   %rows = linalg.generic { tensor.extract %x[...] }
///   %a = linalg.generic ins(%rows)
///   %b = linalg.generic ins(%rows)
/// -> one %rows for each, into which it can be fused
bool tslice::separateReadsOfRows(Operation *root) {
  SmallVector<linalg::GenericOp> reads;
  root->walk([&](linalg::GenericOp generic) {
    if (!generic->hasOneUse() && isReadOfRows(generic) && areUsesReads(generic))
      reads.push_back(generic);
  });
  for (linalg::GenericOp read : reads) {
    OpBuilder builder(read);
    for (OpOperand &use :
         llvm::make_early_inc_range(llvm::drop_begin(read->getUses())))
      use.set(builder.clone(*read)->getResult(0));
  }
  return !reads.empty();
}

namespace {

///   %r = linalg.generic { tensor.extract %x[...] } : tensor<?x64xf32>
///   %s = linalg.generic {"parallel", "reduction"} ins(%r, %i) outs(%o)
/// ->
///   %e = tensor.empty() : tensor<64xi1>
///   %s = linalg.generic {"parallel", "reduction"} ins(%i, %e) outs(%o)
/// Upstream leaves such a pair alone, since nothing is left that says how long
/// the reduction is.
struct FuseIntoReduction : OpRewritePattern<linalg::GenericOp> {
  FuseIntoReduction(MLIRContext *context, linalg::ControlFusionFn control)
      : OpRewritePattern(context), control(std::move(control)) {}

  LogicalResult matchAndRewrite(linalg::GenericOp reduction,
                                PatternRewriter &rewriter) const override {
    OpOperand *use = findRead(reduction);
    if (!use)
      return rewriter.notifyMatchFailure(reduction, "reduces no read alone");
    linalg::GenericOp sized = addSizes(reduction, rewriter);
    OpOperand *sizedUse = &sized->getOpOperand(use->getOperandNumber());
    if (!linalg::areElementwiseOpsFusable(sizedUse)) {
      rewriter.eraseOp(sized);
      return rewriter.notifyMatchFailure(reduction, "cannot be fused");
    }
    rewriter.replaceOp(reduction, sized);
    FailureOr<linalg::ElementwiseOpFusionResult> fused =
        linalg::fuseElementwiseOps(rewriter, sizedUse);
    if (succeeded(fused))
      rewriter.replaceOp(sized,
                         fused->replacements.lookup(sized->getResult(0)));
    return success();
  }

private:
  OpOperand *findRead(linalg::GenericOp reduction) const {
    if (reduction.getNumReductionLoops() == 0 ||
        reduction->getNumResults() != 1)
      return nullptr;
    for (OpOperand *use : reduction.getDpsInputOperands()) {
      auto read = use->get().getDefiningOp<linalg::GenericOp>();
      if (read && isReadOfRows(read) && control(use) &&
          reduction.getMatchingIndexingMap(use).isPermutation() &&
          !linalg::areElementwiseOpsFusable(use))
        return use;
    }
    return nullptr;
  }

  /// The same op with an operand for each reduction of known length that tells
  /// this length.
  linalg::GenericOp addSizes(linalg::GenericOp reduction,
                             PatternRewriter &rewriter) const;

  linalg::ControlFusionFn control;
};
} // namespace

linalg::GenericOp FuseIntoReduction::addSizes(linalg::GenericOp reduction,
                                              PatternRewriter &rewriter) const {
  SmallVector<Value> inputs = reduction.getInputs();
  SmallVector<AffineMap> maps = reduction.getIndexingMapsArray();
  SmallVector<unsigned> dims;
  reduction.getReductionDims(dims);
  SmallVector<int64_t> ranges = reduction.getStaticLoopRanges();
  Location loc = reduction.getLoc();
  Block *body = reduction.getBody();
  unsigned numOld = inputs.size();
  for (unsigned dim : dims) {
    if (ShapedType::isDynamic(ranges[dim]))
      continue;
    maps.insert(maps.begin() + inputs.size(),
                AffineMap::get(reduction.getNumLoops(), 0,
                               rewriter.getAffineDimExpr(dim)));
    inputs.push_back(tensor::EmptyOp::create(
        rewriter, loc, ArrayRef<int64_t>{ranges[dim]}, rewriter.getI1Type()));
  }
  return linalg::GenericOp::create(
      rewriter, loc, reduction->getResultTypes(), inputs,
      reduction.getOutputs(), maps, reduction.getIteratorTypesArray(),
      [&](OpBuilder &builder, Location, ValueRange arguments) {
        IRMapping mapping;
        mapping.map(body->getArguments().take_front(numOld),
                    arguments.take_front(numOld));
        mapping.map(body->getArguments().drop_front(numOld),
                    arguments.drop_front(inputs.size()));
        for (Operation &op : *body)
          builder.clone(op, mapping);
      });
}

void tslice::populateFuseIntoReductionPatterns(
    RewritePatternSet &patterns, const linalg::ControlFusionFn &control) {
  patterns.add<FuseIntoReduction>(patterns.getContext(), control);
}
