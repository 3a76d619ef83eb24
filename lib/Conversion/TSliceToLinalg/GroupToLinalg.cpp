// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// group -> a stable radix sort of the positions that are not skipped, by the
// row-major numbers of their starts. A thread of its own is not worth while:
// a pass over the positions costs what reading them costs.

#include "Bounds.h"
#include "IndexTables.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"
#include "tslice/Conversion/TSliceToLinalg.h"

using namespace mlir;
using namespace tslice;

/// Bits of a digit: at most so many that a digit's counts stay in the nearest
/// cache, and for few positions not many more counts than positions.
static constexpr int64_t maxDigitBits = 11, minDigitBits = 4;

namespace {

/// Builds the loops of one group.
class GroupEmitter {
public:
  GroupEmitter(IndexMath &math, GroupOp op);

  /// The permutation and the starts.
  SmallVector<Value> emit(IndexMath &math);

private:
  std::pair<Value, Value> emitKey(IndexMath &math, Value number);
  void emitKeys(IndexMath &math);
  Value emitDigit(IndexMath &math, Value table, Value row, Value at,
                  Value shift);
  SmallVector<Value> emitPass(IndexMath &math, Value pass, Value table,
                              Value counts);
  Value getNumStarts(IndexMath &math, int64_t dim);
  void emitPasses(IndexMath &math);
  Value emitStarts(IndexMath &math);
  Value copyRow(IndexMath &math, Value row, Value count);

  GroupOp op;
  IndexedLayout layout;
  SmallVector<Value> extents, positionSizes;
  Value numPositions;
  /// Keys in rows 0 and 2 and the numbers of their positions in rows 1 and 3: a
  /// pass moves one pair of rows to the other.
  Value table;
  /// The positions that are not skipped.
  Value numKept;
  Value digitBits, numDigits;
  /// The first row of the sorted pair and of the other one.
  Value sorted, other;
};

} // namespace

static Value load(IndexMath &math, Value table, Value row, Value column) {
  return tensor::ExtractOp::create(math.builder, math.loc, table,
                                   ValueRange{row, column});
}

static Value store(IndexMath &math, Value value, Value table, Value row,
                   Value column) {
  return tensor::InsertOp::create(math.builder, math.loc, value, table,
                                  ValueRange{row, column});
}

static Value createIndices(IndexMath &math, ArrayRef<OpFoldResult> sizes) {
  return tensor::EmptyOp::create(math.builder, math.loc, sizes,
                                 math.builder.getIndexType());
}

GroupEmitter::GroupEmitter(IndexMath &math, GroupOp op)
    : op(op), layout(getIndexedLayout(op)),
      extents(createExtents(math, op.getTarget(), op.getSite(), layout,
                            op.getIndices())),
      numPositions(math.constant(1)) {
  for (int64_t dim = 0; dim < layout.numPositionDims; ++dim) {
    positionSizes.push_back(math.dim(op.getIndices(), dim));
    numPositions = math.mul(numPositions, positionSizes.back());
  }
}

/// The row-major number of the start of a position, and whether the position is
/// not skipped: null if it never is.
std::pair<Value, Value> GroupEmitter::emitKey(IndexMath &math, Value number) {
  SmallVector<Value> position(positionSizes.size());
  for (size_t dim = position.size(); dim-- > 0;) {
    position[dim] = number;
    if (dim == 0)
      break;
    position[dim] = math.builder.createOrFold<arith::RemUIOp>(
        math.loc, number, positionSizes[dim]);
    number = math.builder.createOrFold<arith::DivUIOp>(math.loc, number,
                                                       positionSizes[dim]);
  }
  SmallVector<Value> components;
  for (int64_t component = 0; component < layout.numComponents; ++component) {
    SmallVector<Value> at(position);
    if (layout.hasComponentDim)
      at.push_back(math.constant(component));
    components.push_back(
        tensor::ExtractOp::create(math.builder, math.loc, op.getIndices(), at));
  }
  // With windows of 1 the policies that skip are the same.
  SmallVector<Value> windows = llvm::map_to_vector(
      op.getWindowSizes(), [&](int64_t size) { return math.constant(size); });
  BoundsPolicy policy =
      isSkipping(op.getBounds()) ? BoundsPolicy::SkipWindow : op.getBounds();
  SmallVector<WindowStart> starts =
      createWindowStarts(math, {policy, /*wraps=*/false, op.getSite()}, layout,
                         components, op.getDims(), windows, position, extents);
  Value key = math.constant(0), inside;
  for (auto [dim, facts] : llvm::enumerate(layout.dims)) {
    if (facts.kind == IndexedDim::Whole)
      continue;
    key = math.add(math.mul(key, getNumStarts(math, dim)), starts[dim].start);
    if (starts[dim].inside)
      inside =
          inside ? math.both(inside, starts[dim].inside) : starts[dim].inside;
  }
  return {key, inside};
}

