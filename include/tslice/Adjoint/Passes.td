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

#endif // TSLICE_ADJOINT_PASSES_TD
