// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which row each position leads to is a matter of integers, without derivative;
// the rows themselves are sums by `scatter`, so that they can be differentiated
// again.

#include "SparseGradient.h"
#include "Emitter.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "tslice/IR/TSliceInference.h"
#include "tslice/Transforms/RowGroups.h"

using namespace mlir;
using namespace tslice;

/// %slots = the number of the row that each position of an access leads to, -1
/// where it is skipped
static Value createSlots(Emitter &emit, RowGroups &groups, size_t access,
                         ArrayRef<OpFoldResult> shape) {
  OpBuilder &builder = emit.builder;
  auto constant = [&](int64_t value) {
    return arith::ConstantIndexOp::create(builder, emit.loc, value);
  };
  Value empty =
      tensor::EmptyOp::create(builder, emit.loc, shape, builder.getIndexType());
  Value none =
      linalg::FillOp::create(builder, emit.loc, constant(-1).getResult(), empty)
          .getResult(0);
  return groups.createLoop(
      constant(0), groups.getNumRows(), none, [&](Value row, Value slots) {
        return groups.forEachSegment(
            row, slots, [&](size_t other, Value from, Value to, Value carried) {
              if (other != access)
                return carried;
              return groups.createLoop(from, to, carried,
                                       [&](Value at, Value inner) -> Value {
                                         return tensor::InsertOp::create(
                                             builder, emit.loc, row, inner,
                                             groups.loadPosition(access, at));
                                       });
            });
      });
}

std::pair<Value, Value>
tslice::createSparseGradient(OpBuilder &builder, Location loc, Value tensor,
                             int64_t numLead,
                             ArrayRef<std::pair<Value, Rows>> contributions) {
  Emitter emit(builder, loc);
  auto type = cast<RankedTensorType>(tensor.getType());
  SmallVector<Type> types = getSparseTypes(type, numLead);
  auto numbersType = cast<RankedTensorType>(types[0]),
       rowsType = cast<RankedTensorType>(types[1]);
  // The sizes of a row.
  SmallVector<Value> sizes{Value()};
  for (int64_t dim = numLead; dim < type.getRank(); ++dim)
    if (type.isDynamicDim(dim))
      sizes.push_back(cast<Value>(emit.size(tensor, dim)));
  if (contributions.empty()) {
    sizes.front() = arith::ConstantIndexOp::create(builder, loc, 0);
    Value numbers = tensor::EmptyOp::create(builder, loc, numbersType,
                                            ValueRange{sizes.front()});
    return {numbers, tensor::EmptyOp::create(builder, loc, rowsType, sizes)};
  }

  SmallVector<RowAccess> accesses;
  for (const auto &[contribution, rows] : contributions)
    accesses.push_back(
        {rows.indices, numLead, rows.bounds, rows.wrap, rows.attributes});
  OpBuilder outer(builder);
  RowGroups groups(builder, outer, loc, tensor, accesses);
  sizes.front() = groups.getNumRows();
  Value buffer =
      bufferization::AllocTensorOp::create(builder, loc, rowsType, sizes);
  Value zero = createZero(builder, loc, type.getElementType());
  Value sum = linalg::FillOp::create(builder, loc, zero, buffer).getResult(0);
  for (auto [access, item] : llvm::enumerate(contributions)) {
    const auto &[contribution, rows] = item;
    SmallVector<OpFoldResult> shape = emit.sizes(rows.indices);
    if (numLead != 1)
      shape.pop_back();
    Value slots = createSlots(emit, groups, access, shape);
    auto scatter = ScatterOp::create(
        builder, loc, Combiner::Add, contribution, sum, slots,
        /*dims=*/ArrayRef<int64_t>{0}, /*batch=*/ArrayRef<int64_t>(),
        /*window=*/std::nullopt, /*drop=*/std::nullopt,
        BoundsPolicy::SkipWindow);
    auto element = dyn_cast<FloatType>(type.getElementType());
    if (element && element.getWidth() < 32)
      scatter.setAccumulate(builder.getF32Type());
    sum = scatter.getResult();
  }
  return {groups.getRows(), sum};
}
