// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Folds and canonicalizations of the accesses that change neither bits nor
// errors.

#include "ConstantFolds.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/PatternMatch.h"
#include "tslice/IR/TSliceInference.h"

using namespace mlir;
using namespace tslice;

//===----------------------------------------------------------------------===//
// Folds
//===----------------------------------------------------------------------===//

/// Whether a ranged access covers its whole static tensor in order, dropping
/// nothing.
template <typename OpTy> static bool isIdentity(OpTy op) {
  auto type = op.getIndexed().getType();
  return type.hasStaticShape() && op.getElements().getType() == type &&
         op.getDrop().empty() &&
         llvm::all_of(op.getStaticOffsets(),
                      [](int64_t offset) { return offset == 0; }) &&
         llvm::all_of(op.getStaticStrides(),
                      [](int64_t stride) { return stride == 1; }) &&
         op.getStaticSizes() == type.getShape();
}

/// Whether the types alone say that a tensor has no elements.
static bool isEmpty(RankedTensorType type) {
  return llvm::is_contained(type.getShape(), 0);
}

/// slice %x[0..][all][1..] -> %x; a slice of constants -> a constant
OpFoldResult SliceOp::fold(FoldAdaptor adaptor) {
  if (isIdentity(*this))
    return getSource();
  return foldConstantAccess(*this, adaptor.getOperands());
}

/// What a write of constants yields. That of a region is left to the machine
/// that it is compiled for.
template <typename OpTy>
static LogicalResult foldConstantWrite(OpTy op, ArrayRef<Attribute> operands,
                                       SmallVectorImpl<OpFoldResult> &results) {
  if (op.getCombine() == Combiner::Region)
    return failure();
  Attribute constant = foldConstantAccess(op, operands);
  if (!constant)
    return failure();
  results.push_back(constant);
  return success();
}

/// update set %u into %x[0..][all][1..] -> %u; an empty update -> %x; an update
/// of constants -> a constant
LogicalResult UpdateOp::fold(FoldAdaptor adaptor,
                             SmallVectorImpl<OpFoldResult> &results) {
  if (getCombine() == Combiner::Set && isIdentity(*this)) {
    results.push_back(getUpdate());
    return success();
  }
  // What is still checked without elements must be static.
  bool sizesProven =
      getMoreDests().empty() || getDest().getType().hasStaticShape();
  if (sizesProven && isEmpty(getUpdate().getType()) &&
      getUpdate().getType().hasStaticShape() &&
      !ShapedType::isDynamicShape(getStaticSizes()) &&
      !ShapedType::isDynamicShape(getStaticStrides())) {
    llvm::append_range(results, getDests());
    return success();
  }
  return foldConstantWrite(*this, adaptor.getOperands(), results);
}

/// a gather of constants -> a constant
OpFoldResult GatherOp::fold(FoldAdaptor adaptor) {
  return foldConstantAccess(*this, adaptor.getOperands());
}

/// A scatter without positions -> %dest; a scatter of constants -> a constant
LogicalResult ScatterOp::fold(FoldAdaptor adaptor,
                              SmallVectorImpl<OpFoldResult> &results) {
  // The sizes of update, windows and batches are checked even then.
  bool sizesProven = getUpdate().getType().hasStaticShape() &&
                     getDest().getType().hasStaticShape() &&
                     getIndices().getType().hasStaticShape() &&
                     getWindowSizes().empty();
  int64_t numPositionDims = getIndexedLayout(*this).numPositionDims;
  if (sizesProven &&
      llvm::is_contained(
          getIndices().getType().getShape().take_front(numPositionDims), 0)) {
    llvm::append_range(results, getDests());
    return success();
  }
  return foldConstantWrite(*this, adaptor.getOperands(), results);
}

//===----------------------------------------------------------------------===//
// Canonicalizations
//===----------------------------------------------------------------------===//

