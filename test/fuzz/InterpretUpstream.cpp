// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Interprets the ops of upstream that have no regions of control flow. Linalg
// ops of any name are loops over their indexing maps with the body inside.

#include "Interpretation.h"

#include "tslice/ExecutionEngine/Float.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"

using namespace mlir;
using namespace tslice;
using namespace tslice::fuzz;

static Type getElement(Value value) {
  return getElementTypeOrSelf(value.getType());
}

/// Runs a body of a linalg op on scalars and returns what it yields.
FailureOr<SmallVector<Scalar>>
Interpreter::runBody(Block &body, ArrayRef<Scalar> arguments) {
  SmallVector<std::pair<Value, Scalar>, 8> known;
  auto lookup = [&](Value value) {
    for (auto &[key, scalar] : known)
      if (key == value)
        return scalar;
    return loadScalar(tensors.lookup(value), 0);
  };
  for (auto [argument, scalar] : llvm::zip(body.getArguments(), arguments))
    known.emplace_back(argument, scalar);
  for (Operation &op : body.without_terminator()) {
    SmallVector<Scalar> operands =
        llvm::map_to_vector(op.getOperands(), lookup);
    std::optional<Scalar> result = evaluateScalar(&op, operands);
    if (!result)
      return giveUp(&op);
    known.emplace_back(op.getResult(0), *result);
  }
  return llvm::map_to_vector(body.getTerminator()->getOperands(), lookup);
}

/// Calls `visit` with every position of `shape`, row-major.
static LogicalResult
forEachPosition(ArrayRef<int64_t> shape,
                llvm::function_ref<LogicalResult(ArrayRef<int64_t>)> visit) {
  if (llvm::is_contained(shape, 0))
    return success();
  SmallVector<int64_t> position(shape.size(), 0);
  while (true) {
    if (failed(visit(position)))
      return failure();
    int64_t dim = static_cast<int64_t>(shape.size()) - 1;
    for (; dim >= 0 && ++position[dim] == shape[dim]; --dim)
      position[dim] = 0;
    if (dim < 0)
      return success();
  }
}

LogicalResult Interpreter::visitLinalg(linalg::LinalgOp op) {
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  SmallVector<Tensor> operands;
  SmallVector<int64_t> loops(op.getNumLoops(), ShapedType::kDynamic);
  int64_t numInputs = op.getNumDpsInputs();
  for (auto [i, map, operand] : llvm::enumerate(maps, op->getOperands())) {
    operands.push_back(tensors.lookup(operand));
    for (auto [dim, expr] : llvm::enumerate(map.getResults())) {
      auto loop = dyn_cast<AffineDimExpr>(expr);
      if (!loop)
        return giveUp(op);
      int64_t size = operands.back().getShape()[dim];
      int64_t &known = loops[loop.getPosition()];
      if (!ShapedType::isDynamic(known) && known != size)
        return fail(op, "sizes differ");
      known = size;
    }
    if (static_cast<int64_t>(i) >= numInputs)
      operands.back() = *operands.back().clone();
  }
  auto locate = [&](size_t operand, ArrayRef<int64_t> position) {
    int64_t at = 0;
    const Tensor &tensor = operands[operand];
    for (auto [dim, expr] : llvm::enumerate(maps[operand].getResults()))
      at += position[cast<AffineDimExpr>(expr).getPosition()] *
            tensor.getStrides()[dim];
    return at;
  };
  LogicalResult done =
      forEachPosition(loops, [&](ArrayRef<int64_t> position) -> LogicalResult {
        SmallVector<Scalar> scalars;
        // A map's body takes no outputs.
        for (size_t i = 0; i < op.getBlock()->getNumArguments(); ++i)
          scalars.push_back(loadScalar(operands[i], locate(i, position)));
        FailureOr<SmallVector<Scalar>> yielded =
            runBody(*op.getBlock(), scalars);
        if (failed(yielded))
          return failure();
        for (auto [i, scalar] : llvm::enumerate(*yielded))
          storeScalar(scalar, operands[numInputs + i],
                      locate(numInputs + i, position));
        return success();
      });
  for (auto [i, result] : llvm::enumerate(op->getResults()))
    tensors[result] = operands[numInputs + i];
  return done;
}

