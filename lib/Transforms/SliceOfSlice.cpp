// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Composes slices. The inner slice loses the checks of positions that the outer
// one does not read, which no result needs; the outer one must not read more
// than the inner one has, which the composed slice would no longer notice.

#include "SliceArithmetic.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/PatternMatch.h"
#include "tslice/SeededFaults.h"
#include "tslice/Transforms/FuseSlices.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tslice;

namespace {

/// How two slices compose.
struct Composition {
  SliceOp inner, outer;
  SmallVector<Progression> innerDims, outerDims;
  /// The dimensions of the source that the inner slice keeps: outer dimension k
  /// runs over dimension kept[k].
  SmallVector<int64_t> kept;
  /// Outer dimensions whose positions are to be checked at run time.
  SmallVector<bool> needsCheck;
};

///   %a = tslice.slice %x[%o1][%n1][%s1] : ...
///   %b = tslice.slice %a[%o2][%n2][%s2] : ...
/// ->
///   %b = tslice.slice %x[%o1 + %s1*%o2][%n2][%s1*%s2] : ...
///
/// since position i of %b is position o2 + s2*i of %a, and that is position
/// o1 + s1*(o2 + s2*i) of %x; likewise in every dimension that %a keeps, while
/// the dropped ones stay as they are. If %o2, %n1 or %n2 is dynamic, both ends
/// of the outer range are checked against %n1 first. The inner policy stays:
/// `error`, `assume`, `skip_element`, or `clamp` if all but the offset is
/// static. The outer slice is provably inside, or `error`, or `assume`.
struct SliceOfSlice : OpRewritePattern<SliceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(SliceOp outer,
                                PatternRewriter &rewriter) const override {
    auto inner = outer.getSource().getDefiningOp<SliceOp>();
    if (!inner)
      return rewriter.notifyMatchFailure(outer, "source is not a slice");
    if (inner.getWrap() || outer.getWrap())
      return rewriter.notifyMatchFailure(outer, "an offset may wrap");
    int64_t rank = inner.getSource().getType().getRank();
    Composition c{inner,
                  outer,
                  getProgressions(inner),
                  getProgressions(outer),
                  getKeptDims(rank, inner.getDrop()),
                  {}};
    if (failed(checkInner(c, rewriter)) || failed(checkOuter(c, rewriter)) ||
        failed(checkArithmetic(c, rewriter)))
      return failure();
    rewriter.replaceOp(outer, compose(c, rewriter));
    return success();
  }

private:
  static LogicalResult checkInner(Composition &c, PatternRewriter &rewriter) {
    switch (c.inner.getBounds()) {
    case BoundsPolicy::Error:
    case BoundsPolicy::Assume:
    case BoundsPolicy::SkipElement:
      return success();
    case BoundsPolicy::SkipWindow:
      return rewriter.notifyMatchFailure(
          c.outer, "the inner window is skipped as a whole");
    case BoundsPolicy::Clamp:
      // Then its only error, a window that cannot fit, is the verifier's.
      for (auto [dim, range] : llvm::enumerate(c.innerDims))
        if (!getConstantIntValue(range.size) ||
            !getConstantIntValue(range.stride) ||
            c.inner.getSource().getType().isDynamicDim(dim))
          return rewriter.notifyMatchFailure(
              c.outer, "the inner slice clamps by dynamic sizes or strides");
      if (mayBeEmpty(c.innerDims))
        return rewriter.notifyMatchFailure(c.outer, "the inner slice is empty");
      return success();
    }
    llvm_unreachable("all policies are handled");
  }

  static LogicalResult checkOuter(Composition &c, PatternRewriter &rewriter) {
    bool assumed = c.outer.getBounds() == BoundsPolicy::Assume;
    bool anyCheck = false;
    for (auto [dim, range] : llvm::enumerate(c.outerDims)) {
      bool proven = isProvenInside(range, c.outer.getSource(), dim);
      c.needsCheck.push_back(!proven && !assumed);
      anyCheck |= c.needsCheck.back();
      // The composed slice would report it as the inner one's.
      if (assumed && !proven && !getConstantIntValue(range.size))
        return rewriter.notifyMatchFailure(
            c.outer, "the outer slice has a dynamic size of its own");
      if (!getConstantIntValue(range.stride))
        return rewriter.notifyMatchFailure(
            c.outer, "the outer slice has a dynamic stride");
    }
    if (!anyCheck)
      return success();
    if (c.outer.getBounds() != BoundsPolicy::Error)
      return rewriter.notifyMatchFailure(
          c.outer, "the outer slice clamps or skips at the inner one's ends");
    for (const Progression &range : c.outerDims)
      if (std::optional<int64_t> size = getConstantIntValue(range.size);
          size && *size == 0)
        return rewriter.notifyMatchFailure(c.outer, "the outer slice is empty");
    return success();
  }

