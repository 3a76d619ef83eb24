// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the steps of a loop keep for their adjoints: values that these need and
// cannot compute again from what is there anyway.

#ifndef TSLICE_LIB_ADJOINT_LOOPTAPE_H
#define TSLICE_LIB_ADJOINT_LOOPTAPE_H

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/DenseSet.h"

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

/// What keeping `value` of each step of a loop costs, in the units of `TapeChoice`;
/// `MinCut::kNever` if its type cannot be kept.
int64_t getTapePrice(mlir::Value value, bool isInnerTape = false);

/// What the steps of a loop keep.
struct TapeChoice {
  llvm::SmallVector<TapedValue> values;
  /// About twice the bytes of one step; `MinCut::kNever` if there is no choice.
  int64_t price = 0;
  /// Then those that cannot be kept.
  llvm::SmallVector<mlir::Value> unkept;
};

/// Chooses which values of `loop` its steps must keep so that `block`, a step's
/// adjoint, needs none of the carried copies of what the loop carries: the
/// cheapest in bytes. `copies` maps the values of a step to their copies in
/// `block`, `innerTapes` among them are those of loops inside. The carries in
/// `restored` are there without that, but not the `versions` of them that a step
/// makes.
TapeChoice chooseTape(mlir::scf::ForOp loop, mlir::Block &block,
                      const mlir::IRMapping &copies,
                      const llvm::DenseSet<mlir::Value> &innerTapes,
                      const llvm::DenseSet<mlir::Value> &restored = {},
                      const llvm::DenseSet<mlir::Value> &versions = {});

/// Says that there is none, and why.
void reportUnkept(mlir::scf::ForOp loop, const TapeChoice &choice);

/// What a loop has kept of a value.
struct Tape {
  /// A place for each step: the value, or, where its size changes from step to
  /// step, the number of its first element among all.
  mlir::Value places;
  /// The elements of all steps, in a row; null unless sizes change.
  mlir::Value elements;
  /// Then the sizes that all steps have in common, and tapes of the others.
  llvm::SmallVector<mlir::OpFoldResult> steady;
  llvm::SmallVector<mlir::Value> sizes;
};

/// A loop with tapes behind what it carried before.
struct TapingLoop {
  mlir::scf::ForOp loop;
  llvm::SmallVector<Tape> tapes;
};

/// Creates, in front of `loop`, the same loop that also keeps each of `values`
/// at the number of its step, of which there are `numSteps`.
TapingLoop createTapingLoop(mlir::scf::ForOp loop,
                            llvm::ArrayRef<TapedValue> values,
                            mlir::Value numSteps);

/// Whether carry `number` of a loop made by `createTapingLoop`, one of those
/// behind what the loop carried before, has a place for each step.
bool hasPlaces(mlir::scf::ForOp taping, unsigned number);

/// Creates a tensor of the leading `shape`, with its open `sizes`, whose elements
/// have the type and the shape of `value`, a value of a step of `loop`. Returns
/// null if that may change its size, or has a type that cannot be kept.
mlir::Value createTape(mlir::OpBuilder &builder, mlir::scf::ForOp loop,
                       mlir::Value value, llvm::SmallVector<int64_t> shape,
                       llvm::SmallVector<mlir::Value> sizes);

/// Writes `value` to `tape` at `step`; returns the tape after that.
mlir::Value writeTape(mlir::OpBuilder &builder, mlir::Location loc,
                      mlir::Value value, mlir::Value tape, mlir::Value step);

/// Reads a value of the type of `copy` from `tape` at `step`.
mlir::Value readTape(mlir::OpBuilder &builder, mlir::Location loc,
                     mlir::Value tape, mlir::Value copy, mlir::Value step);
mlir::Value readTape(mlir::OpBuilder &builder, mlir::Location loc,
                     const Tape &tape, mlir::Value copy, mlir::Value step);

/// The induction variable of `loop` in its step number `number`.
mlir::Value createVariable(mlir::OpBuilder &builder, mlir::scf::ForOp loop,
                           mlir::Value number);

/// Whether all steps of `loop` add the same to carry number `carry`, or take it
/// away.
bool isCounter(mlir::scf::ForOp loop, unsigned carry);

/// What such a carry is in step `number`.
mlir::Value createCounter(mlir::OpBuilder &builder, mlir::scf::ForOp loop,
                          unsigned carry, mlir::Value number);

/// The number of steps of `loop`, computed in front of it.
mlir::Value createNumSteps(mlir::OpBuilder &builder, mlir::scf::ForOp loop);

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_LOOPTAPE_H