/// The keys of the positions that are not skipped. Columns do not depend on
/// keys, so that a failing check has no effect on them.
void GroupEmitter::emitKeys(IndexMath &math) {
  Value zero = math.constant(0), one = math.constant(1);
  table = createIndices(
      math, {math.builder.getIndexAttr(4), getAsOpFoldResult(numPositions)});
  auto keys = createLoop(
      math, zero, numPositions, {table, zero},
      [&](IndexMath &inner, Value number, ValueRange carried) {
        auto [key, inside] = emitKey(inner, number);
        Value next = inside ? inner.select(inside, one, zero) : one;
        Value kept = carried[1];
        Value keyed = store(inner, key, carried[0], zero, kept);
        return SmallVector<Value>{store(inner, number, keyed, one, kept),
                                  inner.add(kept, next)};
      });
  table = keys.getResult(0);
  numKept = keys.getResult(1);
}

/// The digit of the key at column `at` of `row`, `shift` bits up.
Value GroupEmitter::emitDigit(IndexMath &math, Value table, Value row, Value at,
                              Value shift) {
  Value above = arith::ShRUIOp::create(math.builder, math.loc,
                                       load(math, table, row, at), shift);
  return math.builder.createOrFold<arith::AndIOp>(
      math.loc, above, math.sub(numDigits, math.constant(1)));
}

/// One pass of the sort: counts digits, adds them up and moves each key and its
/// position to the place of its digit, in order. counts[0, d] is the place of
/// the next key with digit d.
SmallVector<Value> GroupEmitter::emitPass(IndexMath &math, Value pass,
                                          Value table, Value counts) {
  Value zero = math.constant(0), one = math.constant(1), two = math.constant(2);
  Value from = math.mul(
      math.builder.createOrFold<arith::AndIOp>(math.loc, pass, one), two);
  Value to = math.sub(two, from), shift = math.mul(pass, digitBits);
  counts =
      linalg::FillOp::create(math.builder, math.loc, zero, counts).getResult(0);
  auto counted = createLoop(
      math, zero, numKept, counts,
      [&](IndexMath &m, Value at, ValueRange carried) {
        Value digit = emitDigit(m, table, from, at, shift);
        Value next = m.add(load(m, carried[0], zero, digit), one);
        return SmallVector<Value>{store(m, next, carried[0], zero, digit)};
      });
  auto summed = createLoop(math, zero, numDigits, {counted.getResult(0), zero},
                           [&](IndexMath &m, Value digit, ValueRange carried) {
                             Value count = load(m, carried[0], zero, digit);
                             return SmallVector<Value>{
                                 store(m, carried[1], carried[0], zero, digit),
                                 m.add(carried[1], count)};
                           });
  auto moved =
      createLoop(math, zero, numKept, {table, summed.getResult(0)},
                 [&](IndexMath &m, Value at, ValueRange carried) {
                   Value digit = emitDigit(m, carried[0], from, at, shift);
                   Value place = load(m, carried[1], zero, digit);
                   Value key = load(m, carried[0], from, at);
                   Value number = load(m, carried[0], m.add(from, one), at);
                   Value keyed = store(m, key, carried[0], to, place);
                   return SmallVector<Value>{
                       store(m, number, keyed, m.add(to, one), place),
                       store(m, m.add(place, one), carried[1], zero, digit)};
                 });
  return {moved.getResult(0), moved.getResult(1)};
}

/// In how many places windows can start: one more than there are elements, if
/// they have none.
Value GroupEmitter::getNumStarts(IndexMath &math, int64_t dim) {
  const IndexedDim &facts = layout.dims[dim];
  if (facts.kind == IndexedDim::Batch)
    return positionSizes[facts.component];
  return facts.window == 0 ? math.add(extents[dim], math.constant(1))
                           : extents[dim];
}

/// As many passes as the number of starts has digits.
void GroupEmitter::emitPasses(IndexMath &math) {
  Value zero = math.constant(0), one = math.constant(1);
  Value numStarts = one;
  for (auto [dim, facts] : llvm::enumerate(layout.dims))
    if (facts.kind != IndexedDim::Whole)
      numStarts = math.mul(numStarts, getNumStarts(math, dim));
  digitBits = math.max(math.constant(minDigitBits),
                       math.min(math.constant(maxDigitBits),
                                math.log2Ceil(math.max(numPositions, one))));
  numDigits =
      math.builder.createOrFold<arith::ShLIOp>(math.loc, one, digitBits);
  Value numPasses =
      math.ceilDiv(math.log2Ceil(math.max(numStarts, one)), digitBits);
  Value counts = createIndices(
      math, {math.builder.getIndexAttr(1), getAsOpFoldResult(numDigits)});
  auto passes =
      createLoop(math, zero, numPasses, {table, counts},
                 [&](IndexMath &inner, Value pass, ValueRange carried) {
                   return emitPass(inner, pass, carried[0], carried[1]);
                 });
  table = passes.getResult(0);
  sorted = math.mul(
      math.builder.createOrFold<arith::AndIOp>(math.loc, numPasses, one),
      math.constant(2));
  other = math.sub(math.constant(2), sorted);
}

