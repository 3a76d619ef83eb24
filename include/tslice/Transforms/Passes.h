// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The passes from tslice to tslice, as pass objects and for the command line.

#ifndef TSLICE_TRANSFORMS_PASSES_H
#define TSLICE_TRANSFORMS_PASSES_H

#include "mlir/Pass/Pass.h"

namespace tslice {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "tslice/Transforms/Passes.h.inc"

} // namespace tslice

#endif // TSLICE_TRANSFORMS_PASSES_H
