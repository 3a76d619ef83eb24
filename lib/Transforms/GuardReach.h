// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which structured ops read at sums of their loops' positions, as convolutions
// do, and the checks that they stay inside.

#ifndef TSLICE_TRANSFORMS_GUARDREACH_H
#define TSLICE_TRANSFORMS_GUARDREACH_H

#include "SizeEqualities.h"

namespace tslice {

/// Whether `op` is a structured op that reads a dimension of dynamic size at
/// positions other than one loop's.
bool needsReachGuards(mlir::Operation *op);

/// Sends each such operand through a view whose offset is a check that the
/// dimension is large enough.
void guardReach(mlir::Operation *op, SizeEqualities &sizes);

} // namespace tslice

#endif // TSLICE_TRANSFORMS_GUARDREACH_H
