// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Updates that add the same tensor to windows next to each other, as the
// gradients of stencils do. One after the other, each reads and writes the
// destination; here one loop adds all of them.

#include "Bounds.h"
#include "IndexMath.h"
#include "WindowUpdate.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Iterators.h"
#include "mlir/Interfaces/InferIntRangeInterface.h"
#include "tslice/Conversion/TSliceToLinalg.h"
#include "llvm/ADT/DenseSet.h"

using namespace mlir;
using namespace tslice;

/// How many windows pay for the copy of what is added.
static constexpr size_t kMinWindows = 3;
/// How far the windows may lie apart along each dimension.
static constexpr int64_t kMaxSpan = 4;

//===----------------------------------------------------------------------===//
// Bounds of offsets
//===----------------------------------------------------------------------===//

/// What is known of the number `value`: everything is possible `depth` ops away.
static ConstantIntRanges getRange(Value value, int depth = 8) {
  unsigned width = ConstantIntRanges::getStorageBitwidth(value.getType());
  auto result = dyn_cast<OpResult>(value);
  if (result && isa<tensor::DimOp>(result.getOwner()))
    return ConstantIntRanges::fromSigned(APInt::getZero(width),
                                         APInt::getSignedMaxValue(width));
  ConstantIntRanges range = ConstantIntRanges::maxRange(width);
  auto op = result ? dyn_cast<InferIntRangeInterface>(result.getOwner())
                   : InferIntRangeInterface();
  if (!op || depth == 0 ||
      !llvm::all_of(result.getOwner()->getOperandTypes(),
                    [](Type type) { return type.isIntOrIndex(); }))
    return range;
  SmallVector<ConstantIntRanges> operands;
  for (Value operand : result.getOwner()->getOperands())
    operands.push_back(getRange(operand, depth - 1));
  op.inferResultRanges(operands,
                       [&](Value inferred, const ConstantIntRanges &found) {
                         if (inferred == value)
                           range = found;
                       });
  return range;
}

/// Whether all of `numbers` certainly lie at most `span` from each other.
static bool areClose(ArrayRef<OpFoldResult> numbers, int64_t span) {
  std::optional<int64_t> low, high;
  for (OpFoldResult number : numbers) {
    int64_t least, most;
    if (std::optional<int64_t> known = getConstantIntValue(number)) {
      least = most = *known;
    } else {
      ConstantIntRanges range = getRange(cast<Value>(number));
      least = range.smin().getSExtValue();
      most = range.smax().getSExtValue();
    }
    low = std::min(low.value_or(least), least);
    high = std::max(high.value_or(most), most);
  }
  int64_t distance;
  return !llvm::SubOverflow(*high, *low, distance) && distance <= span;
}

//===----------------------------------------------------------------------===//
// Chains
//===----------------------------------------------------------------------===//

/// Whether `op` adds one tensor to a window that it must find inside, element by
/// element.
static bool addsWindow(UpdateOp op) {
  return op.getBounds() == BoundsPolicy::Error &&
         getCombining(op).combiner == Combiner::Add && !op.getExcludeSelf() &&
         !op.getAccumulate() && op.getDests().size() == 1 &&
         op.getDrop().empty() && !op.getWrap() &&
         getIdentity(Combiner::Add, op.getDest().getType().getElementType()) &&
         llvm::all_of(op.getMixedStrides(), isOneInteger) && !hasNoElements(op);
}

/// The updates that `last` ends: each adds the same to what the one before left,
/// which nothing else reads, close to it.
static SmallVector<UpdateOp> getChain(UpdateOp last) {
  SmallVector<UpdateOp> chain;
  for (UpdateOp op = last;
       op && addsWindow(op) && op.getUpdate() == last.getUpdate() &&
       op->getBlock() == last->getBlock() && (op == last || op->hasOneUse());
       op = op.getDest().getDefiningOp<UpdateOp>())
    chain.push_back(op);
  std::reverse(chain.begin(), chain.end());
  if (chain.size() < kMinWindows)
    return {};
  auto sizes = last.getUpdate().getType();
  for (int64_t dim = 0; dim < sizes.getRank(); ++dim) {
    // Where windows are small, the room between them is not.
    int64_t span = sizes.isDynamicDim(dim)
                       ? kMaxSpan
                       : std::min(kMaxSpan, sizes.getDimSize(dim) / 4);
    auto offsets = llvm::map_to_vector(
        chain, [&](UpdateOp op) { return op.getMixedOffsets()[dim]; });
    if (!areClose(offsets, span))
      return {};
  }
  return chain;
}

namespace {
/// A box that all windows lie in, and where each lies in it.
struct Surroundings {
  TensorWindow box;
  /// What is added, with as much room around it as the windows lie apart.
  SmallVector<OpFoldResult> roomySizes, room;
  /// Where in that the part stands that each window adds to the box.
  SmallVector<SmallVector<OpFoldResult>> starts;
};
} // namespace

