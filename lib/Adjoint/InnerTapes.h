// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the loops inside of a loop keep, as something that its steps can keep.

#ifndef TSLICE_LIB_ADJOINT_INNERTAPES_H
#define TSLICE_LIB_ADJOINT_INNERTAPES_H

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/DenseSet.h"

namespace tslice {

/// Lets a step of a loop do what its copy in `block` does, where `taping` has
/// taken the place of `loop`, an scf.for or scf.while: the same inner loop with
/// tapes, and the number of steps of an scf.while, replaces the original of
/// `loop`, if all that it needs is a copy of what the step has. Then its results
/// are in `copies`, which maps the values of the step to their copies, and the
/// tapes in `tapes`. `loop` has no use any more.
void keepInnerTapes(mlir::Operation *loop, mlir::Operation *taping,
                    mlir::Block &block, mlir::IRMapping &copies,
                    llvm::DenseSet<mlir::Value> &tapes);

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_INNERTAPES_H
