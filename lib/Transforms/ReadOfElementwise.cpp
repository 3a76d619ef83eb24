// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Moves slices and gathers above elementwise ops: element i of f(x, y) needs
// elements i of x and y and nothing else, so that only what is read is
// computed.

#include "SizeEqualities.h"
#include "SliceArithmetic.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "tslice/Transforms/FuseSlices.h"

using namespace mlir;
using namespace tslice;

/// Whether accesses are defined on tensors of `type`.
static bool isAccessible(Type type) {
  if (auto complexType = dyn_cast<ComplexType>(type))
    return complexType.getElementType().isF32() ||
           complexType.getElementType().isF64();
  if (isa<FloatType>(type))
    return type.isF64() || type.isF32() || type.isF16() || type.isBF16() ||
           type.getIntOrFloatBitWidth() == 8;
  return type.isIndex() || type.isSignlessInteger(1) ||
         type.isSignlessInteger(8) || type.isSignlessInteger(16) ||
         type.isSignlessInteger(32) || type.isSignlessInteger(64);
}

/// The elementwise op that `tensor` is the only use of, with operands of the
/// very shape of the result; else null, and a reason was given.
static Operation *matchProducer(Value tensor, Operation *reader,
                                PatternRewriter &rewriter) {
  auto refuse = [&](const char *reason) -> Operation * {
    (void)rewriter.notifyMatchFailure(reader, reason);
    return nullptr;
  };
  Operation *producer = tensor.getDefiningOp();
  if (!producer || !isElementwise(producer))
    return refuse("source is not the result of an elementwise op");
  if (!producer->hasOneUse())
    return refuse("the elementwise result has other users");
  ArrayRef<int64_t> shape = cast<RankedTensorType>(tensor.getType()).getShape();
  bool anyTensor = false;
  for (Type type : producer->getOperandTypes())
    if (auto operand = dyn_cast<RankedTensorType>(type)) {
      anyTensor = true;
      if (operand.getShape() != shape)
        return refuse("an operand knows other sizes than the result");
      if (!isAccessible(operand.getElementType()))
        return refuse("an operand has elements that accesses do not move");
    }
  if (!anyTensor)
    return refuse("the elementwise op has no tensor operand");
  return producer;
}

/// Replaces `read`, which was just built, by an equal read of the same block,
/// if there is one: where values meet again above, two reads would count as two
/// users of a producer that only one part is needed of.
static Value reuseEqualRead(PatternRewriter &rewriter, Operation *read) {
  for (Operation *user : read->getOperand(0).getUsers()) {
    if (user == read || user->getBlock() != read->getBlock() ||
        !OperationEquivalence::isEquivalentTo(
            user, read, OperationEquivalence::exactValueMatch,
            /*markEquivalent=*/nullptr, OperationEquivalence::IgnoreLocations))
      continue;
    if (read->isBeforeInBlock(user))
      rewriter.moveOpBefore(user, read);
    rewriter.eraseOp(read);
    return user->getResult(0);
  }
  return read->getResult(0);
}

/// A part of a constant of equal elements, which no bounds check needs: another
/// operand has it.
static Value shrinkSplat(PatternRewriter &rewriter, Value operand,
                         ArrayRef<int64_t> shape) {
  DenseElementsAttr splat;
  if (!matchPattern(operand, m_Constant(&splat)) || !splat.isSplat() ||
      ShapedType::isDynamicShape(shape))
    return {};
  return arith::ConstantOp::create(
      rewriter, operand.getLoc(),
      splat.resizeSplat(RankedTensorType::get(shape, splat.getElementType())));
}

static bool hasVariableTensor(Operation *op) {
  return llvm::any_of(op->getOperands(), [](Value operand) {
    return isa<RankedTensorType>(operand.getType()) &&
           !matchPattern(operand, m_Constant());
  });
}

