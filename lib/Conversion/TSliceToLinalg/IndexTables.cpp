// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loops, and loads and stores of tables.

#include "IndexTables.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
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
