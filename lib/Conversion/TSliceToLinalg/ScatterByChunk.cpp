// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Scatters whose positions are divided among threads: into one destination
// where no two lead to one cell, else into copies that are combined afterwards.

#include "ScatterEmitter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tslice;

bool ScatterEmitter::isAssociative() {
  Type type = op.getDest().getType().getElementType();
  if (combining.dests.size() != 1 || op.getDest().getType().getRank() == 0 ||
      !getIdentity(combining.combiner, type))
    return false;
  bool isSum = combining.combiner == Combiner::Add ||
               combining.combiner == Combiner::Mul;
  return !isSum || !isa<FloatType>(type) || op.getOrder().has_value();
}

Value ScatterEmitter::getNumPositions(IndexMath &math) {
  Value number = math.constant(1);
  for (Value count : counts)
    number = math.mul(number, count);
  return number;
}

Values ScatterEmitter::getCoordinates(IndexMath &math, Value position) {
  Values coordinates(counts.size());
  for (size_t dim = coordinates.size(); dim-- > 1;) {
    coordinates[dim] = math.builder.createOrFold<arith::RemUIOp>(
        math.loc, position, counts[dim]);
    position = math.builder.createOrFold<arith::DivUIOp>(math.loc, position,
                                                         counts[dim]);
  }
  coordinates[0] = position;
  return coordinates;
}

/// `dests` after the positions of chunk number `chunk` of `numChunks`.
Values ScatterEmitter::emitChunk(IndexMath &math, Value chunk, Value numChunks,
                                 ValueRange dests) {
  Value numPositions = getNumPositions(math);
  Value size = math.ceilDiv(numPositions, numChunks);
  Value first = math.min(math.mul(chunk, size), numPositions);
  Value end = math.min(math.add(first, size), numPositions);
  auto loop = createLoop(
      math, first, createFarEnd(math, first, end), dests,
      [&](IndexMath &inner, Value position, ValueRange carried) {
        return emitPosition(inner.builder, inner.loc,
                            getCoordinates(inner, position), {}, carried);
      });
  return llvm::to_vector(ValueRange(loop.getResults()));
}

///   scf.forall (%c) in (%numChunks) shared_outs(%d = %dest) {
///     %new = scf.for %position in chunk %c iter_args(%d) { ... }
///     tensor.parallel_insert_slice %new into all of %d
///   }
/// Each thread writes to other cells, if the program keeps its promise.
Values ScatterEmitter::emitDirect(IndexMath &math, Value numChunks) {
  return emitParts(
      math, numChunks, combining.dests,
      [&](IndexMath &, Value) { return ScatterPart(); },
      [&](IndexMath &inner, Value chunk, const ScatterPart &,
          ValueRange dests) {
        return emitChunk(inner, chunk, numChunks, dests);
      });
}

///   %copies = as many tensors of the sizes of %dest as there are chunks, one
///     behind the other, filled with a value that changes nothing
///   %parts = scf.forall (%c) in (%numChunks) shared_outs(%p = %copies) {
///     %copy = copy number %c of %p
///     %new = scf.for %position in chunk %c iter_args(%copy) { ... }
///     tensor.parallel_insert_slice %new into %p
///   }
///   %r = linalg.generic ins(%parts) outs(%dest) { combine, chunk by chunk }
Value ScatterEmitter::emitPrivate(IndexMath &math, Value numChunks) {
  OpBuilder &builder = math.builder;
  RankedTensorType type = op.getDest().getType();
  int64_t rank = type.getRank();
  Value size = math.dim(op.getDest(), 0);
  SmallVector<OpFoldResult> sizes =
      tensor::getMixedSizes(builder, math.loc, op.getDest());
  sizes[0] = getAsOpFoldResult(math.mul(size, numChunks));
  Value empty =
      tensor::EmptyOp::create(builder, math.loc, sizes, type.getElementType());
  Value identity = arith::ConstantOp::create(
      builder, math.loc,
      getIdentity(combining.combiner, type.getElementType()));
  Value copies =
      linalg::FillOp::create(builder, math.loc, identity, empty).getResult(0);
  Value parts = emitParts(
                    math, numChunks, copies,
                    [&](IndexMath &inner, Value chunk) {
                      return ScatterPart{0, inner.mul(chunk, size), size};
                    },
                    [&](IndexMath &inner, Value chunk, const ScatterPart &,
                        ValueRange dests) {
                      return emitChunk(inner, chunk, numChunks, dests);
                    })
                    .front();

  // Copies are combined in the order of their chunks.
  SmallVector<OpFoldResult> shape{getAsOpFoldResult(numChunks),
                                  getAsOpFoldResult(size)};
  SmallVector<ReassociationIndices> groups{{0, 1}};
  for (int64_t dim = 1; dim < rank; ++dim) {
    shape.push_back(sizes[dim]);
    groups.push_back({dim + 1});
  }
  SmallVector<int64_t> staticShape;
  for (OpFoldResult entry : shape)
    staticShape.push_back(
        getConstantIntValue(entry).value_or(ShapedType::kDynamic));
  Value stacked = tensor::ExpandShapeOp::create(
      builder, math.loc,
      RankedTensorType::get(staticShape, type.getElementType()), parts, groups,
      shape);
  SmallVector<AffineExpr> from{builder.getAffineDimExpr(rank)}, to;
  for (int64_t dim = 0; dim < rank; ++dim) {
    from.push_back(builder.getAffineDimExpr(dim));
    to.push_back(builder.getAffineDimExpr(dim));
  }
  SmallVector<AffineMap> maps{
      AffineMap::get(rank + 1, 0, from, builder.getContext()),
      AffineMap::get(rank + 1, 0, to, builder.getContext())};
  SmallVector<utils::IteratorType> iterators(rank + 1,
                                             utils::IteratorType::parallel);
  iterators.back() = utils::IteratorType::reduction;
  return linalg::GenericOp::create(
             builder, math.loc, type, stacked, op.getDest(), maps, iterators,
             [&](OpBuilder &b, Location loc, ValueRange args) {
               linalg::YieldOp::create(
                   b, loc, createCombine(b, loc, combining, args[1], args[0]));
             })
      .getResult(0);
}
