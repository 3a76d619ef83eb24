// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The two halves of a lowered check, for kernels and for functions.

#ifndef TSLICE_LIB_CODEGEN_CHECKLOWERING_H
#define TSLICE_LIB_CODEGEN_CHECKLOWERING_H

#include "RuntimeCalls.h"
#include "tslice/IR/TSliceOps.h"

namespace tslice {

/// Returns whether the comparison of `check` does not hold for `value` and
/// `limit`, as i1.
mlir::Value buildCheckFails(mlir::OpBuilder &builder, CheckOp check,
                            mlir::Value value, mlir::Value limit);

/// The same for the values that `check` has.
inline mlir::Value buildCheckFails(mlir::OpBuilder &builder, CheckOp check) {
  return buildCheckFails(builder, check, check.getValue(), check.getLimit());
}

/// Records the failure of `check` in the context.
void recordFailure(mlir::OpBuilder &builder, CheckOp check, mlir::Value context,
                   RuntimeCalls &runtime);

} // namespace tslice

#endif // TSLICE_LIB_CODEGEN_CHECKLOWERING_H
