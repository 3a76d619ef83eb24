// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A stable counting sort: count, sum up, place.

#include "CountingSort.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tslice;

scf::ForOp tslice::createLoop(IndexMath &math, Value from, Value to,
                              ValueRange carried, LoopBody body) {
  return scf::ForOp::create(
      math.builder, math.loc, from, to, math.constant(1), carried,
      [&](OpBuilder &b, Location l, Value i, ValueRange args) {
        IndexMath inner(b, l);
        scf::YieldOp::create(b, l, body(inner, i, args));
      });
}

Value tslice::createFarEnd(IndexMath &math, Value from, Value end) {
  return math.min(math.add(from, math.constant(maxTableIndex)), end);
}

Value tslice::loadIndex(IndexMath &math, Value table, Value row, Value column) {
  Value stored = tensor::ExtractOp::create(math.builder, math.loc, table,
                                           ValueRange{row, column});
  return arith::IndexCastOp::create(math.builder, math.loc,
                                    math.builder.getIndexType(), stored);
}

Value tslice::storeIndex(IndexMath &math, Value value, Value table,
                         Value column) {
  Value stored = arith::IndexCastOp::create(
      math.builder, math.loc, getElementTypeOrSelf(table.getType()), value);
  return tensor::InsertOp::create(math.builder, math.loc, stored, table,
                                  ValueRange{math.constant(0), column});
}

Value tslice::createTable(IndexMath &math, Value rows, Value columns,
                          unsigned bits) {
  return tensor::EmptyOp::create(
      math.builder, math.loc,
      SmallVector<OpFoldResult>{getAsOpFoldResult(rows),
                                getAsOpFoldResult(columns)},
      math.builder.getIntegerType(bits));
}

Value CountingSort::getNumEnds(IndexMath &math, Value numKeys) {
  return math.add(numKeys, math.constant(2));
}

/// Afterwards ends[k + 1] is the number of items with keys below k.
Value CountingSort::count(IndexMath &math, Value ends) const {
  Value zero = math.constant(0), two = math.constant(2);
  Value none = arith::ConstantOp::create(math.builder, math.loc,
                                         math.builder.getI32IntegerAttr(0));
  ends =
      linalg::FillOp::create(math.builder, math.loc, none, ends).getResult(0);
  SmallVector<Value> counted = forEach(
      math, ends, [&](IndexMath &inner, Value item, ValueRange carried) {
        Value at = inner.add(getKey(inner, item), two);
        Value next = inner.add(loadIndex(inner, carried[0], zero, at),
                               inner.constant(1));
        return SmallVector<Value>{storeIndex(inner, next, carried[0], at)};
      });
  auto sums = createLoop(
      math, two, getNumEnds(math, numKeys), {counted[0], zero},
      [&](IndexMath &inner, Value at, ValueRange carried) {
        Value sum =
            inner.add(carried[1], loadIndex(inner, carried[0], zero, at));
        return SmallVector<Value>{storeIndex(inner, sum, carried[0], at), sum};
      });
  return sums.getResult(0);
}

/// Placing an item moves ends[k + 1] on, at last to the end of key k.
std::pair<Value, Value> CountingSort::build(IndexMath &math, Value entries,
                                            Value ends) const {
  ends = count(math, ends);
  SmallVector<Value> placed =
      forEach(math, {entries, ends},
              [&](IndexMath &inner, Value item, ValueRange carried) {
                Value zero = inner.constant(0), one = inner.constant(1);
                Value at = inner.add(getKey(inner, item), one);
                Value next = loadIndex(inner, carried[1], zero, at);
                return SmallVector<Value>{
                    storeIndex(inner, getEntry(inner, item), carried[0], next),
                    storeIndex(inner, inner.add(next, one), carried[1], at)};
              });
  return {placed[0], placed[1]};
}
