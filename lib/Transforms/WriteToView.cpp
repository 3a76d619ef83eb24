// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Writes to a whole tensor that has been compared in size go to the tensor: as a
// view of it, a donated one would have to be copied to be returned.

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"
#include "tslice/IR/TSliceOps.h"
#include "tslice/Transforms/FuseSlices.h"

using namespace mlir;
using namespace tslice;

/// Whether `size` is that of dimension `dim` of `tensor`.
static bool isSizeOf(Value size, Value tensor, int64_t dim) {
  auto op = size.getDefiningOp<tensor::DimOp>();
  return op && op.getSource() == tensor && op.getConstantIndex() == dim;
}

/// The differences, all of them 0, by which `view` depends on checks that make
/// it all of its source; nothing if it may be something else.
///
///   %c = tslice.check equal (tensor.dim %x, 0), %n
///   %view = tensor.extract_slice %x[%c - %n, 0] [%n, 64] [1, 1]
static std::optional<SmallVector<Value>>
getZeroOffsets(tensor::ExtractSliceOp view) {
  if (view.getSourceType() != view.getType() || !view.hasUnitStride())
    return std::nullopt;
  SmallVector<Value> zeros;
  for (auto [dim, offset, size] :
       llvm::enumerate(view.getMixedOffsets(), view.getMixedSizes())) {
    if (isConstantIntValue(offset, 0)) {
      auto value = dyn_cast<Value>(size);
      if (value ? !isSizeOf(value, view.getSource(), dim)
                : view.getSourceType().isDynamicDim(dim))
        return std::nullopt;
      continue;
    }
    auto value = dyn_cast<Value>(offset);
    auto zero = value ? value.getDefiningOp<arith::SubIOp>() : nullptr;
    auto check = zero ? zero.getLhs().getDefiningOp<CheckOp>() : CheckOp();
    if (!check || check.getKind() != CheckKind::Equal ||
        check.getLimit() != zero.getRhs() ||
        !isEqualConstantIntOrValue(size, getAsOpFoldResult(check.getLimit())) ||
        !isSizeOf(check.getValue(), view.getSource(), dim))
      return std::nullopt;
    zeros.push_back(zero);
  }
  return zeros;
}

namespace {

///   %view = tensor.extract_slice %x[%zero, 0] [%n, 64] [1, 1]
///   %r = tslice.scatter add %u into %view[%i] dims [0]
/// ->
///   %j = tensor.extract_slice %i[%zero] [tensor.dim %i] [1]
///   %r = tslice.scatter add %u into %x[%j] dims [0]
/// The check stays in front of the write, by way of another operand.
template <typename OpTy> struct WriteToView : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;

  static OpOperand &getCarrier(UpdateOp op) { return op.getUpdateMutable(); }
  static OpOperand &getCarrier(ScatterOp op) { return op.getIndicesMutable(); }

  LogicalResult matchAndRewrite(OpTy op,
                                PatternRewriter &rewriter) const override {
    auto view = op.getDest().template getDefiningOp<tensor::ExtractSliceOp>();
    if (!view)
      return rewriter.notifyMatchFailure(op, "the destination is no view");
    auto type = cast<RankedTensorType>(getCarrier(op).get().getType());
    std::optional<SmallVector<Value>> zeros = getZeroOffsets(view);
    if (!zeros || zeros->empty() || type.getRank() == 0)
      return rewriter.notifyMatchFailure(
          op, "the view may be a part, or nothing can carry the check");
    Location loc = op.getLoc();
    Value zero = zeros->front();
    for (Value other : ArrayRef(*zeros).drop_front())
      zero = arith::AddIOp::create(rewriter, loc, zero, other);
    Value carrier = getCarrier(op).get();
    SmallVector<OpFoldResult> offsets(type.getRank(), rewriter.getIndexAttr(0)),
        strides(type.getRank(), rewriter.getIndexAttr(1));
    offsets.front() = zero;
    Value guarded = tensor::ExtractSliceOp::create(
        rewriter, loc, type, carrier, offsets,
        tensor::getMixedSizes(rewriter, loc, carrier), strides);
    rewriter.modifyOpInPlace(op, [&] {
      op.getDestMutable().assign(view.getSource());
      getCarrier(op).set(guarded);
    });
    return success();
  }
};

} // namespace

void tslice::populateWriteToViewPatterns(RewritePatternSet &patterns) {
  patterns.add<WriteToView<UpdateOp>, WriteToView<ScatterOp>>(
      patterns.getContext());
}
