// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads a program, whatever it contains, into a context of its own.

#ifndef TSLICE_LIB_EXECUTIONENGINE_PARSESOURCE_H
#define TSLICE_LIB_EXECUTIONENGINE_PARSESOURCE_H

#include "tslice/ExecutionEngine/Result.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/MemoryBuffer.h"

namespace tslice {

/// A verified module and the context it lives in.
struct Source {
  std::unique_ptr<mlir::MLIRContext> context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::vector<std::string> warnings;
};

/// Parses `buffer`, MLIR text or bytecode, and verifies it. Arguments of
/// functions, and ops that make one tensor, get their names in the text as
/// `tslice.name`, unless they have one. The context starts no threads.
Result<Source> parseSource(std::unique_ptr<llvm::MemoryBuffer> buffer);

/// Makes a context that starts no threads and knows every dialect of the
/// pipelines.
std::unique_ptr<mlir::MLIRContext> createContext();

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_PARSESOURCE_H
