// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The iterations of a nest of parallel loops as one range of numbers.

#ifndef TSLICE_LIB_CODEGEN_KERNELSPACE_H
#define TSLICE_LIB_CODEGEN_KERNELSPACE_H

#include "BufferRoots.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace tslice {

/// The outermost parallel loops of a nest whose bounds do not depend on each
/// other. Their iterations are numbered in row-major order.
class KernelSpace {
public:
  /// Walks inwards from `outermost` as long as a loop holds nothing but another
  /// parallel loop and ops that may as well run in each of its iterations.
  KernelSpace(mlir::scf::ParallelOp outermost, const BufferRoots &buffers);

  /// Returns the number of iterations. `map` gives the value to use for a
  /// bound.
  mlir::Value buildCount(mlir::OpBuilder &builder, mlir::Location loc,
                         const mlir::IRMapping &map) const;

  /// Clones the body of the nest for the iteration `number`.
  void buildIteration(mlir::OpBuilder &builder, mlir::Location loc,
                      mlir::Value number, mlir::IRMapping map) const;

private:
  /// Returns the loop that `loop` consists of, null if it holds more.
  mlir::scf::ParallelOp enter(mlir::scf::ParallelOp loop,
                              const BufferRoots &buffers) const;
  mlir::Value buildExtent(mlir::OpBuilder &builder, mlir::Location loc,
                          const mlir::IRMapping &map, unsigned dim) const;

  /// The loops, outermost first.
  llvm::SmallVector<mlir::scf::ParallelOp> loops;
  /// Per dimension of all loops.
  llvm::SmallVector<mlir::Value> lower, upper, step, inductionVars;
};

} // namespace tslice

#endif // TSLICE_LIB_CODEGEN_KERNELSPACE_H
