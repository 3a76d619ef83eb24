// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which upstream ops make tensors of sizes that nothing proves to be sizes, and
// the checks that they get.

#ifndef TSLICE_TRANSFORMS_GUARDSHAPES_H
#define TSLICE_TRANSFORMS_GUARDSHAPES_H

#include "SizeEqualities.h"

namespace tslice {

/// Whether `op` is given a size (`tensor.empty`, `tensor.generate`,
/// `tensor.splat`, `tensor.expand_shape`), a padding (`tensor.pad`) or the
/// number of a dimension (`tensor.dim`) that is neither proven to be one nor
/// checked already, or expands a dimension to sizes whose product is not proven
/// to be its size.
bool needsShapeGuards(mlir::Operation *op, SizeEqualities &sizes);

/// Sends the sizes of an op that needs shape guards through checks. Returns the
/// sizes that its operands must have besides.
llvm::SmallVector<SizeGuard> guardShapes(mlir::Operation *op,
                                         SizeEqualities &sizes);

/// The tensors that errors about the sizes of `op` number from 0; none for ops
/// that are given no sizes. The paddings of `tensor.pad` follow as 1, low, and
/// 2, high.
llvm::SmallVector<mlir::Value> getShapedTensors(mlir::Operation *op);

} // namespace tslice

#endif // TSLICE_TRANSFORMS_GUARDSHAPES_H
