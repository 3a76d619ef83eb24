// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The legalization patterns by op family, for pipelines that want a part of
// them.

#ifndef TSLICE_CONVERSION_TSLICETOLINALG_H
#define TSLICE_CONVERSION_TSLICETOLINALG_H

#include <cstdint>

namespace mlir {
class Operation;
class RewritePatternSet;
} // namespace mlir

namespace tslice {

/// Adds the patterns that turn `slice` into `linalg.generic`.
void populateSliceToLinalgPatterns(mlir::RewritePatternSet &patterns);

/// Adds the patterns that turn `gather` into `linalg.generic`.
void populateGatherToLinalgPatterns(mlir::RewritePatternSet &patterns);

/// Adds the patterns that turn `group` into a sort.
void populateGroupToLinalgPatterns(mlir::RewritePatternSet &patterns);

/// Adds the patterns that turn `nonzero` into loops over blocks of `blockSize`
/// elements of its mask.
void populateNonzeroToLinalgPatterns(mlir::RewritePatternSet &patterns,
                                     int64_t blockSize);

/// Adds the patterns that turn `update` into a generic on a window of the
/// destination.
void populateUpdateToLinalgPatterns(mlir::RewritePatternSet &patterns);

/// Replaces chains of updates under `root` that add the same to windows close to
/// each other by one generic each.
void mergeUpdates(mlir::Operation *root);

/// Replaces the gathers under `root` at the positions of a `nonzero`, and the
/// scatters there into what is filled with one value, by loops over blocks of
/// `blockSize` elements of its mask, if there are no other uses but sizes.
void fuseNonzero(mlir::Operation *root, int64_t blockSize);

/// Rewrites the scatters under `root` that exclude what they find, or accumulate
/// in a wider type, into scatters that do not.
void expandScatters(mlir::Operation *root);

/// How a scatter is divided among threads; see the pass `tslice-to-linalg`.
enum class ScatterStrategy {
  Auto,
  Serial,
  Columns,
  Owner,
  Row,
  Direct,
  Private
};

struct ScatterOptions {
  ScatterStrategy strategy = ScatterStrategy::Auto;
  /// Columns of a block; 0 makes as many blocks as there are threads.
  int64_t columnWidth = 0;
  /// Rows of a block that a thread owns, for `Row` up to a power of two, and
  /// how many positions are grouped at a time; 0 goes by size.
  int64_t blockRows = 0;
  /// Parts of the positions, for `Direct` and `Private`; 0 makes as many as
  /// there are threads.
  int64_t numChunks = 0;
  /// Divides however little there is, with the same results; for tests.
  bool divideAll = false;
};

/// Adds the patterns that turn `scatter` into loops over its positions.
void populateScatterToLinalgPatterns(mlir::RewritePatternSet &patterns,
                                     const ScatterOptions &options);

} // namespace tslice

#endif // TSLICE_CONVERSION_TSLICETOLINALG_H