  /// Refuses what could wrap around 64 bits and come back into range.
  static LogicalResult checkArithmetic(Composition &c,
                                       PatternRewriter &rewriter) {
    for (auto [outerRange, dim] : llvm::zip_equal(c.outerDims, c.kept)) {
      const Progression &range = c.innerDims[dim];
      std::optional<int64_t> o1 = getConstantIntValue(range.offset);
      std::optional<int64_t> n1 = getConstantIntValue(range.size);
      std::optional<int64_t> s1 = getConstantIntValue(range.stride);
      std::optional<int64_t> o2 = getConstantIntValue(outerRange.offset);
      int64_t s2 = *getConstantIntValue(outerRange.stride);
      int64_t move = 0, ignored;
      bool fits;
      if (!s1)
        fits = o2 == 0 && (s2 == 1 || s2 == -1);
      else if (o2)
        fits = !llvm::MulOverflow(*s1, *o2, move) &&
               !llvm::AddOverflow(o1.value_or(0), move, ignored) &&
               std::abs(move) < (int64_t(1) << 62);
      else
        fits = *s1 == 1 || *s1 == -1 ||
               (n1 && !llvm::MulOverflow(*s1, *n1, move) &&
                std::abs(move) < (int64_t(1) << 62));
      int64_t stride = 0;
      if (s1)
        fits &= !llvm::MulOverflow(*s1, s2, stride);
      if (!fits)
        return rewriter.notifyMatchFailure(
            c.outer, "offsets or strides could exceed 64 bits");
      // A promise that is provably false is no reason not to compile.
      std::optional<int64_t> n2 = getConstantIntValue(outerRange.size);
      RankedTensorType type = c.inner.getSource().getType();
      if (o1 && s1 && o2 && n2 && *n2 > 0 && !type.isDynamicDim(dim) &&
          !isSkipping(c.inner.getBounds()) &&
          c.inner.getBounds() != BoundsPolicy::Clamp &&
          !StaticProgression{*o1 + move, *n2, stride}.isInside(
              type.getDimSize(dim)))
        return rewriter.notifyMatchFailure(
            c.outer, "the composed slice is out of range");
    }
    return success();
  }

  /// Whether the outer slice has an element, as an i1; null if it always has.
  /// Its dynamic sizes are checked, and replaced by what the checks let
  /// through.
  static Value emitSizes(Composition &c, OffsetMath &math,
                         PatternRewriter &rewriter) {
    Location loc = c.outer.getLoc();
    Value nonEmpty, zero = math.toValue(rewriter.getIndexAttr(0));
    for (auto [dim, range] : llvm::enumerate(c.outerDims)) {
      if (getConstantIntValue(range.size))
        continue;
      Value size = CheckOp::create(rewriter, loc, CheckKind::Size,
                                   math.toValue(range.size), zero, ValueRange(),
                                   getSite(c.outer), dim);
      range.size = size;
      Value some = arith::CmpIOp::create(rewriter, loc,
                                         arith::CmpIPredicate::slt, zero, size);
      nonEmpty = nonEmpty ? arith::AndIOp::create(rewriter, loc, nonEmpty, some)
                          : some;
    }
    return nonEmpty;
  }

  /// Lets the offset of an outer range through if its first and last position
  /// are inside of the inner slice, or if there is no position.
  static OpFoldResult emitCheck(Composition &c, int64_t dim, Value nonEmpty,
                                OffsetMath &math, PatternRewriter &rewriter) {
    const Progression &range = c.outerDims[dim];
    const Progression &inner = c.innerDims[c.kept[dim]];
    Location loc = c.outer.getLoc();
    Value zero = math.toValue(rewriter.getIndexAttr(0));
    Value one = math.toValue(rewriter.getIndexAttr(1));
    Value extent = math.toValue(inner.size);
    if (!getConstantIntValue(inner.size))
      extent = CheckOp::create(rewriter, loc, CheckKind::Size, extent, zero,
                               ValueRange(), getSite(c.inner), c.kept[dim]);
    auto ifAny = [&](Value value, Value otherwise) -> Value {
      return nonEmpty ? arith::SelectOp::create(rewriter, loc, nonEmpty, value,
                                                otherwise)
                            .getResult()
                      : value;
    };
    Value offset = math.toValue(range.offset);
    Value limit = ifAny(extent, one);
    // The offset, made to depend on the check of a position.
    auto guard = [&](Value position) {
      position = ifAny(position, zero);
      Value checked =
          CheckOp::create(rewriter, loc, CheckKind::Index, position, limit,
                          ValueRange(), getSite(c.outer), dim);
      Value moved = arith::SubIOp::create(rewriter, loc, checked, position);
      offset = arith::AddIOp::create(rewriter, loc, offset, moved);
    };
    Value first = offset;
    guard(first);
    guard(emitLast(range, first, extent, math, rewriter, loc));
    return offset;
  }

