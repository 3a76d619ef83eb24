// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Elementwise ops, structured ops whose leading loops are the leading dimensions
// of everything they touch, and reshapes behind those.

#include "RowOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "tslice/IR/TSliceOps.h"

using namespace mlir;
using namespace tslice;

RankedTensorType tslice::getRowType(RankedTensorType type, int64_t numLead) {
  SmallVector<int64_t> shape(type.getShape());
  std::fill_n(shape.begin(), numLead, 1);
  return type.clone(shape);
}

//===----------------------------------------------------------------------===//
// Which ops
//===----------------------------------------------------------------------===//

/// Whether the first results of `map` are `lead`, and no others look at these
/// loops.
static bool leads(AffineMap map, ArrayRef<AffineExpr> lead) {
  if (map.getNumResults() < lead.size() ||
      !llvm::equal(map.getResults().take_front(lead.size()), lead))
    return false;
  return llvm::none_of(
      map.getResults().drop_front(lead.size()),
      [&](AffineExpr result) { return llvm::is_contained(lead, result); });
}

static bool isIndependentOf(AffineMap map, ArrayRef<AffineExpr> lead) {
  return llvm::none_of(map.getResults(), [&](AffineExpr result) {
    return llvm::any_of(lead, [&](AffineExpr dim) {
      return result.isFunctionOfDim(cast<AffineDimExpr>(dim).getPosition());
    });
  });
}

/// The leading results of the map of the op's result, if these are loops.
static SmallVector<AffineExpr> getLead(linalg::LinalgOp op, int64_t numLead) {
  AffineMap map = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  if (static_cast<int64_t>(map.getNumResults()) < numLead)
    return {};
  SmallVector<AffineExpr> lead(map.getResults().take_front(numLead));
  if (!llvm::all_of(lead, llvm::IsaPred<AffineDimExpr>))
    return {};
  return lead;
}

static bool isRowWiseLinalg(linalg::LinalgOp op, int64_t numLead) {
  if (op->getNumResults() != 1 || !op.hasPureTensorSemantics())
    return false;
  SmallVector<AffineExpr> lead = getLead(op, numLead);
  if (lead.empty() ||
      !leads(op.getMatchingIndexingMap(op.getDpsInitOperand(0)), lead))
    return false;
  for (OpOperand *input : op.getDpsInputOperands()) {
    AffineMap map = op.getMatchingIndexingMap(input);
    if (!leads(map, lead) && !isIndependentOf(map, lead))
      return false;
  }
  // The body computes on elements, wherever they are.
  return llvm::all_of(op.getBlock()->without_terminator(), [](Operation &op) {
    return op.getNumRegions() == 0 && isMemoryEffectFree(&op) &&
           !isa<linalg::IndexOp, CheckOp>(op) &&
           llvm::none_of(op.getOperandTypes(), llvm::IsaPred<ShapedType>);
  });
}

/// Whether the first `numLead` groups of a reshape are a dimension each, but for
/// dimensions of size 1 behind the last of them.
static bool keepsLead(ArrayRef<ReassociationIndices> groups,
                      RankedTensorType expanded, int64_t numLead) {
  if (static_cast<int64_t>(groups.size()) < numLead)
    return false;
  for (auto [dim, group] : llvm::enumerate(groups.take_front(numLead))) {
    if (group.front() != static_cast<int64_t>(dim))
      return false;
    for (int64_t other : ArrayRef(group).drop_front())
      if (expanded.getDimSize(other) != 1 ||
          static_cast<int64_t>(dim) + 1 != numLead)
        return false;
  }
  return true;
}

bool tslice::isRowWise(Operation *op, int64_t numLead) {
  if (op->getNumResults() != 1)
    return false;
  auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType());
  if (!type || type.getRank() < numLead)
    return false;
  if (isElementwise(op))
    return true;
  if (auto structured = dyn_cast<linalg::LinalgOp>(op))
    return isRowWiseLinalg(structured, numLead);
  if (auto reshape = dyn_cast<tensor::ExpandShapeOp>(op))
    return keepsLead(reshape.getReassociationIndices(), type, numLead);
  if (auto reshape = dyn_cast<tensor::CollapseShapeOp>(op))
    return keepsLead(reshape.getReassociationIndices(), reshape.getSrcType(),
                     numLead);
  return false;
}

