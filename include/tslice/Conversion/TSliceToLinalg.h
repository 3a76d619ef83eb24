// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The legalization patterns by op family, for pipelines that want a part of them.

#ifndef TSLICE_CONVERSION_TSLICETOLINALG_H
#define TSLICE_CONVERSION_TSLICETOLINALG_H

#include <cstdint>

namespace mlir {
class RewritePatternSet;
} // namespace mlir

namespace tslice {

/// Adds the patterns that turn `slice` into `linalg.generic`.
void populateSliceToLinalgPatterns(mlir::RewritePatternSet &patterns);

/// Adds the patterns that turn `gather` into `linalg.generic`.
void populateGatherToLinalgPatterns(mlir::RewritePatternSet &patterns);

/// Adds the patterns that turn `update` into a generic on a window of the destination.
void populateUpdateToLinalgPatterns(mlir::RewritePatternSet &patterns);

/// Adds the patterns that turn `scatter` into a loop over its positions; with
/// `columns`, blocks of columns run in parallel where there are enough of them: as
/// many as there are threads, or with `columnWidth` > 0 blocks of that many.
void populateScatterToLinalgPatterns(mlir::RewritePatternSet &patterns, bool columns,
                                     int64_t columnWidth = 0);

} // namespace tslice

#endif // TSLICE_CONVERSION_TSLICETOLINALG_H
