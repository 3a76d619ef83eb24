// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Resolves reads and overwrites of updated tensors by comparing windows.

#include "SliceArithmetic.h"
#include "mlir/IR/PatternMatch.h"
#include "tslice/Transforms/FuseSlices.h"

using namespace mlir;
using namespace tslice;

/// Whether the windows have no position in common, because they have none in
/// one dimension. Under `clamp` a window may stand elsewhere than it says.
static bool areDisjoint(ArrayRef<Progression> a, bool aMoves,
                        ArrayRef<Progression> b, bool bMoves,
                        RankedTensorType type) {
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    std::optional<StaticProgression> left = getStatic(a[dim]);
    std::optional<StaticProgression> right = getStatic(b[dim]);
    auto stays = [&](bool moves, const StaticProgression &range) {
      return !moves ||
             (!type.isDynamicDim(dim) && range.isInside(type.getDimSize(dim)));
    };
    if (left && right && stays(aMoves, *left) && stays(bMoves, *right) &&
        areDisjoint(*left, *right))
      return true;
  }
  return false;
}

/// A dead update would still count as a user of what the next step looks at.
static void eraseIfUnused(UpdateOp update, PatternRewriter &rewriter) {
  if (update->use_empty())
    rewriter.eraseOp(update);
}

/// What `result` of `update` was before.
static Value getTiedDest(UpdateOp update, Value result) {
  return update.getDests()[cast<OpResult>(result).getResultNumber()];
}

/// Whether both windows are clamped, to the same place, and fit.
static bool clampAlike(SliceOp slice, ArrayRef<Progression> read,
                       UpdateOp update, ArrayRef<Progression> written) {
  return slice.getBounds() == BoundsPolicy::Clamp &&
         update.getBounds() == BoundsPolicy::Clamp && areSame(read, written) &&
         update.getDest().getType().hasStaticShape() && !mayBeEmpty(written) &&
         llvm::all_of(written, [](const Progression &range) {
           return getConstantIntValue(range.stride).has_value();
         });
}

namespace {

///   %a = tslice.update add %u into %x[0][4][1] : tensor<4xf32> into ...
///   %r = tslice.slice %a[5][3][1] : tensor<9xf32> to tensor<3xf32>
/// ->
///   %r = tslice.slice %x[5][3][1] : tensor<9xf32> to tensor<3xf32>
///
/// for every combiner and policy, if in one dimension the progressions provably
/// do not meet: what is read was not written.
struct SliceBesideUpdate : OpRewritePattern<SliceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(SliceOp slice,
                                PatternRewriter &rewriter) const override {
    auto update = slice.getSource().getDefiningOp<UpdateOp>();
    if (!update)
      return rewriter.notifyMatchFailure(slice, "source is not an update");
    if (slice.getWrap() || update.getWrap())
      return rewriter.notifyMatchFailure(slice, "an offset may wrap");
    if (!areDisjoint(
            getProgressions(slice), slice.getBounds() == BoundsPolicy::Clamp,
            getProgressions(update), update.getBounds() == BoundsPolicy::Clamp,
            slice.getSource().getType()))
      return rewriter.notifyMatchFailure(
          slice, "the windows are not provably disjoint");
    Value dest = getTiedDest(update, slice.getSource());
    rewriter.modifyOpInPlace(slice,
                             [&] { slice.getSourceMutable().assign(dest); });
    eraseIfUnused(update, rewriter);
    return success();
  }
};

