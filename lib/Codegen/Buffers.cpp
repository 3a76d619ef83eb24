// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A plain use-based answer to who writes where. It holds because bufferization
// gives every buffer one name: allocations and arguments do not overlap.

#include "Buffers.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using namespace tslice;

bool tslice::isView(Operation *op) {
  return isa<ViewLikeOpInterface>(op) && op->getNumResults() == 1 &&
         isa<MemRefType>(op->getResult(0).getType());
}

Value tslice::getRootBuffer(Value buffer) {
  while (Operation *op = buffer.getDefiningOp()) {
    if (!isView(op))
      break;
    buffer = cast<ViewLikeOpInterface>(op).getViewSource();
  }
  return buffer;
}

/// Whether no other value than views of `root` shows the same memory.
static bool hasOneName(Value root) {
  if (auto argument = dyn_cast<BlockArgument>(root))
    return isa<func::FuncOp>(argument.getOwner()->getParentOp());
  return isa<memref::AllocOp, memref::AllocaOp, memref::GetGlobalOp>(root.getDefiningOp());
}

/// Calls `visit` for every user of `buffer` and of its views that may write or
/// give the memory another name, until it returns false. Returns whether all
/// calls returned true.
static bool allWriters(Value buffer, function_ref<bool(Operation *)> visit) {
  return llvm::all_of(buffer.getUsers(), [&](Operation *user) {
    if (isView(user))
      return allWriters(user->getResult(0), visit);
    if (isa<memref::LoadOp, memref::DimOp, memref::DeallocOp, func::ReturnOp>(user))
      return true;
    return visit(user);
  });
}

bool tslice::isWrittenIn(Value buffer, Operation *scope) {
  Value root = getRootBuffer(buffer);
  if (!hasOneName(root))
    return true;
  return !allWriters(root, [&](Operation *writer) { return !scope->isAncestor(writer); });
}

/// Whether `first` ends before `second` starts, in the same run of all blocks
/// around both.
static bool happensBefore(Operation *first, Operation *second) {
  for (; first; first = first->getParentOp()) {
    Operation *other =
        first->getBlock() ? first->getBlock()->findAncestorOpInBlock(*second) : nullptr;
    if (other)
      return first != other && first->isBeforeInBlock(other);
  }
  return false;
}

bool tslice::isStable(memref::LoadOp load) {
  Value root = getRootBuffer(load.getMemRef());
  return hasOneName(root) &&
         allWriters(root, [&](Operation *writer) { return happensBefore(writer, load); });
}
