// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Decides which host computations move into kernels. Without it, every dynamic
// offset that is an argument (a tensor of rank 0) would stop the host until the
// device has sent it.

#include "KernelInputs.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using namespace tslice;

KernelInputs::KernelInputs(ArrayRef<KernelOps> kernels,
                           const BufferRoots &buffers)
    : buffers(buffers) {
  for (const KernelOps &kernel : kernels)
    roots.insert_range(kernel);
}

bool KernelInputs::isInKernel(Operation *op) const {
  for (; op; op = op->getParentOp()) {
    if (roots.contains(op))
      return true;
  }
  return false;
}

static bool isView(Operation *op) {
  return isa<ViewLikeOpInterface>(op) && op->getNumResults() == 1;
}

/// Returns whether nothing writes to what `load` reads after it, so that it may
/// be repeated any time later.
static bool isStable(memref::LoadOp load, const BufferRoots &buffers) {
  for (Operation *op = load; !isa<func::FuncOp>(op); op = op->getParentOp()) {
    for (Operation *later = op->getNextNode(); later;
         later = later->getNextNode()) {
      auto written = BufferRoots::getWritten(later);
      if (!written || llvm::any_of(*written, [&](Value memref) {
            return buffers.mayAlias(memref, load.getMemRef());
          }))
        return false;
    }
  }
  return true;
}

/// Costs nothing in a kernel, wherever it comes from.
static bool isAlwaysRepeated(Operation *op) {
  return matchPattern(op, m_Constant()) ||
         isa<memref::DimOp, memref::GetGlobalOp>(op) || isView(op);
}

bool KernelInputs::dependsOnMemory(Operation *op) {
  auto [answer, isNew] = memoryAnswers.try_emplace(op, false);
  if (!isNew)
    return answer->second;
  bool result = false;
  if (auto load = dyn_cast<memref::LoadOp>(op))
    result = isStable(load, buffers);
  else if (op->getNumRegions() == 0 && isMemoryEffectFree(op))
    result = llvm::any_of(op->getOperands(), [&](Value operand) {
      return operand.getDefiningOp() &&
             dependsOnMemory(operand.getDefiningOp());
    });
  return memoryAnswers[op] = result;
}

bool KernelInputs::isNeededByHost(Operation *op) {
  auto found = hostAnswers.find(op);
  if (found != hostAnswers.end())
    return found->second;
  bool result = llvm::any_of(op->getUsers(), [&](Operation *user) {
    // The host computes the number of threads from the bounds of a parallel
    // loop.
    if (roots.contains(user) && isa<scf::ParallelOp>(user))
      return true;
    if (isInKernel(user))
      return false;
    return !(isAlwaysRepeated(user) || dependsOnMemory(user)) ||
           isNeededByHost(user);
  });
  return hostAnswers[op] = result;
}

bool KernelInputs::isRepeated(Operation *op) {
  return isAlwaysRepeated(op) || (dependsOnMemory(op) && !isNeededByHost(op));
}

void KernelInputs::captureValue(Value value, KernelCapture &capture) {
  Operation *op = value.getDefiningOp();
  if (!op || !isRepeated(op)) {
    capture.arguments.insert(value);
    return;
  }
  for (Value operand : op->getOperands())
    captureValue(operand, capture);
  capture.clones.insert(op);
}

KernelCapture KernelInputs::capture(const KernelOps &kernel) {
  KernelCapture capture;
  for (Operation *root : kernel) {
    root->walk([&](Operation *op) {
      for (Value operand : op->getOperands()) {
        Operation *owner = operand.getParentBlock()->getParentOp();
        bool isInside = llvm::any_of(kernel, [&](Operation *other) {
          return other->isAncestor(owner) || operand.getDefiningOp() == other;
        });
        if (!isInside)
          captureValue(operand, capture);
      }
    });
  }
  return capture;
}
