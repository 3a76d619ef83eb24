// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The steps that shrink a function: what upstream's reduction tree does, and
// its signature.

#ifndef TSLICE_TOOLS_TSLICE_REDUCE_FUNCTIONREDUCER_H
#define TSLICE_TOOLS_TSLICE_REDUCE_FUNCTIONREDUCER_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/Reducer/Tester.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace tslice {

/// Shrinks one function of one block for as long as the test finds the module
/// interesting. Works on a copy of the module.
class FunctionReducer {
public:
  FunctionReducer(mlir::func::FuncOp function, const mlir::Tester &tester);

  /// Takes steps until none helps; returns whether one did.
  bool run();
  /// Returns the function as it is now.
  mlir::func::FuncOp getFunction();

private:
  using Change = llvm::function_ref<bool(mlir::func::FuncOp)>;

  /// Makes `change` in another copy and keeps that one if it is legal and
  /// interesting. `change` returns whether it did anything.
  bool attempt(Change change);
  bool dropResults();
  bool dropOps();
  /// Replaces the op at `position` by what is there without it, then by a new
  /// argument or a constant.
  bool dropOp(size_t position);
  bool dropArguments();
  bool dropAttributes();

  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::string name;
  const mlir::Tester &tester;
};

} // namespace tslice

#endif // TSLICE_TOOLS_TSLICE_REDUCE_FUNCTIONREDUCER_H
