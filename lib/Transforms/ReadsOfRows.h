// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Fusion of reads of whole rows at computed places, a part of the fusion of
// elementwise ops.

#ifndef TSLICE_LIB_TRANSFORMS_READSOFROWS_H
#define TSLICE_LIB_TRANSFORMS_READSOFROWS_H

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"

namespace tslice {

/// Gives each op that uses rows read at computed places a read of its own, into
/// which it can be fused, where no op needs them written down. Returns whether
/// there were any.
bool separateReadsOfRows(mlir::Operation *root);

/// Adds the pattern that fuses such a read into a reduction whose length only
/// the read tells, for the operands that `control` accepts.
void populateFuseIntoReductionPatterns(
    mlir::RewritePatternSet &patterns,
    const mlir::linalg::ControlFusionFn &control);

} // namespace tslice

#endif // TSLICE_LIB_TRANSFORMS_READSOFROWS_H
