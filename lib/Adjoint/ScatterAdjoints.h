// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The rule of scatter, which has its own file because of duplicates.

#ifndef TSLICE_LIB_ADJOINT_SCATTERADJOINTS_H
#define TSLICE_LIB_ADJOINT_SCATTERADJOINTS_H

#include "tslice/IR/DifferentiableOpInterface.h"

namespace tslice {

struct ScatterAdjoint
    : DifferentiableOpInterface::ExternalModel<ScatterAdjoint, ScatterOp> {
  llvm::LogicalResult emitAdjoint(mlir::Operation *op, AdjointSink &sink) const;
  llvm::LogicalResult emitTangent(mlir::Operation *op, TangentSink &sink) const;
};

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_SCATTERADJOINTS_H
