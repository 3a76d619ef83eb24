// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Verifiers of grad, vjp and jvp: that operands and results agree with the
// signature of the function they differentiate; and of stop_gradient.

#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "tslice/IR/DifferentiableOpInterface.h"
#include "tslice/IR/TSliceOps.h"

using namespace mlir;
using namespace tslice;

/// Whether `type` is one floating-point number that has a derivative.
static bool isDifferentiableScalar(Type type) {
  if (auto tensor = dyn_cast<RankedTensorType>(type)) {
    if (tensor.getRank() != 0)
      return false;
    type = tensor.getElementType();
  }
  return isa<FloatType>(type) && isDifferentiable(type);
}

int64_t tslice::getNumRowIndices(RankedTensorType type, Type indices) {
  auto found = dyn_cast_or_null<RankedTensorType>(indices);
  if (!found || found.getRank() != 2 || found.isDynamicDim(1))
    return 1;
  int64_t number = found.getDimSize(1);
  return number > 1 && number <= type.getRank() ? number : 1;
}

SmallVector<Type> tslice::getSparseTypes(RankedTensorType type,
                                         int64_t numIndices) {
  SmallVector<int64_t> numbers{ShapedType::kDynamic}, rows(numbers);
  if (numIndices > 1)
    numbers.push_back(numIndices);
  llvm::append_range(rows, type.getShape().drop_front(numIndices));
  return {RankedTensorType::get(numbers, IndexType::get(type.getContext())),
          type.clone(rows)};
}

namespace {
/// The signature of a derivative op's callee, and the checks that all three
/// share.
struct Derivative {
  Operation *op;
  FunctionType callee;
  ArrayRef<int64_t> wrt;

  /// derivative_c1: the callee is a function with these arguments.
  LogicalResult resolve(SymbolTableCollection &symbols, FlatSymbolRefAttr name,
                        TypeRange args) {
    auto function =
        symbols.lookupNearestSymbolFrom<FunctionOpInterface>(op, name);
    if (!function)
      return op->emitOpError()
             << "names " << name << ", which is not a function of this module";
    callee = cast<FunctionType>(function.getFunctionType());
    return verifyTypes("argument", args, callee.getInputs());
  }

  /// derivative_c4 for cotangents and tangents.
  LogicalResult verifyTypes(StringRef what, TypeRange found,
                            TypeRange expected) {
    if (found.size() != expected.size())
      return op->emitOpError() << "expects " << expected.size() << " " << what
                               << (expected.size() == 1 ? "" : "s")
                               << ", but got " << found.size();
    for (auto [i, types] : llvm::enumerate(llvm::zip_equal(found, expected)))
      if (std::get<0>(types) != std::get<1>(types))
        return op->emitOpError()
               << "expects " << what << " " << i << " of type "
               << std::get<1>(types) << ", but got " << std::get<0>(types);
    return success();
  }

  /// derivative_c2: `wrt` names distinct arguments that have derivatives.
  LogicalResult verifyWrt() {
    llvm::SmallDenseSet<int64_t> seen;
    for (int64_t arg : wrt) {
      if (arg < 0 || arg >= static_cast<int64_t>(callee.getNumInputs()))
        return op->emitOpError()
               << "differentiates with respect to argument " << arg
               << " of a function that has " << callee.getNumInputs();
      if (!seen.insert(arg).second)
        return op->emitOpError()
               << "names argument " << arg << " twice in 'wrt'";
      if (!isDifferentiable(callee.getInput(arg)))
        return op->emitOpError()
               << "cannot differentiate with respect to argument " << arg
               << " of type " << callee.getInput(arg)
               << ": it is not floating-point or complex";
    }
    return success();
  }

  /// sparse_c1: `sparse` names distinct arguments in `wrt` that have rows.
  LogicalResult verifySparse(ArrayRef<int64_t> sparse) {
    llvm::SmallDenseSet<int64_t> seen;
    for (int64_t arg : sparse) {
      if (!llvm::is_contained(wrt, arg))
        return op->emitOpError() << "names argument " << arg
                                 << " in 'sparse' that is not in 'wrt'";
      if (!seen.insert(arg).second)
        return op->emitOpError()
               << "names argument " << arg << " twice in 'sparse'";
      auto type = dyn_cast<RankedTensorType>(callee.getInput(arg));
      if (!type || type.getRank() == 0)
        return op->emitOpError() << "cannot yield rows of argument " << arg
                                 << " of type " << callee.getInput(arg);
    }
    return success();
  }

