// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From kernels in the NVVM dialect to PTX text, by LLVM alone: neither a GPU
// nor the CUDA toolkit is needed.

#ifndef TSLICE_PIPELINES_EMITPTX_H
#define TSLICE_PIPELINES_EMITPTX_H

#include "mlir/IR/BuiltinOps.h"

namespace tslice {

/// Returns the PTX text of the `gpu.module` in `module`, which
/// `buildNVVMPipeline` has made. Emits a diagnostic and fails if it cannot be
/// translated or is for a chip that LLVM does not know.
mlir::FailureOr<std::string> emitPTX(mlir::ModuleOp module);

} // namespace tslice

#endif // TSLICE_PIPELINES_EMITPTX_H
