// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Cotangents and tangents come from whoever asks for a derivative. Where their
// types leave sizes open, those are compared with the sizes of the values that
// they belong to, before anything derived relies on that they agree.

#ifndef TSLICE_LIB_ADJOINT_DIRECTIONSIZES_H
#define TSLICE_LIB_ADJOINT_DIRECTIONSIZES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"
#include "tslice/IR/TSliceOps.h"

namespace tslice {

/// Whether a tensor among `values` has dynamic dimensions.
bool hasOpenSizes(mlir::ValueRange values);

/// Makes `op` use its tangents by way of checks that they have the sizes of
/// their arguments.
void checkTangentSizes(JVPOp op);

/// Adds to the module a function of the arguments of `primal` that yields the
/// dynamic sizes of its differentiable results, in their order, and computes as
/// little else as it can.
mlir::func::FuncOp createSizeFunction(mlir::func::FuncOp primal,
                                      mlir::SymbolTableCollection &symbols);

/// Makes `op` use its cotangents by way of checks that they have the sizes of
/// the results of `primal`, which `sizeFunction` tells; `primal` is called if
/// that is null.
void checkCotangentSizes(VJPOp op, mlir::func::FuncOp primal,
                         mlir::func::FuncOp sizeFunction);

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_DIRECTIONSIZES_H
