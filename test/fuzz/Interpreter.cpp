// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Interprets functions op by op. Linalg ops of any name are loops over their
// indexing maps with the body inside.

#include "Interpreter.h"
#include "AccessErrors.h"
#include "Positions.h"
#include "Scalars.h"
#include "tslice/ExecutionEngine/Float.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/IR/Evaluate.h"
#include "tslice/IR/TSliceInference.h"

using namespace mlir;
using namespace tslice;
using namespace tslice::fuzz;

static constexpr int64_t maxElements = int64_t(1) << 24; // none has on purpose

namespace {

class Interpreter {
public:
  explicit Interpreter(func::FuncOp function) : function(function) {}
  Meaning run(std::vector<Tensor> arguments);

private:
  struct Operands {
    SmallVector<BufferView> views;
    SmallVector<int64_t> scalars;
  };
  Operands getOperands(Operation *op);
  LogicalResult visit(Operation *op);
  LogicalResult visitAccess(IndexedAccessOpInterface op);
  LogicalResult combine(Operation *write, void *const *found,
                        const void *const *written);
  LogicalResult visitPositions(Operation *op);
  LogicalResult visitLinalg(linalg::LinalgOp op);
  LogicalResult visitElementwise(Operation *op);
  LogicalResult visitReshape(Operation *op);
  LogicalResult visitCast(tensor::CastOp op);
  LogicalResult visitEmpty(tensor::EmptyOp op);
  FailureOr<SmallVector<Scalar>> runBody(Block &body,
                                         ArrayRef<Scalar> arguments);
  LogicalResult fail(Operation *op, const Twine &message);
  LogicalResult failAccess(Operation *op, const EvaluationError &error);
  LogicalResult giveUp(Operation *op);
  /// Returns a new tensor, or fails when it would be too large.
  FailureOr<Tensor> allocate(Operation *op, Type elementType,
                             ArrayRef<int64_t> shape);
  void define(Value value, const Scalar &scalar);
  int64_t getIndex(Value value) {
    return *tensors.lookup(value).getDataAs<int64_t>();
  }

  func::FuncOp function;
  /// Scalars are tensors of rank 0.
  llvm::DenseMap<Value, Tensor> tensors;
  Meaning meaning;
};

} // namespace

//===----------------------------------------------------------------------===//
// Failures
//===----------------------------------------------------------------------===//

LogicalResult Interpreter::fail(Operation *op, const Twine &message) {
  meaning.error = (op->getName().getStringRef() + ": " + message).str();
  return failure();
}

LogicalResult Interpreter::giveUp(Operation *op) {
  meaning.isUnknown = true;
  return fail(op, "unknown to the oracle");
}

