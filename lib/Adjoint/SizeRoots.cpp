// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Follows sizes to where they come from: those of what is updated are those of
// what it was, also through loops and branches.

#include "SizeRoots.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "tslice/IR/TSliceOps.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace mlir;
using namespace tslice;

/// A tensor of the same shape from which `tensor` is made, or null.
static Value getSameShape(Value tensor) {
  Operation *op = tensor.getDefiningOp();
  if (!op)
    return {};
  if (auto styled = dyn_cast<DestinationStyleOpInterface>(op))
    return styled.getTiedOpOperand(cast<OpResult>(tensor))->get();
  if (isa<UpdateOp, ScatterOp>(op))
    return op->getResult(0) == tensor
               ? (isa<UpdateOp>(op) ? Value(cast<UpdateOp>(op).getDest())
                                    : Value(cast<ScatterOp>(op).getDest()))
               : Value();
  if (auto insert = dyn_cast<tensor::InsertSliceOp>(op))
    return insert.getDest();
  if (auto insert = dyn_cast<tensor::InsertOp>(op))
    return insert.getDest();
  if (auto cast = dyn_cast<tensor::CastOp>(op))
    return isa<RankedTensorType>(cast.getSource().getType()) ? cast.getSource()
                                                             : Value();
  if (OpTrait::hasElementwiseMappableTraits(op))
    for (Value operand : op->getOperands())
      if (isa<RankedTensorType>(operand.getType()))
        return operand;
  return {};
}

/// The dimension that a size is asked of, or null.
static TensorDim getAsked(OpFoldResult size) {
  auto value = dyn_cast<Value>(size);
  auto op = value ? value.getDefiningOp<tensor::DimOp>() : tensor::DimOp();
  std::optional<int64_t> number = op ? op.getConstantIndex() : std::nullopt;
  if (!number || !isa<RankedTensorType>(op.getSource().getType()))
    return {};
  return {op.getSource(), *number};
}

/// The dimension of another tensor that has the same size, by what its tensor is
/// made from, or null.
static TensorDim getSame(TensorDim dim) {
  auto [tensor, number] = dim;
  if (Value same = getSameShape(tensor))
    return {same, number};
  // What is made, and parts, may have been made in sizes of others.
  Operation *op = tensor.getDefiningOp();
  if (auto empty = dyn_cast_or_null<tensor::EmptyOp>(op))
    return getAsked(empty.getMixedSizes()[number]);
  if (auto alloc = dyn_cast_or_null<bufferization::AllocTensorOp>(op)) {
    if (alloc.getCopy())
      return {alloc.getCopy(), number};
    ArrayRef<int64_t> shape = alloc.getType().getShape();
    if (!ShapedType::isDynamic(shape[number]))
      return {};
    return getAsked(alloc.getDynamicSizes()[llvm::count_if(
        shape.take_front(number), ShapedType::isDynamic)]);
  }
  auto slice = dyn_cast_or_null<tensor::ExtractSliceOp>(op);
  if (!slice)
    return {};
  llvm::SmallBitVector dropped = slice.getDroppedDims();
  for (auto [at, size] : llvm::enumerate(slice.getMixedSizes()))
    if (!dropped.test(at) && number-- == 0)
      return getAsked(size);
  return {};
}

namespace {
/// Finds roots, of dimensions and of all that they lead to.
class SizeRoots {
public:
  TensorDim get(TensorDim dim);

private:
  /// What a tensor is one of, by where control comes from, and the op whose
  /// regions the root must not lie in. No values: not such a tensor.
  struct Sources {
    SmallVector<Value, 2> values;
    Operation *op = nullptr;
  };
  static Sources getSources(Value tensor);
  void collect(TensorDim dim);
  TensorDim evaluate(TensorDim dim);

  llvm::DenseMap<TensorDim, TensorDim> roots;
  /// Those that are being found, sources first where there is no cycle.
  SmallVector<TensorDim> open;
};
} // namespace

