// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rewrites what has no rule of its own, in the copy of a function that is about
// to be differentiated.

#ifndef TSLICE_LIB_ADJOINT_PREPAREBODY_H
#define TSLICE_LIB_ADJOINT_PREPAREBODY_H

#include "Activity.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace tslice {

/// Expresses operations of `block` that use values of `activity` by ones with a
/// rule, of the same values and errors. Leaves alone what it cannot express: its
/// rule, or the lack of one, says why.
void prepareBody(mlir::Block &block, const Activity &activity);

/// Makes the values of `activity` that the body of `op` uses without naming them
/// operands of a generic, if it can. Returns what `op` has become.
mlir::Operation *liftCaptures(mlir::Operation *op, const Activity &activity);

/// Makes every scalar that the body of `op` uses an operand.
mlir::linalg::GenericOp liftScalars(mlir::linalg::GenericOp op);

/// Replaces `op` by a fold of its points, if it can.
void foldPoints(mlir::linalg::GenericOp op);

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_PREPAREBODY_H
