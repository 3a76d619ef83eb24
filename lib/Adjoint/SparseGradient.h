// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Gradients of tensors that are only gathered from, as the rows that have one.

#ifndef TSLICE_LIB_ADJOINT_SPARSEGRADIENT_H
#define TSLICE_LIB_ADJOINT_SPARSEGRADIENT_H

#include "ReverseSweep.h"

namespace tslice {

/// The numbers of the rows of `tensor` that gathers of its `numLead` leading
/// dimensions lead to, ascending, each once; and for each the sum of
/// `contributions` to it, in their order. Nothing of the size of `tensor` is
/// made.
std::pair<mlir::Value, mlir::Value> createSparseGradient(
    mlir::OpBuilder &builder, mlir::Location loc, mlir::Value tensor,
    int64_t numLead,
    llvm::ArrayRef<std::pair<mlir::Value, Rows>> contributions);

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_SPARSEGRADIENT_H
