// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Two parallel loops over blocks of a mask: one counts, the other writes behind
// those of the blocks before.

#include "NonzeroEmitter.h"
#include "IndexTables.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/IR/Evaluate.h"

using namespace mlir;
using namespace tslice;

/// A mask of any rank as one of rank 1.
static Value flatten(IndexMath &math, Value mask) {
  auto type = cast<RankedTensorType>(mask.getType());
  if (type.getRank() == 1)
    return mask;
  if (type.getRank() == 0)
    return tensor::ExpandShapeOp::create(
        math.builder, math.loc,
        RankedTensorType::get({1}, type.getElementType()), mask,
        ArrayRef<ReassociationIndices>());
  ReassociationIndices all =
      llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
  return tensor::CollapseShapeOp::create(math.builder, math.loc, mask,
                                         ArrayRef<ReassociationIndices>{all});
}

NonzeroEmitter::NonzeroEmitter(IndexMath &math, NonzeroOp op, int64_t blockSize)
    : op(op), blockSize(blockSize), mask(flatten(math, op.getMask())),
      numElements(math.constant(1)) {
  for (int64_t dim = 0; dim < op.getMask().getType().getRank(); ++dim) {
    sizes.push_back(math.dim(op.getMask(), dim));
    numElements = math.mul(numElements, sizes.back());
  }
  numBlocks = math.ceilDiv(numElements, math.constant(blockSize));
  // The size is one of the result's, which has no name: the number of operands.
  if (Value dynamic = op.getDynamicSize())
    size = math.check(CheckKind::Size, dynamic, math.constant(0), {},
                      op.getSite(), int64_t(1) << 32);
  else if (std::optional<int64_t> fixed = op.getStaticSize())
    size = math.constant(*fixed);
}

/// The positions of a block, [first, end) in row-major order.
std::pair<Value, Value> NonzeroEmitter::getRange(IndexMath &math, Value block) {
  Value first = math.mul(block, math.constant(blockSize));
  Value end = math.min(math.add(first, math.constant(blockSize)), numElements);
  return {first, createFarEnd(math, first, end)};
}

/// 1 where the mask is true, else 0.
Value NonzeroEmitter::emitBit(IndexMath &math, Value at) {
  Value bit = tensor::ExtractOp::create(math.builder, math.loc, mask, at);
  return arith::IndexCastUIOp::create(math.builder, math.loc,
                                      math.builder.getIndexType(), bit);
}

///   scf.forall (%b) in (%numBlocks) shared_outs(%d = %dest) {
///     %new = body of %b and %d
///     tensor.parallel_insert_slice %new into a window of %d
///   }
Value NonzeroEmitter::emitBlocks(IndexMath &math, Value dest, BlockBody body) {
  auto forall = scf::ForallOp::create(
      math.builder, math.loc, ArrayRef<OpFoldResult>{numBlocks}, dest,
      std::nullopt, [&](OpBuilder &b, Location l, ValueRange args) {
        IndexMath inner(b, l);
        auto [block, window] = body(inner, args[0], args[1]);
        auto terminator = scf::InParallelOp::create(b, l);
        b.setInsertionPointToStart(terminator.getBody());
        tensor::ParallelInsertSliceOp::create(
            b, l, block, args[1], window.offsets, window.sizes, window.strides);
      });
  return forall.getResult(0);
}

