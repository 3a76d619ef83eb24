// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Answers by the kind of op and operand alone, since there are no buffers yet.

#include "Overwrites.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"

using namespace mlir;
using namespace tslice;

Value tslice::getViewed(Value tensor) {
  while (Operation *op = tensor.getDefiningOp()) {
    if (!isa<tensor::ExtractSliceOp, tensor::CastOp, tensor::CollapseShapeOp,
             tensor::ExpandShapeOp>(op))
      break;
    tensor = op->getOperand(0);
  }
  return tensor;
}

/// The operand whose buffer `op` takes over, if it has one result.
static OpOperand *getDestination(Operation *op) {
  if (auto insert = dyn_cast<tensor::InsertOp>(op))
    return &insert.getDestMutable();
  if (auto insert = dyn_cast<tensor::InsertSliceOp>(op))
    return &insert.getDestMutable();
  return nullptr;
}

Value tslice::getOverwritten(Value value) {
  auto result = dyn_cast<OpResult>(value);
  if (!result)
    return {};
  Operation *op = result.getOwner();
  if (OpOperand *destination = getDestination(op))
    return destination->get();
  if (auto styled = dyn_cast<DestinationStyleOpInterface>(op))
    return styled.getTiedOpOperand(result)->get();
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return loop.getTiedLoopInit(result)->get();
  return {};
}

bool tslice::overwrites(OpOperand &use) {
  Operation *op = use.getOwner();
  if (!isa<TensorType>(use.get().getType()))
    return false;
  if (OpOperand *destination = getDestination(op))
    return destination == &use;
  if (auto styled = dyn_cast<DestinationStyleOpInterface>(op))
    return styled.isDpsInit(&use);
  return isa<LoopLikeOpInterface>(op);
}

TensorAccesses tslice::getAccesses(Operation *op) {
  TensorAccesses accesses;
  op->walk([&](Operation *inner) {
    // A size is no element.
    if (isa<tensor::DimOp>(inner))
      return;
    for (OpOperand &use : inner->getOpOperands()) {
      if (!isa<TensorType>(use.get().getType()))
        continue;
      Value tensor = getViewed(use.get());
      if (op->isAncestor(tensor.getParentBlock()->getParentOp()))
        continue;
      (overwrites(use) ? accesses.written : accesses.read).insert(tensor);
    }
  });
  return accesses;
}

/// Whether `op` runs ahead of `last` at some time behind `first`, which stands
/// in a block around both.
static bool runsBetween(Operation *first, Operation *op, Operation *last) {
  for (Block *block = last->getBlock();;
       block = block->getParentOp()->getBlock()) {
    Operation *here = block->findAncestorOpInBlock(*op);
    if (!here) {
      if (block == first->getBlock())
        return false;
      continue;
    }
    // The innermost block around both: in branches beside each other, neither
    // runs ahead of the other.
    return here->isBeforeInBlock(block->findAncestorOpInBlock(*last)) &&
           (block != first->getBlock() || first->isBeforeInBlock(here));
  }
}

bool tslice::isOverwrittenBetween(Operation *first, Operation *last) {
  auto writesWithin = [&](Value tensor, auto &&self) -> bool {
    return llvm::any_of(tensor.getUses(), [&](OpOperand &use) {
      Operation *owner = use.getOwner();
      if (overwrites(use) && runsBetween(first, owner, last))
        return true;
      // Views of it are it.
      return owner->getNumResults() == 1 &&
             isa<TensorType>(owner->getResult(0).getType()) &&
             getViewed(owner->getResult(0)) != owner->getResult(0) &&
             self(owner->getResult(0), self);
    });
  };
  return llvm::any_of(getAccesses(first).read, [&](Value tensor) {
    return writesWithin(tensor, writesWithin);
  });
}
