// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a parsed module to an object file: the order of a compilation. Separate
// from Executable, which loads the object, because there are others that keep
// it.

#ifndef TSLICE_LIB_EXECUTIONENGINE_COMPILEOBJECT_H
#define TSLICE_LIB_EXECUTIONENGINE_COMPILEOBJECT_H

#include "EmitLLVM.h"
#include "EmitModuleTable.h"
#include "Oracle.h"
#include "tslice/ExecutionEngine/Options.h"

#include "llvm/Support/MemoryBuffer.h"

namespace tslice {

/// What an object is made for.
struct ObjectOptions {
  /// "host", "baseline", or LLVM's name of a processor of this system.
  std::string cpu = hostCPU.str();
  /// If not empty, the object has the C functions and the table of
  /// CInterface.h; else only the table, called moduleSymbol.
  std::string prefix;
};

/// A relocatable object file that describes itself.
struct CompiledObject {
  std::unique_ptr<llvm::MemoryBuffer> object;
  /// What its table says.
  ModuleDescription description;
  /// Under the option to evaluate: what the object needs to run.
  std::unique_ptr<Oracle> oracle;
};

/// Makes the entries of `module` what the options ask for, and reads what
/// callers see of them.
Result<ModuleDescription> describeModule(mlir::ModuleOp module,
                                         const Options &options);

/// Compiles `module`, which is lowered in place, to an object. `warnings` are
/// those of the parser. The stack must be large (runOnBigStack).
Result<CompiledObject> compileObject(mlir::ModuleOp module,
                                     std::vector<std::string> warnings,
                                     const Options &options,
                                     const ObjectOptions &object = {});

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_COMPILEOBJECT_H
