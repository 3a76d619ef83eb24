// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Builder, verifier, inference and canonicalization of nonzero.

#include "ConstantFolds.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "tslice/IR/TSliceInference.h"

using namespace mlir;
using namespace tslice;

/// The positions of a mask of `rank`, as many as `size` says.
static RankedTensorType getPositionsType(MLIRContext *context, int64_t rank,
                                         std::optional<int64_t> size) {
  return RankedTensorType::get({size.value_or(ShapedType::kDynamic), rank},
                               IndexType::get(context));
}

void NonzeroOp::build(OpBuilder &builder, OperationState &state, Value mask,
                      std::optional<int64_t> size, bool truncate) {
  int64_t rank = cast<RankedTensorType>(mask.getType()).getRank();
  build(builder, state, getPositionsType(builder.getContext(), rank, size),
        size ? builder.getIndexType() : Type(), mask,
        size ? builder.getI64IntegerAttr(*size) : IntegerAttr(), truncate);
}

/// nonzero_c1 to nonzero_c4, access_c1.
LogicalResult NonzeroOp::verify() {
  if (getSizeAttr() && getSizeAttr().getInt() < 0)
    return emitOpError() << "has the size " << getSizeAttr().getInt()
                         << ", which is negative";
  if (getTruncate() && !getSizeAttr())
    return emitOpError() << "truncates, but has no size to truncate to";
  if (bool(getSizeAttr()) != bool(getCount()))
    return emitOpError() << (getSizeAttr()
                                 ? "has a size, but no result for the count"
                                 : "has a result for the count, but no size");
  std::optional<int64_t> size;
  if (getSizeAttr())
    size = getSizeAttr().getInt();
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
  if (!getSizeAttr())
    return failure();
  shapes = {{builder.getIndexAttr(getSizeAttr().getInt()),
             builder.getIndexAttr(getMask().getType().getRank())}};
  return success();
}

/// More positions than rows can only be where the mask has more elements.
Speculation::Speculatability NonzeroOp::getSpeculatability() {
  RankedTensorType mask = getMask().getType();
  bool fits = !getSizeAttr() || getTruncate() ||
              llvm::is_contained(mask.getShape(), 0) ||
              (mask.hasStaticShape() &&
               mask.getNumElements() <= getSizeAttr().getInt());
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

} // namespace

void NonzeroOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                            MLIRContext *context) {
  patterns.add<FoldConstantMask>(context);
}