LogicalResult Interpreter::failAccess(Operation *op,
                                      const EvaluationError &error) {
  meaning.error = formatAccessError(op, error);
  meaning.isAccessError = true;
  // Of one position a stride is not needed, and of what is skipped no size.
  auto access = dyn_cast<IndexedAccessOpInterface>(op);
  bool isSkipped = access && isSkipping(access.getBoundsPolicy());
  meaning.mustFail = error.kind != CheckKind::Stride && !isSkipped &&
                     mustBeReported(op, getOperands(op).views);
  return failure();
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

FailureOr<Tensor> Interpreter::allocate(Operation *op, Type elementType,
                                        ArrayRef<int64_t> shape) {
  int64_t count = 1;
  for (int64_t size : shape) {
    if (size < 0)
      return fail(op, "negative size");
    if (llvm::MulOverflow(count, std::max<int64_t>(size, 1), count) ||
        count > maxElements)
      return fail(op, "out of memory");
  }
  std::optional<ElementType> type = toElementType(elementType);
  if (!type)
    return giveUp(op);
  Result<Tensor> tensor =
      Tensor::allocate(*type, Shape(shape.begin(), shape.end()));
  if (!tensor)
    return fail(op, "out of memory");
  // What is read without having been written shows up.
  std::memset(tensor->getMutableData(), 0xA5, tensor->getNumBytes());
  return std::move(*tensor);
}

void Interpreter::define(Value value, const Scalar &scalar) {
  Tensor tensor = *Tensor::allocate(scalar.type, {});
  std::memcpy(tensor.getMutableData(), scalar.bytes, getSize(scalar.type));
  tensors[value] = tensor;
}

static BufferView viewOf(const Tensor &tensor, Type elementType) {
  return BufferView::contiguous(const_cast<void *>(tensor.getData()),
                                elementType, tensor.getShape());
}

static Type getElement(Value value) {
  return getElementTypeOrSelf(value.getType());
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

Interpreter::Operands Interpreter::getOperands(Operation *op) {
  Operands operands;
  for (Value operand : op->getOperands()) {
    if (isa<RankedTensorType>(operand.getType()))
      operands.views.push_back(
          viewOf(tensors.lookup(operand), getElement(operand)));
    else
      operands.scalars.push_back(getIndex(operand));
  }
  return operands;
}

LogicalResult Interpreter::visitAccess(IndexedAccessOpInterface op) {
  auto [views, scalars] = getOperands(op);
  SmallVector<int64_t> shape;
  EvaluationError error;
  if (failed(resultShape(op, views, scalars, shape, error)))
    return failAccess(op, error);
  SmallVector<Tensor> results;
  SmallVector<BufferView> resultViews;
  for (Value value : op->getResults()) {
    FailureOr<Tensor> result = allocate(op, getElement(value), shape);
    if (failed(result))
      return failure();
    results.push_back(*result);
    resultViews.push_back(viewOf(*result, getElement(value)));
  }
  bool isKnown = true;
  auto region = [&](void *const *found, const void *const *written) {
    isKnown &= succeeded(combine(op, found, written));
  };
  if (failed(evaluate(op, views, scalars, resultViews, error, region)))
    return failAccess(op, error);
  if (!isKnown)
    return giveUp(op);
  for (auto [value, result] : llvm::zip_equal(op->getResults(), results))
    tensors[value] = result;
  return success();
}

/// Runs the region of a write on one element of each pair.
LogicalResult Interpreter::combine(Operation *write, void *const *found,
                                   const void *const *written) {
  Block &body = write->getRegion(0).front();
  SmallVector<Scalar> arguments;
  size_t numPairs = write->getNumResults();
  for (size_t i = 0; i < 2 * numPairs; ++i) {
    std::optional<ElementType> type =
        toElementType(body.getArgument(i).getType());
    if (!type)
      return failure();
    Scalar scalar{*type};
    const void *from = i < numPairs ? found[i] : written[i - numPairs];
    std::memcpy(scalar.bytes, from, getSize(*type));
    arguments.push_back(scalar);
  }
  FailureOr<SmallVector<Scalar>> results = runBody(body, arguments);
  if (failed(results))
    return failure();
  for (auto [i, result] : llvm::enumerate(*results))
    std::memcpy(found[i], result.bytes, getSize(result.type));
  return success();
}

LogicalResult Interpreter::visitPositions(Operation *op) {
  Operands operands = getOperands(op);
  std::vector<Tensor> results;
  EvaluationError error;
  if (failed(evaluatePositions(op, operands.views, operands.scalars, results,
                               error)))
    return failAccess(op, error);
  for (auto [value, tensor] : llvm::zip_equal(op->getResults(), results))
    tensors[value] = tensor;
  return success();
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

LogicalResult Interpreter::visit(Operation *op) {
  if (auto access = dyn_cast<IndexedAccessOpInterface>(op))
    return visitAccess(access);
  if (isa<NonzeroOp, GroupOp>(op))
    return visitPositions(op);
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
  if (auto dim = dyn_cast<tensor::DimOp>(op)) {
    Scalar size{ElementType::Index};
    int64_t number = getIndex(dim.getIndex());
    storeInteger(size.type, size.bytes,
                 tensors.lookup(dim.getSource()).getShape()[number]);
    define(dim, size);
    return success();
  }
  if (op->getNumResults() == 1 && OpTrait::hasElementwiseMappableTraits(op))
    return visitElementwise(op);
  return giveUp(op);
}

Meaning Interpreter::run(std::vector<Tensor> arguments) {
  Block &body = function.getBody().front();
  for (auto [value, tensor] : llvm::zip(body.getArguments(), arguments))
    tensors[value] = tensor;

  // An error in what nobody needs is none.
  llvm::SmallPtrSet<Operation *, 32> needed;
  for (Operation &op : llvm::reverse(body)) {
    bool isNeeded = op.hasTrait<OpTrait::IsTerminator>() ||
                    llvm::any_of(op.getUsers(), [&](Operation *user) {
                      return needed.contains(body.findAncestorOpInBlock(*user));
                    });
    if (isNeeded)
      needed.insert(&op);
  }
  for (Operation &op : body.without_terminator())
    if (needed.contains(&op) && failed(visit(&op)))
      return std::move(meaning);
  for (Value result : body.getTerminator()->getOperands())
    meaning.results.push_back(tensors.lookup(result));
  return std::move(meaning);
}

Meaning fuzz::interpret(func::FuncOp function, std::vector<Tensor> arguments) {
  return Interpreter(function).run(std::move(arguments));
}
