// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which parts of a host function run on the device.

#ifndef TSLICE_LIB_CODEGEN_SELECTKERNELS_H
#define TSLICE_LIB_CODEGEN_SELECTKERNELS_H

#include "KernelInputs.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tslice {

/// Returns the parts of `function` that become kernels, in program order.
/// Scalar results of loops that one thread runs are made to go through memory
/// first.
llvm::SmallVector<KernelOps> selectKernels(mlir::func::FuncOp function);

} // namespace tslice

#endif // TSLICE_LIB_CODEGEN_SELECTKERNELS_H
