// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Registration of all derivative rules, and derivation from C++.

#ifndef TSLICE_ADJOINT_ADJOINT_H
#define TSLICE_ADJOINT_ADJOINT_H

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/StringRef.h"

namespace mlir {
class DialectRegistry;
namespace func {
class FuncOp;
} // namespace func
} // namespace mlir

namespace tslice {

/// Attaches the derivative rules of every dialect, ours included, when it
/// loads.
void registerAdjoints(mlir::DialectRegistry &registry);

/// Adds to the module of `function` a private function (arguments) -> (results,
/// if `value`; gradient of the first result for each argument in `wrt`), as
/// `tslice.grad` does: the same is allowed, with the same messages. The sites of
/// the module are numbered before, so that failures of the primal are told in the
/// same words. On failure a diagnostic was emitted.
mlir::FailureOr<mlir::func::FuncOp> deriveGradient(mlir::func::FuncOp function,
                                                   llvm::ArrayRef<int64_t> wrt,
                                                   bool value = false);

/// The same for (arguments, one cotangent per differentiable result) ->
/// (results, if `value`; cotangent of each argument in `wrt`), as `tslice.vjp`:
/// it is an error of the call if a cotangent has not the sizes of its result.
mlir::FailureOr<mlir::func::FuncOp> deriveVJP(mlir::func::FuncOp function,
                                              llvm::ArrayRef<int64_t> wrt,
                                              bool value = false);

/// The same for (arguments, one tangent per argument in `wrt`) -> (results, if
/// `value`; tangent of each differentiable result), as `tslice.jvp`.
mlir::FailureOr<mlir::func::FuncOp> deriveJVP(mlir::func::FuncOp function,
                                              llvm::ArrayRef<int64_t> wrt,
                                              bool value = false);

/// What is appended to the name of a function for that of its check.
inline constexpr llvm::StringLiteral kAdjointCheckSuffix = "__adjoint_check";

/// Adds to the module of `function` the public function that checks its
/// derivatives with respect to the arguments `wrt`, as `tslice-verify-adjoints`
/// describes it. On failure a diagnostic was emitted.
mlir::FailureOr<mlir::func::FuncOp>
buildAdjointCheck(mlir::func::FuncOp function, llvm::ArrayRef<int64_t> wrt);

} // namespace tslice

#endif // TSLICE_ADJOINT_ADJOINT_H
