// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A row that is full is copied to one of twice its length: n elements are copied
// no more than n times altogether.

#include "RaggedRow.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "tslice/SeededFaults.h"

using namespace mlir;
using namespace tslice;

Value tslice::createEmptyRow(OpBuilder &builder, Location loc, Type element) {
  Value none = arith::ConstantIndexOp::create(builder, loc, 0);
  return bufferization::AllocTensorOp::create(
      builder, loc, RankedTensorType::get({ShapedType::kDynamic}, element),
      none);
}

bool tslice::isEmptyRow(bufferization::AllocTensorOp room) {
  return room.getType().getRank() == 1 && room.getDynamicSizes().size() == 1 &&
         matchPattern(room.getDynamicSizes().front(), m_Zero());
}

/// The elements of `value`, whose rank is not 0, as a row.
static Value flatten(OpBuilder &builder, Location loc, Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  if (type.getRank() > 1) {
    auto all = llvm::to_vector<2>(llvm::seq<int64_t>(0, type.getRank()));
    value = tensor::CollapseShapeOp::create(
        builder, loc, value, SmallVector<ReassociationIndices>{all});
  }
  auto row =
      RankedTensorType::get({ShapedType::kDynamic}, type.getElementType());
  if (value.getType() == row)
    return value;
  return tensor::CastOp::create(builder, loc, row, value);
}

static Value insertAt(OpBuilder &builder, Location loc, Value from, Value row,
                      OpFoldResult first, Value length) {
  SmallVector<OpFoldResult> offsets{first}, sizes{length},
      strides{builder.getIndexAttr(1)};
  return tensor::InsertSliceOp::create(builder, loc, from, row, offsets, sizes,
                                       strides);
}

/// %end = %next + the number of elements
/// %room = scf.if %end <= size of %row { yield %row }
///         else { yield %row in one of twice its length, or %end }
/// %row' = %room, with the elements from %next on
void tslice::appendToRow(OpBuilder &builder, Location loc, Value value,
                         Value &row, Value &next) {
  Value flat = flatten(builder, loc, value);
  Value length = tensor::DimOp::create(builder, loc, flat, 0);
  Value end = arith::AddIOp::create(builder, loc, next, length);
  Value size = tensor::DimOp::create(builder, loc, row, 0);
  Value fits =
      arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ule, end, size);
  Value old = row;
  auto room = scf::IfOp::create(
      builder, loc, fits,
      [&](OpBuilder &inner, Location) {
        scf::YieldOp::create(inner, loc, old);
      },
      [&](OpBuilder &inner, Location) {
        Value twice = arith::AddIOp::create(inner, loc, size, size);
        Value more = arith::MaxUIOp::create(inner, loc, twice, end);
        Value longer = bufferization::AllocTensorOp::create(
            inner, loc, cast<RankedTensorType>(old.getType()), more);
        if (!isSeeded("row-growth-lost"))
          longer =
              insertAt(inner, loc, old, longer, inner.getIndexAttr(0), size);
        scf::YieldOp::create(inner, loc, longer);
      });
  row = insertAt(builder, loc, flat, room.getResult(0), next, length);
  if (!isSeeded("row-not-advanced"))
    next = end;
}

Value tslice::readFromRow(OpBuilder &builder, Location loc, Value row,
                          Value first, ArrayRef<OpFoldResult> sizes,
                          RankedTensorType type) {
  Value length = arith::ConstantIndexOp::create(builder, loc, 1);
  SmallVector<int64_t> shape;
  for (OpFoldResult size : sizes) {
    shape.push_back(getConstantIntValue(size).value_or(ShapedType::kDynamic));
    length = arith::MulIOp::create(
        builder, loc, length,
        getValueOrCreateConstantIndexOp(builder, loc, size));
  }
  if (isSeeded("row-from-first"))
    first = arith::ConstantIndexOp::create(builder, loc, 0);
  SmallVector<OpFoldResult> offsets{first}, lengths{length},
      strides{builder.getIndexAttr(1)};
  Value read = tensor::ExtractSliceOp::create(builder, loc, row, offsets,
                                              lengths, strides);
  if (sizes.size() > 1) {
    auto all = llvm::to_vector<2>(llvm::seq<int64_t>(0, sizes.size()));
    read = tensor::ExpandShapeOp::create(
        builder, loc, RankedTensorType::get(shape, type.getElementType()), read,
        SmallVector<ReassociationIndices>{all}, sizes);
  }
  if (read.getType() == type)
    return read;
  return tensor::CastOp::create(builder, loc, type, read);
}

Value tslice::trimTape(OpBuilder &builder, Location loc, Value tape,
                       Value length) {
  auto type = cast<RankedTensorType>(tape.getType());
  // Upstream rejects parts of tensors whose type says that they are empty.
  if (llvm::is_contained(type.getShape(), 0))
    return tape;
  SmallVector<OpFoldResult> offsets(type.getRank(), builder.getIndexAttr(0)),
      strides(type.getRank(), builder.getIndexAttr(1)),
      sizes = tensor::getMixedSizes(builder, loc, tape);
  sizes.front() = length;
  return tensor::ExtractSliceOp::create(builder, loc, tape, offsets, sizes,
                                        strides);
}
