// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Updates of tensors that hold one value everywhere, as gradients of slices are:
// every element of the result is written once, either as the value or as the
// update.

#include "SizeEqualities.h"
#include "SliceArithmetic.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"
#include "tslice/Transforms/FuseSlices.h"

using namespace mlir;
using namespace tslice;

/// Whether `tensor` has a buffer that is this op's own, and not one that a caller
/// or a loop wants back.
static bool isFresh(Value tensor) {
  return isa_and_nonnull<linalg::FillOp, tensor::EmptyOp, tensor::SplatOp,
                         bufferization::AllocTensorOp, arith::ConstantOp>(
      tensor.getDefiningOp());
}

/// A tensor of `type` that holds `value` everywhere, with the dynamic sizes of
/// `shaped`.
static Value createFilled(OpBuilder &builder, Location loc,
                          RankedTensorType type, Value value, Value shaped) {
  SmallVector<Value> sizes;
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    if (type.isDynamicDim(dim))
      sizes.push_back(tensor::DimOp::create(builder, loc, shaped, dim));
  Value empty = tensor::EmptyOp::create(builder, loc, type, sizes);
  return linalg::FillOp::create(builder, loc, value, empty).getResult(0);
}

namespace {

///   %r = tslice.update set %u into %fresh[%n - 1][%n][-1]
/// ->
///   %r = tslice.slice %u[%n - 1][%n][-1]
///
/// if %n is provably the size of both: nothing of %fresh is left.
struct UpdateOfAll : OpRewritePattern<UpdateOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(UpdateOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getCombine() != Combiner::Set || !op.getMoreDests().empty() ||
        !op.getDrop().empty())
      return rewriter.notifyMatchFailure(op, "does not overwrite");
    if (!isFresh(op.getDest()))
      return rewriter.notifyMatchFailure(op, "may be done in place");
    if (op.getUpdate().getType() != op.getDest().getType())
      return rewriter.notifyMatchFailure(op, "the types differ");
    SmallVector<Progression> progressions = getProgressions(op);
    bool reverses = false;
    for (auto [dim, progression] : llvm::enumerate(progressions)) {
      bool reversed = isReversal(progression);
      reverses |= reversed;
      Progression upwards = progression;
      if (reversed) {
        upwards.offset = rewriter.getIndexAttr(0);
        upwards.stride = rewriter.getIndexAttr(1);
      }
      bool isOpen = op.getDest().getType().isDynamicDim(dim);
      if (isOpen == getConstantIntValue(progression.size).has_value() ||
          !coversDim(upwards, op.getDest(), dim) ||
          !coversDim(upwards, op.getUpdate(), dim))
        return rewriter.notifyMatchFailure(op, "may not overwrite everything");
    }
    if (!reverses)
      rewriter.replaceOp(op, op.getUpdate());
    else
      rewriter.replaceOp(op,
                         createSlice(rewriter, op, op.getUpdate(), progressions,
                                     {}, BoundsPolicy::Error));
    return success();
  }

private:
  /// Whether the positions are size - 1, size - 2, ..., 0.
  static bool isReversal(const Progression &progression) {
    if (!isConstantIntValue(progression.stride, -1))
      return false;
    if (std::optional<StaticProgression> numbers = getStatic(progression))
      return numbers->offset == numbers->size - 1;
    auto offset = dyn_cast<Value>(progression.offset);
    auto last = offset ? offset.getDefiningOp<arith::SubIOp>() : nullptr;
    return last && isConstantIntValue(last.getRhs(), 1) &&
           progression.size == OpFoldResult(last.getLhs());
  }
};

///   %a = tslice.update set %u into %filled[0][4][2] : ... tensor<8xf32>
///   %r = tslice.slice %a[7][8][-1] : tensor<8xf32> to tensor<8xf32>
/// ->
///   %r = tslice.update set %u into %filled[7][4][-2] : ... tensor<8xf32>
///
/// if all positions are in range and all that are written are read: of one that
/// is not written nothing is read but the value.
struct SliceAroundUpdate : OpRewritePattern<SliceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(SliceOp slice,
                                PatternRewriter &rewriter) const override {
    auto update = slice.getSource().getDefiningOp<UpdateOp>();
    auto filled =
        update ? update.getDest().getDefiningOp<linalg::FillOp>() : nullptr;
    if (!filled || !update->hasOneUse() || !update.getMoreDests().empty() ||
        update.getCombine() != Combiner::Set)
      return rewriter.notifyMatchFailure(slice, "reads no update of one value");
    if (!slice.getDrop().empty() || !update.getDrop().empty() ||
        !slice.getType().hasStaticShape())
      return rewriter.notifyMatchFailure(slice, "drops dimensions, or is open");
    SmallVector<Progression> read = getProgressions(slice);
    SmallVector<Progression> written = getProgressions(update);
    if (!isProvenInside(read, update.getDest()) ||
        !isProvenInside(written, update.getDest()) ||
        !update.getUpdate().getType().hasStaticShape())
      return rewriter.notifyMatchFailure(slice, "may be out of range");
    SmallVector<OpFoldResult> offsets, sizes, strides;
    for (auto [part, whole] : llvm::zip_equal(written, read)) {
      std::optional<Progression> relative = getRelative(rewriter, part, whole);
      if (!relative)
        return rewriter.notifyMatchFailure(slice, "reads a part of the update");
      offsets.push_back(relative->offset);
      sizes.push_back(relative->size);
      strides.push_back(relative->stride);
    }
    Value dest = createFilled(rewriter, filled.getLoc(), slice.getType(),
                              filled.getInputs().front(), /*shaped=*/Value());
    auto moved = UpdateOp::create(
        rewriter, update.getLoc(), Combiner::Set, update.getUpdate(), dest,
        offsets, sizes, strides, ArrayRef<int64_t>(), BoundsPolicy::Error);
    moved->setDiscardableAttrs(update->getDiscardableAttrDictionary());
    rewriter.replaceOp(slice, moved.getResult());
    rewriter.eraseOp(update);
    return success();
  }
};

