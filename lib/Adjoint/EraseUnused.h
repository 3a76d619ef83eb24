// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Removes what a derived function was cloned with and turned out not to need.

#ifndef TSLICE_LIB_ADJOINT_ERASEUNUSED_H
#define TSLICE_LIB_ADJOINT_ERASEUNUSED_H

#include "mlir/IR/SymbolTable.h"

namespace tslice {

/// Erases the operations of `block` that nothing shows to have run but results
/// without a use, and what loops carry for nothing. Tells which values of loops
/// others stand for from then on.
void eraseUnused(
    mlir::Block &block, mlir::SymbolTableCollection &symbols,
    llvm::function_ref<void(mlir::Value, mlir::Value)> onReplaced =
        [](mlir::Value, mlir::Value) {});

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_ERASEUNUSED_H
