// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tells of each error inside of a function which calls led there.

#ifndef TSLICE_LIB_ADJOINT_CALLNOTE_H
#define TSLICE_LIB_ADJOINT_CALLNOTE_H

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Operation.h"

namespace tslice {

/// Names the calls by which `loc` has become a part of a loop, innermost first.
inline void attachCallers(mlir::Diagnostic &diag, mlir::Location loc) {
  while (auto inlined = mlir::dyn_cast<mlir::CallSiteLoc>(loc)) {
    loc = inlined.getCaller();
    diag.attachNote(loc) << "called from here";
  }
}

/// While it lives, every error gets a note at `call`, behind those of the calls
/// inside of it.
class CallNote : public mlir::ScopedDiagnosticHandler {
public:
  explicit CallNote(mlir::Operation *call)
      : ScopedDiagnosticHandler(
            call->getContext(), [call](mlir::Diagnostic &diag) {
              if (diag.getSeverity() == mlir::DiagnosticSeverity::Error) {
                diag.attachNote(call->getLoc()) << "called from here";
                attachCallers(diag, call->getLoc());
              }
              return mlir::failure();
            }) {}
};

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_CALLNOTE_H
