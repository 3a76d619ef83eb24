// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Calls in loops. Their derivatives would need all that is passed, and give
// gradients of all of it in each step.

#ifndef TSLICE_LIB_ADJOINT_INLINECALLS_H
#define TSLICE_LIB_ADJOINT_INLINECALLS_H

#include "mlir/IR/Block.h"

namespace tslice {

/// Replaces the calls in `block`, at any depth, by what they call. Leaves alone
/// functions with rules of their own, recursive ones, and what has no body of one
/// block.
void inlineCalls(mlir::Block &block);

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_INLINECALLS_H
