// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// update -> linalg.generic on a window of the destination.

#include "Bounds.h"
#include "WindowUpdate.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"
#include "tslice/Conversion/TSliceToLinalg.h"

using namespace mlir;
using namespace tslice;

namespace {

/// One dimension of the destination, its steps counted upwards in memory.
struct Ascending {
  Value low;    ///< the lowest position
  Value stride; ///< positive
  Value count;  ///< number of steps written
  Value first;  ///< number of steps of the access before the first one written
  /// Whether the update is read backwards: null never, else an i1.
  Value flipped;
};

///   %r = tslice.update add %u into %x[%o][4][1]
///     : tensor<4xf32> into tensor<?xf32>
/// ->
///   %first = tslice.check index %o, %N ...
///   %w = tensor.extract_slice %x[%first] [4] [1]
///   %n = linalg.generic ins(%u) outs(%w) { addf }
///   %r = tensor.insert_slice %n into %x[%first] [4] [1]
/// A negative stride becomes a positive one that reads the update backwards,
/// since windows of buffers run upwards.
struct UpdateToGeneric : OpRewritePattern<UpdateOp> {
  using OpRewritePattern::OpRewritePattern;

  /// Turns a dimension round where its stride is negative.
  static Ascending ascend(IndexMath &math, const RangedBounds &bounds,
                          int64_t dim) {
    Value offset = bounds.offsets[dim], stride = bounds.strides[dim],
          size = bounds.sizes[dim];
    Value zero = math.constant(0);
    Ascending out{offset, stride, size, zero, {}};
    auto known = IndexMath::known(stride);
    if (known && *known > 0)
      return out;
    Value last =
        math.add(offset, math.mul(stride, math.sub(size, math.constant(1))));
    Value negative = math.less(stride, zero);
    out.flipped = negative;
    out.low = math.select(negative, last, offset);
    out.stride = math.max(stride, math.sub(zero, stride));
    return out;
  }

  /// The same for skip_element: only what is inside.
  static Ascending ascendInside(IndexMath &math, const RangedBounds &bounds,
                                int64_t dim) {
    InsideSteps steps = createInsideSteps(math, bounds, dim);
    Value flipped = IndexMath::known(steps.falls) == 0 ? Value() : steps.falls;
    return {steps.low, steps.distance, steps.count, steps.first, flipped};
  }

  /// Where the updates stand for a point of the window.
  static SmallVector<Value> locateUpdate(IndexMath &math, UpdateOp op,
                                         ArrayRef<Ascending> dims) {
    SmallVector<Value> coordinates;
    for (auto [dim, steps] : llvm::enumerate(dims)) {
      if (llvm::is_contained(op.getDrop(), static_cast<int64_t>(dim)))
        continue;
      Value step = linalg::IndexOp::create(math.builder, math.loc, dim);
      if (steps.flipped) {
        Value back = math.sub(math.sub(steps.count, math.constant(1)), step);
        step = math.select(steps.flipped, back, step);
      }
      coordinates.push_back(math.add(step, steps.first));
    }
    return coordinates;
  }

  /// The number that a loop writes to every element of `tensor`, or null.
  static Value getOnlyElement(Value tensor) {
    if (auto fill = tensor.getDefiningOp<linalg::FillOp>())
      return fill.value();
    auto generic = tensor.getDefiningOp<linalg::GenericOp>();
    if (!generic || !llvm::hasSingleElement(*generic.getBody()))
      return {};
    Value yielded = generic.getBody()->getTerminator()->getOperand(
        cast<OpResult>(tensor).getResultNumber());
    return isa<BlockArgument>(yielded) ? Value() : yielded;
  }

  /// The windows of all pairs after the update; `straight` says that their
  /// elements run as the updates' do.
  static SmallVector<Value>
  combineWindows(IndexMath &math, UpdateOp op, const Combining &combining,
                 ValueRange windows, ArrayRef<Ascending> dims, bool straight) {
    auto type = cast<RankedTensorType>(windows.front().getType());
    if (straight && combining.combiner == Combiner::Set && op.getDrop().empty())
      return llvm::map_to_vector(
          llvm::zip_equal(combining.updates, windows), [&](auto pair) {
            auto [update, window] = pair;
            if (Value element = getOnlyElement(update))
              return linalg::FillOp::create(math.builder, math.loc, element,
                                            window)
                  .getResult(0);
            return castTo(math, update,
                          cast<RankedTensorType>(window.getType()));
          });
    int64_t rank = type.getRank(), numPairs = windows.size();
    SmallVector<Value> inputs;
    SmallVector<AffineMap> maps;
    if (straight) {
      inputs = combining.updates;
      maps.assign(numPairs, AffineMap::getFilteredIdentityMap(
                                op.getContext(), rank, [&](AffineDimExpr dim) {
                                  return !llvm::is_contained(
                                      op.getDrop(),
                                      static_cast<int64_t>(dim.getPosition()));
                                }));
    }
    maps.append(numPairs, math.builder.getMultiDimIdentityMap(rank));
    SmallVector<utils::IteratorType> iterators(rank,
                                               utils::IteratorType::parallel);
    auto generic = linalg::GenericOp::create(
        math.builder, math.loc, windows.getTypes(), inputs, windows, maps,
        iterators, [&](OpBuilder &builder, Location loc, ValueRange args) {
          IndexMath inner(builder, loc);
          SmallVector<Value> written(args.drop_back(numPairs));
          if (!straight) {
            SmallVector<Value> where = locateUpdate(inner, op, dims);
            for (Value update : combining.updates)
              written.push_back(
                  tensor::ExtractOp::create(builder, loc, update, where));
          }
          linalg::YieldOp::create(builder, loc,
                                  createCombine(builder, loc, combining,
                                                args.take_back(numPairs),
                                                written));
        });
    return llvm::to_vector(ValueRange(generic.getResults()));
  }

