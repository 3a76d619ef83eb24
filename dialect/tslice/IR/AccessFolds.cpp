// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Folds and canonicalizations of the accesses that change neither bits nor errors.

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/PatternMatch.h"
#include "tslice/IR/TSliceInference.h"
#include "tslice/IR/TSliceOps.h"

using namespace mlir;
using namespace tslice;

/// Whether a ranged access covers its whole static tensor in order, dropping nothing.
template <typename OpTy>
static bool isIdentity(OpTy op) {
  auto type = op.getIndexed().getType();
  return type.hasStaticShape() && op.getElements().getType() == type && op.getDrop().empty() &&
         llvm::all_of(op.getStaticOffsets(), [](int64_t offset) { return offset == 0; }) &&
         llvm::all_of(op.getStaticStrides(), [](int64_t stride) { return stride == 1; }) &&
         op.getStaticSizes() == type.getShape();
}

/// slice %x[0..][all][1..] -> %x
OpFoldResult SliceOp::fold(FoldAdaptor adaptor) { return isIdentity(*this) ? OpFoldResult(getSource()) : nullptr; }

/// update set %u into %x[0..][all][1..] -> %u; an empty update -> %x
OpFoldResult UpdateOp::fold(FoldAdaptor adaptor) {
  if (getCombine() == Combiner::Set && isIdentity(*this))
    return getUpdate();
  if (getUpdate().getType().hasStaticShape() && getUpdate().getType().getNumElements() == 0 &&
      !ShapedType::isDynamicShape(getStaticSizes()) && !ShapedType::isDynamicShape(getStaticStrides()))
    return getDest();
  return nullptr;
}

OpFoldResult GatherOp::fold(FoldAdaptor adaptor) { return nullptr; }

/// A scatter without positions -> %dest
OpFoldResult ScatterOp::fold(FoldAdaptor adaptor) {
  auto update = getUpdate().getType();
  if (getIndices().getType().hasStaticShape() && getIndices().getType().getNumElements() == 0 &&
      update.hasStaticShape() && update.getNumElements() == 0 && getDims().size() == 1)
    return getDest();
  return nullptr;
}

namespace {

/// Constant offsets and strides become static:
///   %c1 = arith.constant 1 : index
///   tslice.slice %x[%c1][2][1] : ...   ->   tslice.slice %x[1][2][1] : ...
/// unless the static form would be an error that the program may never reach.
/// Sizes stay, since they are part of the result's type.
template <typename OpTy>
struct FoldConstantLists : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpTy op, PatternRewriter &rewriter) const override {
    SmallVector<OpFoldResult> offsets = op.getMixedOffsets(), strides = op.getMixedStrides();
    bool changed = succeeded(foldDynamicIndexList(offsets));
    changed |= succeeded(foldDynamicIndexList(strides));
    if (!changed)
      return rewriter.notifyMatchFailure(op, "no constant operand");
    SmallVector<int64_t> staticOffsets, staticStrides;
    SmallVector<Value> dynamicOffsets, dynamicStrides;
    dispatchIndexOpFoldResults(offsets, dynamicOffsets, staticOffsets);
    dispatchIndexOpFoldResults(strides, dynamicStrides, staticStrides);
    RangedAccess access{staticOffsets, op.getStaticSizes(), staticStrides, op.getDrop(), op.getBounds()};
    // Inference must not print: a failing access is left to run time.
    ScopedDiagnosticHandler silence(op.getContext(), [](Diagnostic &) { return success(); });
    if (failed(inferRangedShape([&] { return op.emitOpError(); }, op.getIndexed().getType(), access)))
      return rewriter.notifyMatchFailure(op, "the access would be out of range");
    rewriter.modifyOpInPlace(op, [&] {
      op.getOffsetsMutable().assign(dynamicOffsets);
      op.getStridesMutable().assign(dynamicStrides);
      op.setStaticOffsets(staticOffsets);
      op.setStaticStrides(staticStrides);
    });
    return success();
  }
};

} // namespace

void SliceOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<FoldConstantLists<SliceOp>>(context);
}

void UpdateOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<FoldConstantLists<UpdateOp>>(context);
}

void GatherOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {}
void ScatterOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {}
