// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sizes that all steps of a loop have in common, computed ahead of it.

#include "LoopTape.h"
#include "SizeRoots.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/DenseMap.h"

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
  /// A number made of such sizes and of what is there ahead of the loop, made
  /// again there; null for any other.
  Value make(Value number);
  bool isAhead(Value value) {
    return !loop->isAncestor(value.getParentRegion()->getParentOp());
  }

  OpBuilder &builder;
  scf::ForOp loop;
  /// What has been made, null for what cannot be.
  llvm::DenseMap<Value, Value> numbers;
};
} // namespace

OpFoldResult SteadySizes::get(Value number) {
  if (std::optional<int64_t> constant = getConstantIntValue(number))
    return builder.getIndexAttr(*constant);
  if (Value made = make(number))
    return made;
  return {};
}

Value SteadySizes::make(Value number) {
  if (isAhead(number))
    return number;
  auto [known, isNew] = numbers.try_emplace(number);
  if (!isNew)
    return known->second;
  Value made;
  Operation *op = number.getDefiningOp();
  if (auto dimOp = dyn_cast_or_null<tensor::DimOp>(op)) {
    std::optional<int64_t> dim = dimOp.getConstantIndex();
    OpFoldResult size = dim ? get(dimOp.getSource(), *dim) : OpFoldResult();
    if (size)
      made = getValueOrCreateConstantIndexOp(builder, loop.getLoc(), size);
  } else if (op && op->getNumResults() == 1 && op->getNumRegions() == 0 &&
             isPure(op) &&
             llvm::none_of(op->getOperandTypes(), llvm::IsaPred<ShapedType>) &&
             !isa<ShapedType>(number.getType())) {
    IRMapping mapping;
    for (Value operand : op->getOperands()) {
      Value steady = make(operand);
      if (!steady)
        return {};
      mapping.map(operand, steady);
    }
    made = builder.clone(*op, mapping)->getResult(0);
  }
  return numbers[number] = made;
}

OpFoldResult SteadySizes::get(Value tensor, int64_t dim) {
  auto type = cast<RankedTensorType>(tensor.getType());
  if (!type.isDynamicDim(dim))
    return builder.getIndexAttr(type.getDimSize(dim));
  if (isAhead(tensor))
    return tensor::getMixedSize(builder, loop.getLoc(), tensor, dim);
  TensorDim asked(tensor, dim);
  if (TensorDim root = getSizeRoot(asked); root != asked)
    return get(root.first, root.second);
  Operation *op = tensor.getDefiningOp();
  if (!op)
    return {};
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
  // What an access reads is sized by operands of its own, as is what is made.
  ReifiedRankedShapedTypeDims shapes;
  OpBuilder inner(op);
  if (!isa<ReifyRankedShapedTypeOpInterface>(op) ||
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
