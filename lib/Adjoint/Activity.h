// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which values of a block carry derivatives: those that depend on an
// independent value through operations that have one.

#ifndef TSLICE_LIB_ADJOINT_ACTIVITY_H
#define TSLICE_LIB_ADJOINT_ACTIVITY_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseSet.h"

namespace tslice {

/// A block that is analysed, and those from which it is called.
struct BlockPath {
  mlir::Block &block;
  const BlockPath *outer;
};

class Activity {
public:
  /// Analyses `block`, of which `independents` are the values to differentiate
  /// with respect to and `dependents` the ones to differentiate. Calls
  /// `onMissing` for each operation without a rule on a path between them, and
  /// fails if there is one. Paths through the body of an operation to a result
  /// that has no derivative, such as the position of a maximum, count too.
  static mlir::FailureOr<Activity>
  analyse(mlir::Block &block, mlir::ValueRange independents,
          mlir::ValueRange dependents,
          llvm::function_ref<void(mlir::Operation *)> onMissing);

  /// The same as if no rule were missing.
  static Activity estimate(mlir::Block &block, mlir::ValueRange independents,
                           mlir::ValueRange dependents);

  /// Just `values`.
  static Activity of(mlir::ValueRange values);

  bool contains(mlir::Value value) const { return active.contains(value); }
  /// Whether `op` uses an active value, in its regions or as an operand.
  bool usedBy(mlir::Operation *op) const;

private:
  bool propagate(mlir::Block &block, mlir::ValueRange independents,
                 mlir::ValueRange dependents,
                 llvm::function_ref<void(mlir::Operation *)> onMissing,
                 const BlockPath *outer = nullptr);
  llvm::SmallVector<bool> findActiveYields(mlir::Block &block,
                                           mlir::ValueRange arguments) const;
  llvm::SmallVector<mlir::Value> findActiveResults(mlir::Operation &op) const;
  friend class HiddenPaths;

  llvm::DenseSet<mlir::Value> active;
};

/// The values of `block` on which `dependents` depend by operations that have a
/// derivative.
llvm::DenseSet<mlir::Value> findReaching(mlir::Block &block,
                                         mlir::ValueRange dependents);

/// The operands of `op`, and the values defined above it that its regions use.
llvm::SmallVector<mlir::Value> getUsedValues(mlir::Operation *op);

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_ACTIVITY_H