  /// The types of the gradients, as far as `found` says how many indices the
  /// number of a row consists of (sparse_c2).
  SmallVector<Type> gradientTypes(ArrayRef<int64_t> sparse, TypeRange found) {
    SmallVector<Type> types;
    for (int64_t arg : wrt) {
      Type type = callee.getInput(arg);
      if (!llvm::is_contained(sparse, arg)) {
        types.push_back(type);
        continue;
      }
      auto tensor = cast<RankedTensorType>(type);
      Type first = types.size() < found.size() ? found[types.size()] : Type();
      llvm::append_range(
          types, getSparseTypes(tensor, getNumRowIndices(tensor, first)));
    }
    return types;
  }

  SmallVector<Type> wrtTypes() {
    return llvm::map_to_vector(
        wrt, [&](int64_t arg) { return callee.getInput(arg); });
  }
  SmallVector<Type> differentiableResults() {
    return llvm::to_vector(
        llvm::make_filter_range(callee.getResults(), isDifferentiable));
  }
  /// derivative_c3: results are (values, if asked for) and then derivatives.
  LogicalResult verifyResults(bool value, TypeRange found,
                              ArrayRef<Type> derivatives) {
    SmallVector<Type> expected;
    if (value)
      llvm::append_range(expected, callee.getResults());
    llvm::append_range(expected, derivatives);
    return verifyTypes("result", found, expected);
  }
};
} // namespace

/// sparse_c1, sparse_c2, derivative_c3.
template <typename OpTy>
static LogicalResult verifyGradients(OpTy op, Derivative &derivative) {
  if (failed(derivative.verifySparse(op.getSparse())))
    return failure();
  TypeRange found = op.getOutputs().getTypes();
  size_t numValues = op.getValue() ? derivative.callee.getNumResults() : 0;
  return derivative.verifyResults(
      op.getValue(), found,
      derivative.gradientTypes(
          op.getSparse(), found.drop_front(std::min(found.size(), numValues))));
}

LogicalResult GradOp::verifySymbolUses(SymbolTableCollection &symbols) {
  Derivative derivative{*this, {}, getWrt()};
  if (failed(
          derivative.resolve(symbols, getCalleeAttr(), getArgs().getTypes())) ||
      failed(derivative.verifyWrt()))
    return failure();
  // grad_c1
  ArrayRef<Type> results = derivative.callee.getResults();
  if (results.empty() || !isDifferentiableScalar(results.front())) {
    auto diag = emitOpError() << "expects a function whose first result is one "
                                 "floating-point scalar, but "
                              << getCalleeAttr();
    return results.empty() ? diag << " has no result"
                           : diag << " yields " << results.front();
  }
  return verifyGradients(*this, derivative);
}

LogicalResult VJPOp::verifySymbolUses(SymbolTableCollection &symbols) {
  Derivative derivative{*this, {}, getWrt()};
  if (failed(
          derivative.resolve(symbols, getCalleeAttr(), getArgs().getTypes())) ||
      failed(derivative.verifyWrt()) ||
      failed(derivative.verifyTypes("cotangent", getCotangents().getTypes(),
                                    derivative.differentiableResults())))
    return failure();
  return verifyGradients(*this, derivative);
}

LogicalResult JVPOp::verifySymbolUses(SymbolTableCollection &symbols) {
  Derivative derivative{*this, {}, getWrt()};
  if (failed(
          derivative.resolve(symbols, getCalleeAttr(), getArgs().getTypes())) ||
      failed(derivative.verifyWrt()) ||
      failed(derivative.verifyTypes("tangent", getTangents().getTypes(),
                                    derivative.wrtTypes())))
    return failure();
  return derivative.verifyResults(getValue(), getOutputs().getTypes(),
                                  derivative.differentiableResults());
}

/// stop_gradient_c1.
LogicalResult StopGradientOp::verify() {
  if (isDifferentiable(getSource().getType()))
    return success();
  return emitOpError()
         << "expects a value that has a derivative, but got one of type "
         << getSource().getType();
}
