// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The families of the slice algebra. Each keeps bits and bounds policies and
// invents no error; an error may vanish only with an access that no result
// needs. They may be combined freely: every pattern moves reads towards
// sources.

#ifndef TSLICE_TRANSFORMS_FUSESLICES_H
#define TSLICE_TRANSFORMS_FUSESLICES_H

namespace mlir {
class RewritePatternSet;
} // namespace mlir

namespace tslice {

/// Composes slices of slices, and replaces policies that never come to bear.
void populateSliceOfSlicePatterns(mlir::RewritePatternSet &patterns);

/// Slices the operands of elementwise ops instead of their results, if the
/// result is used by nothing else.
void populateSliceOfElementwisePatterns(mlir::RewritePatternSet &patterns);

/// Reads what was written, or what was there before, if the window of a slice
/// is provably inside or outside of the window of the update that it reads;
/// drops updates that a later one overwrites.
void populateSliceOfUpdatePatterns(mlir::RewritePatternSet &patterns);

/// Writes every element of an update of one value once: what the window covers
/// is no value, and what lies between is no update.
void populateUpdateOfFillPatterns(mlir::RewritePatternSet &patterns);

/// Gathers from the source of a slice, where no bounds check gets lost.
void populateGatherOfSlicePatterns(mlir::RewritePatternSet &patterns);

/// Gathers from the operands of elementwise ops instead of their results, if
/// the result is used by nothing else and has more elements.
void populateGatherOfElementwisePatterns(mlir::RewritePatternSet &patterns);

/// Slices and gathers the indices of a gather instead of its result, if the
/// result is used by nothing else.
void populateReadOfGatherPatterns(mlir::RewritePatternSet &patterns);

} // namespace tslice

#endif // TSLICE_TRANSFORMS_FUSESLICES_H
