// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Decides which operations nobody misses: upstream's notion of dead code does
// not know of calls and allocations of tensors.

#include "EraseUnused.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace tslice;

/// Whether nothing but its results shows that `op` has run. Allocations of
/// tensors are no effect, and a call has the effects of what it calls.
static bool isErasable(Operation *op, SymbolTableCollection &symbols,
                       int depth = 0) {
  if (isa<bufferization::AllocTensorOp>(op))
    return true;
  if (auto call = dyn_cast<func::CallOp>(op)) {
    auto callee =
        symbols.lookupNearestSymbolFrom<func::FuncOp>(op, call.getCalleeAttr());
    if (!callee || callee.isExternal() || depth > 16)
      return false;
    return llvm::all_of(callee.getBody().getOps(), [&](Operation &inner) {
      return inner.hasTrait<OpTrait::IsTerminator>() ||
             isErasable(&inner, symbols, depth + 1);
    });
  }
  if (isa_and_nonnull<scf::SCFDialect>(op->getDialect()))
    return llvm::all_of(op->getRegions(), [&](Region &region) {
      return llvm::all_of(region.getOps(), [&](Operation &inner) {
        return inner.hasTrait<OpTrait::IsTerminator>() ||
               isErasable(&inner, symbols, depth);
      });
    });
  return isMemoryEffectFree(op);
}

void tslice::eraseUnused(Block &block, SymbolTableCollection &symbols) {
  for (Operation &op :
       llvm::make_early_inc_range(llvm::reverse(block.getOperations())))
    if (!op.hasTrait<OpTrait::IsTerminator>() && op.use_empty() &&
        isErasable(&op, symbols))
      op.erase();
    else if (isa_and_nonnull<scf::SCFDialect>(op.getDialect()))
      for (Region &region : op.getRegions())
        for (Block &inner : region)
          eraseUnused(inner, symbols);
}
