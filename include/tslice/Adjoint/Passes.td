// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pass that derives gradients.

#ifndef TSLICE_ADJOINT_PASSES_TD
#define TSLICE_ADJOINT_PASSES_TD

include "mlir/Pass/PassBase.td"

def DeriveAdjointsPass : Pass<"tslice-derive-adjoints", "::mlir::ModuleOp"> {
  let summary = "replace every grad, vjp and jvp by a call of a derived function";
  let description = [{
    Makes, for each function that a `tslice.grad`, `tslice.vjp` or `tslice.jvp`
    names, one private function that computes its derivative, and calls it.
    Derivatives inside of differentiated functions are replaced first, so that
    they nest. Contributions to a tensor are written in place into one accumulator:
    the adjoint of a read costs what was read, never the size of its source.

    An operation without a rule on the way from an argument to a result is an
    error. A function with own rules (`tslice.vjp`, `tslice.jvp`) is derived by a call
    of these. Afterwards no `tslice.stop_gradient` and no own rule is left either. An
    argument that does not reach the result has a zero gradient, with a
    warning.

    ```mlir
    func.func @loss(%x: tensor<4xf32>) -> tensor<f32> {
      %w = tslice.slice %x[1][1][1] drop [0] : tensor<4xf32> to tensor<f32>
      return %w : tensor<f32>
    }
    %g = tslice.grad @loss(%x) wrt [0] : (tensor<4xf32>) -> tensor<4xf32>
    // becomes
    %g = call @loss__grad_0(%x) : (tensor<4xf32>) -> tensor<4xf32>
    // with
    func.func private @loss__grad_0(%x: tensor<4xf32>) -> tensor<4xf32> {
      %one = arith.constant dense<1.0> : tensor<f32>
      %zero = arith.constant 0.0 : f32
      %0 = bufferization.alloc_tensor() : tensor<4xf32>
      %1 = linalg.fill ins(%zero : f32) outs(%0 : tensor<4xf32>) -> tensor<4xf32>
      %2 = tslice.update set %one into %1[1][1][1] drop [0] : tensor<f32> into tensor<4xf32>
      return %2 : tensor<4xf32>
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::bufferization::BufferizationDialect",
    "::mlir::complex::ComplexDialect", "::mlir::func::FuncDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::math::MathDialect", "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"];
}

def VerifyAdjointsPass : Pass<"tslice-verify-adjoints", "::mlir::ModuleOp"> {
  let summary = "add functions that check the derivatives of functions";
  let description = [{
    For each public function with arguments and results that have a derivative,
    adds one called `@NAME__adjoint_check` that takes the same arguments and
    computes, for a direction v of the arguments and a direction w of the results
    that depend on nothing but positions:

    1. w . (J v), where J v is what `tslice.jvp` yields,
    2. (w J) . v, where w J is what `tslice.vjp` yields: equal to 1 up to
       rounding, everywhere,
    3. the sum of the magnitudes of the products in 1 and 2: what differences are
       relative to,
    4. and 5. the least and the greatest sum of w times the slope of each element
       along v, which is taken on both sides: 1 lies between them up to rounding
       and curvature, at kinks, too,
    6. the sum of the magnitudes in 4 and 5: times the precision of the results,
       what rounding may do to them.

    All are f64. `tslice-run --check-grad` calls such a function and judges.

    ```mlir
    func.func @square(%x: tensor<?xf64>) -> tensor<?xf64>
    // is joined by
    func.func @square__adjoint_check(%x: tensor<?xf64>) -> (f64, f64, f64, f64, f64, f64)
    ```
  }];
  let dependentDialects = [
    "TSliceDialect", "::mlir::arith::ArithDialect", "::mlir::complex::ComplexDialect",
    "::mlir::func::FuncDialect", "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect",
    "::mlir::tensor::TensorDialect"];
}

#endif // TSLICE_ADJOINT_PASSES_TD
