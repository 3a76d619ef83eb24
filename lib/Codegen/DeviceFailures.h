// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Recording a failure from a thread of a GPU.

#ifndef TSLICE_LIB_CODEGEN_DEVICEFAILURES_H
#define TSLICE_LIB_CODEGEN_DEVICEFAILURES_H

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

namespace tslice {

/// Returns the function of `device` that records a failure in a
/// `tslice_rt_device_status`, made on first use. Its arguments are the pointer,
/// then as i64 the site, kind, dim, index, limit, number of positions and
/// TSLICE_RT_DEVICE_POSITIONS positions.
mlir::LLVM::LLVMFuncOp getDeviceFailFunction(mlir::gpu::GPUModuleOp device);

/// Returns whether the launch before the one whose record is `status` says that
/// nothing more is to run, as i1.
mlir::Value buildIsStopped(mlir::OpBuilder &builder, mlir::Location loc,
                           mlir::Value status);

/// Says in the record `status` that nothing more is to run.
void buildStop(mlir::OpBuilder &builder, mlir::Location loc,
               mlir::Value status);

} // namespace tslice

#endif // TSLICE_LIB_CODEGEN_DEVICEFAILURES_H