  /// The destinations after the update of their windows.
  static SmallVector<Value> emit(OpBuilder &builder, Location loc, UpdateOp op,
                                 const TensorWindow &window,
                                 ArrayRef<Ascending> dims, bool straight) {
    IndexMath math(builder, loc);
    Combining combining = getCombining(op);
    // No cell is met twice.
    if (combining.excludeSelf)
      combining.combiner = Combiner::Set;
    SmallVector<Value> blocks, results;
    if (combining.combiner == Combiner::Set && combining.updates.size() > 1) {
      // One pair after the other: a generic with nothing to compute would only
      // copy.
      for (auto [update, dest] :
           llvm::zip_equal(combining.updates, combining.dests)) {
        Combining pair{Combiner::Set, false, {}, nullptr, {update}, {dest}};
        Value block = extractWindow(math, dest, window);
        results.push_back(insertWindow(
            math, combineWindows(math, op, pair, block, dims, straight).front(),
            dest, window));
      }
      return results;
    }
    for (Value dest : combining.dests)
      blocks.push_back(extractWindow(math, dest, window));
    for (auto [block, dest] : llvm::zip_equal(
             combineWindows(math, op, combining, blocks, dims, straight),
             combining.dests))
      results.push_back(insertWindow(math, block, dest, window));
    return results;
  }

  LogicalResult matchAndRewrite(UpdateOp op,
                                PatternRewriter &rewriter) const override {
    if (hasNoElements(op)) {
      rewriter.replaceOp(op, op.getDests());
      return success();
    }
    IndexMath math(rewriter, op.getLoc());
    RangedBounds bounds = createRangedBounds(math, op);
    TensorWindow window;
    SmallVector<Ascending> dims;
    Value condition = bounds.inside;
    bool straight = true;
    for (int64_t dim = 0, rank = bounds.sizes.size(); dim < rank; ++dim) {
      bool isRestricted = op.getBounds() == BoundsPolicy::SkipElement;
      Ascending steps = isRestricted ? ascendInside(math, bounds, dim)
                                     : ascend(math, bounds, dim);
      bool keep = !llvm::is_contained(op.getDrop(), dim);
      if (isRestricted) {
        straight &= IndexMath::known(steps.count) &&
                    IndexMath::known(steps.count) ==
                        IndexMath::known(bounds.sizes[dim]);
        if (!keep) {
          // The dimension stays dropped: it is written or nothing is.
          Value inside = math.less(math.constant(0), steps.count);
          condition = condition ? math.both(condition, inside) : inside;
          steps.count = math.constant(1);
        }
      }
      straight &= !steps.flipped;
      if (IndexMath::known(steps.count) == 0) {
        rewriter.replaceOp(op, op.getDests());
        return success();
      }
      // Where the window is skipped its place means nothing, and may be
      // outside.
      Value low = bounds.inside
                      ? math.select(bounds.inside, steps.low, math.constant(0))
                      : steps.low;
      window.append(low, steps.count, steps.stride, keep);
      dims.push_back(steps);
    }
    if (condition && IndexMath::known(condition) == 0) {
      rewriter.replaceOp(op, op.getDests());
      return success();
    }
    if (!condition) {
      rewriter.replaceOp(
          op, emit(rewriter, op.getLoc(), op, window, dims, straight));
      return success();
    }
    rewriter.replaceOpWithNewOp<scf::IfOp>(
        op, condition,
        [&](OpBuilder &b, Location loc) {
          scf::YieldOp::create(b, loc,
                               emit(b, loc, op, window, dims, straight));
        },
        [&](OpBuilder &b, Location loc) {
          scf::YieldOp::create(b, loc, op.getDests());
        });
    return success();
  }
};

} // namespace

void tslice::populateUpdateToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<UpdateToGeneric>(patterns.getContext());
}