/// Emits the checks of all of `chain`, whose sizes are `sizes`, and finds where
/// its windows are.
static Surroundings emitSurroundings(IndexMath &math, ArrayRef<UpdateOp> chain,
                                     ValueRange sizes) {
  SmallVector<RangedBounds, 0> bounds;
  for (UpdateOp op : chain)
    bounds.push_back(createRangedBounds(math, op));
  Surroundings around;
  around.starts.resize(chain.size());
  Value zero = math.constant(0), one = math.constant(1), some;
  // Windows without elements may be anywhere: all of them become nothing.
  for (Value size : sizes) {
    Value positive = math.less(zero, size);
    some = some ? math.both(some, positive) : positive;
  }
  for (auto [dim, size] : llvm::enumerate(sizes)) {
    Value low = bounds.front().offsets[dim], high = low;
    for (const RangedBounds &bound : ArrayRef(bounds).drop_front()) {
      low = math.min(low, bound.offsets[dim]);
      high = math.max(high, bound.offsets[dim]);
    }
    Value span = math.select(some, math.sub(high, low), zero);
    around.box.append(math.select(some, low, zero),
                      math.select(some, math.add(size, span), zero), one, true);
    around.room.push_back(getAsOpFoldResult(span));
    around.roomySizes.push_back(
        getAsOpFoldResult(math.add(size, math.mul(span, math.constant(2)))));
    for (auto [starts, bound] : llvm::zip_equal(around.starts, bounds))
      starts.push_back(getAsOpFoldResult(
          math.select(some, math.sub(high, bound.offsets[dim]), zero)));
  }
  return around;
}

///   %1 = tslice.update add %u into %x[%a][%n][1]
///   %2 = tslice.update add %u into %1[%b][%n][1]
///   %3 = tslice.update add %u into %2[%c][%n][1]
/// ->
///   %r = -0.0 everywhere, %u in the middle
///   %w = tensor.extract_slice %x[min(%a, %b, %c)] ..
///   %s = linalg.generic ins(%r[..], %r[..], %r[..]) outs(%w) { add, add, add }
///   %3 = tensor.insert_slice %s into %x[min(%a, %b, %c)] ..
/// What is added to an element is added in the same order, and -0.0 changes
/// none.
static void mergeChain(ArrayRef<UpdateOp> chain) {
  UpdateOp last = chain.back();
  UpdateOp first = chain.front();
  Value update = last.getUpdate(), dest = first.getDest();
  OpBuilder builder(last);
  IndexMath math(builder, last.getLoc());
  // All find the sizes of what the first one updates.
  for (UpdateOp op : chain)
    op.getDestMutable().assign(dest);
  auto type = cast<RankedTensorType>(update.getType());
  SmallVector<Value> sizes;
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    sizes.push_back(math.dim(update, dim));
  Surroundings around = emitSurroundings(math, chain, sizes);

  Location loc = last.getLoc();
  Type element = type.getElementType();
  SmallVector<OpFoldResult> ones(type.getRank(), builder.getIndexAttr(1));
  Value nothing = arith::ConstantOp::create(
      builder, loc, getIdentity(Combiner::Add, element));
  Value roomy =
      tensor::EmptyOp::create(builder, loc, around.roomySizes, element);
  roomy = linalg::FillOp::create(builder, loc, nothing, roomy).getResult(0);
  roomy = tensor::InsertSliceOp::create(
      builder, loc, update, roomy, around.room,
      llvm::map_to_vector(sizes,
                          [](Value size) { return getAsOpFoldResult(size); }),
      ones);
  Value window = extractWindow(math, dest, around.box);
  SmallVector<Value> parts;
  for (ArrayRef<OpFoldResult> starts : around.starts)
    parts.push_back(tensor::ExtractSliceOp::create(builder, loc, roomy, starts,
                                                   around.box.sizes, ones));
  SmallVector<AffineMap> maps(parts.size() + 1,
                              builder.getMultiDimIdentityMap(type.getRank()));
  SmallVector<utils::IteratorType> iterators(type.getRank(),
                                             utils::IteratorType::parallel);
  auto sum = linalg::GenericOp::create(
      builder, loc, window.getType(), parts, window, maps, iterators,
      [&](OpBuilder &inner, Location loc, ValueRange args) {
        SmallVector<Value> found(args.take_back(1));
        for (auto [op, added] : llvm::zip(chain, args))
          found = createCombine(inner, op->getLoc(), getCombining(op), found,
                                added);
        linalg::YieldOp::create(inner, loc, found);
      });
  last->getResult(0).replaceAllUsesWith(
      insertWindow(math, sum.getResult(0), dest, around.box));
  for (UpdateOp op : llvm::reverse(chain))
    op->erase();
}

void tslice::mergeUpdates(Operation *root) {
  SmallVector<SmallVector<UpdateOp>> chains;
  DenseSet<Operation *> taken;
  root->walk<WalkOrder::PostOrder, ReverseIterator>([&](UpdateOp op) {
    if (taken.contains(op))
      return;
    SmallVector<UpdateOp> chain = getChain(op);
    if (chain.empty())
      return;
    taken.insert_range(chain);
    chains.push_back(std::move(chain));
  });
  for (ArrayRef<UpdateOp> chain : chains)
    mergeChain(chain);
}
