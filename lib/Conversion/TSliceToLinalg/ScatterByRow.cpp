// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Scatters row by row: positions are grouped by the row that they lead to, so
// that each row is found, updated and written once. A thread groups a piece of
// the positions by blocks of rows, then a thread that owns a block groups those
// by row: neither runs out of the near caches.

#include "CountingSort.h"
#include "ScatterByOwner.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tslice;

/// A row of this size is updated on the stack.
static constexpr int64_t maxScratchBytes = 4096;

/// Where the row stands in an entry, above the position, which is less than
/// `maxTableIndex`.
static constexpr int64_t rowShift = 32;

static Value shiftLeft(IndexMath &math, Value a, Value b) {
  return math.builder.createOrFold<arith::ShLIOp>(math.loc, a, b);
}

static Value shiftRight(IndexMath &math, Value a, Value b) {
  return math.builder.createOrFold<arith::ShRUIOp>(math.loc, a, b);
}

/// A tensor on the stack, filled with `value`. A buffer of memory would be
/// taken for the place that the tensor is written to in the end, which is
/// better written once than read.
static Value createScratch(IndexMath &math, RankedTensorType type,
                           Value value) {
  Value memory = memref::AllocaOp::create(
      math.builder, math.loc,
      MemRefType::get(type.getShape(), type.getElementType()),
      math.builder.getI64IntegerAttr(64));
  linalg::FillOp::create(math.builder, math.loc, value, memory);
  return bufferization::ToTensorOp::create(math.builder, math.loc, type, memory,
                                           /*restrict=*/true,
                                           /*writable=*/true);
}

namespace {

/// Builds the loops of one scatter.
class RowEmitter {
public:
  RowEmitter(OwnedScatter &owned, RowPlan plan) : owned(owned), plan(plan) {}

  Value emit(IndexMath &math);

private:
  void groupByBlock(IndexMath &math);
  std::pair<Value, Value> groupByRow(IndexMath &math, Value block,
                                     const ScatterPart &part);
  Value emitBlock(IndexMath &math, Value block, const ScatterPart &part,
                  Value dest);
  Value emitRow(IndexMath &math, Value first, Value row, Value entries,
                Value ends, Value dest);

  OwnedScatter &owned;
  RowPlan plan;
  /// Row p has the positions of piece p by block, each below its row in the
  /// block; those of block b are
  /// [blockEnds[p, b], blockEnds[p, b + 1]).
  Value blockEntries, blockEnds;
};

} // namespace

///   scf.forall (%p) in (%numPieces) shared_outs(%entries, %ends) {
///     row %p of %entries = positions of the piece by block
///     row %p of %ends = where those of each block end
///   }
void RowEmitter::groupByBlock(IndexMath &math) {
  Value one = math.constant(1), zero = math.constant(0);
  Value numEnds = CountingSort::getNumEnds(math, plan.numBlocks);
  Value numPieces = math.ceilDiv(owned.numPositions, plan.pieceSize);
  Value noEntries = createTable(math, numPieces, plan.pieceSize, /*bits=*/64);
  Value noEnds = createTable(math, numPieces, numEnds);
  auto forall = scf::ForallOp::create(
      math.builder, math.loc, ArrayRef<OpFoldResult>{numPieces},
      ValueRange{noEntries, noEnds}, std::nullopt,
      [&](OpBuilder &b, Location l, ValueRange args) {
        IndexMath inner(b, l);
        Value first = inner.mul(args[0], plan.pieceSize);
        Value end =
            inner.min(inner.add(first, plan.pieceSize), owned.numPositions);
        end = createFarEnd(inner, first, end);
        auto forEach = [&](IndexMath &m, ValueRange carried, LoopBody body) {
          return llvm::to_vector(ValueRange(
              createLoop(m, first, end, carried, body)->getResults()));
        };
        auto getBlock = [&](IndexMath &m, Value position) {
          return shiftRight(m, owned.emitRow(m, position), plan.shift);
        };
        // The row in its block, above the position.
        auto pack = [&](IndexMath &m, Value position) {
          Value row = owned.emitRow(m, position);
          Value base = shiftLeft(m, getBlock(m, position), plan.shift);
          return m.add(shiftLeft(m, m.sub(row, base), m.constant(rowShift)),
                       position);
        };
        CountingSort sort{plan.numBlocks, forEach, getBlock, pack};
        TensorWindow entryRow, endRow;
        for (auto [window, size] : {std::pair(&entryRow, plan.pieceSize),
                                    std::pair(&endRow, numEnds)}) {
          window->append(args[0], one, one, /*keep=*/true);
          window->append(zero, size, one, /*keep=*/true);
        }
        auto [entries, ends] =
            sort.build(inner, extractWindow(inner, args[1], entryRow),
                       extractWindow(inner, args[2], endRow));
        auto terminator = scf::InParallelOp::create(b, l);
        b.setInsertionPointToStart(terminator.getBody());
        for (auto [result, dest, window] :
             {std::tuple(entries, args[1], &entryRow),
              std::tuple(ends, args[2], &endRow)})
          tensor::ParallelInsertSliceOp::create(b, l, result, dest,
                                                window->offsets, window->sizes,
                                                window->strides);
      });
  blockEntries = forall.getResult(0);
  blockEnds = forall.getResult(1);
}