/// counts[0, b] = the number of positions of block b. There is one column more
/// than blocks.
Value NonzeroEmitter::emitCounts(IndexMath &math) {
  Value one = math.constant(1), zero = math.constant(0);
  Value table = createTable(math, one, math.add(numBlocks, one), /*bits=*/64);
  return emitBlocks(
      math, table, [&](IndexMath &inner, Value block, Value dest) {
        auto [first, end] = getRange(inner, block);
        // In 32 bits, of which a vector has twice as many.
        Type i32 = inner.builder.getI32Type();
        Value none =
            arith::ConstantIntOp::create(inner.builder, inner.loc, i32, 0);
        auto loop = createLoop(
            inner, first, end, none,
            [&](IndexMath &m, Value at, ValueRange carried) {
              Value bit = tensor::ExtractOp::create(m.builder, m.loc, mask, at);
              Value one = arith::ExtUIOp::create(m.builder, m.loc, i32, bit);
              return SmallVector<Value>{
                  arith::AddIOp::create(m.builder, m.loc, carried[0], one)};
            });
        Value count = arith::IndexCastUIOp::create(inner.builder, inner.loc,
                                                   inner.builder.getIndexType(),
                                                   loop.getResult(0));
        TensorWindow window;
        window.append(zero, one, one, /*keep=*/true);
        window.append(block, one, one, /*keep=*/true);
        Value cell = extractWindow(inner, dest, window);
        return std::pair(storeIndex(inner, count, cell, zero), window);
      });
}

void NonzeroEmitter::emitSums(IndexMath &math) {
  Value zero = math.constant(0);
  auto loop =
      createLoop(math, zero, numBlocks, {emitCounts(math), zero},
                 [&](IndexMath &inner, Value block, ValueRange carried) {
                   Value count = loadIndex(inner, carried[0], zero, block);
                   return SmallVector<Value>{
                       storeIndex(inner, carried[1], carried[0], block),
                       inner.add(carried[1], count)};
                 });
  total = loop.getResult(1);
  sums = storeIndex(math, total, loop.getResult(0), numBlocks);
}

Value NonzeroEmitter::emitTotal(IndexMath &math) {
  emitSums(math);
  return total;
}

/// The tensor of the positions, filled where rows may be left over.
Value NonzeroEmitter::emitDest(IndexMath &math) {
  auto type = op.getPositions().getType();
  OpFoldResult rows = total;
  if (op.getDynamicSize())
    rows = size;
  else if (size)
    rows = getAsOpFoldResult(size);
  Value dest = tensor::EmptyOp::create(
      math.builder, math.loc,
      ArrayRef<OpFoldResult>{rows,
                             math.builder.getIndexAttr(type.getDimSize(1))},
      type.getElementType());
  if (!size)
    return dest;
  return linalg::FillOp::create(math.builder, math.loc, math.constant(-1), dest)
      .getResult(0);
}

/// rows[row, ..] = the coordinates of `position`
Value NonzeroEmitter::emitRow(IndexMath &math, Value position, Value row,
                              Value rows) {
  for (size_t dim = sizes.size(); dim-- > 0;) {
    Value coordinate = position;
    if (dim > 0) {
      coordinate = math.builder.createOrFold<arith::RemUIOp>(math.loc, position,
                                                             sizes[dim]);
      position = math.builder.createOrFold<arith::DivUIOp>(math.loc, position,
                                                           sizes[dim]);
    }
    rows = tensor::InsertOp::create(
        math.builder, math.loc, coordinate, rows,
        ValueRange{row, math.constant(static_cast<int64_t>(dim))});
  }
  return rows;
}

/// Each block picks its positions without a branch, to a list with one element
/// more than positions, since what is not picked is overwritten.
Value NonzeroEmitter::emitRows(IndexMath &math) {
  Value zero = math.constant(0), one = math.constant(1);
  auto clamp = [&](IndexMath &m, Value row) {
    return limit ? m.min(row, limit) : row;
  };
  return emitBlocks(
      math, emitDest(math), [&](IndexMath &inner, Value block, Value dest) {
        auto [first, end] = getRange(inner, block);
        Value list = createTable(inner, one, inner.constant(blockSize + 1));
        auto picks = createLoop(
            inner, first, end, {list, zero},
            [&, first = first](IndexMath &m, Value at, ValueRange carried) {
              return SmallVector<Value>{
                  storeIndex(m, m.sub(at, first), carried[0], carried[1]),
                  m.add(carried[1], emitBit(m, at))};
            });
        Value from = clamp(inner, loadIndex(inner, sums, zero, block));
        Value to =
            clamp(inner, loadIndex(inner, sums, zero, inner.add(block, one)));
        TensorWindow window;
        window.append(from, inner.sub(to, from), one, /*keep=*/true);
        window.append(zero, inner.constant(sizes.size()), one, /*keep=*/true);
        auto rows = createLoop(
            inner, zero, inner.sub(to, from),
            extractWindow(inner, dest, window),
            [&, first = first](IndexMath &m, Value row, ValueRange carried) {
              Value at =
                  m.add(first, loadIndex(m, picks.getResult(0), zero, row));
              return SmallVector<Value>{emitRow(m, at, row, carried[0])};
            });
        return std::pair(rows.getResult(0), window);
      });
}

