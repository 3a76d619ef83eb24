// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nothing is compiled for functions that nobody calls.

#include "SelectEntries.h"
#include "Diagnostics.h"
#include "ReadSignature.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/IR/Verifier.h"
#include "tslice/Adjoint/Adjoint.h"
#include "tslice/IR/TSliceOps.h"

using namespace mlir;
using namespace tslice;

/// Returns the types of the arguments numbered `wrt`, or an error that names
/// the function.
static Result<SmallVector<Type>> getWrtTypes(func::FuncOp func,
                                             ArrayRef<int64_t> wrt) {
  SmallVector<Type> types;
  for (int64_t i : wrt) {
    if (i < 0 || i >= func.getNumArguments())
      return Error(ErrorCode::InvalidArgument,
                   "'" + func.getName().str() + "' has no argument " +
                       std::to_string(i) + " to differentiate with respect to");
    types.push_back(func.getArgumentTypes()[i]);
  }
  return types;
}

///   func.func @f(%x: T) -> R { ... }
///
/// becomes
///
///   func.func private @f(%x: T) -> R { ... }
///   func.func @f.grad(%x: T) -> T {
///     %g = tslice.grad @f(%x) wrt [0] : (T) -> T
///     return %g : T
///   }
///
/// The function keeps its name, since messages about it name it.
static Result<void> replaceByGradient(func::FuncOp func, ModuleOp module,
                                      ArrayRef<int64_t> wrt) {
  Result<SmallVector<Type>> types = getWrtTypes(func, wrt);
  if (!types)
    return types.error();
  // A program without a tslice op has not loaded the dialect.
  module.getContext()->getOrLoadDialect<TSliceDialect>();
  std::string name = func.getName().str();
  func.setPrivate();

  ImplicitLocOpBuilder b(func.getLoc(), func.getContext());
  b.setInsertionPoint(func);
  auto entry =
      func::FuncOp::create(b, name + gradientSuffix.str(),
                           b.getFunctionType(func.getArgumentTypes(), *types));
  entry.setAllArgAttrs(func.getAllArgAttrs());
  b.setInsertionPointToStart(entry.addEntryBlock());
  auto grad = GradOp::create(b, *types, func.getSymNameAttr().getValue(),
                             entry.getArguments(), wrt,
                             /*value=*/false);
  func::ReturnOp::create(b, grad.getResults());

  DiagnosticCollector diagnostics(module.getContext());
  if (failed(verify(module)))
    return diagnostics.getError("'" + name + "' has no gradient");
  return {};
}

/// Adds @f__adjoint_check, which `tslice-verify-adjoints` describes, and makes
/// @f private.
static Result<void> replaceByCheck(func::FuncOp func, ModuleOp module,
                                   ArrayRef<int64_t> wrt) {
  module.getContext()
      ->loadDialect<TSliceDialect, arith::ArithDialect, complex::ComplexDialect,
                    linalg::LinalgDialect, math::MathDialect,
                    tensor::TensorDialect>();
  DiagnosticCollector diagnostics(module.getContext());
  if (failed(buildAdjointCheck(func, wrt)))
    return diagnostics.getError("'" + func.getName().str() +
                                "' has no derivative");
  func.setPrivate();
  return {};
}

Result<void> tslice::selectEntries(ModuleOp module, const Options &options,
                                   const std::string &source) {
  llvm::SmallPtrSet<Operation *, 4> selected;
  for (const std::string &name : options.getEntries()) {
    Result<func::FuncOp> entry = findEntry(module, name, source);
    if (!entry)
      return entry.error();
    entry->setPublic();
    selected.insert(entry->getOperation());
  }
  for (func::FuncOp entry : getEntries(module)) {
    if (!selected.empty() && !selected.contains(entry))
      entry.setPrivate();
    else if (options.getAdjointCheck()) {
      if (Result<void> done =
              replaceByCheck(entry, module, options.getGradient());
          !done)
        return done;
    } else if (!options.getGradient().empty()) {
      if (Result<void> done =
              replaceByGradient(entry, module, options.getGradient());
          !done)
        return done;
    }
  }
  return {};
}
