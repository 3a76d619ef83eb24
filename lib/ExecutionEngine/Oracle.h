// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The oracle of the tests: every access is a call of the evaluator, everything
// else upstream's plain loops. It shares nothing with Transforms, Conversion or
// Codegen beyond the numbers of the places that messages name.

#ifndef TSLICE_LIB_EXECUTIONENGINE_ORACLE_H
#define TSLICE_LIB_EXECUTIONENGINE_ORACLE_H

#include "JIT.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/Pass/PassManager.h"
#include <mutex>

namespace tslice {

/// The accesses of one program, as ops that the evaluator can read while the
/// program runs.
class Oracle {
public:
  /// Removes derivatives, keeps a copy of what is left, and lowers `module` to
  /// the LLVM dialect. On failure a diagnostic has been emitted.
  static mlir::FailureOr<std::unique_ptr<Oracle>> lower(mlir::ModuleOp module);
  ~Oracle();

  /// Returns what the machine code calls.
  static llvm::ArrayRef<tslice_rt_symbol> getSymbols();

  /// Calls `entry`. Returns early when something fails, which `context` tells;
  /// if that was no access, the reason is returned, else null. One call runs at
  /// a time, since reading ops is not thread-safe.
  const std::string *call(EntryPointer entry, tslice_rt_context *context,
                          void **arguments, void *results);

  /// Returns access number `index` of the kept module.
  mlir::Operation *getAccess(int64_t index) const { return accesses[index]; }

private:
  explicit Oracle(mlir::ModuleOp module);

  mlir::OwningOpRef<mlir::ModuleOp> kept;
  std::vector<mlir::Operation *> accesses;
  /// Why else a call may end.
  std::vector<std::string> reasons;
  std::mutex lock;
};

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_ORACLE_H
