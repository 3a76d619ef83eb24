// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// scatter -> scf.for over its positions, with a generic on one window in the
// body.

#include "Bounds.h"
#include "ScatterEmitter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"
#include "tslice/Conversion/TSliceToLinalg.h"
#include "tslice/SeededFaults.h"

using namespace mlir;
using namespace tslice;

/// Bytes of a row from which on rows are better divided than columns: a cache
/// line.
static constexpr int64_t minRowBytes = 64;

/// Sizes that the types leave open are compared: those of the update with those
/// of the indices and of the destination.
ScatterEmitter::ScatterEmitter(IndexMath &math, ScatterOp op)
    : op(op), combining(getCombining(op)), indices(op.getIndices()),
      layout(getIndexedLayout(op)),
      windows(createWindowSizes(math, op.getSite(), op.getMixedWindow(),
                                op.getDims())) {
  extents =
      createExtents(math, op.getDest(), op.getSite(), layout, op.getIndices());
  for (int64_t i = 0; i < layout.numPositionDims; ++i)
    counts.push_back(
        math.checkUpdateSizes(op, i, math.dim(op.getIndices(), i)));
  for (auto [dim, facts] : llvm::enumerate(layout.dims)) {
    extents[dim] = math.tieToDestSizes(extents[dim], op, dim);
    Value size = math.constant(1);
    if (facts.kind == IndexedDim::Whole)
      size = extents[dim];
    if (facts.kind == IndexedDim::Addressed)
      size = windows[facts.component];
    if (facts.kind != IndexedDim::Batch && facts.elementDim >= 0) {
      // A static window stays static; its check moves the positions by zero.
      if (facts.kind == IndexedDim::Addressed)
        extents[dim] =
            math.tieToUpdateSizes(extents[dim], op, facts.elementDim, size);
      else
        size = math.checkUpdateSizes(op, facts.elementDim, size);
    }
    windowSizes.push_back(size);
  }
}

/// The index vector of a position.
SmallVector<Value> ScatterEmitter::extractComponents(IndexMath &math,
                                                     ValueRange position) {
  SmallVector<Value> components;
  for (int64_t component = 0; component < layout.numComponents; ++component) {
    SmallVector<Value> coordinates(position);
    if (layout.hasComponentDim)
      coordinates.push_back(math.constant(component));
    components.push_back(tensor::ExtractOp::create(math.builder, math.loc,
                                                   indices, coordinates));
  }
  return components;
}

/// skip_element: restricts a window of `size` from `start` to [0, N), returns
/// the number of elements left out below.
static Value restrict(IndexMath &math, Value &start, Value &size,
                      Value extent) {
  Value zero = math.constant(0), far = math.constant(int64_t(1) << 62);
  Value near = math.max(math.min(start, far), math.sub(zero, far));
  Value begin = math.max(zero, math.sub(zero, near));
  Value end = math.min(size, math.sub(extent, near));
  size = math.max(zero, math.sub(end, begin));
  start = math.add(near, begin);
  return begin;
}

/// The windows of destination and update at one position, and the condition
/// under which they are combined (null: always).
void ScatterEmitter::locate(IndexMath &math, ValueRange position,
                            const ScatterPart &part, TensorWindow &dest,
                            TensorWindow &update, Value &condition) {
  Value one = math.constant(1), zero = math.constant(0);
  SmallVector<WindowStart> starts =
      createWindowStarts(math, {op.getBounds(), op.getWrap(), op.getSite()},
                         layout, extractComponents(math, position),
                         op.getDims(), windows, position, extents);
  auto require = [&](Value inside) {
    condition = condition ? math.both(condition, inside) : inside;
  };
  for (Value index : position)
    update.append(index, one, one, /*keep=*/true);
  for (auto [index, facts] : llvm::enumerate(layout.dims)) {
    int64_t dim = index;
    Value start = starts[dim].start, size = windowSizes[dim], left = zero;
    if (starts[dim].inside)
      require(starts[dim].inside);
    if (facts.kind == IndexedDim::Batch) {
      dest.append(start, one, one, /*keep=*/false);
      continue;
    }
    if (facts.kind == IndexedDim::Addressed &&
        op.getBounds() == BoundsPolicy::SkipElement) {
      if (facts.elementDim < 0)
        require(math.inRange(start, extents[dim]));
      else
        left = restrict(math, start, size, extents[dim]);
    }
    if (dim == part.dim && facts.kind == IndexedDim::Whole) {
      size = part.size;
      left = part.offset;
    } else if (dim == part.dim) {
      start = IndexMath::known(part.size) == 1 ? zero
                                               : math.sub(start, part.offset);
    }
    dest.append(start, size, one, facts.elementDim >= 0);
    if (facts.elementDim >= 0)
      update.append(left, size, one, /*keep=*/true);
  }
}

