// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Makes what a branch reads a result of the branch, so that a loop around it can
// keep that instead of the tensor.

#ifndef TSLICE_LIB_ADJOINT_EXPOSEREADS_H
#define TSLICE_LIB_ADJOINT_EXPOSEREADS_H

#include "mlir/IR/Block.h"

namespace tslice {

/// Adds what the branches in `block` read, of known size and from tensors defined
/// outside of them, to their results, from the inside out. A branch that is not
/// taken yields anything.
void exposeReads(mlir::Block &block);

/// Whether `yielded`, by the terminator of `block`, a branch, is what that reads,
/// or what a branch in it yields.
bool isExposed(mlir::Value yielded, mlir::Block &block);

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_EXPOSEREADS_H
