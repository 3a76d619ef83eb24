// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Builder, verifier, inference and canonicalization of nonzero.

#include "ConstantFolds.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "tslice/IR/TSliceInference.h"

using namespace mlir;
using namespace tslice;

/// The positions of a mask of `rank`, as many as `size` says.
static RankedTensorType getPositionsType(MLIRContext *context, int64_t rank,
                                         OpFoldResult size) {
  int64_t rows = ShapedType::kDynamic;
  if (auto fixed = dyn_cast_if_present<Attribute>(size))
    rows = cast<IntegerAttr>(fixed).getInt();
  return RankedTensorType::get({rows, rank}, IndexType::get(context));
}

OpFoldResult NonzeroOp::getMixedSize() {
  if (Value size = getDynamicSize())
    return size;
  return getStaticSizeAttr();
}

void NonzeroOp::build(OpBuilder &builder, OperationState &state, Value mask,
                      OpFoldResult size, bool truncate) {
  int64_t rank = cast<RankedTensorType>(mask.getType()).getRank();
  IntegerAttr fixed;
  if (auto attr = dyn_cast_if_present<Attribute>(size))
    fixed = builder.getI64IntegerAttr(cast<IntegerAttr>(attr).getInt());
  build(builder, state, getPositionsType(builder.getContext(), rank, size),
        size ? builder.getIndexType() : Type(), mask,
        dyn_cast_if_present<Value>(size), fixed, truncate);
}

/// nonzero_c1 to nonzero_c5, access_c1.
LogicalResult NonzeroOp::verify() {
  OpFoldResult size = getMixedSize();
  if (getDynamicSize() && getStaticSizeAttr())
    return emitOpError() << "has two sizes, a number and a value";
  if (getStaticSizeAttr() && getStaticSizeAttr().getInt() < 0)
    return emitOpError() << "has the size " << getStaticSizeAttr().getInt()
                         << ", which is negative";
  if (getTruncate() && !size)
    return emitOpError() << "truncates, but has no size to truncate to";
  if (bool(size) != bool(getCount()))
    return emitOpError() << (size ? "has a size, but no result for the count"
                                  : "has a result for the count, but no size");
  RankedTensorType expected =
      getPositionsType(getContext(), getMask().getType().getRank(), size);
  if (getPositions().getType() != expected)
    return emitOpError() << "result has type " << getPositions().getType()
                         << ", but the mask implies " << expected;
  auto emitError = [&] { return emitOpError(); };
  return failure(failed(verifyAddressable(emitError, getMask().getType())) ||
                 failed(verifyAddressable(emitError, expected)));
}

int64_t NonzeroOp::getSite() {
  auto site = (*this)->getAttrOfType<IntegerAttr>("tslice.site");
  return site ? site.getInt() : -1;
}

/// The number of rows is known only where the op says it; elsewhere it is the
/// result's own size.
LogicalResult
NonzeroOp::reifyResultShapes(OpBuilder &builder,
                             ReifiedRankedShapedTypeDims &shapes) {
  OpFoldResult size = getMixedSize();
  if (!size)
    return failure();
  if (getStaticSizeAttr())
    size = builder.getIndexAttr(getStaticSizeAttr().getInt());
  shapes = {{size, builder.getIndexAttr(getMask().getType().getRank())}};
  return success();
}

/// More positions than rows can only be where the mask has more elements. A
/// size that is not known may be negative.
Speculation::Speculatability NonzeroOp::getSpeculatability() {
  if (getDynamicSize())
    return Speculation::NotSpeculatable;
  RankedTensorType mask = getMask().getType();
  bool fits = !getStaticSizeAttr() || getTruncate() ||
              llvm::is_contained(mask.getShape(), 0) ||
              (mask.hasStaticShape() &&
               mask.getNumElements() <= getStaticSizeAttr().getInt());
  return fits ? Speculation::Speculatable : Speculation::NotSpeculatable;
}

namespace {

/// The positions of a constant:
///   %m = arith.constant dense<[false, true]> : tensor<2xi1>
///   %p = tslice.nonzero %m : tensor<2xi1> -> tensor<?x1xindex>
/// ->
///   %0 = arith.constant dense<1> : tensor<1x1xindex>
///   %p = tensor.cast %0 : tensor<1x1xindex> to tensor<?x1xindex>
/// unless they are more than there is room for.
struct FoldConstantMask : OpRewritePattern<NonzeroOp> {
  using OpRewritePattern<NonzeroOp>::OpRewritePattern;

  LogicalResult matchAndRewrite(NonzeroOp op,
                                PatternRewriter &rewriter) const override {
    DenseElementsAttr mask;
    if (op.getDynamicSize())
      return rewriter.notifyMatchFailure(op, "the size is not known");
    if (!matchPattern(op.getMask(), m_Constant(&mask)))
      return rewriter.notifyMatchFailure(op, "the mask is no constant");
    std::optional<ConstantPositions> folded = foldConstantMask(op, mask);
    if (!folded)
      return rewriter.notifyMatchFailure(op, "too large, or an error");
    Value positions =
        arith::ConstantOp::create(rewriter, op.getLoc(), folded->positions);
    if (positions.getType() != op.getPositions().getType())
      positions = tensor::CastOp::create(
          rewriter, op.getLoc(), op.getPositions().getType(), positions);
    SmallVector<Value> results{positions};
    if (op.getCount())
      results.push_back(
          arith::ConstantIndexOp::create(rewriter, op.getLoc(), folded->count));
    rewriter.replaceOp(op, results);
    return success();
  }
};

/// A size that is known:
///   %n = arith.constant 4 : index
///   %p, %k = tslice.nonzero %m size %n : tensor<?xi1> -> tensor<?x1xindex>, index
/// ->
///   %0, %k = tslice.nonzero %m size 4 : tensor<?xi1> -> tensor<4x1xindex>, index
///   %p = tensor.cast %0 : tensor<4x1xindex> to tensor<?x1xindex>
/// A negative one is left to run time.
struct FixConstantSize : OpRewritePattern<NonzeroOp> {
  using OpRewritePattern<NonzeroOp>::OpRewritePattern;

  LogicalResult matchAndRewrite(NonzeroOp op,
                                PatternRewriter &rewriter) const override {
    std::optional<int64_t> size;
    if (op.getDynamicSize())
      size = getConstantIntValue(op.getDynamicSize());
    if (!size || *size < 0)
      return rewriter.notifyMatchFailure(op, "no size that is a constant");
    RankedTensorType type =
        getPositionsType(getContext(), op.getMask().getType().getRank(),
                         rewriter.getIndexAttr(*size));
    if (failed(verifyAddressable(
            [&] {
              auto silent = op.emitError();
              silent.abandon();
              return silent;
            },
            type)))
      return rewriter.notifyMatchFailure(op, "the result cannot be addressed");
    auto fixed =
        NonzeroOp::create(rewriter, op.getLoc(), op.getMask(),
                          rewriter.getI64IntegerAttr(*size), op.getTruncate());
    fixed->setDiscardableAttrs(op->getDiscardableAttrDictionary());
    Value cast = tensor::CastOp::create(rewriter, op.getLoc(),
                                        op.getPositions().getType(),
                                        fixed.getPositions());
    rewriter.replaceOp(op, {cast, fixed.getCount()});
    return success();
  }
};

} // namespace

void NonzeroOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                            MLIRContext *context) {
  patterns.add<FixConstantSize, FoldConstantMask>(context);
}