/// Carried values are what the loop begins with or what a step yields, its
/// results one of these, and those of branches what one of these yields.
SizeRoots::Sources SizeRoots::getSources(Value tensor) {
  auto argument = dyn_cast<BlockArgument>(tensor);
  Operation *op =
      argument ? argument.getOwner()->getParentOp() : tensor.getDefiningOp();
  int64_t number = argument ? argument.getArgNumber()
                            : cast<OpResult>(tensor).getResultNumber();
  Sources sources;
  sources.op = op;
  bool isWhole = true;
  // A loop that is being built may not yet yield what it carries.
  auto add = [&](ValueRange values) {
    if (number >= 0 && number < static_cast<int64_t>(values.size()))
      sources.values.push_back(values[number]);
    else
      isWhole = false;
  };
  if (auto loop = dyn_cast_or_null<scf::ForOp>(op)) {
    if (argument)
      number -= loop.getNumInductionVars();
    add(loop.getInitArgs());
    add(loop.getYieldedValues());
  } else if (auto loop = dyn_cast_or_null<scf::WhileOp>(op)) {
    if (argument && argument.getOwner() == loop.getBeforeBody()) {
      add(loop.getInits());
      add(loop.getYieldOp()->getOperands());
    } else {
      add(loop.getConditionOp().getArgs());
    }
  } else if (isa_and_nonnull<scf::IfOp, scf::IndexSwitchOp>(op) && !argument) {
    for (Region &region : op->getRegions())
      add(region.front().getTerminator()->getOperands());
  }
  if (!isWhole)
    sources.values.clear();
  return sources;
}

void SizeRoots::collect(TensorDim dim) {
  if (!roots.try_emplace(dim, TensorDim()).second)
    return;
  if (TensorDim same = getSame(dim); same.first)
    collect(same);
  for (Value source : getSources(dim.first).values)
    collect({source, dim.second});
  open.push_back(dim);
}

/// The root by those found so far; null if nothing is known yet.
TensorDim SizeRoots::evaluate(TensorDim dim) {
  if (roots[dim] == dim)
    return dim;
  if (TensorDim same = getSame(dim); same.first)
    return roots[same];
  Sources sources = getSources(dim.first);
  TensorDim common = sources.values.empty() ? dim : TensorDim();
  for (Value source : sources.values) {
    TensorDim root = roots[{source, dim.second}];
    if (!root.first || root == common)
      continue;
    if (common.first ||
        sources.op->isAncestor(root.first.getParentRegion()->getParentOp()))
      return dim;
    common = root;
  }
  return common;
}

/// Loops are taken to keep sizes until a step shows that they do not: so those
/// that do, also together with others in and around them, are found.
TensorDim SizeRoots::get(TensorDim dim) {
  collect(dim);
  for (bool hasChanged = true; hasChanged;) {
    hasChanged = false;
    for (TensorDim each : open) {
      TensorDim root = evaluate(each);
      hasChanged |= roots[each] != root;
      roots[each] = root;
    }
  }
  open.clear();
  return roots[dim];
}

TensorDim tslice::getSizeRoot(TensorDim dim) { return SizeRoots().get(dim); }

Value tslice::createSize(OpBuilder &builder, Location loc, Value tensor,
                         int64_t dim) {
  std::tie(tensor, dim) = getSizeRoot({tensor, dim});
  auto result = dyn_cast<OpResult>(tensor);
  ReifiedRankedShapedTypeDims shapes;
  if (result && isa<IndexedAccessOpInterface>(result.getOwner()) &&
      succeeded(reifyResultShapes(builder, result.getOwner(), shapes))) {
    Value size = getValueOrCreateConstantIndexOp(
        builder, loc, shapes[result.getResultNumber()][dim]);
    // The size of another tensor, maybe.
    auto dimOp = size.getDefiningOp<tensor::DimOp>();
    std::optional<int64_t> number =
        dimOp ? dimOp.getConstantIndex() : std::nullopt;
    return number ? createSize(builder, loc, dimOp.getSource(), *number) : size;
  }
  return builder.createOrFold<tensor::DimOp>(loc, tensor, dim);
}

void tslice::readSizesFromRoots(Region &region) {
  SmallVector<tensor::DimOp> dims;
  region.walk([&](tensor::DimOp op) { dims.push_back(op); });
  OpBuilder builder(region.getContext());
  SizeRoots roots;
  for (tensor::DimOp op : dims) {
    std::optional<int64_t> number = op.getConstantIndex();
    if (!number || !isa<RankedTensorType>(op.getSource().getType()))
      continue;
    TensorDim dim(op.getSource(), *number);
    if (roots.get(dim) == dim)
      continue;
    builder.setInsertionPoint(op);
    op.replaceAllUsesWith(
        createSize(builder, op.getLoc(), dim.first, dim.second));
  }
}
