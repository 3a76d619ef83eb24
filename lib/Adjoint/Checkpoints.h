// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A loop whose steps keep nothing: what it carries is kept at a few steps, and
// the steps in between run again when their adjoints need it.

#ifndef TSLICE_LIB_ADJOINT_CHECKPOINTS_H
#define TSLICE_LIB_ADJOINT_CHECKPOINTS_H

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace tslice {

/// A stack of a fixed number of places, each for all that a loop carries. Where
/// the places are filled again follows the binomial schedule of Griewank and
/// Walther (Algorithm 799, 2000): n places and t times as many steps as the loop
/// has reverse up to (n + t choose n) steps.
class Checkpoints {
public:
  /// Creates the stack of `count` places, which holds what `loop` begins with.
  /// Fails with a diagnostic if a carry may change its size.
  static mlir::FailureOr<Checkpoints>
  create(mlir::OpBuilder &builder, mlir::scf::ForOp loop, int64_t count);

  /// The stack as values that the reverse loop carries.
  llvm::ArrayRef<mlir::Value> getInits() const { return inits; }

  struct Restored {
    /// What the loop carries at the begin of the step.
    llvm::SmallVector<mlir::Value> state;
    /// The stack that the adjoint of the step leaves.
    llvm::SmallVector<mlir::Value> left;
  };
  /// Emits what leads to step `number`, from `stack`. Steps are asked for from
  /// last to first.
  Restored restore(mlir::OpBuilder &builder, llvm::ArrayRef<mlir::Value> stack,
                   mlir::Value number) const;

private:
  Checkpoints(mlir::scf::ForOp loop, int64_t count)
      : loop(loop), count(count) {}

  /// How many steps to go on to the next place, of `rest` to go, with `free`
  /// places to fill.
  mlir::Value createDistance(mlir::OpBuilder &builder, mlir::Value rest,
                             mlir::Value free) const;
  /// `steps` steps of the loop from step `first` on, where it carries `state`.
  llvm::SmallVector<mlir::Value> advance(mlir::OpBuilder &builder,
                                         mlir::ValueRange state,
                                         mlir::Value first,
                                         mlir::Value steps) const;

  /// Mutable because queries of ops are not const.
  mutable mlir::scf::ForOp loop;
  int64_t count;
  llvm::SmallVector<mlir::Value> inits;
};

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_CHECKPOINTS_H
