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
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "tslice/Adjoint/Adjoint.h"
#include "tslice/Adjoint/Passes.h"
#include "tslice/Transforms/Transforms.h"

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

//===----------------------------------------------------------------------===//
// From C++
//===----------------------------------------------------------------------===//

/// What a derived function takes besides the arguments of its primal.
struct Directions {
  StringRef name;
  SmallVector<Type> types;
};

/// The differentiable ones of `types`.
static SmallVector<Type> getDifferentiable(TypeRange types) {
  return llvm::filter_to_vector(types, isDifferentiable);
}

/// The types of the arguments of `function` in `wrt`, as far as it has them.
static SmallVector<Type> getWrtTypes(func::FuncOp function,
                                     ArrayRef<int64_t> wrt) {
  SmallVector<Type> types;
  for (int64_t arg : wrt)
    if (arg >= 0 && arg < function.getNumArguments())
      types.push_back(function.getArgumentTypes()[arg]);
  return types;
}

/// The results of `function`, if `value`, and then `derivatives`.
static SmallVector<Type> addValues(func::FuncOp function, bool value,
                                   ArrayRef<Type> derivatives) {
  SmallVector<Type> types;
  if (value)
    llvm::append_range(types, function.getResultTypes());
  llvm::append_range(types, derivatives);
  return types;
}

/// Creates a function that asks for a derivative of `function`:
///
///   func.func private @f__vjp(%x: T, %c: R) -> T {
///     %r = tslice.vjp @f(%x)(%c) wrt [0] : (T)(R) -> T
///     return %r : T
///   }
///
/// `ask` makes the op.
static func::FuncOp
createAsking(func::FuncOp function, StringRef suffix,
             const Directions &directions,
             function_ref<Operation *(ImplicitLocOpBuilder &, ValueRange args,
                                      ValueRange directions)>
                 ask) {
  ImplicitLocOpBuilder b(function.getLoc(), function.getContext());
  SmallVector<Type> inputs(function.getArgumentTypes());
  llvm::append_range(inputs, directions.types);
  auto asking = func::FuncOp::create(b, (function.getSymName() + suffix).str(),
                                     b.getFunctionType(inputs, {}));
  asking.setPrivate();
  // Messages about sizes name the parameters.
  StringRef nameAttr = "tslice.name";
  for (unsigned i = 0; i < inputs.size(); ++i)
    if (i >= function.getNumArguments())
      asking.setArgAttr(i, nameAttr,
                        b.getStringAttr(directions.name + " " +
                                        Twine(i - function.getNumArguments())));
    else if (Attribute name = function.getArgAttr(i, nameAttr))
      asking.setArgAttr(i, nameAttr, name);
  b.setInsertionPointToStart(asking.addEntryBlock());
  ValueRange parameters = asking.getArguments();
  Operation *op = ask(b, parameters.take_front(function.getNumArguments()),
                      parameters.drop_front(function.getNumArguments()));
  func::ReturnOp::create(b, op->getResults());
  asking.setFunctionType(b.getFunctionType(inputs, op->getResultTypes()));
  return asking;
}

/// Replaces the op in `asking`, which is added behind `function`, unless it is
/// not valid or there is no such derivative.
static FailureOr<func::FuncOp> replaceAsked(func::FuncOp function,
                                            func::FuncOp asking) {
  SymbolTableCollection symbols;
  SymbolTable &table = symbols.getSymbolTable(function->getParentOp());
  table.insert(asking, ++Block::iterator(function));
  auto user = cast<SymbolUserOpInterface>(asking.front().front());
  LogicalResult derived = user.verifySymbolUses(symbols);
  if (succeeded(derived)) {
    // Ops are the source's here, and have its numbers in derivatives, too.
    numberSites(function->getParentOfType<ModuleOp>());
    derived = Deriver().replaceDerivatives(asking);
  }
  if (failed(derived)) {
    table.erase(asking);
    return failure();
  }
  expandFolds(function->getParentOp());
  return asking;
}

/// Loads what derivatives consist of.
static void loadDialects(MLIRContext *context) {
  context->loadDialect<arith::ArithDialect, bufferization::BufferizationDialect,
                       complex::ComplexDialect, linalg::LinalgDialect,
                       math::MathDialect, scf::SCFDialect,
                       tensor::TensorDialect, TSliceDialect>();
}

FailureOr<func::FuncOp> tslice::deriveGradient(func::FuncOp function,
                                               ArrayRef<int64_t> wrt,
                                               bool value) {
  loadDialects(function.getContext());
  SmallVector<Type> types =
      addValues(function, value, getWrtTypes(function, wrt));
  return replaceAsked(
      function,
      createAsking(function, "__gradient", {},
                   [&](ImplicitLocOpBuilder &b, ValueRange args, ValueRange) {
                     return GradOp::create(b, types, function.getSymName(),
                                           args, wrt, ArrayRef<int64_t>(),
                                           value);
                   }));
}

FailureOr<func::FuncOp> tslice::deriveVJP(func::FuncOp function,
                                          ArrayRef<int64_t> wrt, bool value) {
  loadDialects(function.getContext());
  SmallVector<Type> types =
      addValues(function, value, getWrtTypes(function, wrt));
  return replaceAsked(
      function,
      createAsking(
          function, "__vjp",
          {"cotangent", getDifferentiable(function.getResultTypes())},
          [&](ImplicitLocOpBuilder &b, ValueRange args, ValueRange cotangents) {
            return VJPOp::create(b, types, function.getSymName(), args,
                                 cotangents, wrt, ArrayRef<int64_t>(), value);
          }));
}

FailureOr<func::FuncOp> tslice::deriveJVP(func::FuncOp function,
                                          ArrayRef<int64_t> wrt, bool value) {
  loadDialects(function.getContext());
  SmallVector<Type> types =
      addValues(function, value, getDifferentiable(function.getResultTypes()));
  return replaceAsked(
      function,
      createAsking(
          function, "__jvp", {"tangent", getWrtTypes(function, wrt)},
          [&](ImplicitLocOpBuilder &b, ValueRange args, ValueRange tangents) {
            return JVPOp::create(b, types, function.getSymName(), args,
                                 tangents, wrt, value);
          }));
}
