// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Verifier of fold.

#include "mlir/IR/TypeUtilities.h"
#include "tslice/IR/TSliceInference.h"

using namespace mlir;
using namespace tslice;

static RankedTensorType typeOf(Value tensor) {
  return cast<RankedTensorType>(tensor.getType());
}

int64_t FoldOp::getNumPositionDims() {
  return typeOf(getInputs().front()).getRank() -
         typeOf(getInits().front()).getRank() + 1;
}

/// fold_c1, fold_c2: the shapes of the operands, as far as static.
static LogicalResult verifyShapes(FoldOp op) {
  if (op.getInputs().empty() || op.getInits().empty())
    return op.emitOpError() << "expects an input and an init at least";
  RankedTensorType input = typeOf(op.getInputs().front()),
                   init = typeOf(op.getInits().front());
  auto verifyAll = [&](ValueRange tensors, RankedTensorType first,
                       StringRef what) -> LogicalResult {
    for (Value tensor : tensors)
      if (failed(verifyCompatibleShape(typeOf(tensor).getShape(),
                                       first.getShape())))
        return op.emitOpError()
               << "expects all " << what << " to have one shape, but found "
               << first << " and " << tensor.getType();
    return success();
  };
  if (failed(verifyAll(op.getInputs(), input, "inputs")) ||
      failed(verifyAll(op.getInits(), init, "inits")))
    return failure();
  int64_t numPositionDims = input.getRank() - init.getRank() + 1;
  if (init.getRank() < 1 || numPositionDims < 0 ||
      failed(verifyCompatibleShape(input.getShape().drop_front(numPositionDims),
                                   init.getShape().drop_front(1))))
    return op.emitOpError() << "expects inits of one row of the inputs for "
                               "each group, but found "
                            << "inputs " << input << " and inits " << init;
  for (Value list : {op.getPermutation(), op.getStarts()})
    if (typeOf(list).getRank() != 1)
      return op.emitOpError() << "expects the results of a tslice.group, but "
                                 "found "
                              << list.getType();
  return success();
}

/// fold_c3: the results that the inits imply, and such of the inputs' shape.
static LogicalResult verifyResults(FoldOp op) {
  ValueRange results = op.getResults();
  if (results.size() < op.getNumStates() ||
      !llvm::equal(results.take_front(op.getNumStates()).getTypes(),
                   op.getInits().getTypes()))
    return op.emitOpError()
           << "expects a result of the type of each init first, ("
           << op.getInits().getTypes() << "), but has (" << results.getTypes()
           << ")";
  ArrayRef<int64_t> shape = typeOf(op.getInputs().front()).getShape();
  for (Value result : results.drop_front(op.getNumStates()))
    if (typeOf(result).getShape() != shape)
      return op.emitOpError()
             << "expects further results of the shape of its first input, "
             << op.getInputs().front().getType() << ", but has one of type "
             << result.getType();
  return success();
}

/// fold_c4: a function of what is found and written to what is found then.
static LogicalResult verifyBody(FoldOp op) {
  Block &block = op.getBody().front();
  SmallVector<Type> arguments{IntegerType::get(op.getContext(), 1)}, yielded;
  for (Value tensor : op.getInits())
    arguments.push_back(getElementTypeOrSelf(tensor));
  for (Value tensor : op.getInputs())
    arguments.push_back(getElementTypeOrSelf(tensor));
  for (Value tensor : op.getResults())
    yielded.push_back(getElementTypeOrSelf(tensor));
  if (!llvm::equal(block.getArgumentTypes(), arguments))
    return op.emitOpError()
           << "expects a region of (" << arguments << "), but it takes ("
           << block.getArgumentTypes() << ")";
  auto yield = block.empty() ? YieldOp() : dyn_cast<YieldOp>(block.back());
  if (!yield)
    return op.emitOpError() << "expects its region to end in tslice.yield";
  if (!llvm::equal(yield.getOperandTypes(), yielded))
    return yield.emitOpError()
           << "expects elements of the results, (" << yielded
           << "), but yields (" << yield.getOperandTypes() << ")";
  // fold_c5
  for (Operation &inner : block)
    if (!isMemoryEffectFree(&inner) || isa<IndexedAccessOpInterface>(inner))
      return inner.emitOpError()
             << "cannot stand in the region of a fold, which is a function of "
                "its arguments without effects";
  return success();
}

LogicalResult FoldOp::verify() {
  if (failed(verifyShapes(*this)) || failed(verifyResults(*this)))
    return failure();
  return verifyBody(*this);
}
