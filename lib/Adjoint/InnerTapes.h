// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the loops inside of a loop keep, as something that its steps can keep.

#ifndef TSLICE_LIB_ADJOINT_INNERTAPES_H
#define TSLICE_LIB_ADJOINT_INNERTAPES_H

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/DenseSet.h"

namespace tslice {

/// Lets a step of a loop, or a branch, do what its copy in `block` does, where
/// `taping` has taken the place of `op`: the same inner loop with tapes, and the
/// number of steps of an scf.while, or the same choice that hands on tapes from
/// its branches. It replaces the original of `op`, if all that it needs is a copy
/// of what the step has. Then its results are in `copies`, which maps the values
/// of the step to their copies, and the tapes in `tapes`; `op` has no use any
/// more. Returns what has replaced the original, or null.
mlir::Operation *keepInnerTapes(mlir::Operation *op, mlir::Operation *taping,
                                mlir::Block &block, mlir::IRMapping &copies,
                                llvm::DenseSet<mlir::Value> &tapes);

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_INNERTAPES_H
