// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The rewrite families behind the passes, for clients that combine them.

#ifndef TSLICE_TRANSFORMS_TRANSFORMS_H
#define TSLICE_TRANSFORMS_TRANSFORMS_H

namespace mlir {
class RewritePatternSet;
} // namespace mlir

namespace tslice {

/// Adds the patterns that move the producer of a slice taken in a loop into the
/// loop, and the clean-up of slices of slices that they need.
void populateFuseIntoLoopsPatterns(mlir::RewritePatternSet &patterns);

} // namespace tslice

#endif // TSLICE_TRANSFORMS_TRANSFORMS_H
