// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What is behind the passes, for clients that combine it.

#ifndef TSLICE_TRANSFORMS_TRANSFORMS_H
#define TSLICE_TRANSFORMS_TRANSFORMS_H

namespace mlir {
class ModuleOp;
class RewritePatternSet;
} // namespace mlir

namespace tslice {

/// Adds the patterns that move the producer of a slice taken in a loop into the
/// loop, and the clean-up of slices of slices that they need.
void populateFuseIntoLoopsPatterns(mlir::RewritePatternSet &patterns);

/// Numbers the ops of `module` that can fail, as `tslice-number-sites` does. A
/// later run of that pass goes on from there.
void numberSites(mlir::ModuleOp module);

} // namespace tslice

#endif // TSLICE_TRANSFORMS_TRANSFORMS_H
