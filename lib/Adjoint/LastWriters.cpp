// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Who sets a row last: the position whose number is left in a table, after all
// have set theirs.

#include "LastWriters.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "tslice/IR/Evaluate.h"
#include "tslice/IR/TSliceInference.h"
#include "tslice/SeededFaults.h"

using namespace mlir;
using namespace tslice;

/// Bytes of rows beside which the number of a position is small.
static constexpr int64_t minRowBytes = 64;

/// Rows for each position: a table of more would not be in proportion to what is
/// written.
static constexpr int64_t maxRowsPerPosition = 8;

bool tslice::hasWideRows(ScatterOp op) {
  IndexedLayout layout = getIndexedLayout(op);
  RankedTensorType type = op.getDest().getType();
  if (layout.numPositionDims == 0 || layout.numComponents != 1 ||
      layout.hasComponentDim || layout.dims[0].kind != IndexedDim::Addressed ||
      layout.dims[0].window != 1)
    return false;
  int64_t bytes = getElementStorageSize(type.getElementType());
  for (auto [dim, facts] : llvm::drop_begin(llvm::enumerate(layout.dims))) {
    if (facts.kind != IndexedDim::Whole)
      return false;
    bytes *= type.isDynamicDim(dim) ? minRowBytes : type.getDimSize(dim);
  }
  return bytes >= minRowBytes;
}

/// In a generic over the dimensions of `like`: the number of the element in
/// row-major order.
static Value linearize(OpBuilder &builder, Location loc, Value like) {
  int64_t rank = cast<RankedTensorType>(like.getType()).getRank();
  if (isSeeded("rule-positions-mixed-up"))
    return linalg::IndexOp::create(builder, loc, rank - 1);
  Value number = linalg::IndexOp::create(builder, loc, 0);
  for (int64_t dim = 1; dim < rank; ++dim) {
    Value size = tensor::DimOp::create(builder, loc, like, dim);
    Value index = linalg::IndexOp::create(builder, loc, dim);
    number = arith::MulIOp::create(builder, loc, number, size);
    number = arith::AddIOp::create(builder, loc, number, index);
  }
  return number;
}

/// A tensor of these sizes, of what `body` makes of the elements of `inputs`,
/// which have the leading dimensions.
static Value generate(Emitter &emit, ArrayRef<OpFoldResult> sizes, Type type,
                      ValueRange inputs,
                      function_ref<Value(OpBuilder &, ValueRange)> body) {
  OpBuilder &builder = emit.builder;
  int64_t rank = sizes.size();
  AffineMap identity = builder.getMultiDimIdentityMap(rank);
  SmallVector<AffineMap> maps;
  for (Value input : inputs)
    maps.push_back(identity.getMajorSubMap(
        cast<RankedTensorType>(input.getType()).getRank()));
  maps.push_back(identity);
  Value init = tensor::EmptyOp::create(builder, emit.loc, sizes, type);
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  return linalg::GenericOp::create(
             builder, emit.loc, TypeRange{init.getType()}, inputs,
             ValueRange{init}, maps, iterators,
             [&](OpBuilder &b, Location loc, ValueRange args) {
               linalg::YieldOp::create(b, loc, body(b, args));
             })
      .getResult(0);
}

/// For each position, by a table of `numRows`:
///   %table = tslice.scatter set %numbers into %uninitialized[%i]
///   %last = tslice.gather %table[%i]
///   %list = arith.cmpi eq, %last, %numbers
/// Only what is written is read.
static Value emitByTable(Emitter &emit, Rows place, OpFoldResult numRows) {
  OpBuilder &builder = emit.builder;
  Location loc = emit.loc;
  Type index = builder.getIndexType();
  Value indices = place.indices;
  auto type = cast<RankedTensorType>(indices.getType()).clone(index);
  place.window = std::nullopt;
  place.drop = std::nullopt;
  Value numbers = emit.cast(generate(emit, emit.sizes(indices), index, {},
                                     [&](OpBuilder &b, ValueRange) {
                                       return linearize(b, loc, indices);
                                     }),
                            type);
  Value table = tensor::EmptyOp::create(builder, loc, ArrayRef{numRows}, index);
  RowsEmitter access(emit, std::move(place), type);
  Value last = access.read(access.write(Combiner::Set, numbers, table));
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, last,
                               numbers);
}

/// Whether a table of `numRows` is in proportion to so many positions.
static Value emitIsSmall(Emitter &emit, OpFoldResult numRows,
                         ArrayRef<OpFoldResult> positions) {
  OpBuilder &builder = emit.builder;
  Value limit =
      arith::ConstantIndexOp::create(builder, emit.loc, maxRowsPerPosition);
  for (OpFoldResult size : positions)
    limit = builder.createOrFold<arith::MulIOp>(
        emit.loc, limit,
        getValueOrCreateConstantIndexOp(builder, emit.loc, size));
  return builder.createOrFold<arith::CmpIOp>(
      emit.loc, arith::CmpIPredicate::ule,
      getValueOrCreateConstantIndexOp(builder, emit.loc, numRows), limit);
}

/// %list = scf.if the table is small { by the table } else { from the cells }
Value tslice::emitLastWriters(Emitter &emit, Rows place, Value dest,
                              Value elements, function_ref<Value()> fromCells) {
  OpBuilder &builder = emit.builder;
  Location loc = emit.loc;
  SmallVector<OpFoldResult> sizes = emit.sizes(place.indices);
  OpFoldResult numRows = emit.size(dest, 0);
  auto type = cast<RankedTensorType>(place.indices.getType())
                  .clone(builder.getI1Type());
  Value isSmall = emitIsSmall(emit, numRows, sizes), list;
  if (matchPattern(isSmall, m_Zero())) {
    list = emit.cast(fromCells(), type);
  } else if (matchPattern(isSmall, m_NonZero())) {
    list = emitByTable(emit, std::move(place), numRows);
  } else {
    auto choice = scf::IfOp::create(builder, loc, type, isSmall,
                                    /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(choice.thenBlock());
    Value byTable = emitByTable(emit, std::move(place), numRows);
    scf::YieldOp::create(builder, loc, byTable);
    builder.setInsertionPointToStart(choice.elseBlock());
    Value byCells = emit.cast(fromCells(), type);
    scf::YieldOp::create(builder, loc, byCells);
    list = choice.getResult(0);
  }
  // The same for all elements of a row.
  llvm::append_range(sizes,
                     ArrayRef(emit.sizes(elements)).drop_front(type.getRank()));
  return generate(emit, sizes, builder.getI1Type(), list,
                  [](OpBuilder &, ValueRange args) { return args[0]; });
}
