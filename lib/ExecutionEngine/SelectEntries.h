// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the options say about entries, done to the module ahead of the pipeline.

#ifndef TSLICE_LIB_EXECUTIONENGINE_SELECTENTRIES_H
#define TSLICE_LIB_EXECUTIONENGINE_SELECTENTRIES_H

#include "tslice/ExecutionEngine/Options.h"
#include "tslice/ExecutionEngine/Result.h"

#include "mlir/IR/BuiltinOps.h"

namespace tslice {

/// What follows the name of a function in that of its gradient.
inline constexpr llvm::StringLiteral gradientSuffix = ".grad";

/// Makes the functions that `options` names entries, private ones too, and all
/// others private; puts gradients in the place of entries, if asked for.
/// `source` is the name of the file in messages.
Result<void> selectEntries(mlir::ModuleOp module, const Options &options,
                           const std::string &source);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_SELECTENTRIES_H