/// Replaces `reader` by `producer` on what `read` makes of its tensor operands.
static void moveAbove(PatternRewriter &rewriter, Operation *reader,
                      Operation *producer,
                      llvm::function_ref<Operation *(Value)> read) {
  auto type = cast<RankedTensorType>(reader->getResult(0).getType());
  bool mayShrink = hasVariableTensor(producer);
  SmallVector<Value> operands;
  for (Value operand : producer->getOperands()) {
    if (!isa<RankedTensorType>(operand.getType())) {
      operands.push_back(operand);
      continue;
    }
    Value part;
    if (mayShrink)
      part = shrinkSplat(rewriter, operand, type.getShape());
    operands.push_back(part ? part : reuseEqualRead(rewriter, read(operand)));
  }
  OperationState state(producer->getLoc(), producer->getName(), operands,
                       {type}, producer->getAttrs());
  rewriter.replaceOp(reader, rewriter.create(state)->getResults());
  // Dead, it would still count as a user of what the next step moves above.
  rewriter.eraseOp(producer);
}

namespace {

///   %f = arith.addf %x, %y : tensor<8xf32>
///   %r = tslice.slice %f[%o][4][1] : tensor<8xf32> to tensor<4xf32>
/// ->
///   %a = tslice.slice %x[%o][4][1] : tensor<8xf32> to tensor<4xf32>
///   %b = tslice.slice %y[%o][4][1] : tensor<8xf32> to tensor<4xf32>
///   %r = arith.addf %a, %b : tensor<4xf32>
///
/// A slice has distinct positions, hence at most as many elements as its
/// source. The skips read a fill, which f would change.
struct SliceOfElementwise : OpRewritePattern<SliceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(SliceOp slice,
                                PatternRewriter &rewriter) const override {
    if (isSkipping(slice.getBounds()))
      return rewriter.notifyMatchFailure(slice, "the slice may read its fill");
    Operation *producer = matchProducer(slice.getSource(), slice, rewriter);
    if (!producer)
      return failure();
    moveAbove(rewriter, slice, producer, [&](Value operand) {
      SliceOp part =
          createSlice(rewriter, slice, operand, getProgressions(slice),
                      slice.getDrop(), slice.getBounds());
      part.setWrap(slice.getWrap());
      return part;
    });
    return success();
  }
};

///   %f = math.exp %x : tensor<99x8xf32>
///   %r = tslice.gather %f[%i] dims [0] : ..., tensor<3xi32> -> tensor<3x8xf32>
/// ->
///   %g = tslice.gather %x[%i] dims [0] : ..., tensor<3xi32> -> tensor<3x8xf32>
///   %r = math.exp %g : tensor<3x8xf32>
///
/// if the result has no more elements than the source, by static sizes: a row
/// that is gathered twice is computed twice.
struct GatherOfElementwise : OpRewritePattern<GatherOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(GatherOp gather,
                                PatternRewriter &rewriter) const override {
    if (isSkipping(gather.getBounds()))
      return rewriter.notifyMatchFailure(gather,
                                         "the gather may read its fill");
    RankedTensorType source = gather.getSource().getType();
    if (!source.hasStaticShape() || !gather.getType().hasStaticShape())
      return rewriter.notifyMatchFailure(
          gather, "dynamic sizes do not tell whether fewer elements result");
    if (gather.getType().getNumElements() > source.getNumElements())
      return rewriter.notifyMatchFailure(
          gather, "the gather reads more elements than there are");
    Operation *producer = matchProducer(gather.getSource(), gather, rewriter);
    if (!producer)
      return failure();
    moveAbove(rewriter, gather, producer, [&](Value operand) {
      Type elementType =
          cast<RankedTensorType>(operand.getType()).getElementType();
      return GatherOp::create(rewriter, gather.getLoc(),
                              TypeRange{gather.getType().clone(elementType)},
                              ValueRange{operand, gather.getIndices()},
                              gather->getAttrs());
    });
    return success();
  }
};

} // namespace

void tslice::populateSliceOfElementwisePatterns(RewritePatternSet &patterns) {
  patterns.add<SliceOfElementwise>(patterns.getContext());
}

void tslice::populateGatherOfElementwisePatterns(RewritePatternSet &patterns) {
  patterns.add<GatherOfElementwise>(patterns.getContext());
}
