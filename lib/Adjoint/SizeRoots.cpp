// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Follows sizes to where they come from: those of what is updated are those of
// what it was, also through loops and branches.

#include "SizeRoots.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "tslice/IR/TSliceOps.h"

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
  if (auto inner = dyn_cast<scf::ForOp>(op))
    return inner.getTiedLoopInit(cast<OpResult>(tensor))->get();
  // A while loop that keeps a size carries it at the same place everywhere.
  if (auto inner = dyn_cast<scf::WhileOp>(op)) {
    unsigned number = cast<OpResult>(tensor).getResultNumber();
    return number < inner.getInits().size() ? inner.getInits()[number]
                                            : Value();
  }
  return {};
}

/// The tensor of above from which all that an op's regions yield as `result` have
/// their size, or null.
static Value getCommonRoot(OpResult result, int64_t dim) {
  Value common;
  Operation *op = result.getOwner();
  for (Region &region : op->getRegions()) {
    Value root = getSizeRoot(
        region.front().getTerminator()->getOperand(result.getResultNumber()),
        dim);
    if ((common && root != common) ||
        op->isAncestor(root.getParentRegion()->getParentOp()))
      return {};
    common = root;
  }
  return common;
}

Value tslice::getSizeRoot(Value tensor, int64_t dim) {
  while (true) {
    Operation *op = tensor.getDefiningOp();
    // A loop in the loop must keep it, too, and branches must agree.
    if (isa_and_nonnull<scf::ForOp, scf::WhileOp>(op) &&
        !keepsSize(cast<LoopLikeOpInterface>(op),
                   cast<OpResult>(tensor).getResultNumber(), dim))
      return tensor;
    Value next = isa_and_nonnull<scf::IfOp, scf::IndexSwitchOp>(op)
                     ? getCommonRoot(cast<OpResult>(tensor), dim)
                     : getSameShape(tensor);
    if (!next)
      return tensor;
    tensor = next;
  }
}

bool tslice::keepsSize(LoopLikeOpInterface op, unsigned number, int64_t dim) {
  auto keeps = [&](Value yielded, Value argument) {
    Value root = getSizeRoot(yielded, dim);
    return root == argument || root == getSizeRoot(op.getInits()[number], dim);
  };
  if (auto counted = dyn_cast<scf::ForOp>(op.getOperation()))
    return keeps(counted.getYieldedValues()[number],
                 counted.getRegionIterArg(number));
  // Both halves of a step.
  auto open = cast<scf::WhileOp>(op.getOperation());
  return number < open.getInits().size() && number < open.getNumResults() &&
         open.getInits()[number].getType() ==
             open.getResult(number).getType() &&
         keeps(open.getConditionOp().getArgs()[number],
               open.getBeforeArguments()[number]) &&
         keeps(open.getYieldOp()->getOperand(number),
               open.getAfterArguments()[number]);
}

/// The same through all that loops around carry: what they began with.
static Value getFirstSizeRoot(Value tensor, int64_t dim) {
  while (true) {
    tensor = getSizeRoot(tensor, dim);
    auto argument = dyn_cast<BlockArgument>(tensor);
    auto loop = argument
                    ? dyn_cast<scf::ForOp>(argument.getOwner()->getParentOp())
                    : scf::ForOp();
    if (!loop || argument == loop.getInductionVar())
      return tensor;
    unsigned number = argument.getArgNumber() - loop.getNumInductionVars();
    if (number >= loop.getInitArgs().size() || !keepsSize(loop, number, dim))
      return tensor;
    tensor = loop.getInitArgs()[number];
  }
}

Value tslice::createSize(OpBuilder &builder, Location loc, Value tensor,
                         int64_t dim) {
  tensor = getFirstSizeRoot(tensor, dim);
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
  for (tensor::DimOp op : dims) {
    std::optional<int64_t> dim = op.getConstantIndex();
    if (!dim || getFirstSizeRoot(op.getSource(), *dim) == op.getSource())
      continue;
    builder.setInsertionPoint(op);
    op.replaceAllUsesWith(
        createSize(builder, op.getLoc(), op.getSource(), *dim));
  }
}
