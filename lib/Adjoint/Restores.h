// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a loop carries, had back on the way from its last step to its first: each
// step keeps what it writes over, and its adjoint puts that back.

#ifndef TSLICE_LIB_ADJOINT_RESTORES_H
#define TSLICE_LIB_ADJOINT_RESTORES_H

#include "LoopTape.h"

namespace tslice {

/// The carries of a loop that its reverse restores, step by step.
class Restores {
public:
  /// Chooses the carries of `loop` that are restored rather than read from a
  /// tape, where that needs fewer bytes; then `choice` is what is kept besides.
  /// The rest is as for `chooseTape`.
  static Restores choose(mlir::scf::ForOp loop, mlir::Block &block,
                         const mlir::IRMapping &copies,
                         const llvm::DenseSet<mlir::Value> &innerTapes,
                         TapeChoice &choice);

  bool empty() const { return carries.empty(); }
  llvm::ArrayRef<unsigned> getCarries() const { return carries; }

  /// Lets the steps of the loop read what they write over. Returns that, and
  /// what else they must keep of where they write.
  llvm::SmallVector<mlir::Value> save();

  /// Emits what leads from `after`, a restored carry behind a step, to what it
  /// was before. `known` maps what the step has kept, its induction variable and
  /// its counters.
  mlir::Value restore(mlir::OpBuilder &builder, unsigned carry,
                      mlir::Value after, mlir::IRMapping &known) const;

private:
  explicit Restores(mlir::scf::ForOp loop) : loop(loop) {}

  /// The operations by which a step makes carry `number` what it yields, from
  /// first to last; none if it may be something else.
  llvm::SmallVector<mlir::Operation *> findWrites(unsigned number) const;
  /// What restoring that carry costs: what its steps keep for it.
  int64_t getPrice(unsigned carry);
  /// Whether the adjoint of a step has `value` without a tape.
  bool isKnown(mlir::Value value) const;
  /// `value` where it is known.
  mlir::Value bring(mlir::OpBuilder &builder, mlir::Value value,
                    mlir::IRMapping &known) const;

  /// Mutable because queries of ops are not const.
  mutable mlir::scf::ForOp loop;
  llvm::SmallVector<unsigned> carries;
  /// What each write has written over, when that is saved.
  llvm::DenseMap<mlir::Operation *, mlir::Value> overwritten;
};

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_RESTORES_H
