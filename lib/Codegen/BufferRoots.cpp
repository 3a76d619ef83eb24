// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Traces memrefs to their buffers, with upstream's flow of views.

#include "BufferRoots.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using namespace tslice;

/// Whether `value` only passes a buffer on that the analysis follows further.
static bool isPassedOn(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return !isa<FunctionOpInterface>(argument.getOwner()->getParentOp());
  return isa<ViewLikeOpInterface, RegionBranchOpInterface, arith::SelectOp>(
      value.getDefiningOp());
}

/// Whether `root` is memory that no other root shares.
static bool isDistinct(Value root) {
  if (auto argument = dyn_cast<BlockArgument>(root))
    return argument.getOwner()->isEntryBlock();
  return isa<memref::AllocOp, memref::AllocaOp, memref::GetGlobalOp>(
      root.getDefiningOp());
}

llvm::SetVector<Value> BufferRoots::getRoots(Value memref) const {
  llvm::SetVector<Value> roots;
  for (Value value : flow.resolveReverse(memref)) {
    if (!isPassedOn(value))
      roots.insert(value);
  }
  // Nothing is known: a root of its own that is not distinct.
  if (roots.empty())
    roots.insert(memref);
  return roots;
}

static bool isSameRoot(Value a, Value b) {
  if (a == b)
    return true;
  auto first = a.getDefiningOp<memref::GetGlobalOp>();
  auto second = b.getDefiningOp<memref::GetGlobalOp>();
  return first && second && first.getName() == second.getName();
}

bool BufferRoots::mayAlias(Value a, Value b) const {
  for (Value rootA : getRoots(a)) {
    for (Value rootB : getRoots(b)) {
      if (isSameRoot(rootA, rootB) || !isDistinct(rootA) || !isDistinct(rootB))
        return true;
    }
  }
  return false;
}

std::optional<llvm::SetVector<Value>> BufferRoots::getWritten(Operation *op) {
  llvm::SetVector<Value> written;
  WalkResult result = op->walk([&](Operation *inner) {
    if (inner->hasTrait<OpTrait::HasRecursiveMemoryEffects>())
      return WalkResult::advance();
    auto effects = dyn_cast<MemoryEffectOpInterface>(inner);
    if (!effects)
      return WalkResult::interrupt();
    SmallVector<MemoryEffects::EffectInstance> instances;
    effects.getEffects(instances);
    for (const MemoryEffects::EffectInstance &effect : instances) {
      if (!isa<MemoryEffects::Write>(effect.getEffect()))
        continue;
      if (!effect.getValue())
        return WalkResult::interrupt();
      written.insert(effect.getValue());
    }
    return WalkResult::advance();
  });
  if (result.wasInterrupted())
    return std::nullopt;
  return written;
}