///   %r = tslice.update set %u into %x[7, 0][4, 8][-2, 1]
/// ->
///   %v = tslice.slice %u[3, 0][4, 8][-1, 1]
///   %r = tslice.update set %v into %x[1, 0][4, 8][2, 1]
///
/// What computes %u can take over the slice, and compute it in place.
struct AscendingUpdate : OpRewritePattern<UpdateOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(UpdateOp op,
                                PatternRewriter &rewriter) const override {
    auto type = op.getUpdate().getType();
    if (op.getCombine() != Combiner::Set || !op.getMoreDests().empty() ||
        !op.getDrop().empty() || !type.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "does not overwrite a window");
    Operation *producer = op.getUpdate().getDefiningOp();
    if (!producer || !producer->hasOneUse() ||
        !OpTrait::hasElementwiseMappableTraits(producer))
      return rewriter.notifyMatchFailure(op, "writes what is there already");
    SmallVector<Progression> progressions = getProgressions(op), read;
    SmallVector<OpFoldResult> offsets, strides;
    bool falls = false;
    auto toIndex = [&](int64_t number) {
      return rewriter.getIndexAttr(number);
    };
    for (const Progression &progression : progressions) {
      std::optional<StaticProgression> numbers = getStatic(progression);
      if (!numbers)
        return rewriter.notifyMatchFailure(op, "the window is not static");
      bool fallsHere = numbers->stride < 0;
      falls |= fallsHere;
      read.push_back({toIndex(fallsHere ? numbers->size - 1 : 0),
                      progression.size, toIndex(fallsHere ? -1 : 1)});
      offsets.push_back(toIndex(static_cast<int64_t>(numbers->lowest())));
      strides.push_back(toIndex(std::abs(numbers->stride)));
    }
    if (!falls || !isProvenInside(progressions, op.getDest()))
      return rewriter.notifyMatchFailure(op, "ascends, or may be out of range");
    Value ascending = createSlice(rewriter, op, op.getUpdate(), read, {},
                                  BoundsPolicy::Error);
    auto update = UpdateOp::create(
        rewriter, op.getLoc(), Combiner::Set, ascending, op.getDest(), offsets,
        op.getMixedSizes(), strides, ArrayRef<int64_t>(), BoundsPolicy::Error);
    update->setDiscardableAttrs(op->getDiscardableAttrDictionary());
    rewriter.replaceOp(op, update.getResult());
    return success();
  }
};

/// One dimension in which an update meets every `stride`-th position, and the
/// other positions are left over.
struct Phases {
  int64_t dim, stride, first, size;
};

/// Above that, rows of the value are as good as one block of it.
constexpr int64_t kMaxPhases = 4;

/// The phases of an update of all other dimensions from end to end.
static std::optional<Phases> getPhases(UpdateOp op) {
  if (op.getCombine() != Combiner::Set || !op.getMoreDests().empty() ||
      !op.getDrop().empty())
    return std::nullopt;
  std::optional<Phases> phases;
  for (auto [dim, progression] : llvm::enumerate(getProgressions(op))) {
    if (!SizeEqualities().isEqual(progression.size, op.getUpdate(), dim))
      return std::nullopt;
    if (coversDim(progression, op.getDest(), dim))
      continue;
    std::optional<StaticProgression> numbers = getStatic(progression);
    if (phases || !numbers || op.getDest().getType().isDynamicDim(dim))
      return std::nullopt;
    int64_t extent = op.getDest().getType().getDimSize(dim),
            stride = std::abs(numbers->stride);
    if (stride < 2 || stride > kMaxPhases || !numbers->isInside(extent) ||
        numbers->size * stride != extent)
      return std::nullopt;
    phases = Phases{static_cast<int64_t>(dim), numbers->stride,
                    static_cast<int64_t>(numbers->lowest()), numbers->size};
  }
  return phases;
}