Values ScatterEmitter::combineBlocks(IndexMath &math, ValueRange dests,
                                     const TensorWindow &destWindow,
                                     const TensorWindow &updateWindow) {
  MLIRContext *context = math.builder.getContext();
  Values blocks, found, results;
  for (auto [update, dest] : llvm::zip_equal(combining.updates, dests)) {
    blocks.push_back(extractWindow(math, update, updateWindow));
    found.push_back(extractWindow(math, dest, destWindow));
  }
  int64_t numPairs = dests.size(), positions = layout.numPositionDims,
          rank = positions + layout.dims.size();
  auto isPosition = [&](AffineDimExpr dim) {
    return static_cast<int64_t>(dim.getPosition()) < positions;
  };
  SmallVector<AffineMap> maps(
      numPairs,
      AffineMap::getFilteredIdentityMap(context, rank, [&](AffineDimExpr dim) {
        return isPosition(dim) ||
               destWindow.kept[dim.getPosition() - positions];
      }));
  maps.append(numPairs, AffineMap::getFilteredIdentityMap(
                            context, rank, [&](AffineDimExpr dim) {
                              return !isPosition(dim);
                            }));
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  std::fill_n(iterators.begin(), positions, utils::IteratorType::reduction);
  auto generic = linalg::GenericOp::create(
      math.builder, math.loc, ValueRange(found).getTypes(), blocks, found, maps,
      iterators, [&](OpBuilder &builder, Location loc, ValueRange args) {
        linalg::YieldOp::create(builder, loc,
                                createCombine(builder, loc, combining,
                                              args.take_back(numPairs),
                                              args.drop_back(numPairs)));
      });
  for (auto [combined, dest] : llvm::zip_equal(generic.getResults(), dests))
    results.push_back(insertWindow(math, combined, dest, destWindow));
  return results;
}

Values ScatterEmitter::emitPosition(OpBuilder &builder, Location loc,
                                    ValueRange position,
                                    const ScatterPart &part, ValueRange dests) {
  return emitPosition(
      builder, loc, position, part, dests,
      [&](IndexMath &math, ValueRange found, const TensorWindow &destWindow,
          const TensorWindow &updateWindow) {
        return combineBlocks(math, found, destWindow, updateWindow);
      });
}

Values ScatterEmitter::emitPosition(OpBuilder &builder, Location loc,
                                    ValueRange position,
                                    const ScatterPart &part, ValueRange dests,
                                    CombineWindows combine) {
  IndexMath math(builder, loc);
  TensorWindow destWindow, updateWindow;
  Value condition;
  locate(math, position, part, destWindow, updateWindow, condition);
  if (!condition)
    return combine(math, dests, destWindow, updateWindow);
  auto branch = scf::IfOp::create(
      builder, loc, condition,
      [&](OpBuilder &b, Location l) {
        IndexMath inner(b, l);
        scf::YieldOp::create(b, l,
                             combine(inner, dests, destWindow, updateWindow));
      },
      [&](OpBuilder &b, Location l) { scf::YieldOp::create(b, l, dests); });
  return llvm::to_vector(ValueRange(branch.getResults()));
}

