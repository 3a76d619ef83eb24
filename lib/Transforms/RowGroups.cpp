// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each access is grouped on its own, so that its errors are its own; then the
// rows of all groups are grouped.

#include "tslice/Transforms/RowGroups.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/SeededFaults.h"

using namespace mlir;
using namespace tslice;

Value RowGroups::constant(int64_t value) {
  return arith::ConstantIndexOp::create(builder, loc, value);
}
Value RowGroups::add(Value lhs, Value rhs) {
  return builder.createOrFold<arith::AddIOp>(loc, lhs, rhs);
}
Value RowGroups::sub(Value lhs, Value rhs) {
  return builder.createOrFold<arith::SubIOp>(loc, lhs, rhs);
}
Value RowGroups::load(Value list, Value at) {
  return tensor::ExtractOp::create(builder, loc, list, ValueRange{at});
}

Value RowGroups::createLoop(Value from, Value to, Value carried,
                            LoopBody body) {
  Value one = constant(1);
  auto loop = scf::ForOp::create(builder, loc, from, to, one, carried);
  bool isOutermost = outer.getInsertionBlock() == loop->getBlock();
  if (isOutermost)
    outer.setInsertionPoint(loop);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(loop.getBody());
  Value next = body(loop.getInductionVar(), loop.getRegionIterArg(0));
  scf::YieldOp::create(builder, loc, next);
  if (isOutermost)
    outer.setInsertionPointAfter(loop);
  return loop.getResult(0);
}

/// %w = linalg.generic ins(%idx) { %i in [-N, -1] ? %i + N : %i }
/// What is outside either way stays, for messages.
Value RowGroups::wrapIndices(Value indices) {
  auto type = cast<RankedTensorType>(indices.getType());
  int64_t rank = type.getRank();
  SmallVector<Value> extents;
  for (int64_t dim = 0; dim < numLead; ++dim)
    extents.push_back(tensor::DimOp::create(builder, loc, target, dim));
  Value empty = tensor::EmptyOp::create(
      builder, loc, tensor::getMixedSizes(builder, loc, indices),
      builder.getIndexType());
  AffineMap identity = builder.getMultiDimIdentityMap(rank);
  auto generic = linalg::GenericOp::create(
      builder, loc, empty.getType(), ValueRange{indices}, ValueRange{empty},
      ArrayRef{identity, identity},
      SmallVector<utils::IteratorType>(rank, utils::IteratorType::parallel),
      [&](OpBuilder &b, Location l, ValueRange args) {
        Value index = args[0];
        if (!index.getType().isIndex())
          index = arith::IndexCastOp::create(b, l, b.getIndexType(), index);
        Value extent = extents.front();
        for (int64_t dim = 1; dim < numLead; ++dim) {
          Value component = linalg::IndexOp::create(b, l, rank - 1);
          Value isThis =
              arith::CmpIOp::create(b, l, arith::CmpIPredicate::eq, component,
                                    arith::ConstantIndexOp::create(b, l, dim));
          extent = arith::SelectOp::create(b, l, isThis, extents[dim], extent);
        }
        Value zero = arith::ConstantIndexOp::create(b, l, 0);
        Value wrapped = arith::AddIOp::create(b, l, index, extent);
        Value isBelow =
            arith::CmpIOp::create(b, l, arith::CmpIPredicate::slt, index, zero);
        Value reaches = arith::CmpIOp::create(b, l, arith::CmpIPredicate::sge,
                                              wrapped, zero);
        Value wraps = arith::AndIOp::create(b, l, isBelow, reaches);
        Value result = arith::SelectOp::create(b, l, wraps, wrapped, index);
        linalg::YieldOp::create(b, l, result);
      });
  return generic.getResult(0);
}

RowGroups::List RowGroups::group(const RowAccess &access) {
  List list;
  list.indices = access.wrap ? wrapIndices(access.indices) : access.indices;
  list.clamps = access.bounds == BoundsPolicy::Clamp;
  auto group =
      GroupOp::create(builder, loc, target, list.indices,
                      llvm::to_vector(llvm::seq<int64_t>(0, numLead)),
                      ArrayRef<int64_t>(), std::nullopt, access.bounds);
  for (NamedAttribute attribute : access.attributes)
    group->setDiscardableAttr(attribute.getName(), attribute.getValue());
  list.permutation = group.getPermutation();
  list.starts = group.getStarts();
  list.numGroups =
      sub(tensor::DimOp::create(builder, loc, list.starts, 0), constant(1));
  return list;
}

/// The position dimensions of position number `position`.
SmallVector<Value> RowGroups::getCoordinates(Value indices, Value position) {
  auto type = cast<RankedTensorType>(indices.getType());
  int64_t rank = type.getRank() - (numLead != 1);
  SmallVector<Value> coordinates(rank);
  for (int64_t dim = rank; dim-- > 1;) {
    Value size = outer.createOrFold<tensor::DimOp>(loc, indices, dim);
    coordinates[dim] =
        builder.createOrFold<arith::RemUIOp>(loc, position, size);
    position = builder.createOrFold<arith::DivUIOp>(loc, position, size);
  }
  if (rank > 0)
    coordinates[0] = position;
  return coordinates;
}

