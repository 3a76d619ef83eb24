// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a parsed module to an object file: the order of a compilation. Separate
// from Executable, which loads the object, because there are others that keep
// it.

#ifndef TSLICE_LIB_EXECUTIONENGINE_COMPILEOBJECT_H
#define TSLICE_LIB_EXECUTIONENGINE_COMPILEOBJECT_H

#include "EmitModuleTable.h"
#include "Oracle.h"
#include "tslice/ExecutionEngine/Options.h"

#include "llvm/Support/MemoryBuffer.h"

namespace tslice {

/// A relocatable object file that describes itself.
struct CompiledObject {
  std::unique_ptr<llvm::MemoryBuffer> object;
  /// What its table says.
  ModuleDescription description;
  /// Under the option to evaluate: what the object needs to run.
  std::unique_ptr<Oracle> oracle;
};

/// Compiles `module`, which is lowered in place, to an object for this host
/// whose table is called `symbol`. `warnings` are those of the parser. The
/// stack must be large (runOnBigStack).
Result<CompiledObject> compileObject(mlir::ModuleOp module,
                                     std::vector<std::string> warnings,
                                     const Options &options,
                                     llvm::StringRef symbol = moduleSymbol);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_COMPILEOBJECT_H