/// The first `count` columns of a row of the table.
Value GroupEmitter::copyRow(IndexMath &math, Value row, Value count) {
  OpFoldResult zero = math.builder.getIndexAttr(0),
               one = math.builder.getIndexAttr(1);
  auto type = RankedTensorType::get({ShapedType::kDynamic},
                                    math.builder.getIndexType());
  // A size that is known would make another type.
  return tensor::ExtractSliceOp::create(math.builder, math.loc, type, table,
                                        SmallVector<OpFoldResult>{row, zero},
                                        SmallVector<OpFoldResult>{one, count},
                                        SmallVector<OpFoldResult>{one, one});
}

/// A key that differs from the one before begins a group. The place of the
/// current group is overwritten until the next one begins.
Value GroupEmitter::emitStarts(IndexMath &math) {
  Value zero = math.constant(0), one = math.constant(1);
  auto marked = createLoop(
      math, zero, numKept, {table, zero},
      [&](IndexMath &m, Value at, ValueRange carried) {
        Value key = load(m, carried[0], sorted, at);
        Value last = load(m, carried[0], sorted, m.max(m.sub(at, one), zero));
        Value differs = m.builder.createOrFold<arith::CmpIOp>(
            m.loc, arith::CmpIPredicate::ne, key, last);
        Value isFirst = m.builder.createOrFold<arith::CmpIOp>(
            m.loc, arith::CmpIPredicate::eq, at, zero);
        Value begins = m.either(differs, isFirst);
        Value next = m.add(carried[1], m.select(begins, one, zero));
        Value place = m.sub(next, one);
        Value start = m.select(begins, at, load(m, carried[0], other, place));
        return SmallVector<Value>{store(m, start, carried[0], other, place),
                                  next};
      });
  table = marked.getResult(0);
  Value numGroups = marked.getResult(1);
  Value list = createIndices(math, {OpFoldResult(math.add(numGroups, one))});
  OpFoldResult size = numGroups, offset = math.builder.getIndexAttr(0),
               stride = math.builder.getIndexAttr(1);
  list = tensor::InsertSliceOp::create(
      math.builder, math.loc, copyRow(math, other, numGroups), list,
      ArrayRef{offset}, ArrayRef{size}, ArrayRef{stride});
  return tensor::InsertOp::create(math.builder, math.loc, numKept, list,
                                  ValueRange{numGroups});
}

SmallVector<Value> GroupEmitter::emit(IndexMath &math) {
  emitKeys(math);
  emitPasses(math);
  Value permutation =
      copyRow(math, math.add(sorted, math.constant(1)), numKept);
  return {permutation, emitStarts(math)};
}

namespace {

///   %p, %s = tslice.group %x[%i] dims [0]
///            : tensor<?xf32>, tensor<?xi32> -> tensor<?xindex>, tensor<?xindex>
/// ->
///   %keys, %kept = scf.for %j { the start of each position, where not skipped }
///   %table = scf.for %pass = 0 to the number of digits of tensor.dim %x {
///     scf.for %j = 0 to %kept { count digits }
///     scf.for %d = 0 to %numDigits { exclusive sum of the counts }
///     scf.for %j = 0 to %kept { move key and position to the place of the digit }
///   }
///   %p = the positions of %table
///   %s = scf.for %j = 0 to %kept { where keys differ from those before }
struct GroupToLoops : OpRewritePattern<GroupOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(GroupOp op,
                                PatternRewriter &rewriter) const override {
    IndexMath math(rewriter, op.getLoc());
    // Without a position there is no element that a loop could extract.
    if (llvm::is_contained(op.getIndices().getType().getShape().take_front(
                               getIndexedLayout(op).numPositionDims),
                           0)) {
      Value zero = math.constant(0);
      Value none = createIndices(math, {OpFoldResult(zero)});
      Value one = createIndices(math, {OpFoldResult(math.constant(1))});
      Value end = tensor::InsertOp::create(rewriter, op.getLoc(), zero, one,
                                           ValueRange{zero});
      rewriter.replaceOp(op, {none, end});
      return success();
    }
    rewriter.replaceOp(op, GroupEmitter(math, op).emit(math));
    return success();
  }
};

} // namespace

void tslice::populateGroupToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<GroupToLoops>(patterns.getContext());
}
