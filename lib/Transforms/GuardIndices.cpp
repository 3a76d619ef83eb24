// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Checks the positions at which upstream ops read and write tensors, by sending
// the indices and offsets through `tslice.check`.

#include "GuardIndices.h"
#include "SliceArithmetic.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tslice;

/// On ops whose positions are checked.
static constexpr llvm::StringLiteral guardedAttrName = "tslice.guarded";

//===----------------------------------------------------------------------===//
// What needs a guard
//===----------------------------------------------------------------------===//

/// Whether the positions [0, size) of a loop are positions of `dim` of
/// `tensor`.
static bool reaches(OpFoldResult size, Value tensor, int64_t dim,
                    SizeEqualities &sizes) {
  auto type = cast<RankedTensorType>(tensor.getType());
  std::optional<int64_t> constant = getConstantIntValue(size);
  if (constant && !type.isDynamicDim(dim))
    return *constant <= type.getDimSize(dim);
  return sizes.isEqual(size, tensor, dim);
}

/// Whether `index` is a constant, a loop's or a checked position in range.
static bool isInside(Value index, Value tensor, int64_t dim,
                     SizeEqualities &sizes) {
  auto type = cast<RankedTensorType>(tensor.getType());
  if (std::optional<int64_t> constant = getConstantIntValue(index))
    return *constant >= 0 && !type.isDynamicDim(dim) &&
           *constant < type.getDimSize(dim);
  if (auto check = index.getDefiningOp<CheckOp>())
    return check.getKind() == CheckKind::Index &&
           reaches(getAsOpFoldResult(check.getLimit()), tensor, dim, sizes);
  if (auto loopIndex = index.getDefiningOp<linalg::IndexOp>()) {
    // The loop runs over some dimension of some operand.
    auto op = dyn_cast<linalg::LinalgOp>(loopIndex->getParentOp());
    if (!op || !op.hasPureTensorSemantics())
      return false;
    for (OpOperand &operand : op->getOpOperands()) {
      auto operandType = dyn_cast<RankedTensorType>(operand.get().getType());
      if (!operandType)
        continue;
      for (auto [operandDim, expr] :
           llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults())) {
        auto loop = dyn_cast<AffineDimExpr>(expr);
        if (!loop || loop.getPosition() != loopIndex.getDim())
          continue;
        for (const KnownSize &size : sizes.get(operand.get(), operandDim))
          if (llvm::is_contained(sizes.get(tensor, dim), size) ||
              (size.isConstant() && !type.isDynamicDim(dim) &&
               size.number <= type.getDimSize(dim)))
            return true;
      }
    }
    return false;
  }
  auto argument = dyn_cast<BlockArgument>(index);
  auto loop = argument
                  ? dyn_cast<scf::ForOp>(argument.getOwner()->getParentOp())
                  : scf::ForOp();
  if (!loop || argument != loop.getInductionVar() || loop.getUnsignedCmp())
    return false;
  std::optional<int64_t> first = getConstantIntValue(loop.getLowerBound());
  std::optional<int64_t> step = getConstantIntValue(loop.getStep());
  return first && *first >= 0 && step && *step > 0 &&
         reaches(loop.getUpperBound(), tensor, dim, sizes);
}

static SmallVector<Progression>
getProgressionsOf(OffsetSizeAndStrideOpInterface op) {
  SmallVector<Progression> ranges;
  for (auto [offset, size, stride] : llvm::zip_equal(
           op.getMixedOffsets(), op.getMixedSizes(), op.getMixedStrides()))
    ranges.push_back({offset, size, stride});
  return ranges;
}

static bool isInside(const Progression &range, Value tensor, int64_t dim) {
  // What is static in all parts is the verifier's, empty or not.
  if (getConstantIntValue(range.offset) && getConstantIntValue(range.size) &&
      getConstantIntValue(range.stride) &&
      !cast<RankedTensorType>(tensor.getType()).isDynamicDim(dim))
    return true;
  if (coversDim(range, tensor, dim))
    return true;
  // The view of a size guard.
  auto offset = dyn_cast<Value>(range.offset);
  auto difference = offset ? offset.getDefiningOp<arith::SubIOp>() : nullptr;
  auto check =
      difference ? difference.getLhs().getDefiningOp<CheckOp>() : CheckOp();
  return check && check.getKind() == CheckKind::Equal &&
         check.getLimit() == difference.getRhs();
}

