// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiles a module that the caller has in memory. The one header of the
// engine that needs MLIR, of the very version the engine was built with.

#ifndef TSLICE_EXECUTIONENGINE_FROMMLIR_H
#define TSLICE_EXECUTIONENGINE_FROMMLIR_H

#include "tslice/ExecutionEngine/Executable.h"

#include "mlir/IR/BuiltinOps.h"

namespace tslice {

/// Compiles a copy of `module`, which is not changed. The dialects of the
/// pipelines are added to its context. No other thread may use the context
/// meanwhile. The context must outlive the result if the options say evaluate.
Result<Executable> compileModule(mlir::ModuleOp module,
                                 const Options &options = {});

} // namespace tslice

#endif // TSLICE_EXECUTIONENGINE_FROMMLIR_H