/// The positions of a block by row, those of earlier pieces first.
std::pair<Value, Value> RowEmitter::groupByRow(IndexMath &math, Value block,
                                               const ScatterPart &part) {
  Value zero = math.constant(0), one = math.constant(1);
  Value numPieces = math.dim(blockEnds, 0);
  auto getRange = [&](IndexMath &m, Value piece) {
    return std::pair(loadIndex(m, blockEnds, piece, block),
                     loadIndex(m, blockEnds, piece, m.add(block, one)));
  };
  auto total = createLoop(math, zero, numPieces, zero,
                          [&](IndexMath &m, Value piece, ValueRange carried) {
                            auto [from, to] = getRange(m, piece);
                            return SmallVector<Value>{
                                m.add(carried[0], m.sub(to, from))};
                          });
  auto forEach = [&](IndexMath &m, ValueRange carried, LoopBody body) {
    auto pieces = createLoop(
        m, zero, numPieces, carried,
        [&](IndexMath &outer, Value piece, ValueRange args) {
          auto [from, to] = getRange(outer, piece);
          auto loop = createLoop(
              outer, from, to, args,
              [&](IndexMath &inner, Value k, ValueRange values) {
                return body(inner, loadIndex(inner, blockEntries, piece, k),
                            values);
              });
          return llvm::to_vector(ValueRange(loop->getResults()));
        });
    return llvm::to_vector(ValueRange(pieces->getResults()));
  };
  auto getRow = [&](IndexMath &m, Value entry) {
    return shiftRight(m, entry, m.constant(rowShift));
  };
  auto getPosition = [&](IndexMath &m, Value entry) {
    return m.both(entry, m.constant(maxTableIndex - 1));
  };
  CountingSort sort{part.size, forEach, getRow, getPosition};
  return sort.build(
      math, createTable(math, one, total.getResult(0)),
      createTable(math, one, CountingSort::getNumEnds(math, part.size)));
}

/// The row number `row` of a block that begins with row `first`, after all of
/// its updates.
Value RowEmitter::emitRow(IndexMath &math, Value first, Value row,
                          Value entries, Value ends, Value dest) {
  Value zero = math.constant(0), one = math.constant(1);
  if (owned.fillValue) {
    auto type = cast<RankedTensorType>(dest.getType());
    if (type.hasStaticShape() &&
        type.getNumElements() * owned.elementBytes <= maxScratchBytes)
      dest = createScratch(math, type, owned.fillValue);
    else
      dest =
          linalg::FillOp::create(math.builder, math.loc, owned.fillValue, dest)
              .getResult(0);
  }
  ScatterPart part{0, math.add(first, row), one};
  return createLoop(math, loadIndex(math, ends, zero, row),
                    loadIndex(math, ends, zero, math.add(row, one)), dest,
                    [&](IndexMath &inner, Value k, ValueRange carried) {
                      Value position = loadIndex(inner, entries, zero, k);
                      return owned.emitPosition(inner, position, part, carried);
                    })
      .getResult(0);
}

Value RowEmitter::emitBlock(IndexMath &math, Value block,
                            const ScatterPart &part, Value dest) {
  auto [entries, ends] = groupByRow(math, block, part);
  return createLoop(math, math.constant(0), part.size, dest,
                    [&, entries = entries, ends = ends](
                        IndexMath &inner, Value row, ValueRange carried) {
                      TensorWindow window = owned.scatter.getPart(
                          inner, {0, row, inner.constant(1)});
                      Value updated =
                          emitRow(inner, part.offset, row, entries, ends,
                                  extractWindow(inner, carried[0], window));
                      return SmallVector<Value>{
                          insertWindow(inner, updated, carried[0], window)};
                    })
      .getResult(0);
}

///   scf.forall (%b) in (%numBlocks) shared_outs(%d = %dest) {
///     %part = rows %b << %shift .. of %d
///     %new = scf.for %row in %part {
///       scf.for %position of the row { ... }
///     }
///     tensor.parallel_insert_slice %new into %d
///   }
Value RowEmitter::emit(IndexMath &math) {
  groupByBlock(math);
  Value one = math.constant(1);
  return owned.scatter
      .emitParts(
          math, plan.numBlocks,
          owned.fillValue ? owned.fillInit : Value(owned.scatter.op.getDest()),
          [&](IndexMath &inner, Value block) {
            Value base = shiftLeft(inner, block, plan.shift);
            Value size = inner.min(shiftLeft(inner, one, plan.shift),
                                   inner.sub(owned.rows, base));
            return ScatterPart{0, base, size};
          },
          [&](IndexMath &inner, Value block, const ScatterPart &part,
              ValueRange dests) {
            return Values{emitBlock(inner, block, part, dests.front())};
          })
      .front();
}

Value tslice::emitByRow(IndexMath &math, OwnedScatter &owned, RowPlan plan) {
  return RowEmitter(owned, plan).emit(math);
}
