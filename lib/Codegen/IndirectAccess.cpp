// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Follows an index back to the loads and loops that it comes from.

#include "IndirectAccess.h"
#include "LoopFacts.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "tslice/IR/Evaluate.h"
#include "tslice/IR/TSliceOps.h"

using namespace mlir;
using namespace tslice;

bool IndirectAccess::isKnownBefore(Operation *op) const {
  return isDefinedOutside(memref, op) &&
         llvm::all_of(indexBuffers, [&](Value buffer) {
           return isDefinedOutside(buffer, op);
         });
}

namespace {
/// Looks at what an index is computed from, inside of the loops around it.
struct IndexSource {
  /// Induction variables that it depends on, and those that a load in it does.
  llvm::SetVector<Value> varies;
  llvm::SetVector<Value> loadedBy;
  llvm::SetVector<Value> buffers;
  /// Buffers that are read where another one says.
  llvm::SetVector<Value> nested;

  /// Returns false if an earlier evaluation of `value` is not safe or too deep.
  /// `loads` are the loads around it, outermost first.
  bool visit(Value value, ArrayRef<Value> loads);
};
} // namespace

/// Indices through more tables than this are left alone.
static constexpr size_t kMaxLoads = 2;

bool IndexSource::visit(Value value, ArrayRef<Value> loads) {
  Operation *op = value.getDefiningOp();
  if (!op) {
    Operation *parent = value.getParentBlock()->getParentOp();
    if (isSimpleLoop(parent) && value == getInductionVar(parent)) {
      varies.insert(value);
      if (!loads.empty())
        loadedBy.insert(value);
      return true;
    }
    return isa<func::FuncOp>(parent);
  }
  if (!op->getParentOfType<LoopLikeOpInterface>())
    return true;
  if (auto check = dyn_cast<CheckOp>(op))
    return visit(check.getValue(), loads);
  auto load = dyn_cast<memref::LoadOp>(op);
  if (load ? loads.size() == kMaxLoads
           : !isPure(op) || op->getNumRegions() != 0)
    return false;
  SmallVector<Value> inner(loads);
  if (load) {
    nested.insert_range(loads);
    buffers.insert(load.getMemref());
    inner.push_back(load.getMemref());
  }
  auto operands = load ? OperandRange(load.getIndices()) : op->getOperands();
  return llvm::all_of(operands,
                      [&](Value operand) { return visit(operand, inner); });
}

int64_t tslice::getElementBytes(Type type) {
  bool isPrefetched = type.isIntOrIndexOrFloat() || isa<ComplexType>(type);
  return isPrefetched ? getElementStorageSize(type) : 0;
}

Operation *tslice::getLoopOf(Value inductionVar) {
  return inductionVar.getParentBlock()->getParentOp();
}

/// Whether `op` or an op in it stores to `buffer`, under this name.
static bool isStoredTo(Value buffer, Operation *op) {
  return op
      ->walk([&](memref::StoreOp store) {
        return store.getMemref() == buffer ? WalkResult::interrupt()
                                           : WalkResult::advance();
      })
      .wasInterrupted();
}

std::optional<IndirectAccess> tslice::findIndirectAccess(Operation *op) {
  IndirectAccess access{op, {}, {}};
  if (auto load = dyn_cast<memref::LoadOp>(op)) {
    access.memref = load.getMemref();
    access.indices = load.getIndices();
  } else if (auto store = dyn_cast<memref::StoreOp>(op)) {
    access.memref = store.getMemref();
    access.indices = store.getIndices();
  } else if (auto load = dyn_cast<vector::LoadOp>(op)) {
    access.memref = load.getBase();
    access.indices = load.getIndices();
    access.width = load.getVectorType().getNumElements();
  } else {
    return std::nullopt;
  }
  IndexSource source;
  if (!llvm::all_of(access.indices,
                    [&](Value index) { return source.visit(index, {}); }) ||
      source.loadedBy.empty())
    return std::nullopt;
  for (Operation *parent = op->getParentOp(); parent;
       parent = parent->getParentOp()) {
    if (!isSimpleLoop(parent))
      continue;
    if (source.loadedBy.contains(getInductionVar(parent))) {
      access.loop = parent;
      break;
    }
    // The others find the same element again.
    if (source.varies.contains(getInductionVar(parent)) &&
        getConstantTripCount(parent) != 1)
      access.rowLoops.push_back(parent);
  }
  // The row's length is needed earlier, too.
  for (Operation *row : access.rowLoops) {
    LoopBounds bounds = getBounds(row);
    if (!source.visit(bounds.lower, {}) || !source.visit(bounds.upper, {}))
      return std::nullopt;
  }
  // What the loop writes will have changed until then.
  if (access.loop && llvm::any_of(source.buffers, [&](Value buffer) {
        return isStoredTo(buffer, access.loop);
      }))
    return std::nullopt;
  access.indexBuffers = source.buffers;
  access.nestedBuffers = source.nested;
  bool isReady =
      access.loop && access.isKnownBefore(access.loop) &&
      getElementBytes(getElementTypeOrSelf(access.memref.getType())) != 0;
  return isReady ? std::optional(access) : std::nullopt;
}