Values ScatterEmitter::emitLoops(OpBuilder &builder, Location loc,
                                 const ScatterPart &part, ValueRange dests) {
  IndexMath math(builder, loc);
  if (counts.empty())
    return emitPosition(builder, loc, {}, part, dests);
  Values low(counts.size(), math.constant(0)),
      step(counts.size(), math.constant(1));
  if (isSeeded("serial-off-by-one"))
    low.back() = step.back();
  scf::LoopNest nest = scf::buildLoopNest(
      builder, loc, low, counts, step, dests,
      [&](OpBuilder &b, Location l, ValueRange position,
          ValueRange carried) -> scf::ValueVector {
        Values at(position);
        IndexMath inner(b, l);
        if (isSeeded("first-wins"))
          at.back() =
              inner.sub(inner.sub(counts.back(), step.back()), at.back());
        Values results = emitPosition(b, l, at, part, carried);
        return {results.begin(), results.end()};
      });
  return {nest.results.begin(), nest.results.end()};
}

int64_t ScatterEmitter::findColumnDim(int64_t minimum) {
  for (int64_t dim = layout.dims.size() - 1; dim >= 0; --dim)
    if (layout.dims[dim].kind == IndexedDim::Whole) {
      auto size = IndexMath::known(windowSizes[dim]);
      return !size || *size >= minimum ? dim : -1;
    }
  return -1;
}

TensorWindow ScatterEmitter::getPart(IndexMath &math, const ScatterPart &part) {
  TensorWindow window;
  for (int64_t dim = 0, rank = layout.dims.size(); dim < rank; ++dim)
    window.append(dim == part.dim ? part.offset : math.constant(0),
                  dim == part.dim ? part.size : math.dim(op.getDest(), dim),
                  math.constant(1), /*keep=*/true);
  return window;
}

///   scf.forall (%b) in (%count) shared_outs(%d = %dest) {
///     %part = tensor.extract_slice %d[0, %b*%width] [%N, %w]
///     %new = ...
///     tensor.parallel_insert_slice %new into %d[0, %b*%width] [%N, %w]
///   }
Values ScatterEmitter::emitParts(IndexMath &math, Value count, ValueRange dests,
                                 PartAt partAt, PartBody body) {
  auto forall = scf::ForallOp::create(
      math.builder, math.loc, ArrayRef<OpFoldResult>{count}, dests,
      std::nullopt, [&](OpBuilder &b, Location l, ValueRange args) {
        IndexMath inner(b, l);
        ScatterPart part = partAt(inner, args[0]);
        TensorWindow window = getPart(inner, part);
        Values parts;
        for (Value dest : args.drop_front())
          parts.push_back(extractWindow(inner, dest, window));
        Values results = body(inner, args[0], part, parts);
        auto terminator = scf::InParallelOp::create(b, l);
        b.setInsertionPointToStart(terminator.getBody());
        for (auto [result, dest] : llvm::zip_equal(results, args.drop_front()))
          tensor::ParallelInsertSliceOp::create(
              b, l, result, dest, window.offsets, window.sizes, window.strides);
      });
  return llvm::to_vector(ValueRange(forall.getResults()));
}

Values ScatterEmitter::emitColumns(IndexMath &math, ValueRange dests,
                                   int64_t dim, Value width) {
  Value extent = windowSizes[dim];
  return emitParts(
      math, math.ceilDiv(extent, width), dests,
      [&](IndexMath &inner, Value block) {
        ScatterPart part{dim, inner.mul(block, width), width};
        if (IndexMath::known(width) != 1)
          part.size = inner.min(width, inner.sub(extent, part.offset));
        if (isSeeded("columns-off-by-one"))
          part.size = inner.sub(part.size, inner.constant(1));
        return part;
      },
      [&](IndexMath &inner, Value, const ScatterPart &part, ValueRange dests) {
        return emitLoops(inner.builder, inner.loc, part, dests);
      });
}

Value ScatterEmitter::getColumnShare(IndexMath &math, int64_t dim) {
  Value align = math.constant(columnAlignment);
  Value share = math.ceilDiv(windowSizes[dim], createNumThreads(math));
  return math.max(math.mul(math.ceilDiv(share, align), align), align);
}

