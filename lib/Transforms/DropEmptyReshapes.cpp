// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reshapes and slices of tensors that have no element by their type: upstream
// disagrees with itself on their layout, divides by their sizes when it addresses
// them, and rejects every offset.

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"
#include "tslice/Transforms/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_DROPEMPTYRESHAPESPASS
#include "tslice/Transforms/Passes.h.inc"
} // namespace tslice

using namespace mlir;

static SmallVector<OpFoldResult> getResultSizes(RewriterBase &,
                                                tensor::ExpandShapeOp op) {
  return op.getMixedOutputShape();
}

/// A dynamic size is the product of those that it collapses.
static SmallVector<OpFoldResult> getResultSizes(RewriterBase &rewriter,
                                                tensor::CollapseShapeOp op) {
  Location loc = op.getLoc();
  SmallVector<OpFoldResult> sizes;
  for (auto [size, group] : llvm::zip_equal(op.getResultType().getShape(),
                                            op.getReassociationIndices())) {
    if (!ShapedType::isDynamic(size)) {
      sizes.push_back(rewriter.getIndexAttr(size));
      continue;
    }
    Value product = arith::ConstantIndexOp::create(rewriter, loc, 1);
    for (int64_t dim : group)
      product = rewriter.createOrFold<arith::MulIOp>(
          loc, product,
          tensor::DimOp::create(rewriter, loc, op.getSrc(), dim).getResult());
    sizes.push_back(product);
  }
  return sizes;
}

namespace {

///   %r = tensor.collapse_shape %x [[0, 1]] : tensor<0x?xf32> into
///   tensor<?xf32>
/// ->
///   %n = (the product of the sizes, which is 0)
///   %r = tensor.empty(%n) : tensor<?xf32>
template <typename OpTy> struct ReshapeToEmpty : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpTy op,
                                PatternRewriter &rewriter) const override {
    RankedTensorType type = op.getResultType();
    if (!llvm::is_contained(op.getSrcType().getShape(), 0) &&
        !llvm::is_contained(type.getShape(), 0))
      return rewriter.notifyMatchFailure(op, "may have elements");
    rewriter.replaceOpWithNewOp<tensor::EmptyOp>(
        op, getResultSizes(rewriter, op), type.getElementType());
    return success();
  }
};

/// Whether `tensor` has no element, by its type or that of what it is a cast of.
bool isEmpty(Value tensor) {
  while (true) {
    auto type = dyn_cast<RankedTensorType>(tensor.getType());
    if (type && llvm::is_contained(type.getShape(), 0))
      return true;
    auto cast = tensor.getDefiningOp<tensor::CastOp>();
    if (!cast)
      return false;
    tensor = cast.getSource();
  }
}

///   %e = tensor.cast %x : tensor<0x4xf32> to tensor<?x4xf32>
///   %r = tensor.extract_slice %e[0, 0] [%n, 4] [1, 1]
/// ->
///   %r = tensor.empty(%n) : tensor<?x4xf32>
/// Upstream would read it from the tensor of the static size, and reject the
/// offset.
struct SliceToEmpty : OpRewritePattern<tensor::ExtractSliceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::ExtractSliceOp op,
                                PatternRewriter &rewriter) const override {
    if (!isEmpty(op.getSource()))
      return rewriter.notifyMatchFailure(op, "may have elements");
    llvm::SmallBitVector dropped = op.getDroppedDims();
    SmallVector<OpFoldResult> sizes;
    for (auto [dim, size] : llvm::enumerate(op.getMixedSizes()))
      if (!dropped.test(dim))
        sizes.push_back(size);
    Value empty = tensor::EmptyOp::create(rewriter, op.getLoc(), sizes,
                                          op.getType().getElementType());
    if (empty.getType() != op.getType())
      empty =
          tensor::CastOp::create(rewriter, op.getLoc(), op.getType(), empty);
    rewriter.replaceOp(op, empty);
    return success();
  }
};

///   %r = tensor.insert_slice %u into %e[0, 0] [%n, 4] [1, 1]
/// ->
///   %e
struct WriteToEmpty : OpRewritePattern<tensor::InsertSliceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::InsertSliceOp op,
                                PatternRewriter &rewriter) const override {
    if (!isEmpty(op.getDest()))
      return rewriter.notifyMatchFailure(op, "may have elements");
    rewriter.replaceOp(op, op.getDest());
    return success();
  }
};

struct DropEmptyReshapes
    : tslice::impl::DropEmptyReshapesPassBase<DropEmptyReshapes> {
  using Base::Base;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns
        .add<ReshapeToEmpty<tensor::CollapseShapeOp>,
             ReshapeToEmpty<tensor::ExpandShapeOp>, SliceToEmpty, WriteToEmpty>(
            &getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};

} // namespace
