// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Declarations and registration of the passes that derive gradients.

#ifndef TSLICE_ADJOINT_PASSES_H
#define TSLICE_ADJOINT_PASSES_H

#include "mlir/Pass/Pass.h"

namespace tslice {

#define GEN_PASS_DECL
#include "tslice/Adjoint/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "tslice/Adjoint/Passes.h.inc"

} // namespace tslice

#endif // TSLICE_ADJOINT_PASSES_H
