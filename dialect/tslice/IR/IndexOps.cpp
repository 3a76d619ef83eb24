// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Verifiers of the index expressions and of take_along.

#include "AccessVerifiers.h"
#include "tslice/IR/IndexExpression.h"

using namespace mlir;
using namespace tslice;

template <typename OpTy>
static FailureOr<IndexExpression> analyze(OpTy op, RankedTensorType indexed) {
  return analyzeIndex([&] { return op.emitOpError(); }, indexed,
                      op.getPositions(), op.getKinds(), op.getNumbers(),
                      op.getOuter(), op.getBounds());
}

FailureOr<IndexExpression> tslice::analyzeIndex(IndexOp op) {
  return analyze(op, op.getSource().getType());
}
FailureOr<IndexExpression> tslice::analyzeIndex(IndexUpdateOp op) {
  return analyze(op, op.getDest().getType());
}

static SmallVector<Value> getTensors(OperandRange positions) {
  return llvm::filter_to_vector(positions, [](Value position) {
    return isa<RankedTensorType>(position.getType());
  });
}

SmallVector<Value> tslice::getNamedOperands(IndexOp op) {
  SmallVector<Value> operands{op.getSource()};
  operands.append(getTensors(op.getPositions()));
  return operands;
}

SmallVector<Value> tslice::getNamedOperands(IndexUpdateOp op) {
  SmallVector<Value> operands{op.getDest()},
      tensors = getTensors(op.getPositions());
  if (!tensors.empty())
    operands.push_back(tensors.front());
  operands.push_back(op.getUpdate());
  if (!tensors.empty())
    operands.append(tensors.begin() + 1, tensors.end());
  return operands;
}

/// access_c1 for every tensor of `op`.
static LogicalResult verifyAllAddressable(Operation *op) {
  for (Type type :
       llvm::concat<const Type>(op->getOperandTypes(), op->getResultTypes()))
    if (auto tensor = dyn_cast<RankedTensorType>(type))
      if (failed(verifyAddressable([&] { return op->emitOpError(); }, tensor)))
        return failure();
  return success();
}

/// read_c1 and read_c2 of a read of `shape`.
template <typename OpTy>
static LogicalResult verifyReadOf(OpTy op, ArrayRef<int64_t> shape) {
  RankedTensorType source = op.getSource().getType();
  if (failed(verifyElements(op, shape, op.getType(), source, "result",
                            /*exact=*/true)))
    return failure();
  return verifyFill(op, op.getFillAttr(), op.getBounds(),
                    source.getElementType());
}

/// index_update_c1 and write_c1 of a write to `shape`: the update has as many
/// dimensions, each of the same size or a static 1; those in front may be
/// missing, or be more if they are 1.
template <typename OpTy>
static LogicalResult verifyWriteOf(OpTy op, ArrayRef<int64_t> shape) {
  RankedTensorType update = op.getUpdate().getType(),
                   dest = op.getDest().getType();
  if (update.getElementType() != dest.getElementType())
    return op.emitOpError()
           << "update has element type " << update.getElementType()
           << ", but the indexed tensor " << dest << " has "
           << dest.getElementType();
  int64_t shift = update.getRank() - static_cast<int64_t>(shape.size());
  for (auto [i, size] : llvm::enumerate(update.getShape())) {
    int64_t at = static_cast<int64_t>(i) - shift;
    int64_t target = at < 0 ? 1 : shape[at];
    // An open size in front would have to be 1.
    bool fits = at < 0 ? size == 1
                       : size == 1 || size == target ||
                             ShapedType::isDynamic(size) ||
                             ShapedType::isDynamic(target);
    if (!fits)
      return op.emitOpError()
             << "update has type " << update << ", which does not broadcast to "
             << RankedTensorType::get(shape, dest.getElementType());
  }
  if (op.getCombine() == Combiner::Region)
    return op.emitOpError() << "expects a combiner, not a region";
  return verifyCombiner(op, op.getCombine(), dest.getElementType());
}

LogicalResult IndexOp::verify() {
  auto expression = analyzeIndex(*this);
  if (failed(verifyAllAddressable(*this)) || failed(expression))
    return failure();
  return verifyReadOf(*this, expression->getShape());
}

LogicalResult IndexUpdateOp::verify() {
  auto expression = analyzeIndex(*this);
  if (failed(verifyAllAddressable(*this)) || failed(expression))
    return failure();
  return verifyWriteOf(*this, expression->getShape());
}

LogicalResult TakeAlongOp::verify() {
  auto shape =
      inferTakeAlong([&] { return emitOpError(); }, getSource().getType(),
                     getIndices().getType(), static_cast<int64_t>(getDim()));
  if (failed(verifyAllAddressable(*this)) || failed(shape))
    return failure();
  return verifyReadOf(*this, *shape);
}

LogicalResult TakeAlongUpdateOp::verify() {
  auto shape =
      inferTakeAlong([&] { return emitOpError(); }, getDest().getType(),
                     getIndices().getType(), static_cast<int64_t>(getDim()));
  if (failed(verifyAllAddressable(*this)) || failed(shape))
    return failure();
  return verifyWriteOf(*this, *shape);
}
