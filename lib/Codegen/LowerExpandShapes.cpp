// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Lowers the splitting of a dimension into several of dynamic sizes, which
// upstream's pass for views takes for granted not to exist, and crashes on.

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_LOWEREXPANDSHAPESPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;

/// Whether some dimension is split into more than one of dynamic size.
static bool hasDynamicSplit(memref::ExpandShapeOp op) {
  return llvm::any_of(op.getReassociationIndices(),
                      [&](const ReassociationIndices &group) {
                        return llvm::count_if(group, [&](int64_t dim) {
                                 return op.getResultType().isDynamicDim(dim);
                               }) > 1;
                      });
}

namespace {
/// %e = memref.expand_shape %x [[0, 1]] output_shape [%n, %m]
/// ->
/// %base, %offset, %sizes, %strides = memref.extract_strided_metadata %x
/// %e = memref.reinterpret_cast %base to offset: [%offset], sizes: [%n, %m],
///                                       strides: [%m * %strides, %strides]
struct ExpandShapeToReinterpretCast : OpRewritePattern<memref::ExpandShapeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(memref::ExpandShapeOp op,
                                PatternRewriter &rewriter) const override {
    if (!hasDynamicSplit(op))
      return rewriter.notifyMatchFailure(op, "upstream lowers it");
    Location loc = op.getLoc();
    auto source =
        memref::ExtractStridedMetadataOp::create(rewriter, loc, op.getSrc());
    SmallVector<OpFoldResult> sizes = op.getMixedOutputShape();
    SmallVector<OpFoldResult> strides(sizes.size());
    for (auto [from, group] : llvm::enumerate(op.getReassociationIndices())) {
      OpFoldResult stride = source.getConstifiedMixedStrides()[from];
      for (int64_t dim : llvm::reverse(group)) {
        strides[dim] = stride;
        Value size = getValueOrCreateConstantIndexOp(rewriter, loc, sizes[dim]);
        Value inner = getValueOrCreateConstantIndexOp(rewriter, loc, stride);
        stride = rewriter.createOrFold<arith::MulIOp>(loc, inner, size);
        // The type of the result may know the stride.
        stride = getAsOpFoldResult(cast<Value>(stride));
      }
    }
    auto [staticStrides, staticOffset] =
        op.getResultType().getStridesAndOffset();
    for (auto [dim, stride] : llvm::enumerate(staticStrides)) {
      if (!ShapedType::isDynamic(stride))
        strides[dim] = rewriter.getIndexAttr(stride);
    }
    rewriter.replaceOpWithNewOp<memref::ReinterpretCastOp>(
        op, op.getResultType(), source.getBaseBuffer(),
        source.getConstifiedMixedOffset(), sizes, strides);
    return success();
  }
};

struct LowerExpandShapesPass
    : tslice::impl::LowerExpandShapesPassBase<LowerExpandShapesPass> {
  using Base::Base;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<ExpandShapeToReinterpretCast>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