Operation *tslice::getGuardPoint(Operation *op) {
  return isa<tensor::ParallelInsertSliceOp>(op) ? op->getParentOp() : op;
}

static OperandRange getIndices(Operation *op) {
  if (auto extract = dyn_cast<tensor::ExtractOp>(op))
    return extract.getIndices();
  return cast<tensor::InsertOp>(op).getIndices();
}

Value tslice::getAddressedTensor(Operation *op) {
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case([](tensor::ExtractOp op) { return op.getTensor(); })
      .Case([](tensor::InsertOp op) { return op.getDest(); })
      .Case([](tensor::ExtractSliceOp op) { return op.getSource(); })
      .Case([](tensor::InsertSliceOp op) { return op.getDest(); })
      .Case([](tensor::ParallelInsertSliceOp op) { return op.getDest(); })
      .Default([](Operation *) { return Value(); });
}

bool tslice::needsIndexGuards(Operation *op, SizeEqualities &sizes) {
  Value tensor = getAddressedTensor(op);
  if (!tensor || op->hasAttr(guardedAttrName))
    return false;
  if (auto slice = dyn_cast<OffsetSizeAndStrideOpInterface>(op)) {
    for (auto [dim, range] : llvm::enumerate(getProgressionsOf(slice)))
      if (!isInside(range, tensor, dim))
        return true;
    return false;
  }
  for (auto [dim, index] : llvm::enumerate(getIndices(op)))
    if (!isInside(index, tensor, dim, sizes))
      return true;
  return false;
}

/// The span of a range with a static size and stride, upwards; else 1.
static int64_t getWindow(const Progression &range) {
  std::optional<int64_t> size = getConstantIntValue(range.size);
  std::optional<int64_t> stride = getConstantIntValue(range.stride);
  int64_t span;
  if (!size || *size < 1 || !stride || *stride < 1 ||
      llvm::MulOverflow(*size - 1, *stride, span) || span == INT64_MAX)
    return 1;
  return span + 1;
}

SmallVector<int64_t> tslice::getAddressedWindows(Operation *op) {
  int64_t rank =
      cast<RankedTensorType>(getAddressedTensor(op).getType()).getRank();
  SmallVector<int64_t> windows(rank, 1);
  if (auto slice = dyn_cast<OffsetSizeAndStrideOpInterface>(op))
    for (auto [window, range] :
         llvm::zip_equal(windows, getProgressionsOf(slice)))
      window = getWindow(range);
  return windows;
}

//===----------------------------------------------------------------------===//
// Guards
//===----------------------------------------------------------------------===//

namespace {
class IndexGuards {
public:
  IndexGuards(Operation *op, SizeEqualities &sizes)
      : op(op), sizes(sizes), builder(getGuardPoint(op)), loc(op->getLoc()),
        tensor(getAddressedTensor(op)), math(builder, loc) {
    auto attr = op->getAttrOfType<IntegerAttr>("tslice.site");
    site = attr ? attr.getInt() : -1;
  }

  Operation *emit() {
    op->setAttr(guardedAttrName, builder.getUnitAttr());
    if (auto slice = dyn_cast<OffsetSizeAndStrideOpInterface>(op))
      return guardSlice(slice);
    unsigned first = getIndices(op).getBeginOperandIndex();
    for (auto [dim, index] : llvm::enumerate(getIndices(op)))
      if (!isInside(index, tensor, dim, sizes))
        op->setOperand(first + dim,
                       check(CheckKind::Index, index, getExtent(dim), dim));
    return nullptr;
  }

private:
  Value getExtent(int64_t dim) {
    return sizes.get(tensor, dim).front().materialize(builder, loc);
  }

