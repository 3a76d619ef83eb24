// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Declarations and registration of the conversion passes.

#ifndef TSLICE_CONVERSION_PASSES_H
#define TSLICE_CONVERSION_PASSES_H

#include "mlir/Pass/Pass.h"
#include "tslice/Conversion/TSliceToLinalg.h"

namespace tslice {

#define GEN_PASS_DECL
#include "tslice/Conversion/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "tslice/Conversion/Passes.h.inc"

} // namespace tslice

#endif // TSLICE_CONVERSION_PASSES_H
