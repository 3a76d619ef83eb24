// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the verifier accepts and no computer holds.

#ifndef TSLICE_LIB_EXECUTIONENGINE_CHECKTYPES_H
#define TSLICE_LIB_EXECUTIONENGINE_CHECKTYPES_H

#include "mlir/IR/BuiltinOps.h"

namespace tslice {

/// Emits an error, and fails, for the first tensor in `module` whose static
/// sizes alone are beyond the limit of all tensors: upstream multiplies them
/// without a look at the overflow. Dimensions that a tensor does not have,
/// negative paddings and functions whose names the runtime takes are errors as
/// well.
mlir::LogicalResult checkTypes(mlir::ModuleOp module);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_CHECKTYPES_H