///   %filled = linalg.fill ins(%z) outs(%e : tensor<8x?xf32>)
///   %r = tslice.update set %u into %filled[0, 0][4, %n][2, 1]
/// ->
///   %rest = linalg.fill ins(%z) outs(tensor.empty : tensor<4x?xf32>)
///   %a = tslice.update set %rest into %e[1, 0][4, %n][2, 1]
///   %r = tslice.update set %u into %a[0, 0][4, %n][2, 1]
///
/// Rows of the value between those of the update, in a fresh tensor.
struct RowsBesideUpdate : OpRewritePattern<UpdateOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(UpdateOp op,
                                PatternRewriter &rewriter) const override {
    auto filled = op.getDest().getDefiningOp<linalg::FillOp>();
    std::optional<Phases> phases = filled ? getPhases(op) : std::nullopt;
    auto type = op.getDest().getType();
    if (!phases || phases->dim + 1 == type.getRank())
      return rewriter.notifyMatchFailure(op, "leaves over no rows of a value");
    Location loc = op.getLoc();
    Value fresh = filled.getDpsInits().front();
    if (!isFresh(fresh))
      return rewriter.notifyMatchFailure(op, "the value is written in place");
    int64_t distance = std::abs(phases->stride);
    SmallVector<OpFoldResult> offsets = op.getMixedOffsets(),
                              strides = op.getMixedStrides();
    strides[phases->dim] = rewriter.getIndexAttr(distance);
    Value rest =
        createFilled(rewriter, loc, op.getUpdate().getType(),
                     filled.getInputs().front(), /*shaped=*/op.getUpdate());
    for (int64_t first = 0; first < distance; ++first) {
      if (first == phases->first)
        continue;
      offsets[phases->dim] = rewriter.getIndexAttr(first);
      auto beside = UpdateOp::create(rewriter, loc, Combiner::Set, rest, fresh,
                                     offsets, op.getMixedSizes(), strides,
                                     ArrayRef<int64_t>(), BoundsPolicy::Error);
      beside->setDiscardableAttrs(op->getDiscardableAttrDictionary());
      fresh = beside.getResult();
    }
    rewriter.modifyOpInPlace(op, [&] { op.getDestMutable().assign(fresh); });
    return success();
  }
};

///   %filled = linalg.fill ins(%z) outs(%e : tensor<?x8xf32>)
///   %r = tslice.update set %u into %filled[0, 1][%n, 4][1, 2]
/// ->
///   %w = linalg.generic ins(%u) outs(tensor.empty : tensor<?x4x2xf32>) {
///     select(index 2 == 1, %in, %z)
///   }
///   %r = tensor.collapse_shape %w [[0], [1, 2]]
///
/// The value and the update share every line of memory.
struct InterleaveWithValue : OpRewritePattern<UpdateOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(UpdateOp op,
                                PatternRewriter &rewriter) const override {
    auto filled = op.getDest().getDefiningOp<linalg::FillOp>();
    std::optional<Phases> phases = filled ? getPhases(op) : std::nullopt;
    auto type = op.getDest().getType();
    int64_t rank = type.getRank();
    if (!phases || phases->dim + 1 != rank || phases->stride < 0)
      return rewriter.notifyMatchFailure(op, "is not every n-th of a value");
    if (type.getShape().drop_back() !=
        op.getUpdate().getType().getShape().drop_back())
      return rewriter.notifyMatchFailure(op, "the types differ");
    Location loc = op.getLoc();
    SmallVector<int64_t> shape(type.getShape().drop_back());
    shape.append({phases->size, phases->stride});
    SmallVector<Value> open;
    for (int64_t dim = 0; dim + 1 < rank; ++dim)
      if (type.isDynamicDim(dim))
        open.push_back(
            tensor::DimOp::create(rewriter, loc, op.getUpdate(), dim));
    Value empty = tensor::EmptyOp::create(rewriter, loc, shape,
                                          type.getElementType(), open);
    AffineMap all = rewriter.getMultiDimIdentityMap(rank + 1);
    SmallVector<utils::IteratorType> iterators(rank + 1,
                                               utils::IteratorType::parallel);
    Value value = filled.getInputs().front();
    auto generic = linalg::GenericOp::create(
        rewriter, loc, empty.getType(), op.getUpdate(), empty,
        ArrayRef{all.dropResult(rank), all}, iterators,
        [&](OpBuilder &builder, Location loc, ValueRange args) {
          Value phase = linalg::IndexOp::create(builder, loc, rank);
          Value first =
              arith::ConstantIndexOp::create(builder, loc, phases->first);
          Value isFirst = arith::CmpIOp::create(
              builder, loc, arith::CmpIPredicate::eq, phase, first);
          Value picked = arith::SelectOp::create(builder, loc, isFirst,
                                                 args.front(), value);
          linalg::YieldOp::create(builder, loc, picked);
        });
    SmallVector<ReassociationIndices> groups;
    for (int64_t dim = 0; dim < rank; ++dim)
      groups.push_back({dim});
    groups.back().push_back(rank);
    rewriter.replaceOpWithNewOp<tensor::CollapseShapeOp>(
        op, type, generic.getResult(0), groups);
    return success();
  }
};

} // namespace

void tslice::populateUpdateOfFillPatterns(RewritePatternSet &patterns) {
  patterns.add<UpdateOfAll, SliceAroundUpdate, AscendingUpdate,
               RowsBesideUpdate, InterleaveWithValue>(patterns.getContext());
}
