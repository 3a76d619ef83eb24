// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Makes derived functions, each once per function, mode and sets of arguments
// and results, and replaces the operations that ask for them.

#ifndef TSLICE_LIB_ADJOINT_DERIVER_H
#define TSLICE_LIB_ADJOINT_DERIVER_H

#include "ReverseSweep.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/DenseSet.h"
#include <map>

namespace tslice {

enum class DerivativeMode {
  Gradient, ///< reverse; the one seeded result has the cotangent 1
  Reverse,  ///< reverse; cotangents are arguments
  Forward   ///< forward; tangents are arguments
};

/// What identifies a derived function.
struct DerivativeRequest {
  mlir::Operation *function;
  DerivativeMode mode;
  /// The arguments to differentiate with respect to.
  llvm::SmallVector<int64_t> args;
  /// The results to differentiate.
  llvm::SmallVector<int64_t> results;
  /// Whether all results of the function come first.
  bool value;
  /// The arguments whose gradients are yielded as rows, each with the number of
  /// indices that tell one.
  llvm::SmallVector<std::pair<int64_t, int64_t>> sparse = {};

  /// That number, 0 for an argument whose gradient is whole.
  int64_t getNumRowIndices(int64_t arg) const {
    for (auto [sparseArg, number] : sparse)
      if (sparseArg == arg)
        return number;
    return 0;
  }

  bool operator<(const DerivativeRequest &other) const;
};

struct DerivedFunction {
  mlir::func::FuncOp function;
  /// The arguments asked for that do not reach a result.
  llvm::SmallVector<int64_t> unreached;
};

/// Returns the function that `primal` names as its own rule for a mode, null if
/// it names none. Fails with an error at `primal` if that is no function or has
/// not the signature of such a rule.
mlir::FailureOr<mlir::func::FuncOp>
findOwnRule(mlir::func::FuncOp primal, bool forward,
            mlir::SymbolTableCollection &symbols);

/// Fills in the body of `derived`, whose entry block is empty, by a call of
/// `rule`.
void emitOwnRule(const DerivativeRequest &request, mlir::func::FuncOp primal,
                 mlir::func::FuncOp rule, mlir::func::FuncOp derived);

class Deriver : public DerivationContext {
public:
  /// Errors are reported at `requester`, which asks for a derivative of `root`,
  /// with notes at what cannot be differentiated.
  void setRequester(mlir::Operation *op, llvm::StringRef name) {
    requester = op;
    root = name.str();
  }

  /// The derived function, made if need be. A callee's own derivatives are
  /// replaced first. Fails with a diagnostic.
  mlir::FailureOr<DerivedFunction> derive(const DerivativeRequest &request);

  /// Replaces every derivative operation in `function` by a call.
  mlir::LogicalResult replaceDerivatives(mlir::Operation *function);

  mlir::FailureOr<DerivedCallee> deriveCallee(mlir::Operation *call,
                                              mlir::FlatSymbolRefAttr callee,
                                              llvm::ArrayRef<int64_t> args,
                                              llvm::ArrayRef<int64_t> results,
                                              bool forward) override;
  void reportMissing(mlir::Operation *op) override;

private:
  mlir::LogicalResult replaceDerivative(mlir::Operation *op);
  mlir::LogicalResult checkDirections(mlir::Operation *op,
                                      mlir::Operation *callee);
  /// The same without a note of who asks.
  mlir::FailureOr<DerivedFunction> deriveOnce(const DerivativeRequest &request);
  mlir::FailureOr<DerivedFunction> build(const DerivativeRequest &request);
  mlir::FailureOr<DerivedFunction> sweep(const DerivativeRequest &request,
                                         mlir::func::FuncOp primal);
  mlir::func::FuncOp createFunction(const DerivativeRequest &request,
                                    mlir::func::FuncOp primal);
  mlir::LogicalResult emitReverse(const DerivativeRequest &request,
                                  DerivedFunction &derived);
  mlir::LogicalResult emitSparse(const DerivativeRequest &request, int64_t arg,
                                 mlir::Value independent, ReverseSweep &sweep,
                                 llvm::SmallVectorImpl<mlir::Value> &results);
  mlir::LogicalResult emitForward(const DerivativeRequest &request,
                                  DerivedFunction &derived);
  /// An error that `root` cannot be differentiated, reported where it was asked
  /// for.
  mlir::InFlightDiagnostic emitError();
  /// Prepares the body of a derived function, and analyses it.
  mlir::FailureOr<Activity> analyse(mlir::Block &body,
                                    const DerivativeRequest &request);

  mlir::Operation *requester = nullptr;
  std::string root;
  mlir::SymbolTableCollection symbols;
  std::map<DerivativeRequest, DerivedFunction> derivedFunctions;
  /// Requests and functions that are being worked on, to detect cycles.
  std::map<DerivativeRequest, bool> inProgress;
  llvm::DenseMap<mlir::Operation *, bool> replaced;
  /// What tells the sizes of results; null for external functions.
  llvm::DenseMap<mlir::Operation *, mlir::func::FuncOp> sizeFunctions;
};

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_DERIVER_H
