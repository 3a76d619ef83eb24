// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The derivative of a body of scalar code, emitted where its arguments are:
// what the regions of writes and of folds have in common.

#ifndef TSLICE_LIB_ADJOINT_BODYDERIVATIVE_H
#define TSLICE_LIB_ADJOINT_BODYDERIVATIVE_H

#include "ReverseSweep.h"

namespace tslice {

/// Lets a sweep inside of a body ask what the sweep outside knows.
struct NestedContext : DerivationContext {
  explicit NestedContext(DerivativeSink &outer) : outer(outer) {}

  mlir::FailureOr<DerivedCallee> deriveCallee(mlir::Operation *call,
                                              mlir::FlatSymbolRefAttr callee,
                                              llvm::ArrayRef<int64_t> args,
                                              llvm::ArrayRef<int64_t> results,
                                              bool) override {
    return outer.getDerivedCallee(call, callee, args, results);
  }
  void reportMissing(mlir::Operation *op) override { outer.reportMissing(op); }

  DerivativeSink &outer;
};

/// A block of scalar code: a function of its arguments that yields the operands
/// of its terminator.
class ScalarBody {
public:
  explicit ScalarBody(mlir::Block &block) : block(block) {}

  unsigned getNumArguments() { return block.getNumArguments(); }
  unsigned getNumResults() { return block.getTerminator()->getNumOperands(); }

  /// Whether each result depends, through operations with a derivative, on an
  /// argument that is active.
  llvm::SmallVector<bool> findActiveResults(llvm::ArrayRef<bool> active);

  /// Emits the body, of `args`; returns its results.
  llvm::SmallVector<mlir::Value> emit(mlir::OpBuilder &builder,
                                      mlir::ValueRange args);

  /// Emits the cotangents of those of `args` that are `active`, for the
  /// cotangents `seeds` of the results. Null stands for zero in both. Fails
  /// with a diagnostic where an operation on the way has no rule.
  llvm::FailureOr<llvm::SmallVector<mlir::Value>>
  emitAdjoint(mlir::OpBuilder &builder, mlir::Location loc,
              mlir::ValueRange args, llvm::ArrayRef<bool> active,
              llvm::ArrayRef<mlir::Value> seeds, DerivativeSink &outer);

  /// Emits the results and their tangents, null where they are zero, for the
  /// tangents of the arguments.
  struct Tangent {
    llvm::SmallVector<mlir::Value> results, tangents;
  };
  llvm::FailureOr<Tangent> emitTangent(mlir::OpBuilder &builder,
                                       mlir::Location loc,
                                       mlir::ValueRange args,
                                       llvm::ArrayRef<mlir::Value> tangents,
                                       DerivativeSink &outer);

private:
  llvm::SmallVector<mlir::Value>
  clone(mlir::OpBuilder &builder, mlir::ValueRange args,
        llvm::SmallVectorImpl<mlir::Operation *> &ops);

  mlir::Block &block;
};

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_BODYDERIVATIVE_H
