// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where the sizes of tensors come from, so that they can be had without the
// tensors.

#ifndef TSLICE_LIB_ADJOINT_SIZEROOTS_H
#define TSLICE_LIB_ADJOINT_SIZEROOTS_H

#include "mlir/IR/Builders.h"

namespace tslice {

/// A dimension of a tensor.
using TensorDim = std::pair<mlir::Value, int64_t>;

/// The dimension of a tensor from which one has its size, in every step of the
/// loops around: itself, if nothing else is known. That tensor dominates what
/// the one in question dominates.
TensorDim getSizeRoot(TensorDim dim);

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
