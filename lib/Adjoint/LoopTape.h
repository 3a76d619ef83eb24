// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the steps of a loop keep for their adjoints: values that these need and
// cannot compute again from what is there anyway.

#ifndef TSLICE_LIB_ADJOINT_LOOPTAPE_H
#define TSLICE_LIB_ADJOINT_LOOPTAPE_H

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"

namespace tslice {

/// A value of a step of a loop, and its copy in the step's adjoint.
struct TapedValue {
  mlir::Value original, copy;
};

/// Returns the size of dimension `dim` of `value`, a value of a step of `loop`,
/// as something that is there ahead of the loop and the same in each step; null
/// if that is not known.
mlir::OpFoldResult getSteadySize(mlir::OpBuilder &builder,
                                 mlir::scf::ForOp loop, mlir::Value value,
                                 int64_t dim);

/// Chooses which values of `loop` its steps must keep so that `block`, a step's
/// adjoint, needs none of the `carried` copies of what the loop carries: the
/// cheapest in bytes. `copies` maps the values of a step to their copies in
/// `block`. Fails with a diagnostic if there is no choice.
mlir::FailureOr<llvm::SmallVector<TapedValue>>
chooseTape(mlir::scf::ForOp loop, mlir::Block &block,
           const mlir::IRMapping &copies);

/// Creates, in front of `loop`, the same loop that also keeps each of `values`
/// at the number of its step, of which there are `numSteps`. Its results are
/// those of `loop` and the tapes.
mlir::scf::ForOp createTapingLoop(mlir::scf::ForOp loop,
                                  llvm::ArrayRef<TapedValue> values,
                                  mlir::Value numSteps);

/// Reads a value of the type of `copy` from `tape` at `step`.
mlir::Value readTape(mlir::OpBuilder &builder, mlir::Location loc,
                     mlir::Value tape, mlir::Value copy, mlir::Value step);

/// The number of steps of `loop`, computed in front of it.
mlir::Value createNumSteps(mlir::OpBuilder &builder, mlir::scf::ForOp loop);

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_LOOPTAPE_H
