// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sweeps of the regions of structured control flow, which know of the sweep
// around them what they need: what is active, and where gradients accumulate.

#ifndef TSLICE_LIB_ADJOINT_REGIONSWEEP_H
#define TSLICE_LIB_ADJOINT_REGIONSWEEP_H

#include "Activity.h"
#include "tslice/IR/DifferentiableOpInterface.h"

namespace tslice {

/// The differentiable active values above `op` that its regions use, in order
/// of use. Values of `except`, which are operands for other reasons, count only
/// if a region names them.
llvm::SmallVector<mlir::Value> getActiveCaptures(mlir::Operation *op,
                                                 DerivativeSink &sink);

/// What a sweep of one block starts from.
struct BlockSeeds {
  /// The operands of the terminator that are differentiated, by number, and
  /// their cotangents.
  llvm::SmallVector<unsigned> yields;
  llvm::SmallVector<mlir::Value> cotangents;
  /// The values with respect to which it is differentiated: some of above the
  /// block, and some that are defined ahead of its operations.
  llvm::SmallVector<mlir::Value> independents;
  /// What their cotangents are before: null for zero.
  llvm::SmallVector<mlir::Value> accumulators;
};

/// Emits the adjoints of the operations of `block`, which is a copy made for
/// this, in front of its terminator. Returns the cotangents of the independents,
/// null for zero, and calls `onReplaced` for operations of `block` for which
/// others stand. Fails with a diagnostic.
mlir::FailureOr<llvm::SmallVector<mlir::Value>> sweepBlock(
    mlir::Block &block, const BlockSeeds &seeds, AdjointSink &outer,
    llvm::function_ref<void(mlir::Operation *, mlir::Operation *)> onReplaced =
        [](mlir::Operation *, mlir::Operation *) {});

/// Emits the tangents of the operations of `block` behind each of them.
/// `values` have `tangents`, and those of the operands of the terminator are
/// returned, null for zero. Values of above the block have those that `outer`
/// tells.
mlir::FailureOr<llvm::SmallVector<mlir::Value>>
tangentsOfBlock(mlir::Block &block, mlir::ValueRange values,
                mlir::ValueRange tangents, TangentSink &outer);

/// The carries of a loop that are active, because their initial value or what a
/// step makes of them is. `carried` are the arguments of `block` that it
/// `yields` again.
llvm::SmallVector<bool> findActiveCarries(mlir::Block &block,
                                          mlir::ValueRange carried,
                                          mlir::ValueRange yields,
                                          mlir::ValueRange captures,
                                          llvm::ArrayRef<bool> initiallyActive);

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_REGIONSWEEP_H
