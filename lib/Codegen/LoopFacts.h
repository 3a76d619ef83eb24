// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Simple questions about loops that several passes ask. A simple loop is an
// scf.for over `index` or an scf.parallel of one dimension without reduction.

#ifndef TSLICE_LIB_CODEGEN_LOOPFACTS_H
#define TSLICE_LIB_CODEGEN_LOOPFACTS_H

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"

namespace tslice {

/// Marks the outermost loop of what the source calls one op: within it failures
/// are collected, so that the lowest is reported, and a parallel loop may be
/// exchanged with the reductions around it.
inline constexpr llvm::StringLiteral kKernelAttr = "tslice.kernel";

/// Marks an `scf.for` of the source: an iteration that fails is its last.
inline constexpr llvm::StringLiteral kSourceLoopAttr = "tslice.source_loop";

/// The message of a `cf.assert` that stands for "leave the function if this
/// does not hold": whatever failed has been recorded.
inline constexpr llvm::StringLiteral kExitMarker = "tslice.exit";

/// Marks a loop that runs only after a failure.
inline constexpr llvm::StringLiteral kColdAttr = "tslice.cold";

/// The bounds of a simple loop.
struct LoopBounds {
  mlir::Value lower;
  mlir::Value upper;
  mlir::Value step;
};

/// Returns whether `op` is a simple loop.
bool isSimpleLoop(mlir::Operation *op);

/// Returns the bounds of a simple loop.
LoopBounds getBounds(mlir::Operation *loop);

/// Returns the induction variable of a simple loop.
mlir::Value getInductionVar(mlir::Operation *loop);

/// Returns the number of iterations of a simple loop, if it is a constant.
std::optional<int64_t> getConstantTripCount(mlir::Operation *loop);

/// Returns a bound of the number of iterations of a simple loop: the constant
/// number, or that of a whole block in a loop over [%b, min(%b + c, %n)).
std::optional<int64_t> getTripCountBound(mlir::Operation *loop);

/// Builds the number of iterations of a simple loop, as an index.
mlir::Value buildTripCount(mlir::OpBuilder &builder, mlir::Operation *loop);

/// Returns whether `value` is defined outside of `op`.
bool isDefinedOutside(mlir::Value value, mlir::Operation *op);

/// Returns whether `cloneOutOf` can compute `value` outside of `scope`, of
/// which it may use the values in `mapping` only: from what is outside by ops
/// without regions that are pure or load.
bool canCloneOutOf(mlir::Operation *scope, mlir::Value value,
                   const mlir::IRMapping &mapping);

/// Returns `value` as it is where every value in `mapping` is replaced: ops
/// inside `scope` that it depends on are cloned, the others are not.
mlir::Value cloneOutOf(mlir::Operation *scope, mlir::Value value,
                       mlir::IRMapping &mapping, mlir::OpBuilder &builder);

/// Makes loops of one dimension each of `loop`, unless it reduces, and returns
/// the outermost:
/// scf.parallel (%i, %j) { body } -> scf.parallel (%i) { scf.parallel (%j) {
/// body } }
mlir::scf::ParallelOp nestParallel(mlir::RewriterBase &rewriter,
                                   mlir::scf::ParallelOp loop);

} // namespace tslice

#endif // TSLICE_LIB_CODEGEN_LOOPFACTS_H