int64_t ScatterEmitter::getUpdateDim(int64_t dim) {
  return layout.numPositionDims +
         llvm::count_if(
             ArrayRef(layout.dims).take_front(dim),
             [](const auto &facts) { return facts.elementDim >= 0; });
}

Value tslice::createNumThreads(IndexMath &math) {
  auto call =
      func::CallOp::create(math.builder, math.loc, "tslice_rt_num_threads",
                           math.builder.getI64Type());
  return arith::IndexCastOp::create(
      math.builder, math.loc, math.builder.getIndexType(), call.getResult(0));
}

namespace {

///   %r = tslice.scatter add %u into %x[%idx] dims [0]
///     : tensor<?x64xf32> into tensor<?x64xf32>, tensor<?xi32>
/// ->
///   %r = scf.for %p = 0 to %k iter_args(%acc = %x) {
///     %e = tensor.extract %idx[%p]
///     %row = tslice.check index %e, %N at (%p)
///     %new = tensor.extract_slice %u[%p, 0] [1, 64]
///     %old = tensor.extract_slice %acc[%row, 0] [1, 64]
///     %sum = linalg.generic ins(%new) outs(%old) { addf }
///     %ins = tensor.insert_slice %sum into %acc[%row, 0] [1, 64]
///     scf.yield %ins
///   }
struct ScatterToLoops : OpRewritePattern<ScatterOp> {
  ScatterToLoops(MLIRContext *context, const ScatterOptions &options)
      : OpRewritePattern(context), options(options) {}

  LogicalResult matchAndRewrite(ScatterOp op,
                                PatternRewriter &rewriter) const override {
    if (hasNoElements(op)) {
      rewriter.replaceOp(op, op.getDests());
      return success();
    }
    IndexMath math(rewriter, op.getLoc());
    ScatterEmitter emitter(math, op);
    bool isAuto = options.strategy == ScatterStrategy::Auto;
    bool byRows = options.strategy == ScatterStrategy::Owner ||
                  options.strategy == ScatterStrategy::Row ||
                  (isAuto && options.columnWidth == 0);
    bool isForced = !isAuto || options.divideAll;
    if (byRows && (emitter.hasRows(isForced ? 0 : minRowBytes) ||
                   emitter.hasElements())) {
      rewriter.replaceOp(op, emitter.emitOwners(math, options));
      return success();
    }
    int64_t minimum = options.columnWidth > 0
                          ? options.columnWidth + 1
                          : 2 * ScatterEmitter::columnAlignment;
    bool columns = isAuto || options.strategy == ScatterStrategy::Columns;
    int64_t dim = columns ? emitter.findColumnDim(minimum) : -1;
    bool isDirect = options.strategy == ScatterStrategy::Direct;
    bool isPrivate = options.strategy == ScatterStrategy::Private;
    if (emitter.layout.numPositionDims > 0 &&
        ((isDirect && op.getUnique()) ||
         (isPrivate && emitter.isAssociative()))) {
      Value chunks = options.numChunks > 0 ? math.constant(options.numChunks)
                                           : createNumThreads(math);
      rewriter.replaceOp(op, isDirect
                                 ? emitter.emitDirect(math, chunks)
                                 : Values{emitter.emitPrivate(math, chunks)});
      return success();
    }
    if (dim < 0) {
      rewriter.replaceOp(
          op, emitter.emitLoops(rewriter, op.getLoc(), {}, op.getDests()));
      return success();
    }
    Value width = options.columnWidth > 0 ? math.constant(options.columnWidth)
                                          : emitter.getColumnShare(math, dim);
    rewriter.replaceOp(
        op, emitter.emitColumns(math, emitter.combining.dests, dim, width));
    return success();
  }

  ScatterOptions options;
};

} // namespace

void tslice::populateScatterToLinalgPatterns(RewritePatternSet &patterns,
                                             const ScatterOptions &options) {
  patterns.add<ScatterToLoops>(patterns.getContext(), options);
}
