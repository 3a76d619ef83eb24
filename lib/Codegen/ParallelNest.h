// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Decides what of a parallel loop nest is divided among threads, and into how
// large pieces.

#ifndef TSLICE_LIB_CODEGEN_PARALLELNEST_H
#define TSLICE_LIB_CODEGEN_PARALLELNEST_H

#include "BufferRoots.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace tslice {

/// How the iterations of a nest become one range.
struct ParallelNest {
  /// The op that is replaced: the outermost parallel loop, or the reductions
  /// around it, which every thread then runs over its part of the range.
  mlir::Operation *root;
  /// Parallel loops, outermost first, of which each holds all that the one
  /// around it does, except for what may be repeated.
  llvm::SmallVector<mlir::scf::ParallelOp> loops;
  /// How many of `loops`, from the outermost, are counted by rows.
  unsigned numLinear = 1;
  /// Whether the next of `loops` is part of the range too: threads then divide
  /// elements, and a row may be cut.
  bool cutsRows = false;

  /// Returns how many of `loops` the range covers.
  unsigned getNumRangeLoops() const { return numLinear + (cutsRows ? 1 : 0); }
};

/// Returns the nest at `root`, if that is a parallel loop or a marked reduction
/// around one whose iterations can be divided.
std::optional<ParallelNest> findParallelNest(mlir::Operation *root,
                                             const BufferRoots &roots);

/// What one call of a nest costs, in units of about one scalar operation.
/// Either a constant or, in front of the nest, a value.
struct NestSize {
  /// The number of iterations of the range.
  mlir::Value iterations;
  /// The number of iterations that are worth a thread.
  mlir::Value grain;
  /// Whether both are constants and the whole is not worth a thread.
  bool isSmall;
};

/// Builds the size of `nest` in front of its root, for threads that are worth
/// `workPerThread` operations.
NestSize buildNestSize(mlir::OpBuilder &builder, const ParallelNest &nest,
                       llvm::ArrayRef<mlir::Value> tripCounts,
                       int64_t workPerThread);

} // namespace tslice

#endif // TSLICE_LIB_CODEGEN_PARALLELNEST_H
