// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// x -= 0.25 * the gradient of sum((x[i] - y)^2): a step of stochastic gradient
// descent on a table, written on whole tensors; and the loss.

func.func @loss(%x: tensor<?x64xf32>, %i: tensor<?xi32>, %y: tensor<?x64xf32>) -> tensor<f32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %rows = tslice.gather %x[%i] dims [0] : tensor<?x64xf32>, tensor<?xi32> -> tensor<?x64xf32>
  %d = arith.subf %rows, %y : tensor<?x64xf32>
  %s = arith.mulf %d, %d : tensor<?x64xf32>
  %r = linalg.reduce { arith.addf } ins(%s : tensor<?x64xf32>) outs(%zero : tensor<f32>) dimensions = [0, 1]
  return %r : tensor<f32>
}

func.func @step(
    %x: tensor<?x64xf32> {tslice.donate}, %i: tensor<?xi32>, %y: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %g = tslice.grad @loss(%x, %i, %y) wrt [0] : (tensor<?x64xf32>, tensor<?xi32>, tensor<?x64xf32>) -> tensor<?x64xf32>
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x64xf32>
  %rate = arith.constant 0.25 : f32
  %rates = tensor.splat %rate[%n] : tensor<?x64xf32>
  %m = arith.mulf %rates, %g : tensor<?x64xf32>
  %r = arith.subf %x, %m : tensor<?x64xf32>
  return %r : tensor<?x64xf32>
}
