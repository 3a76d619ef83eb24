// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the decomposition of ops shares with the numbering of those that can fail.

#ifndef TSLICE_LIB_TRANSFORMS_DECOMPOSERESHAPE_H
#define TSLICE_LIB_TRANSFORMS_DECOMPOSERESHAPE_H

#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace tslice {

/// On an op that stands for a part of another: the name of that one.
inline constexpr llvm::StringLiteral kOriginAttr = "tslice.origin";

/// Returns `value` as a tensor of `type`, which differs in what is static only.
mlir::Value castTo(mlir::RewriterBase &rewriter, mlir::Location loc,
                   mlir::Value value, mlir::Type type);

/// Builds the value of `op` by collapsing and expanding; null if its element
/// type or rank allows neither.
mlir::Value decomposeReshape(mlir::RewriterBase &rewriter,
                             mlir::tensor::ReshapeOp op);

} // namespace tslice

#endif // TSLICE_LIB_TRANSFORMS_DECOMPOSERESHAPE_H
