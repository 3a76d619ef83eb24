// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The passes of code generation: from memrefs and loops to the LLVM dialect.

#ifndef TSLICE_CODEGEN_PASSES_H
#define TSLICE_CODEGEN_PASSES_H

#include "mlir/Pass/Pass.h"

namespace tslice {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "tslice/Codegen/Passes.h.inc"

} // namespace tslice

#endif // TSLICE_CODEGEN_PASSES_H
