// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Fusion of elementwise ops over the same loops, in time that the smaller one
// tells.

#ifndef TSLICE_LIB_TRANSFORMS_ABSORBPRODUCER_H
#define TSLICE_LIB_TRANSFORMS_ABSORBPRODUCER_H

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"

namespace tslice {

/// Adds the pattern that fuses a `linalg.generic` with one that makes an operand
/// of it at each point of the same loops, where `control` says so. Upstream's
/// fusion copies both bodies: a long body that takes up many short ones, one
/// after the other, would take quadratic time.
void populateAbsorbProducerPatterns(
    mlir::RewritePatternSet &patterns,
    const mlir::linalg::ControlFusionFn &control);

} // namespace tslice

#endif // TSLICE_LIB_TRANSFORMS_ABSORBPRODUCER_H
