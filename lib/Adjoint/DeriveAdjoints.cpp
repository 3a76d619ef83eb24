// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pass that leaves no grad, vjp or jvp in a module, nor what only matters to
// these; and the same for one function in C++.

#include "Deriver.h"
#include "Emitter.h"
#include "Folds.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/Adjoint/Adjoint.h"
#include "tslice/Adjoint/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_DERIVEADJOINTSPASS
#include "tslice/Adjoint/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

namespace {
struct DeriveAdjoints : tslice::impl::DeriveAdjointsPassBase<DeriveAdjoints> {
  using Base::Base;

  /// Checks the own rules of all functions, used or not.
  LogicalResult verifyOwnRules() {
    SymbolTableCollection symbols;
    bool valid = true;
    getOperation()->walk([&](func::FuncOp function) {
      for (bool forward : {false, true})
        valid &= succeeded(findOwnRule(function, forward, symbols));
    });
    return success(valid);
  }

  /// Nothing will be derived any more: values are values, and rules without a
  /// call are functions without a use.
  void forgetDerivatives() {
    getOperation()->walk([](Operation *op) {
      if (auto stop = dyn_cast<StopGradientOp>(op)) {
        stop.replaceAllUsesWith(stop.getSource());
        stop.erase();
      } else if (isa<func::FuncOp>(op)) {
        op->removeAttr(TSliceDialect::getVJPAttrName());
        op->removeAttr(TSliceDialect::getJVPAttrName());
      }
    });
  }

  void runOnOperation() override {
    if (failed(verifyOwnRules()))
      return signalPassFailure();
    SmallVector<Operation *> functions;
    getOperation()->walk(
        [&](FunctionOpInterface function) { functions.push_back(function); });
    Deriver deriver;
    for (Operation *function : functions)
      if (failed(deriver.replaceDerivatives(function)))
        return signalPassFailure();
    forgetDerivatives();
    expandFolds(getOperation());
  }
};
} // namespace

static FailureOr<func::FuncOp>
deriveFunction(func::FuncOp function, DerivativeMode mode,
               ArrayRef<int64_t> args, ArrayRef<int64_t> results, bool value) {
  DerivativeRequest request{function, mode, SmallVector<int64_t>(args),
                            SmallVector<int64_t>(results), value};
  Deriver deriver;
  deriver.setRequester(function, function.getSymName());
  FailureOr<DerivedFunction> derived = deriver.derive(request);
  if (failed(derived))
    return failure();
  expandFolds(function->getParentOp());
  return derived->function;
}

/// The differentiable results of `function`.
static SmallVector<int64_t> allResults(func::FuncOp function) {
  SmallVector<int64_t> results;
  for (auto [i, type] : llvm::enumerate(function.getResultTypes()))
    if (isDifferentiable(type))
      results.push_back(i);
  return results;
}

FailureOr<func::FuncOp> tslice::deriveGradient(func::FuncOp function,
                                               ArrayRef<int64_t> wrt,
                                               bool value) {
  Type first =
      function.getNumResults() > 0 ? function.getResultTypes()[0] : Type();
  auto tensor = dyn_cast_or_null<RankedTensorType>(first);
  Type scalar =
      tensor && tensor.getRank() == 0 ? tensor.getElementType() : first;
  if (!isa_and_nonnull<FloatType>(scalar) || !isDifferentiable(scalar)) {
    auto diag = function.emitOpError() << "has no gradient: its first result "
                                          "must be one floating-point scalar";
    if (first)
      diag << ", but it is " << first;
    return failure();
  }
  return deriveFunction(function, DerivativeMode::Gradient, wrt, {0}, value);
}

FailureOr<func::FuncOp> tslice::deriveVJP(func::FuncOp function,
                                          ArrayRef<int64_t> wrt, bool value) {
  return deriveFunction(function, DerivativeMode::Reverse, wrt,
                        allResults(function), value);
}

FailureOr<func::FuncOp> tslice::deriveJVP(func::FuncOp function,
                                          ArrayRef<int64_t> wrt, bool value) {
  return deriveFunction(function, DerivativeMode::Forward, wrt,
                        allResults(function), value);
}