  /// Errors number the operands of an insertion from the inserted one.
  int64_t encode(int64_t dim) {
    bool isInsertion = isa<tensor::InsertOp, tensor::InsertSliceOp,
                           tensor::ParallelInsertSliceOp>(op);
    return (int64_t(isInsertion) << 32) | dim;
  }

  Value check(CheckKind kind, Value value, Value limit, int64_t dim,
              int64_t window = 1) {
    return CheckOp::create(builder, loc, kind, value, limit, ValueRange(), site,
                           encode(dim), window);
  }

  Operation *guardSlice(OffsetSizeAndStrideOpInterface slice) {
    SmallVector<OpFoldResult> offsets, lengths, strides;
    for (auto [dim, range] : llvm::enumerate(getProgressionsOf(slice))) {
      Progression guarded =
          isInside(range, tensor, dim) ? range : guardRange(range, dim);
      offsets.push_back(guarded.offset);
      lengths.push_back(guarded.size);
      strides.push_back(guarded.stride);
    }
    builder.setInsertionPoint(op);
    Operation *guarded;
    if (auto insert = dyn_cast<tensor::ParallelInsertSliceOp>(op))
      guarded = tensor::ParallelInsertSliceOp::create(
          builder, loc, insert.getSource(), tensor, offsets, lengths, strides);
    else if (auto extract = dyn_cast<tensor::ExtractSliceOp>(op))
      guarded = tensor::ExtractSliceOp::create(builder, loc, extract.getType(),
                                               extract.getSource(), offsets,
                                               lengths, strides);
    else
      guarded = tensor::InsertSliceOp::create(
          builder, loc, cast<tensor::InsertSliceOp>(op).getSource(), tensor,
          offsets, lengths, strides);
    guarded->setDiscardableAttrs(op->getDiscardableAttrDictionary());
    op->replaceAllUsesWith(guarded);
    return op;
  }

  /// The first and the last position are in [0, extent); an empty range may
  /// also start at its end.
  Progression guardRange(const Progression &range, int64_t dim) {
    Value extent = getExtent(dim);
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value one = arith::ConstantIndexOp::create(builder, loc, 1);
    Value offset = math.toValue(range.offset);
    if (getConstantIntValue(range.size) &&
        *getConstantIntValue(range.size) > 0 &&
        getConstantIntValue(range.stride) &&
        *getConstantIntValue(range.stride) > 0) {
      // One comparison does: first < extent - (window - 1).
      int64_t window = getWindow(range);
      Value reach = arith::ConstantIndexOp::create(builder, loc, window - 1);
      Value limit = arith::SubIOp::create(builder, loc, extent, reach);
      return {check(CheckKind::Index, offset, limit, dim, window), range.size,
              range.stride};
    }
    Value size = math.toValue(range.size), stride = math.toValue(range.stride);
    Progression guarded = range;
    if (!getConstantIntValue(range.size))
      guarded.size = size = check(CheckKind::Size, size, zero, dim);
    if (!getConstantIntValue(range.stride))
      guarded.stride = stride = check(CheckKind::Stride, stride, zero, dim);
    Value atLeastOne = arith::MaxSIOp::create(builder, loc, size, one);
    Value isFull = arith::MinSIOp::create(builder, loc, size, one);
    Value limit = arith::SubIOp::create(
        builder, loc, arith::AddIOp::create(builder, loc, extent, one), isFull);
    Value reach = arith::MulIOp::create(
        builder, loc, arith::SubIOp::create(builder, loc, atLeastOne, one),
        stride);
    Value first = check(CheckKind::Index, offset, limit, dim);
    Value last =
        check(CheckKind::Index,
              arith::AddIOp::create(builder, loc, first, reach), limit, dim);
    guarded.offset =
        arith::SubIOp::create(builder, loc, last, reach).getResult();
    return guarded;
  }

  Operation *op;
  SizeEqualities &sizes;
  OpBuilder builder;
  Location loc;
  Value tensor;
  OffsetMath math;
  int64_t site;
};
} // namespace

Operation *tslice::guardIndices(Operation *op, SizeEqualities &sizes) {
  return IndexGuards(op, sizes).emit();
}
