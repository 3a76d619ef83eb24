// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// x[i].sum(1): an embedding bag. The second function does not check the indices.

func.func @bag(%x: tensor<?x64xf32>, %i: tensor<?x32xi32>) -> tensor<?x64xf32> {
  %rows = tslice.gather %x[%i] dims [0] : tensor<?x64xf32>, tensor<?x32xi32> -> tensor<?x32x64xf32>
  %c0 = arith.constant 0 : index
  %n = tensor.dim %i, %c0 : tensor<?x32xi32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%n) : tensor<?x64xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x64xf32>) -> tensor<?x64xf32>
  %r = linalg.reduce { arith.addf } ins(%rows : tensor<?x32x64xf32>) outs(%z : tensor<?x64xf32>) dimensions = [1]
  return %r : tensor<?x64xf32>
}

func.func @bag_assume(%x: tensor<?x64xf32>, %i: tensor<?x32xi32>) -> tensor<?x64xf32> {
  %rows = tslice.gather %x[%i] dims [0] bounds assume : tensor<?x64xf32>, tensor<?x32xi32> -> tensor<?x32x64xf32>
  %c0 = arith.constant 0 : index
  %n = tensor.dim %i, %c0 : tensor<?x32xi32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%n) : tensor<?x64xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x64xf32>) -> tensor<?x64xf32>
  %r = linalg.reduce { arith.addf } ins(%rows : tensor<?x32x64xf32>) outs(%z : tensor<?x64xf32>) dimensions = [1]
  return %r : tensor<?x64xf32>
}

func.func @bag_grad(
    %x: tensor<?x64xf32>, %i: tensor<?x32xi32>, %ct: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %g0 = tslice.vjp @bag(%x, %i)(%ct) wrt [0] : (tensor<?x64xf32>, tensor<?x32xi32>)(tensor<?x64xf32>) -> tensor<?x64xf32>
  return %g0 : tensor<?x64xf32>
}
