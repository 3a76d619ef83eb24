// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The list of dialects that have rules.

#include "Models.h"
#include "tslice/Adjoint/Adjoint.h"

void tslice::registerAdjoints(mlir::DialectRegistry &registry) {
  registerArithAdjoints(registry);
  registerBranchAdjoints(registry);
  registerComplexAdjoints(registry);
  registerFuncAdjoints(registry);
  registerLinalgAdjoints(registry);
  registerLoopAdjoints(registry);
  registerMathAdjoints(registry);
  registerTensorAdjoints(registry);
  registerTSliceAdjoints(registry);
  registerWhileAdjoints(registry);
}