///   %a = tslice.update set %u into %x[2][6][1] : tensor<6xf32> into ...
///   %r = tslice.slice %a[3][2][2] : tensor<9xf32> to tensor<2xf32>
/// ->
///   %r = tslice.slice %u[1][2][2] : tensor<6xf32> to tensor<2xf32>
///
/// if every position read is one written, in range, or both windows are the
/// same under `clamp`. (A window that can be out of range keeps the update and
/// its error.) Dimensions that the update drops must be dropped by the slice:
/// %u has no others to read.
struct SliceInsideUpdate : OpRewritePattern<SliceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(SliceOp slice,
                                PatternRewriter &rewriter) const override {
    auto update = slice.getSource().getDefiningOp<UpdateOp>();
    if (!update)
      return rewriter.notifyMatchFailure(slice, "source is not an update");
    if (slice.getWrap() || update.getWrap())
      return rewriter.notifyMatchFailure(slice, "an offset may wrap");
    if (update.getCombine() != Combiner::Set)
      return rewriter.notifyMatchFailure(
          slice, "what is read was combined with what was there");
    SmallVector<Progression> read = getProgressions(slice);
    SmallVector<Progression> written = getProgressions(update);
    if (!isProvenInside(written, update.getDest()) &&
        update.getBounds() != BoundsPolicy::Assume &&
        !clampAlike(slice, read, update, written))
      return rewriter.notifyMatchFailure(slice,
                                         "the update is not provably in range");
    // Sizes that the type of the update leaves open are compared by the update.
    if (!update.getUpdate().getType().hasStaticShape())
      return rewriter.notifyMatchFailure(
          slice, "the written tensor has sizes that the update checks");

    SmallVector<Progression> inside;
    SmallVector<int64_t> drop;
    for (auto [dim, ranges] : llvm::enumerate(llvm::zip_equal(read, written))) {
      auto [part, whole] = ranges;
      std::optional<Progression> relative = getRelative(rewriter, part, whole);
      if (!relative)
        return rewriter.notifyMatchFailure(slice,
                                           "reads more than what was written");
      bool sliceDrops =
          llvm::is_contained(slice.getDrop(), static_cast<int64_t>(dim));
      if (llvm::is_contained(update.getDrop(), static_cast<int64_t>(dim))) {
        if (!sliceDrops)
          return rewriter.notifyMatchFailure(
              slice, "keeps a dimension that the update does not have");
        continue;
      }
      if (sliceDrops)
        drop.push_back(inside.size());
      inside.push_back(*relative);
    }
    rewriter.replaceOp(slice, createSlice(rewriter, slice, update.getUpdate(),
                                          inside, drop, BoundsPolicy::Error));
    eraseIfUnused(update, rewriter);
    return success();
  }
};

///   %a = tslice.update add %u into %x[%i][4][1] : tensor<4xf32> into ...
///   %r = tslice.update set %v into %a[%i][4][1] : tensor<4xf32> into ...
/// ->
///   %r = tslice.update set %v into %x[%i][4][1] : tensor<4xf32> into ...
///
/// The first window is the second one, under the same policy, or part of it and
/// both provably in range: nothing of %u is left, and no error.
struct OverwrittenUpdate : OpRewritePattern<UpdateOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(UpdateOp last,
                                PatternRewriter &rewriter) const override {
    auto first = last.getDest().getDefiningOp<UpdateOp>();
    if (!first)
      return rewriter.notifyMatchFailure(last, "destination is not an update");
    if (last.getCombine() != Combiner::Set)
      return rewriter.notifyMatchFailure(last, "does not overwrite");
    if (!first->hasOneUse())
      return rewriter.notifyMatchFailure(last,
                                         "the first update has other users");
    if (!first.getUpdate().getType().hasStaticShape())
      return rewriter.notifyMatchFailure(last,
                                         "the first update compares sizes");
    SmallVector<Progression> below = getProgressions(first);
    SmallVector<Progression> above = getProgressions(last);
    bool same = areSame(below, above) &&
                first.getBounds() == last.getBounds() &&
                first.getWrap() == last.getWrap();
    if (!same && (!isProvenInside(below, first.getDest()) ||
                  !isProvenInside(above, first.getDest())))
      return rewriter.notifyMatchFailure(
          last, "one of two windows is not provably in range");
    for (auto [part, whole] : llvm::zip_equal(below, above))
      if (!getRelative(rewriter, part, whole))
        return rewriter.notifyMatchFailure(
            last, "part of the first window is not overwritten");
    Value dest = getTiedDest(first, last.getDest());
    rewriter.modifyOpInPlace(last, [&] { last.getDestMutable().assign(dest); });
    eraseIfUnused(first, rewriter);
    return success();
  }
};

} // namespace

void tslice::populateSliceOfUpdatePatterns(RewritePatternSet &patterns) {
  patterns.add<SliceBesideUpdate, SliceInsideUpdate, OverwrittenUpdate>(
      patterns.getContext());
}
