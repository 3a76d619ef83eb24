// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs once ahead of all passes, so that none has to think of overflow.

#include "CheckTypes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinTypes.h"
#include "tslice/ExecutionEngine/Tensor.h"

using namespace mlir;
using namespace tslice;

/// Returns whether the static sizes of `type` can be multiplied. Sizes of 0
/// count as 1, so that the strides of an empty tensor do not overflow either.
static bool isHoldable(Type type) {
  auto shaped = dyn_cast<ShapedType>(type);
  if (!shaped || !shaped.hasRank())
    return true;
  int64_t rest = maxBytes / 16;
  for (int64_t size : shaped.getShape()) {
    if (ShapedType::isDynamic(size) || size <= 1)
      continue;
    if (size > rest)
      return false;
    rest /= size;
  }
  return true;
}

static LogicalResult checkValues(Operation *op, TypeRange types) {
  for (Type type : types)
    if (!isHoldable(type))
      return op->emitOpError()
             << "has a value of type " << type
             << ", which has more elements than fit into memory";
  return success();
}

/// What upstream's verifiers let through and its lowerings read or write out
/// of bounds for.
static LogicalResult checkNumbers(Operation *op) {
  if (auto dim = dyn_cast<tensor::DimOp>(op)) {
    auto type = dyn_cast<RankedTensorType>(dim.getSource().getType());
    std::optional<int64_t> number = dim.getConstantIndex();
    if (type && number && (*number < 0 || *number >= type.getRank()))
      return dim.emitOpError()
             << "expects one of the " << type.getRank() << " dimensions of "
             << type << ", but found " << *number;
  }
  if (auto pad = dyn_cast<tensor::PadOp>(op)) {
    SmallVector<OpFoldResult> paddings = pad.getMixedLowPad();
    llvm::append_range(paddings, pad.getMixedHighPad());
    for (OpFoldResult padding : paddings)
      if (std::optional<int64_t> number = getConstantIntValue(padding);
          number && *number < 0)
        return pad.emitOpError()
               << "expects paddings that are not negative, but found "
               << *number << "; 'tslice.slice' reads a part";
  }
  return success();
}

LogicalResult tslice::checkTypes(ModuleOp module) {
  WalkResult result = module.walk([](Operation *op) {
    if (failed(checkValues(op, op->getResultTypes())) ||
        failed(checkNumbers(op)))
      return WalkResult::interrupt();
    for (Region &region : op->getRegions())
      for (Block &block : region)
        if (failed(checkValues(op, block.getArgumentTypes())))
          return WalkResult::interrupt();
    auto func = dyn_cast<func::FuncOp>(op);
    if (func && (func.getName().starts_with("tslice_") ||
                 func.getName().starts_with("_mlir_"))) {
      func.emitOpError() << "cannot be called '@" << func.getName()
                         << "': names that begin with 'tslice_' or '_mlir_' "
                            "belong to the runtime";
      return WalkResult::interrupt();
    }
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}