/// Each block writes its elements behind those of the blocks before, without a
/// branch on the mask: what is not picked is overwritten, and nothing is written
/// once all are there.
///   %taken = scf.for %i = %first to %end iter_args(%d = %window, %k = %c0) {
///     %isOpen = arith.cmpi ult, %k, %numPicked
///     %new = scf.if %isOpen { tensor.insert %source[%i] into %d[%k] }
///     scf.yield %new, %k + %mask[%i]
///   }
Value NonzeroEmitter::emitElements(IndexMath &math, Value source) {
  Value zero = math.constant(0), one = math.constant(1);
  auto type = cast<RankedTensorType>(source.getType());
  source = flatten(math, source);
  Value empty = tensor::EmptyOp::create(math.builder, math.loc,
                                        ArrayRef<OpFoldResult>{total},
                                        type.getElementType());
  return emitBlocks(
      math, empty, [&](IndexMath &inner, Value block, Value dest) {
        auto [first, end] = getRange(inner, block);
        Value from = loadIndex(inner, sums, zero, block);
        Value to = loadIndex(inner, sums, zero, inner.add(block, one));
        Value numPicked = inner.sub(to, from);
        TensorWindow window;
        window.append(from, numPicked, one, /*keep=*/true);
        auto insert = [&](IndexMath &m, Value element, Value into, Value at) {
          Value isOpen = arith::CmpIOp::create(
              m.builder, m.loc, arith::CmpIPredicate::ult, at, numPicked);
          auto branch = scf::IfOp::create(
              m.builder, m.loc, isOpen,
              [&](OpBuilder &b, Location l) {
                Value inserted =
                    tensor::InsertOp::create(b, l, element, into, at);
                scf::YieldOp::create(b, l, inserted);
              },
              [&](OpBuilder &b, Location l) {
                scf::YieldOp::create(b, l, into);
              });
          return branch.getResult(0);
        };
        auto picks = createLoop(
            inner, first, end, {extractWindow(inner, dest, window), zero},
            [&](IndexMath &m, Value at, ValueRange carried) {
              Value element =
                  tensor::ExtractOp::create(m.builder, m.loc, source, at);
              return SmallVector<Value>{
                  insert(m, element, carried[0], carried[1]),
                  m.add(carried[1], emitBit(m, at))};
            });
        return std::pair(picks.getResult(0), window);
      });
}

