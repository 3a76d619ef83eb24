// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reverse mode through a counted loop.

#ifndef TSLICE_LIB_ADJOINT_LOOPREVERSAL_H
#define TSLICE_LIB_ADJOINT_LOOPREVERSAL_H

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "tslice/IR/DifferentiableOpInterface.h"

namespace tslice {

/// Emits the adjoint of `loop`, which keeps what that needs from then on. Fails
/// with a diagnostic.
llvm::LogicalResult reverseLoop(mlir::scf::ForOp loop, AdjointSink &sink);

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_LOOPREVERSAL_H