/// The row that a position leads to.
SmallVector<Value> RowGroups::getRow(const List &list, Value position) {
  SmallVector<Value> row, at = getCoordinates(list.indices, position);
  for (int64_t dim = 0; dim < numLead; ++dim) {
    SmallVector<Value> component(at);
    if (numLead != 1)
      component.push_back(constant(dim));
    Value index =
        tensor::ExtractOp::create(builder, loc, list.indices, component);
    if (!index.getType().isIndex())
      index = arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                         index);
    // One group, whichever of its positions is asked.
    if (list.clamps) {
      Value size = outer.createOrFold<tensor::DimOp>(loc, target, dim);
      index =
          arith::MinSIOp::create(builder, loc, index, sub(size, constant(1)));
      index = arith::MaxSIOp::create(builder, loc, index, constant(0));
    }
    row.push_back(index);
  }
  return row;
}

/// The rows of the groups, one list behind the other. A loop that reads its row
/// from a list can ask for rows ahead.
///   %rows = scf.for each group { %idx[%perm[%starts[%group]]] }
Value RowGroups::listRows(MutableArrayRef<List> lists) {
  Value total = constant(0);
  for (List &list : lists) {
    list.offset = total;
    total = add(total, list.numGroups);
  }
  auto type =
      RankedTensorType::get({ShapedType::kDynamic}, builder.getIndexType());
  bool hasComponents = numLead != 1;
  if (hasComponents)
    type = RankedTensorType::get({ShapedType::kDynamic, numLead},
                                 builder.getIndexType());
  Value rows = tensor::EmptyOp::create(builder, loc, type, ValueRange{total});
  for (List &list : lists)
    rows = createLoop(
        constant(0), list.numGroups, rows, [&](Value number, Value carried) {
          Value start = isSeeded("coalesce-rows-mixed-up")
                            ? number
                            : load(list.starts, number);
          Value first = load(list.permutation, start);
          Value place = add(list.offset, number);
          for (auto [dim, index] : llvm::enumerate(getRow(list, first))) {
            SmallVector<Value> at{place};
            if (hasComponents)
              at.push_back(constant(dim));
            carried =
                tensor::InsertOp::create(builder, loc, index, carried, at);
          }
          return carried;
        });
  return rows;
}

RowGroups::RowGroups(OpBuilder &builder, OpBuilder &outer, Location loc,
                     Value target, ArrayRef<RowAccess> accesses)
    : builder(builder), outer(outer), loc(loc), target(target),
      numLead(accesses.front().numLead) {
  for (const RowAccess &access : accesses)
    lists.push_back(group(access));
  rows = listRows(lists);
  numRows = lists.front().numGroups;
  if (lists.size() == 1)
    return;
  // A row that two accesses have is one row.
  merged = group({rows, numLead, BoundsPolicy::Assume, /*wrap=*/false, {}});
  rows = listRows(merged);
  numRows = merged.numGroups;
}

SmallVector<Value> RowGroups::loadRow(Value number) {
  SmallVector<Value> row;
  for (int64_t dim = 0; dim < numLead; ++dim) {
    SmallVector<Value> at{number};
    if (numLead != 1)
      at.push_back(constant(dim));
    row.push_back(tensor::ExtractOp::create(builder, loc, rows, at));
  }
  return row;
}

SmallVector<Value> RowGroups::loadPosition(size_t access, Value at) {
  return getCoordinates(lists[access].indices,
                        load(lists[access].permutation, at));
}

Value RowGroups::forEachSegment(Value number, Value carried, SegmentBody body) {
  auto getRange = [&](const List &list, Value group) {
    Value from = load(list.starts, group);
    return std::pair(from, load(list.starts, add(group, constant(1))));
  };
  if (lists.size() == 1) {
    auto [from, to] = getRange(lists.front(), number);
    return body(0, from, to, carried);
  }
  auto [from, to] = getRange(merged, number);
  return createLoop(from, to, carried, [&](Value at, Value current) {
    Value group = load(merged.permutation, at);
    for (auto [access, list] : llvm::enumerate(lists)) {
      Value local = sub(group, list.offset);
      // Unsigned, so that one compare also finds those before.
      Value isInside = arith::CmpIOp::create(
          builder, loc, arith::CmpIPredicate::ult, local, list.numGroups);
      auto branch =
          scf::IfOp::create(builder, loc, TypeRange{current.getType()},
                            isInside, /*withElseRegion=*/true);
      OpBuilder::InsertionGuard guard(builder);
      builder.setInsertionPointToStart(branch.elseBlock());
      scf::YieldOp::create(builder, loc, current);
      builder.setInsertionPointToStart(branch.thenBlock());
      auto [first, last] = getRange(list, local);
      Value next = body(access, first, last, current);
      scf::YieldOp::create(builder, loc, next);
      current = branch.getResult(0);
    }
    return current;
  });
}
