// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// x[100:-192, 50:8100]

func.func @crop(%x: tensor<?x8192xf32>) -> tensor<?x8050xf32> {
  %c0 = arith.constant 0 : index
  %c292 = arith.constant 292 : index
  %n = tensor.dim %x, %c0 : tensor<?x8192xf32>
  %rows = arith.subi %n, %c292 : index
  %r = tslice.slice %x[100, 50][%rows, 8050][1, 1] : tensor<?x8192xf32> to tensor<?x8050xf32>
  return %r : tensor<?x8050xf32>
}

func.func @crop_grad(
    %x: tensor<?x8192xf32>, %ct: tensor<?x8050xf32>) -> tensor<?x8192xf32> {
  %g0 = tslice.vjp @crop(%x)(%ct) wrt [0] : (tensor<?x8192xf32>)(tensor<?x8050xf32>) -> tensor<?x8192xf32>
  return %g0 : tensor<?x8192xf32>
}
