// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the loops in branches keep, handed on to the adjoints of these branches.

#ifndef TSLICE_LIB_ADJOINT_BRANCHTAPES_H
#define TSLICE_LIB_ADJOINT_BRANCHTAPES_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"

namespace tslice {

/// The tapes of the loops in the branches of an operation.
class BranchTapes {
public:
  explicit BranchTapes(mlir::Operation *op) : op(op) {}

  /// Does ahead to a branch what is done to its copy later, so that the two stay
  /// alike. `yields` are the numbers of the results that have a cotangent.
  static void prepare(mlir::Region &region,
                      llvm::ArrayRef<mlir::Value> independents,
                      llvm::ArrayRef<unsigned> yields);

  /// Lets branch number `region` keep what the loops of its copy `block` keep,
  /// which is swept already: `taping` has those of the copy, or branches with
  /// such, and what has taken their place. `mapping` maps values to copies.
  void
  add(unsigned region, mlir::Block &block, const mlir::IRMapping &mapping,
      llvm::ArrayRef<std::pair<mlir::Operation *, mlir::Operation *>> taping);

  /// Creates, in front of the operation, one of the same name and operands whose
  /// branches hand on what has been kept, too, and lets the copies read that.
  /// Returns null if nothing has been kept.
  using CreateFn =
      llvm::function_ref<mlir::Operation *(mlir::OpBuilder &, mlir::TypeRange)>;
  mlir::Operation *create(CreateFn createLike);

private:
  /// A value of a branch that its adjoint needs, and its copies there.
  struct Kept {
    unsigned region;
    mlir::Value original, copy;
  };

  mlir::Operation *op;
  llvm::SmallVector<Kept> kept;
};

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_BRANCHTAPES_H