bool tslice::isRowOperand(OpOperand &operand) {
  auto type = dyn_cast<RankedTensorType>(operand.get().getType());
  if (!type)
    return false;
  auto op = dyn_cast<linalg::LinalgOp>(operand.getOwner());
  if (!op)
    return true;
  AffineMap init = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  if (init.getNumResults() == 0)
    return false;
  AffineMap map = op.getMatchingIndexingMap(&operand);
  return map.getNumResults() > 0 && map.getResult(0) == init.getResult(0);
}

Value tslice::getGuarded(Value view, SizeEqualities &sizes,
                         SmallVectorImpl<Value> *offsets) {
  auto slice = view.getDefiningOp<tensor::ExtractSliceOp>();
  if (!slice || !slice.hasUnitStride() ||
      slice.getType().getRank() != slice.getSourceType().getRank())
    return {};
  SmallVector<Value> found;
  for (auto [dim, offset, size] :
       llvm::enumerate(slice.getMixedOffsets(), slice.getMixedSizes())) {
    if (isConstantIntValue(offset, 0)) {
      if (!sizes.isEqual(size, slice.getSource(), dim))
        return {};
      continue;
    }
    auto value = dyn_cast<Value>(offset);
    auto difference = value ? value.getDefiningOp<arith::SubIOp>() : nullptr;
    auto check =
        difference ? difference.getLhs().getDefiningOp<CheckOp>() : CheckOp();
    if (!check || check.getKind() != CheckKind::Equal ||
        check.getLimit() != difference.getRhs() ||
        !isEqualConstantIntOrValue(size, getAsOpFoldResult(check.getLimit())) ||
        (!sizes.isEqual(check.getValue(), slice.getSource(), dim) &&
         !sizes.isEqual(check.getLimit(), slice.getSource(), dim)))
      return {};
    found.push_back(value);
  }
  if (offsets)
    llvm::append_range(*offsets, found);
  return slice.getSource();
}

//===----------------------------------------------------------------------===//
// One row
//===----------------------------------------------------------------------===//

/// Between [1, 1, 64] and [1, 64], and back.
Value tslice::reshapeRow(OpBuilder &builder, Location loc, Value row,
                         int64_t from, int64_t to) {
  if (from == to)
    return row;
  auto type = cast<RankedTensorType>(row.getType());
  int64_t rank = type.getRank() - from + to, more = std::max(from, to);
  SmallVector<int64_t> shape(to, 1);
  llvm::append_range(shape, type.getShape().drop_front(from));
  RankedTensorType result = type.clone(shape);
  // What is more joins the first dimension there is.
  SmallVector<ReassociationIndices> groups;
  int64_t surplus = more - std::min(from, to),
          longRank = std::max<int64_t>(rank, type.getRank());
  if (longRank > surplus) {
    groups.emplace_back(llvm::to_vector<2>(llvm::seq<int64_t>(0, surplus + 1)));
    for (int64_t dim = surplus + 1; dim < longRank; ++dim)
      groups.push_back({dim});
  }
  if (from > to)
    return tensor::CollapseShapeOp::create(builder, loc, result, row, groups);
  SmallVector<OpFoldResult> sizes(to, builder.getIndexAttr(1));
  for (int64_t dim = from; dim < type.getRank(); ++dim)
    sizes.push_back(tensor::getMixedSize(builder, loc, row, dim));
  return tensor::ExpandShapeOp::create(builder, loc, result, row, groups,
                                       sizes);
}

void RowCloner::getPlace(Value tensor, SmallVectorImpl<OpFoldResult> &offsets,
                         SmallVectorImpl<OpFoldResult> &sizes,
                         SmallVectorImpl<OpFoldResult> &strides) {
  auto type = cast<RankedTensorType>(tensor.getType());
  int64_t numLead = coordinates.size();
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    bool isLead = dim < numLead;
    offsets.push_back(isLead ? OpFoldResult(coordinates[dim])
                             : OpFoldResult(builder.getIndexAttr(0)));
    sizes.push_back(
        isLead ? OpFoldResult(builder.getIndexAttr(1))
               : tensor::getMixedSize(outer, tensor.getLoc(), tensor, dim));
    strides.push_back(builder.getIndexAttr(1));
  }
}

