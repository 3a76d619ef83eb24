// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds functions that do the same, so that each is compiled once. Shared by
// the passes that make functions of loops: graphs repeat themselves, layer by
// layer.

#ifndef TSLICE_LIB_CODEGEN_EQUALFUNCTIONS_H
#define TSLICE_LIB_CODEGEN_EQUALFUNCTIONS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tslice {

/// Private functions, by what they do.
class EqualFunctions {
public:
  /// Returns a function added before that does the same as `function`, whatever
  /// their names; if there is none, adds `function` and returns it.
  mlir::func::FuncOp findOrAdd(mlir::func::FuncOp function);

private:
  /// By the hash of their bodies.
  llvm::DenseMap<size_t, llvm::SmallVector<mlir::func::FuncOp, 1>> known;
};

} // namespace tslice

#endif // TSLICE_LIB_CODEGEN_EQUALFUNCTIONS_H
