// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What slices and gathers share: a generic over the space of the result that
// reads one element where a condition holds, and yields the fill elsewhere.

#ifndef TSLICE_LIB_CONVERSION_READGENERIC_H
#define TSLICE_LIB_CONVERSION_READGENERIC_H

#include "Bounds.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/SeededFaults.h"

namespace tslice {

/// The element that a read yields for one point of its space.
struct ReadPoint {
  /// One coordinate per dimension of the source.
  llvm::SmallVector<mlir::Value> coordinates;
  /// Whether the element is read; null when it always is.
  mlir::Value inside;
};

/// A tensor that a read is given element by element, along some dimensions of
/// the result.
struct ReadInput {
  mlir::Value tensor;
  /// For each dimension of the tensor, the dimension of the result.
  llvm::SmallVector<int64_t> dims;
};

/// Builds `linalg.generic ins(inputs) outs(empty)` whose body calls `locate`
/// with the coordinates of the result and one element of each input.
inline mlir::Value createReadGeneric(
    IndexMath &math, IndexedAccessOpInterface op,
    llvm::ArrayRef<mlir::OpFoldResult> sizes, llvm::ArrayRef<ReadInput> inputs,
    llvm::function_ref<ReadPoint(IndexMath &, mlir::ValueRange point,
                                 mlir::ValueRange args)>
        locate) {
  using namespace mlir;
  auto type = op.getElements().getType();
  SmallVector<Value> tensors;
  SmallVector<AffineMap> maps;
  for (const ReadInput &input : inputs) {
    tensors.push_back(input.tensor);
    SmallVector<AffineExpr> exprs;
    for (int64_t dim : input.dims)
      exprs.push_back(math.builder.getAffineDimExpr(dim));
    maps.push_back(
        AffineMap::get(type.getRank(), 0, exprs, math.builder.getContext()));
  }
  maps.push_back(math.builder.getMultiDimIdentityMap(type.getRank()));
  Value empty = tensor::EmptyOp::create(math.builder, math.loc, sizes,
                                        type.getElementType());
  SmallVector<utils::IteratorType> iterators(type.getRank(),
                                             utils::IteratorType::parallel);
  auto body = [&](OpBuilder &builder, Location loc, ValueRange args) {
    IndexMath inner(builder, loc);
    SmallVector<Value> point;
    for (int64_t i = 0; i < type.getRank(); ++i)
      point.push_back(linalg::IndexOp::create(builder, loc, i));
    ReadPoint read = locate(inner, point, args);
    Value element;
    if (isSkipping(op.getBoundsPolicy()) &&
        llvm::is_contained(op.getIndexed().getType().getShape(), 0)) {
      // Upstream cannot address empty tensors in all ways.
      element = createFill(builder, loc, op);
    } else if (!read.inside) {
      element = tensor::ExtractOp::create(builder, loc, op.getIndexed(),
                                          read.coordinates);
    } else {
      // A branch and not a select: nothing may be read where nothing is inside.
      element = scf::IfOp::create(
                    builder, loc, read.inside,
                    [&](OpBuilder &b, Location l) {
                      Value value = tensor::ExtractOp::create(
                          b, l, op.getIndexed(), read.coordinates);
                      scf::YieldOp::create(b, l, value);
                    },
                    [&](OpBuilder &b, Location l) {
                      scf::YieldOp::create(
                          b, l,
                          isSeeded("fill-lost")
                              ? createZero(b, l, op.getAccessedElementType())
                              : createFill(b, l, op));
                    })
                    .getResult(0);
    }
    linalg::YieldOp::create(builder, loc, element);
  };
  auto generic =
      linalg::GenericOp::create(math.builder, math.loc, empty.getType(),
                                tensors, empty, maps, iterators, body);
  Value result = generic.getResult(0);
  if (result.getType() != type)
    result = tensor::CastOp::create(math.builder, math.loc, type, result);
  return result;
}

} // namespace tslice

#endif // TSLICE_LIB_CONVERSION_READGENERIC_H
