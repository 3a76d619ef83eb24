// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Keeps xor on tensors of dynamic size away from upstream's folder, which makes
// `x ^ x` a constant whose type has no size. As the body of a structured op it is
// a scalar, whose fold is right.

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"
#include "tslice/Transforms/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_XORTOLINALGPASS
#include "tslice/Transforms/Passes.h.inc"
} // namespace tslice

using namespace mlir;

namespace {

///   %r = arith.xori %a, %b : tensor<?xi32>
/// ->
///   %e = tensor.empty(%dim of %a)
///   %r = linalg.generic ins(%a, %b) outs(%e) { arith.xori }
struct XorToGeneric : OpRewritePattern<arith::XOrIOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::XOrIOp op,
                                PatternRewriter &rewriter) const override {
    auto type = dyn_cast<RankedTensorType>(op.getType());
    if (!type || type.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "not a tensor of dynamic size");
    Location loc = op.getLoc();
    Value empty = tensor::EmptyOp::create(
        rewriter, loc, tensor::getMixedSizes(rewriter, loc, op.getLhs()),
        type.getElementType());
    SmallVector<AffineMap> maps(
        3, rewriter.getMultiDimIdentityMap(type.getRank()));
    SmallVector<utils::IteratorType> iterators(type.getRank(),
                                               utils::IteratorType::parallel);
    auto generic = linalg::GenericOp::create(
        rewriter, loc, type, ValueRange{op.getLhs(), op.getRhs()}, empty, maps,
        iterators, [](OpBuilder &builder, Location loc, ValueRange args) {
          Value bits = arith::XOrIOp::create(builder, loc, args[0], args[1]);
          linalg::YieldOp::create(builder, loc, bits);
        });
    generic->setDiscardableAttrs(op->getDiscardableAttrDictionary());
    rewriter.replaceOp(op, generic);
    return success();
  }
};

struct XorToLinalg : tslice::impl::XorToLinalgPassBase<XorToLinalg> {
  using Base::Base;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<XorToGeneric>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};

} // namespace