/// A row that is there.
Value RowCloner::read(Value tensor) {
  if (coordinates.empty())
    return tensor;
  Location loc = tensor.getLoc();
  SmallVector<OpFoldResult> offsets, sizes, strides;
  getPlace(tensor, offsets, sizes, strides);
  auto it = redirected.find(tensor);
  Value source = it == redirected.end() ? tensor : it->second;
  return tensor::ExtractSliceOp::create(
      builder, loc,
      getRowType(cast<RankedTensorType>(tensor.getType()), coordinates.size()),
      source, offsets, sizes, strides);
}

Value RowCloner::get(Value tensor) {
  if (Value row = rows.lookup(tensor))
    return row;
  Value row = compute(tensor);
  rows[tensor] = row;
  return row;
}

/// An uninitialized row of the sizes of those of `tensor`.
Value RowCloner::createEmpty(Value tensor) {
  SmallVector<OpFoldResult> sizes;
  auto type = cast<RankedTensorType>(tensor.getType());
  // The sizes that it is made of; `tensor` itself is not needed.
  auto buffer = tensor.getDefiningOp<bufferization::AllocTensorOp>();
  ValueRange dynamicSizes =
      buffer ? ValueRange(buffer.getDynamicSizes())
             : tensor.getDefiningOp<tensor::EmptyOp>().getDynamicSizes();
  for (int64_t dim = 0, next = 0; dim < type.getRank(); ++dim) {
    bool isLead = dim < static_cast<int64_t>(coordinates.size());
    OpFoldResult size = builder.getIndexAttr(type.getDimSize(dim));
    if (type.isDynamicDim(dim))
      size = dynamicSizes[next++];
    sizes.push_back(isLead ? OpFoldResult(builder.getIndexAttr(1)) : size);
  }
  return tensor::EmptyOp::create(builder, tensor.getLoc(), sizes,
                                 type.getElementType());
}

Value RowCloner::cloneOp(Operation *op) {
  int64_t numLead = coordinates.size();
  auto type =
      getRowType(cast<RankedTensorType>(op->getResult(0).getType()), numLead);
  if (auto reshape = dyn_cast<tensor::ExpandShapeOp>(op)) {
    SmallVector<OpFoldResult> shape = reshape.getMixedOutputShape();
    std::fill_n(shape.begin(), numLead, builder.getIndexAttr(1));
    return tensor::ExpandShapeOp::create(
        builder, op->getLoc(), type, get(reshape.getSrc()),
        reshape.getReassociationIndices(), shape);
  }
  SmallVector<Value> operands;
  for (OpOperand &operand : op->getOpOperands())
    operands.push_back(isRowOperand(operand) ? get(operand.get())
                                             : operand.get());
  return mlir::clone(builder, op, TypeRange{type}, operands)->getResult(0);
}

Value RowCloner::compute(Value tensor) {
  auto type = cast<RankedTensorType>(tensor.getType());
  int64_t numLead = coordinates.size();
  DenseElementsAttr constant;
  RankedTensorType rowType = getRowType(type, numLead);
  if (matchPattern(tensor, m_Constant(&constant)) && constant.isSplat())
    return arith::ConstantOp::create(builder, tensor.getLoc(),
                                     constant.resizeSplat(rowType));
  Operation *op = tensor.getDefiningOp();
  auto buffer = dyn_cast_or_null<bufferization::AllocTensorOp>(op);
  if (isa_and_nonnull<tensor::EmptyOp>(op) || (buffer && !buffer.getCopy()))
    return createEmpty(tensor);
  if (auto splat = dyn_cast_or_null<tensor::SplatOp>(op)) {
    SmallVector<Value> sizes;
    for (int64_t dim = 0, next = 0; dim < type.getRank(); ++dim)
      if (type.isDynamicDim(dim)) {
        Value size = splat.getDynamicSizes()[next++];
        if (dim >= numLead)
          sizes.push_back(size);
      }
    return tensor::SplatOp::create(builder, tensor.getLoc(), rowType,
                                   splat.getInput(), sizes);
  }
  if (readLeaf)
    if (Value row = readLeaf(tensor))
      return row;
  bool isFold = false;
  if (auto structured = dyn_cast_or_null<linalg::LinalgOp>(op))
    isFold = structured.getNumReductionLoops() > 0;
  if (op && numLead > 0 && isRowWise(op, numLead) && (clonesFolds || !isFold))
    return cloneOp(op);
  return read(tensor);
}