namespace {

/// The lists of a slice or update with constant operands made static.
template <typename OpTy> struct FoldedLists {
  SmallVector<OpFoldResult> offsets, sizes, strides;
  SmallVector<int64_t> staticOffsets, staticSizes, staticStrides;
  SmallVector<Value> dynamicOffsets, dynamicSizes, dynamicStrides;

  FoldedLists(OpTy op)
      : offsets(op.getMixedOffsets()), sizes(op.getMixedSizes()),
        strides(op.getMixedStrides()) {}

  /// Returns whether any operand was constant. The number that stands for
  /// 'dynamic' in the static lists cannot become static.
  bool fold() {
    bool changed = succeeded(foldDynamicIndexList(offsets));
    changed |= succeeded(foldDynamicIndexList(sizes));
    changed |= succeeded(foldDynamicIndexList(strides));
    dispatchIndexOpFoldResults(offsets, dynamicOffsets, staticOffsets);
    dispatchIndexOpFoldResults(sizes, dynamicSizes, staticSizes);
    dispatchIndexOpFoldResults(strides, dynamicStrides, staticStrides);
    return changed && hasOperands(staticOffsets, dynamicOffsets) &&
           hasOperands(staticSizes, dynamicSizes) &&
           hasOperands(staticStrides, dynamicStrides);
  }

  static bool hasOperands(ArrayRef<int64_t> staticList,
                          ArrayRef<Value> operands) {
    return llvm::count_if(staticList, ShapedType::isDynamic) ==
           static_cast<int64_t>(operands.size());
  }

  /// Returns the shape of the elements, or nothing if the verifier would refuse
  /// the lists: what is wrong may never run, and is left to run time.
  FailureOr<SmallVector<int64_t>> infer(OpTy op) {
    RangedAccess access{staticOffsets, staticSizes,    staticStrides,
                        op.getDrop(),  op.getBounds(), op.getWrap()};
    auto silent = [&] {
      InFlightDiagnostic diag = op.emitOpError();
      diag.abandon();
      return diag;
    };
    return inferRangedShape(silent, op.getIndexed().getType(), access);
  }
};

/// Constant offsets, sizes and strides become static:
///   %c1 = arith.constant 1 : index
///   %c2 = arith.constant 2 : index
///   %r = tslice.slice %x[%c1][%c2][1] : tensor<4xf32> to tensor<?xf32>
/// ->
///   %0 = tslice.slice %x[1][2][1] : tensor<4xf32> to tensor<2xf32>
///   %r = tensor.cast %0 : tensor<2xf32> to tensor<?xf32>
/// unless the static form would be refused.
struct FoldConstantsOfSlice : OpRewritePattern<SliceOp> {
  using OpRewritePattern<SliceOp>::OpRewritePattern;

  LogicalResult matchAndRewrite(SliceOp op,
                                PatternRewriter &rewriter) const override {
    FoldedLists<SliceOp> lists(op);
    if (!lists.fold())
      return rewriter.notifyMatchFailure(op, "no constant operand");
    auto shape = lists.infer(op);
    if (failed(shape))
      return rewriter.notifyMatchFailure(op,
                                         "the access would be out of range");
    auto slice = SliceOp::create(
        rewriter, op.getLoc(), op.getSource(), lists.offsets, lists.sizes,
        lists.strides, op.getDrop(), op.getBounds(), op.getFillAttr());
    slice.setWrap(op.getWrap());
    slice->setDiscardableAttrs(op->getDiscardableAttrDictionary());
    Value result = slice;
    if (slice.getType() != op.getType())
      result =
          tensor::CastOp::create(rewriter, op.getLoc(), op.getType(), slice);
    rewriter.replaceOp(op, result);
    return success();
  }
};

/// Constant offsets, sizes and strides become static:
///   %c1 = arith.constant 1 : index
///   tslice.update set %u into %x[%c1][2][1] : ...
/// ->
///   tslice.update set %u into %x[1][2][1] : ...
/// unless the static form would be refused.
struct FoldConstantsOfUpdate : OpRewritePattern<UpdateOp> {
  using OpRewritePattern<UpdateOp>::OpRewritePattern;

