// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which products tslice-pack-operands is for, so that fusion leaves them whole.

#ifndef TSLICE_LIB_TRANSFORMS_PACKOPERANDS_H
#define TSLICE_LIB_TRANSFORMS_PACKOPERANDS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace tslice {

/// Whether `op` is a sum of products whose neighbouring results need one
/// operand's elements from different rows, and each of them for several results.
/// One row of results at a time, no copy of the operand would pay.
bool readsAgainAcrossRows(mlir::linalg::GenericOp op);

} // namespace tslice

#endif // TSLICE_LIB_TRANSFORMS_PACKOPERANDS_H
