// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Parallel loops that reduce values, as sequential ones.

#ifndef TSLICE_LIB_CODEGEN_SERIALIZEREDUCTIONS_H
#define TSLICE_LIB_CODEGEN_SERIALIZEREDUCTIONS_H

#include "mlir/IR/Operation.h"

namespace tslice {

/// Turns every `scf.parallel` in `op` that reduces values into `scf.for` loops
/// that fold them in row-major order.
void serializeReductions(mlir::Operation *op);

} // namespace tslice

#endif // TSLICE_LIB_CODEGEN_SERIALIZEREDUCTIONS_H
