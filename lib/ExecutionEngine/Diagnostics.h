// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Turns MLIR diagnostics into the Errors and warnings of the C++ API.

#ifndef TSLICE_LIB_EXECUTIONENGINE_DIAGNOSTICS_H
#define TSLICE_LIB_EXECUTIONENGINE_DIAGNOSTICS_H

#include "tslice/ExecutionEngine/Result.h"

#include "mlir/IR/Diagnostics.h"

namespace tslice {

/// Returns where `loc` stands, as `model.mlir:14:8`, or an empty string when it
/// stands nowhere.
std::string formatLocation(mlir::Location loc);

/// Returns the name of the file that `loc` stands in, or an empty string.
std::string getFileName(mlir::Location loc);

/// Collects the diagnostics of a context while it lives, instead of printing
/// them.
class DiagnosticCollector {
public:
  explicit DiagnosticCollector(mlir::MLIRContext *context);

  /// Returns all errors with their notes, one per line, as
  /// `model.mlir:14:8: error: ...`; `otherwise` when there was none.
  Error getError(const std::string &otherwise) const;

  /// Returns the warnings, in the same form.
  std::vector<std::string> takeWarnings() { return std::move(warnings); }

private:
  std::vector<std::string> errors;
  std::vector<std::string> warnings;
  mlir::ScopedDiagnosticHandler handler;
};

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_DIAGNOSTICS_H