  LogicalResult matchAndRewrite(UpdateOp op,
                                PatternRewriter &rewriter) const override {
    FoldedLists<UpdateOp> lists(op);
    if (!lists.fold())
      return rewriter.notifyMatchFailure(op, "no constant operand");
    auto shape = lists.infer(op);
    if (failed(shape))
      return rewriter.notifyMatchFailure(op,
                                         "the access would be out of range");
    if (failed(
            verifyCompatibleShape(*shape, op.getUpdate().getType().getShape())))
      return rewriter.notifyMatchFailure(op, "the update has another size");
    rewriter.modifyOpInPlace(op, [&] {
      op.getOffsetsMutable().assign(lists.dynamicOffsets);
      op.getSizesMutable().assign(lists.dynamicSizes);
      op.getStridesMutable().assign(lists.dynamicStrides);
      op.setStaticOffsets(lists.staticOffsets);
      op.setStaticSizes(lists.staticSizes);
      op.setStaticStrides(lists.staticStrides);
    });
    return success();
  }
};

/// Offsets that are known to be counted from the end:
///   tslice.slice %x[-2][1][1] wrap : tensor<5xf32> to tensor<1xf32>
/// ->
///   tslice.slice %x[3][1][1] : tensor<5xf32> to tensor<1xf32>
/// if all offsets are static and in range after `wrap`: what is outside keeps
/// the number that its error reports.
template <typename OpTy> struct WrapStaticOffsets : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpTy op,
                                PatternRewriter &rewriter) const override {
    if (!op.getWrap())
      return rewriter.notifyMatchFailure(op, "does not wrap");
    SmallVector<int64_t> offsets(op.getStaticOffsets());
    for (auto [offset, extent] :
         llvm::zip_equal(offsets, op.getIndexed().getType().getShape())) {
      if (ShapedType::isDynamic(offset))
        return rewriter.notifyMatchFailure(op, "an offset is dynamic");
      if (offset >= 0)
        continue;
      if (ShapedType::isDynamic(extent) || offset < -extent)
        return rewriter.notifyMatchFailure(op, "an offset may stay negative");
      offset += extent;
    }
    // An offset at or above its size is reported as `wrap` reports it.
    if (op.getBounds() == BoundsPolicy::Error)
      for (auto [offset, extent] :
           llvm::zip_equal(offsets, op.getIndexed().getType().getShape()))
        if (ShapedType::isDynamic(extent) || offset >= extent)
          return rewriter.notifyMatchFailure(op, "an offset may be outside");
    rewriter.modifyOpInPlace(op, [&] {
      op.setStaticOffsets(offsets);
      op.setWrap(false);
    });
    return success();
  }
};

/// Constant windows become static:
///   %c2 = arith.constant 2 : index
///   %r = tslice.gather %x[%i] dims [0] window [%c2] : ... -> tensor<3x?xf32>
/// ->
///   %0 = tslice.gather %x[%i] dims [0] window [2] : ... -> tensor<3x2xf32>
///   %r = tensor.cast %0 : tensor<3x2xf32> to tensor<3x?xf32>
/// unless the static form would be refused.
template <typename OpTy> struct FoldConstantWindow : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpTy op,
                                PatternRewriter &rewriter) const override {
    SmallVector<OpFoldResult> window = op.getMixedWindow();
    if (failed(foldDynamicIndexList(window)))
      return rewriter.notifyMatchFailure(op, "no constant window");
    SmallVector<int64_t> sizes, dropped = op.getDroppedDims();
    SmallVector<Value> operands;
    dispatchIndexOpFoldResults(window, operands, sizes);
    WindowedAccess access{op.getIndices().getType(),
                          op.getBatch(),
                          op.getDims(),
                          sizes,
                          dropped,
                          op.getBounds()};
    auto silent = [&] {
      InFlightDiagnostic diag = op.emitOpError();
      diag.abandon();
      return diag;
    };
    auto shape = inferWindowedShape(silent, op.getIndexed().getType(), access);
    if (failed(shape) || failed(verifyCompatibleShape(
                             *shape, op.getElements().getType().getShape())))
      return rewriter.notifyMatchFailure(op, "the access would be refused");
    rewriter.modifyOpInPlace(op, [&] {
      op.setWindow(sizes);
      op.getWindowSizesMutable().assign(operands);
    });
    RankedTensorType type = op.getElements().getType();
    if (!op.isWrite() && type.getShape() != ArrayRef(*shape)) {
      Value result = op->getResult(0);
      rewriter.modifyOpInPlace(op, [&] { result.setType(type.clone(*shape)); });
      rewriter.setInsertionPointAfter(op);
      auto cast = tensor::CastOp::create(rewriter, op.getLoc(), type, result);
      rewriter.replaceAllUsesExcept(result, cast, cast);
    }
    return success();
  }
};

} // namespace

void GatherOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                           MLIRContext *context) {
  patterns.add<FoldConstantWindow<GatherOp>>(context);
}

void ScatterOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                            MLIRContext *context) {
  patterns.add<FoldConstantWindow<ScatterOp>>(context);
}

void SliceOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                          MLIRContext *context) {
  patterns.add<FoldConstantsOfSlice, WrapStaticOffsets<SliceOp>>(context);
}

void UpdateOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                           MLIRContext *context) {
  patterns.add<FoldConstantsOfUpdate, WrapStaticOffsets<UpdateOp>>(context);
}
