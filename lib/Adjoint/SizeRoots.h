// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where the sizes of tensors come from, so that they can be had without the
// tensors.

#ifndef TSLICE_LIB_ADJOINT_SIZEROOTS_H
#define TSLICE_LIB_ADJOINT_SIZEROOTS_H

#include "mlir/IR/Builders.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

namespace tslice {

/// The tensor from which `tensor` has its size along dimension `dim`: itself, if
/// nothing else is known. It dominates what `tensor` dominates.
mlir::Value getSizeRoot(mlir::Value tensor, int64_t dim);

/// Whether carry `number` of `loop`, an `scf.for` or `scf.while`, has the same
/// size along dimension `dim` in each step.
bool keepsSize(mlir::LoopLikeOpInterface loop, unsigned number, int64_t dim);

/// The size of dimension `dim` of `tensor`, computed at the builder by as little
/// as possible.
mlir::Value createSize(mlir::OpBuilder &builder, mlir::Location loc,
                       mlir::Value tensor, int64_t dim);

/// Replaces sizes of tensors in `region` by those of the tensors that they come
/// from: a loop need not run for the size of its result. What read them stays,
/// without a use.
void readSizesFromRoots(mlir::Region &region);

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_SIZEROOTS_H
