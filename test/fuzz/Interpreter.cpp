// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Interprets functions op by op: which ops are needed, what accesses do, and
// what fails.

#include "Interpretation.h"

#include "AccessErrors.h"
#include "Positions.h"

#include "tslice/IR/TSliceInference.h"

using namespace mlir;
using namespace tslice;
using namespace tslice::fuzz;

static constexpr int64_t maxElements = int64_t(1) << 24; // none has on purpose

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

LogicalResult Interpreter::visit(Operation *op) {
  if (auto access = dyn_cast<IndexedAccessOpInterface>(op))
    return visitAccess(access);
  if (isa<NonzeroOp, GroupOp>(op))
    return visitPositions(op);
  if (isa_and_nonnull<scf::SCFDialect>(op->getDialect()))
    return visitControl(op);
  return visitUpstream(op);
}

LogicalResult Interpreter::visitBlock(Block &block) {
  // An error in what nobody needs is none.
  llvm::SmallPtrSet<Operation *, 32> needed;
  for (Operation &op : llvm::reverse(block)) {
    bool isNeeded =
        op.hasTrait<OpTrait::IsTerminator>() ||
        llvm::any_of(op.getUsers(), [&](Operation *user) {
          return needed.contains(block.findAncestorOpInBlock(*user));
        });
    if (isNeeded)
      needed.insert(&op);
  }
  for (Operation &op : block.without_terminator())
    if (needed.contains(&op) && failed(visit(&op)))
      return failure();
  return success();
}

Meaning Interpreter::run(std::vector<Tensor> arguments) {
  Block &body = function.getBody().front();
  for (auto [value, tensor] : llvm::zip(body.getArguments(), arguments))
    tensors[value] = tensor;

  if (failed(visitBlock(body)))
    return std::move(meaning);
  for (Value result : body.getTerminator()->getOperands())
    meaning.results.push_back(tensors.lookup(result));
  return std::move(meaning);
}

Meaning fuzz::interpret(func::FuncOp function, std::vector<Tensor> arguments) {
  return Interpreter(function).run(std::move(arguments));
}
