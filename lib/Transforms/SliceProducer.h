// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Computes a slice of what a structured op computes. Shared by the fusion of
// elementwise ops and the fusion into loops, which differ in when it pays.

#ifndef TSLICE_LIB_TRANSFORMS_SLICEPRODUCER_H
#define TSLICE_LIB_TRANSFORMS_SLICEPRODUCER_H

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"

namespace tslice {

/// Replaces `slice`, which reads a result of a structured op, by that op for the
/// slice alone, on slices of its inputs. Fails with a reason, and changes
/// nothing, if that is not possible.
mlir::LogicalResult computeSliceOnly(mlir::tensor::ExtractSliceOp slice,
                                     mlir::PatternRewriter &rewriter);

} // namespace tslice

#endif // TSLICE_LIB_TRANSFORMS_SLICEPRODUCER_H
