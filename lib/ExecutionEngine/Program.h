// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Machine code that is ready to be called, and all that is known about it.
// Separate from Executable, since several executables may share it.

#ifndef TSLICE_LIB_EXECUTIONENGINE_PROGRAM_H
#define TSLICE_LIB_EXECUTIONENGINE_PROGRAM_H

#include "CompileObject.h"
#include "JIT.h"

#include "mlir/IR/MLIRContext.h"

namespace tslice {

/// An object file, loaded. Immutable.
class Program {
public:
  /// Loads `object`, which describes itself.
  static Result<std::unique_ptr<Program>>
  load(std::unique_ptr<llvm::MemoryBuffer> object);

  /// The same for one that evaluates: `oracle`, if not null, is what it calls,
  /// and `context`, if not null, is where that lives.
  static Result<std::unique_ptr<Program>>
  load(CompiledObject compiled, std::unique_ptr<mlir::MLIRContext> context);

  const std::vector<Signature> &getSignatures() const { return signatures; }
  /// Returns what the object says about itself.
  const tslice_rt_module &getTable() const { return *table; }

  /// Calls `entry`, one of the table's. Failures are in `context`; those for
  /// which it has no code are returned in words, else null.
  const std::string *call(EntryPointer entry, tslice_rt_context *context,
                          void **arguments, void *results) const;

private:
  Program(std::unique_ptr<mlir::MLIRContext> context,
          std::unique_ptr<Oracle> oracle, JIT jit)
      : context(std::move(context)), oracle(std::move(oracle)),
        jit(std::move(jit)) {}

  // In this order, since the code calls the oracle, which lives in the context.
  std::unique_ptr<mlir::MLIRContext> context;
  std::unique_ptr<Oracle> oracle;
  JIT jit;
  const tslice_rt_module *table = nullptr;
  std::vector<Signature> signatures;
};

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_PROGRAM_H
