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

  /// The update's element for a point of the window.
  static Value readUpdate(IndexMath &math, UpdateOp op,
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
    return tensor::ExtractOp::create(math.builder, math.loc, op.getUpdate(),
                                     coordinates);
  }

  /// The window after the update; `straight` says that its elements run as the
  /// update's do.
  static Value combineWindow(IndexMath &math, UpdateOp op, Value window,
                             ArrayRef<Ascending> dims, bool straight) {
    auto type = cast<RankedTensorType>(window.getType());
    if (straight && op.getCombine() == Combiner::Set && op.getDrop().empty())
      return castTo(math, op.getUpdate(), type);
    int64_t rank = type.getRank();
    SmallVector<Value> inputs;
    SmallVector<AffineMap> maps;
    if (straight) {
      inputs.push_back(op.getUpdate());
      maps.push_back(AffineMap::getFilteredIdentityMap(
          op.getContext(), rank, [&](AffineDimExpr dim) {
            return !llvm::is_contained(op.getDrop(),
                                       static_cast<int64_t>(dim.getPosition()));
          }));
    }
    maps.push_back(math.builder.getMultiDimIdentityMap(rank));
    SmallVector<utils::IteratorType> iterators(rank,
                                               utils::IteratorType::parallel);
    return linalg::GenericOp::create(
               math.builder, math.loc, type, inputs, window, maps, iterators,
               [&](OpBuilder &builder, Location loc, ValueRange args) {
                 IndexMath inner(builder, loc);
                 Value written =
                     straight ? args.front() : readUpdate(inner, op, dims);
                 Value combined = createCombine(builder, loc, op.getCombine(),
                                                args.back(), written);
                 linalg::YieldOp::create(builder, loc, combined);
               })
        .getResult(0);
  }

  LogicalResult matchAndRewrite(UpdateOp op,
                                PatternRewriter &rewriter) const override {
    if (hasNoElements(op)) {
      rewriter.replaceOp(op, op.getDest());
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
        rewriter.replaceOp(op, op.getDest());
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
      rewriter.replaceOp(op, op.getDest());
      return success();
    }
    auto emit = [&](OpBuilder &builder, Location loc) {
      IndexMath inner(builder, loc);
      Value block = extractWindow(inner, op.getDest(), window);
      return insertWindow(inner,
                          combineWindow(inner, op, block, dims, straight),
                          op.getDest(), window);
    };
    if (!condition) {
      rewriter.replaceOp(op, emit(rewriter, op.getLoc()));
      return success();
    }
    rewriter.replaceOpWithNewOp<scf::IfOp>(
        op, condition,
        [&](OpBuilder &b, Location loc) {
          scf::YieldOp::create(b, loc, emit(b, loc));
        },
        [&](OpBuilder &b, Location loc) {
          scf::YieldOp::create(b, loc, op.getDest());
        });
    return success();
  }
};

} // namespace

void tslice::populateUpdateToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<UpdateToGeneric>(patterns.getContext());
}
