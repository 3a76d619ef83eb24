// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a module says to its callers: the signatures of its entries.

#ifndef TSLICE_LIB_EXECUTIONENGINE_READSIGNATURE_H
#define TSLICE_LIB_EXECUTIONENGINE_READSIGNATURE_H

#include "tslice/ExecutionEngine/Signature.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace tslice {

/// Returns the element type that stores `type`, or nothing when no tensor of
/// the C++ API holds it.
std::optional<ElementType> getElementType(mlir::Type type);

/// Returns the public functions of `module` that have a body, in order.
std::vector<mlir::func::FuncOp> getEntries(mlir::ModuleOp module);

/// Returns the function of `module` that is called `name` and has a body, be it
/// private. The error names the one that was probably meant, and all there are;
/// `source` is the name of the file in it.
Result<mlir::func::FuncOp> findEntry(mlir::ModuleOp module,
                                     const std::string &name,
                                     const std::string &source);

/// Returns the error for a function `name` that is not among `names`, which are
/// all there are of a `kind`.
Error makeUnknownEntryError(const std::string &name,
                            const std::vector<std::string> &names,
                            const std::string &source,
                            const std::string &kind = "public function");

/// Reads the signature of `func` with its attributes `tslice.name`,
/// `tslice.shape` and `tslice.donate`. On failure a diagnostic has been
/// emitted.
mlir::FailureOr<Signature> readSignature(mlir::func::FuncOp func);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_READSIGNATURE_H
