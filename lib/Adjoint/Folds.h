// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Folds over the groups of a scatter and their derivatives, which are such
// folds again. One update at a time is exact, whatever meets in a cell.

#ifndef TSLICE_LIB_ADJOINT_FOLDS_H
#define TSLICE_LIB_ADJOINT_FOLDS_H

#include "BodyDerivative.h"
#include "Emitter.h"

namespace tslice {

/// What a fold walks over: see `tslice.fold`.
struct FoldOperands {
  llvm::SmallVector<mlir::Value> inputs, inits;
  mlir::Value permutation, starts;
  bool backwards = false;
};

/// The function that is folded.
struct FoldFunction {
  /// Takes what is found, then the inputs; before both, if `takesFirst`,
  /// whether the position is the first one of its group.
  ScalarBody body;
  bool takesFirst = false;
  /// Whether the first position of a group does not call the body: it replaces
  /// what is found by the inputs.
  bool excludesSelf = false;
};

/// Creates a fold around a body written first, with further results for what
/// the body yields beyond the states. Inputs that it does not read are left
/// out, but for the first one, which gives the shape. Fails if `body` does.
llvm::FailureOr<llvm::SmallVector<mlir::Value>>
emitFold(Emitter &emit, const FoldOperands &operands,
         llvm::function_ref<llvm::FailureOr<llvm::SmallVector<mlir::Value>>(
             mlir::OpBuilder &, mlir::Value first, mlir::ValueRange found,
             mlir::ValueRange inputs)>
             body);

/// Derives one fold.
class FoldDerivative {
public:
  FoldDerivative(Emitter &emit, DerivativeSink &sink, FoldOperands operands,
                 FoldFunction function)
      : emit(emit), sink(sink), operands(std::move(operands)),
        function(function) {}

  /// The cotangents of the inits and inputs; null stands for zero.
  struct Cotangents {
    llvm::SmallVector<mlir::Value> inits, inputs;
  };
  /// For the cotangents of the final states and of the further results. Of each
  /// update it keeps what its group had before:
  ///   %r, %before = tslice.fold %u into %x along %p, %s {yield f(a, u), a}
  ///   %x_ct, %u_ct = tslice.fold %u, %before into %r_ct along %p, %s backwards
  ///     {yield c * df/da, c * df/du}
  llvm::FailureOr<Cotangents> emitAdjoint(llvm::ArrayRef<mlir::Value> states,
                                          llvm::ArrayRef<mlir::Value> outputs,
                                          llvm::ArrayRef<bool> activeInits,
                                          llvm::ArrayRef<bool> activeInputs);

  /// The tangents of the final states and of the further results; null stands
  /// for zero. States and tangents are folded together.
  llvm::FailureOr<llvm::SmallVector<mlir::Value>>
  emitTangent(llvm::ArrayRef<mlir::Value> initTangents,
              llvm::ArrayRef<mlir::Value> inputTangents);

private:
  /// Whether each state, then each input, depends on what is active.
  llvm::SmallVector<bool> findActive(llvm::ArrayRef<bool> inits,
                                     llvm::ArrayRef<bool> inputs);
  /// The arguments of the body.
  llvm::SmallVector<mlir::Value>
  argsOf(mlir::Value first, mlir::ValueRange found, mlir::ValueRange inputs);
  mlir::Value replaceFirst(Emitter &inner, mlir::Value first,
                           mlir::Value replacement, mlir::Value rest);
  llvm::SmallVector<mlir::Value> emitBefore();

  /// What the body of a derived fold is made for, and what it tells of its
  /// results.
  struct Reverse {
    llvm::SmallVector<bool> active;
    llvm::ArrayRef<mlir::Value> outputs;
    /// The result that is the cotangent of each input, -1 for none.
    llvm::SmallVector<int> numbers;
  };
  struct Forward {
    llvm::SmallVector<bool> active;
    llvm::ArrayRef<mlir::Value> inputTangents;
    /// The result that is the tangent of each result of the fold, -1 for none.
    llvm::SmallVector<int> numbers;
  };
  llvm::FailureOr<llvm::SmallVector<mlir::Value>>
  emitReverseBody(mlir::OpBuilder &b, mlir::Value first,
                  mlir::ValueRange cotangents, mlir::ValueRange inputs,
                  Reverse &reverse);
  llvm::FailureOr<llvm::SmallVector<mlir::Value>>
  emitForwardBody(mlir::OpBuilder &b, mlir::Value first, mlir::ValueRange found,
                  mlir::ValueRange inputs, Forward &forward);

  unsigned numStates() { return operands.inits.size(); }
  /// Arguments of the body that stand before the states.
  unsigned numLeading() { return function.takesFirst ? 1 : 0; }

  Emitter &emit;
  DerivativeSink &sink;
  FoldOperands operands;
  FoldFunction function;
};

/// Replaces the folds inside of `root`, which is derived, by loops.
void expandFolds(mlir::Operation *root);

/// Attaches the rule of `tslice.fold`.
void attachFoldAdjoint(mlir::MLIRContext &context);

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_FOLDS_H
