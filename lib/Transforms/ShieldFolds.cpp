// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rewrites what upstream folds to something else than it means into ops whose
// folds are right. It runs ahead of the first canonicalization, since folding
// cannot be switched off for an op.

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"
#include "tslice/Transforms/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_SHIELDFOLDSPASS
#include "tslice/Transforms/Passes.h.inc"
} // namespace tslice

using namespace mlir;

namespace {

/// `x ^ x` would become a constant whose type has no size:
///
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

/// `(a + b) - b` would become `a`, which rounds otherwise:
///
///   %r = complex.add %a, %b : complex<f32>
/// ->
///   %x = arith.addf (re %a), (re %b) : f32
///   %y = arith.addf (im %a), (im %b) : f32
///   %r = complex.create %x, %y : complex<f32>
template <typename ComplexOp, typename FloatOp>
struct ComplexToParts : OpRewritePattern<ComplexOp> {
  using OpRewritePattern<ComplexOp>::OpRewritePattern;

  LogicalResult matchAndRewrite(ComplexOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value real = FloatOp::create(
        rewriter, loc, complex::ReOp::create(rewriter, loc, op.getLhs()),
        complex::ReOp::create(rewriter, loc, op.getRhs()));
    Value imaginary = FloatOp::create(
        rewriter, loc, complex::ImOp::create(rewriter, loc, op.getLhs()),
        complex::ImOp::create(rewriter, loc, op.getRhs()));
    rewriter.replaceOpWithNewOp<complex::CreateOp>(op, op.getType(), real,
                                                   imaginary);
    return success();
  }
};

struct ShieldFolds : tslice::impl::ShieldFoldsPassBase<ShieldFolds> {
  using Base::Base;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<XorToGeneric, ComplexToParts<complex::AddOp, arith::AddFOp>,
                 ComplexToParts<complex::SubOp, arith::SubFOp>>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};

} // namespace