  /// The last position of a range from `first` that has one; `extent`, which is
  /// outside, where it is further than a range inside of `extent` can reach.
  static Value emitLast(const Progression &range, Value first, Value extent,
                        OffsetMath &math, PatternRewriter &rewriter,
                        Location loc) {
    int64_t stride = *getConstantIntValue(range.stride);
    Value one = math.toValue(rewriter.getIndexAttr(1));
    Value steps =
        arith::SubIOp::create(rewriter, loc, math.toValue(range.size), one);
    Value reach = arith::MulIOp::create(
        rewriter, loc, steps, math.toValue(rewriter.getIndexAttr(stride)));
    Value last = arith::AddIOp::create(rewriter, loc, first, reach);
    // |stride| * steps < extent, without the product.
    Value furthest = arith::DivUIOp::create(
        rewriter, loc, arith::SubIOp::create(rewriter, loc, extent, one),
        math.toValue(rewriter.getIndexAttr(std::abs(stride))));
    Value fits = arith::CmpIOp::create(rewriter, loc, arith::CmpIPredicate::sle,
                                       steps, furthest);
    return arith::SelectOp::create(rewriter, loc, fits, last, extent);
  }

  static int64_t getSite(SliceOp op) {
    return cast<IndexedAccessOpInterface>(op.getOperation()).getSite();
  }

  /// min(max(offset, lowest), highest), as `clamp` places the inner window.
  static OpFoldResult emitClamp(const Progression &range, int64_t extent,
                                OffsetMath &math, PatternRewriter &rewriter,
                                Location loc) {
    int64_t reach = *getConstantIntValue(range.stride) *
                    (*getConstantIntValue(range.size) - 1);
    int64_t lowest = reach > 0 ? 0 : -reach;
    int64_t highest = reach > 0 ? extent - 1 - reach : extent - 1;
    if (std::optional<int64_t> offset = getConstantIntValue(range.offset))
      return rewriter.getIndexAttr(std::clamp(*offset, lowest, highest));
    Value low = math.toValue(rewriter.getIndexAttr(lowest));
    Value high = math.toValue(rewriter.getIndexAttr(highest));
    Value offset = math.toValue(range.offset);
    offset = arith::MaxSIOp::create(rewriter, loc, offset, low);
    return arith::MinSIOp::create(rewriter, loc, offset, high).getResult();
  }

  static Value compose(Composition &c, PatternRewriter &rewriter) {
    OffsetMath math(rewriter, c.outer.getLoc());
    SmallVector<Progression> composed(c.innerDims);
    BoundsPolicy bounds = c.inner.getBounds();
    if (bounds == BoundsPolicy::Clamp) {
      for (auto [dim, range] : llvm::enumerate(composed))
        range.offset =
            emitClamp(range, c.inner.getSource().getType().getDimSize(dim),
                      math, rewriter, c.inner.getLoc());
      bounds = BoundsPolicy::Error;
    }
    SmallVector<int64_t> drop(c.inner.getDrop());
    Value nonEmpty = llvm::is_contained(c.needsCheck, true)
                         ? emitSizes(c, math, rewriter)
                         : Value();
    for (auto [dim, range] : llvm::enumerate(c.outerDims)) {
      Progression &target = composed[c.kept[dim]];
      OpFoldResult offset = range.offset;
      if (c.needsCheck[dim])
        offset = emitCheck(c, dim, nonEmpty, math, rewriter);
      OpFoldResult step = isSeeded("composed-offset")
                              ? OpFoldResult(rewriter.getIndexAttr(1))
                              : target.stride;
      target.offset = *math.add(target.offset, *math.mul(step, offset));
      target.size = range.size;
      target.stride = *math.mul(target.stride, range.stride);
      if (llvm::is_contained(c.outer.getDrop(), static_cast<int64_t>(dim)))
        drop.push_back(c.kept[dim]);
    }
    llvm::sort(drop);
    return createSlice(rewriter, c.inner, c.inner.getSource(), composed, drop,
                       bounds, c.inner.getFillAttr());
  }
};

///   tslice.slice %x[2][4][1] bounds skip_window fill 1.0 : f32 : ...
/// ->
///   tslice.slice %x[2][4][1] : ...
///
/// for clamp and both skips, on slices and updates that are provably inside.
template <typename OpTy> struct ProvenBounds : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpTy op,
                                PatternRewriter &rewriter) const override {
    if (op.getBounds() == BoundsPolicy::Error ||
        op.getBounds() == BoundsPolicy::Assume)
      return rewriter.notifyMatchFailure(op, "must be inside already");
    if (!isProvenInside(getProgressions(op), op.getIndexed()))
      return rewriter.notifyMatchFailure(op, "is not provably inside");
    rewriter.modifyOpInPlace(op, [&] {
      op.setBounds(BoundsPolicy::Error);
      if constexpr (std::is_same_v<OpTy, SliceOp>)
        op.removeFillAttr();
    });
    return success();
  }
};

} // namespace

void tslice::populateSliceOfSlicePatterns(RewritePatternSet &patterns) {
  patterns.add<SliceOfSlice, ProvenBounds<SliceOp>, ProvenBounds<UpdateOp>>(
      patterns.getContext());
}