/// The elements of a block after updates from number `from` on, the last of
/// which is number `last`, without a branch on the mask: what is read where it
/// is false is not used.
///   %new, %k = scf.for %i = %first to %end iter_args(%d = %window, %k = %from) {
///     %u = %updates[min(%k, %last)]
///     %v = arith.select %mask[%i], combine(%fill, %u), %fill
///     scf.yield (tensor.insert %v into %d[%i - %first]), %k + %mask[%i]
///   }
Value NonzeroEmitter::emitSpread(IndexMath &math, ScatterOp scatter, Value fill,
                                 Value block, Value from, Value last,
                                 Value window) {
  auto [first, end] = getRange(math, block);
  Combining combining = getCombining(scatter);
  auto loop = createLoop(
      math, first, end, {window, from},
      [&, first = first](IndexMath &m, Value at, ValueRange carried) {
        Value update = tensor::ExtractOp::create(
            m.builder, m.loc, scatter.getElements(), m.min(carried[1], last));
        Value combined =
            createCombine(m.builder, m.loc, combining, fill, update)[0];
        Value isPicked = tensor::ExtractOp::create(m.builder, m.loc, mask, at);
        Value element =
            arith::SelectOp::create(m.builder, m.loc, isPicked, combined, fill);
        Value inserted = tensor::InsertOp::create(m.builder, m.loc, element,
                                                  carried[0], m.sub(at, first));
        Value next = m.add(carried[1], arith::IndexCastUIOp::create(
                                           m.builder, m.loc,
                                           m.builder.getIndexType(), isPicked));
        return SmallVector<Value>{inserted, next};
      });
  return loop.getResult(0);
}

/// A tensor without a dimension more than `flat`, with the sizes of `like`.
static Value unflatten(IndexMath &math, Value flat, Value like) {
  auto type = cast<RankedTensorType>(like.getType());
  if (type.getRank() == 1)
    return castTo(math, flat, type);
  SmallVector<OpFoldResult> sizes =
      tensor::getMixedSizes(math.builder, math.loc, like);
  ReassociationIndices all =
      llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
  return tensor::ExpandShapeOp::create(math.builder, math.loc, type, flat,
                                       ArrayRef<ReassociationIndices>{all},
                                       sizes);
}

///   %r = scf.forall (%b) in (%numBlocks) shared_outs(%d = %init) {
///     %window = block %b of %d
///     spread the updates over %window
///     tensor.parallel_insert_slice %window into %d
///   }
///   fill what %d has behind the mask
Value NonzeroEmitter::emitScattered(IndexMath &math, ScatterOp scatter,
                                    Value fill, Value init) {
  Value one = math.constant(1), zero = math.constant(0);
  Value numUpdates = math.checkUpdateSizes(scatter, 0, total);
  Value last = math.max(math.sub(numUpdates, one), zero);
  Value flat = flatten(math, init);
  Value covered =
      emitBlocks(math, flat, [&](IndexMath &inner, Value block, Value dest) {
        auto [first, end] = getRange(inner, block);
        TensorWindow window;
        window.append(first, inner.sub(end, first), one, /*keep=*/true);
        Value spread = emitSpread(inner, scatter, fill, block,
                                  loadIndex(inner, sums, zero, block), last,
                                  extractWindow(inner, dest, window));
        return std::pair(spread, window);
      });
  Value size = math.dim(flat, 0);
  if (!IndexMath::known(size) ||
      IndexMath::known(size) != IndexMath::known(numElements)) {
    TensorWindow behind;
    behind.append(numElements, math.sub(size, numElements), one, /*keep=*/true);
    Value rest = linalg::FillOp::create(math.builder, math.loc, fill,
                                        extractWindow(math, covered, behind))
                     .getResult(0);
    covered = insertWindow(math, rest, covered, behind);
  }
  return unflatten(math, covered, init);
}

bool tslice::hasNoRows(NonzeroOp op) {
  return llvm::is_contained(op.getMask().getType().getShape(), 0) ||
         llvm::is_contained(op.getPositions().getType().getShape(), 0);
}

SmallVector<Value> NonzeroEmitter::emit(IndexMath &math) {
  emitSums(math);
  Value count;
  if (op.getTruncate()) {
    limit = size;
    count = math.min(total, limit);
  } else if (size) {
    // The rows depend on the check by where they end.
    count = math.check(CheckKind::Room, total, size, {}, op.getSite(), 0);
    limit = math.tie(size, count, total);
  }
  SmallVector<Value> results{hasNoRows(op) ? emitDest(math) : emitRows(math)};
  if (count)
    results.push_back(count);
  return results;
}