LogicalResult Interpreter::visitElementwise(Operation *op) {
  Tensor first = tensors.lookup(op->getOperand(0));
  for (Value operand : op->getOperands())
    if (tensors.lookup(operand).getShape() != first.getShape())
      return fail(op, "sizes differ");
  FailureOr<Tensor> result =
      allocate(op, getElement(op->getResult(0)), first.getShape());
  if (failed(result))
    return failure();
  for (int64_t i = 0; i < result->getNumElements(); ++i) {
    SmallVector<Scalar> scalars =
        llvm::map_to_vector(op->getOperands(), [&](Value operand) {
          return loadScalar(tensors.lookup(operand), i);
        });
    std::optional<Scalar> scalar = evaluateScalar(op, scalars);
    if (!scalar)
      return giveUp(op);
    storeScalar(*scalar, *result, i);
  }
  tensors[op->getResult(0)] = *result;
  return success();
}

LogicalResult Interpreter::visitReshape(Operation *op) {
  Tensor source = tensors.lookup(op->getOperand(0));
  SmallVector<int64_t> shape;
  if (auto expand = dyn_cast<tensor::ExpandShapeOp>(op)) {
    for (OpFoldResult size : expand.getMixedOutputShape()) {
      std::optional<int64_t> number = getConstantIntValue(size);
      shape.push_back(number ? *number : getIndex(cast<Value>(size)));
    }
    for (auto [dim, group] :
         llvm::enumerate(expand.getReassociationIndices())) {
      int64_t product = 1;
      for (int64_t part : group)
        product *= shape[part];
      if (product != source.getShape()[dim])
        return fail(op, "sizes differ");
    }
  } else {
    for (ReassociationIndices group :
         cast<tensor::CollapseShapeOp>(op).getReassociationIndices()) {
      shape.push_back(1);
      for (int64_t part : group)
        shape.back() *= source.getShape()[part];
    }
  }
  FailureOr<Tensor> result = allocate(op, getElement(op->getResult(0)), shape);
  if (failed(result))
    return failure();
  std::memcpy(result->getMutableData(), source.getData(), source.getNumBytes());
  tensors[op->getResult(0)] = *result;
  return success();
}

LogicalResult Interpreter::visitCast(tensor::CastOp op) {
  Tensor source = tensors.lookup(op.getSource());
  for (auto [found, expected] :
       llvm::zip(source.getShape(), op.getType().getShape()))
    if (!ShapedType::isDynamic(expected) && found != expected)
      return fail(op, "sizes differ");
  tensors[op] = source;
  return success();
}

LogicalResult Interpreter::visitEmpty(tensor::EmptyOp op) {
  SmallVector<int64_t> shape;
  for (OpFoldResult size : op.getMixedSizes()) {
    std::optional<int64_t> number = getConstantIntValue(size);
    shape.push_back(number ? *number : getIndex(cast<Value>(size)));
  }
  FailureOr<Tensor> result = allocate(op, op.getType().getElementType(), shape);
  if (failed(result))
    return failure();
  tensors[op] = *result;
  return success();
}

LogicalResult Interpreter::visitDim(tensor::DimOp op) {
  Scalar size{ElementType::Index};
  int64_t number = getIndex(op.getIndex());
  storeInteger(size.type, size.bytes,
               tensors.lookup(op.getSource()).getShape()[number]);
  define(op, size);
  return success();
}

LogicalResult Interpreter::visitExtract(tensor::ExtractOp op) {
  Tensor source = tensors.lookup(op.getTensor());
  int64_t at = 0;
  for (auto [dim, position] : llvm::enumerate(op.getIndices())) {
    int64_t index = getIndex(position);
    if (index < 0 || index >= source.getShape()[dim])
      return fail(op, "outside of the tensor");
    at += index * source.getStrides()[dim];
  }
  define(op, loadScalar(source, at));
  return success();
}

LogicalResult Interpreter::visitUpstream(Operation *op) {
  if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op))
    return visitLinalg(linalgOp);
  if (isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(op))
    return visitReshape(op);
  if (auto castOp = dyn_cast<tensor::CastOp>(op))
    return visitCast(castOp);
  if (auto empty = dyn_cast<tensor::EmptyOp>(op))
    return visitEmpty(empty);
  if (isa<arith::ConstantOp, complex::ConstantOp>(op)) {
    std::optional<Scalar> scalar = evaluateConstant(op);
    if (!scalar)
      return giveUp(op);
    define(op->getResult(0), *scalar);
    return success();
  }
  if (auto dim = dyn_cast<tensor::DimOp>(op))
    return visitDim(dim);
  if (auto extract = dyn_cast<tensor::ExtractOp>(op))
    return visitExtract(extract);
  if (op->getNumResults() == 1 && OpTrait::hasElementwiseMappableTraits(op))
    return visitElementwise(op);
  return giveUp(op);
}
