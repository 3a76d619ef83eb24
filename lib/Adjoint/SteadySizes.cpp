// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Follows sizes through the steps of a loop: those of what is updated are those
// of what it was, also in loops and branches inside.

#include "LoopTape.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "tslice/IR/TSliceOps.h"

using namespace mlir;
using namespace tslice;

namespace {
/// Follows sizes through the steps of one loop.
class SteadySizes {
public:
  SteadySizes(OpBuilder &builder, scf::ForOp loop)
      : builder(builder), loop(loop) {}

  OpFoldResult get(Value tensor, int64_t dim);

private:
  OpFoldResult get(Value number);
  /// Whether carry `number` of `op`, this loop or one in it, has the same size
  /// in each step.
  bool keepsSize(LoopLikeOpInterface op, unsigned number, int64_t dim);
  /// The tensor from which `tensor` has its size.
  Value getRoot(Value tensor, int64_t dim);
  /// The same for what all branches of an op yield as `result`, or null.
  Value getCommonRoot(OpResult result, int64_t dim);
  bool isAhead(Value value) {
    return !loop->isAncestor(value.getParentRegion()->getParentOp());
  }

  OpBuilder &builder;
  scf::ForOp loop;
};
} // namespace

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

Value SteadySizes::getRoot(Value tensor, int64_t dim) {
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

Value SteadySizes::getCommonRoot(OpResult result, int64_t dim) {
  Value common;
  for (Region &region : result.getOwner()->getRegions()) {
    Value root = getRoot(
        region.front().getTerminator()->getOperand(result.getResultNumber()),
        dim);
    if (common && root != common)
      return {};
    common = root;
  }
  return common;
}

bool SteadySizes::keepsSize(LoopLikeOpInterface op, unsigned number,
                            int64_t dim) {
  auto keeps = [&](Value yielded, Value argument) {
    Value root = getRoot(yielded, dim);
    return root == argument || root == getRoot(op.getInits()[number], dim);
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

OpFoldResult SteadySizes::get(Value number) {
  if (std::optional<int64_t> constant = getConstantIntValue(number))
    return builder.getIndexAttr(*constant);
  if (isAhead(number))
    return number;
  if (auto dimOp = number.getDefiningOp<tensor::DimOp>())
    if (std::optional<int64_t> dim = dimOp.getConstantIndex())
      return get(dimOp.getSource(), *dim);
  return {};
}

OpFoldResult SteadySizes::get(Value tensor, int64_t dim) {
  auto type = cast<RankedTensorType>(tensor.getType());
  if (!type.isDynamicDim(dim))
    return builder.getIndexAttr(type.getDimSize(dim));
  if (isAhead(tensor))
    return tensor::getMixedSize(builder, loop.getLoc(), tensor, dim);
  if (auto argument = dyn_cast<BlockArgument>(tensor)) {
    if (argument.getOwner() != loop.getBody())
      return {};
    unsigned number = argument.getArgNumber() - loop.getNumInductionVars();
    if (!keepsSize(loop, number, dim))
      return {};
    return tensor::getMixedSize(builder, loop.getLoc(),
                                loop.getInitArgs()[number], dim);
  }
  Operation *op = tensor.getDefiningOp();
  if (Value root = getRoot(tensor, dim); root != tensor)
    return get(root, dim);
  auto nth = [&](ArrayRef<int64_t> shape, ValueRange sizes) {
    return get(
        sizes[llvm::count_if(shape.take_front(dim), ShapedType::isDynamic)]);
  };
  if (auto empty = dyn_cast<tensor::EmptyOp>(op))
    return nth(empty.getType().getShape(), empty.getDynamicSizes());
  if (auto alloc = dyn_cast<bufferization::AllocTensorOp>(op))
    return alloc.getCopy()
               ? get(alloc.getCopy(), dim)
               : nth(alloc.getType().getShape(), alloc.getDynamicSizes());
  // What an access reads is sized by operands of its own.
  ReifiedRankedShapedTypeDims shapes;
  OpBuilder inner(op);
  if (!isa<IndexedAccessOpInterface>(op) ||
      failed(reifyResultShapes(inner, op, shapes)))
    return {};
  OpFoldResult size = shapes[cast<OpResult>(tensor).getResultNumber()][dim];
  if (auto attribute = dyn_cast<Attribute>(size))
    return attribute;
  return get(cast<Value>(size));
}

OpFoldResult tslice::getSteadySize(OpBuilder &builder, scf::ForOp loop,
                                   Value value, int64_t dim) {
  return SteadySizes(builder, loop).get(value, dim);
}
