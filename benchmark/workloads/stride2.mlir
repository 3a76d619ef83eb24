// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// x[:, ::2]

func.func @stride2(%x: tensor<?x8192xf32>) -> tensor<?x4096xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x8192xf32>
  %r = tslice.slice %x[0, 0][%n, 4096][1, 2] : tensor<?x8192xf32> to tensor<?x4096xf32>
  return %r : tensor<?x4096xf32>
}

func.func @stride2_grad(
    %x: tensor<?x8192xf32>, %ct: tensor<?x4096xf32>) -> tensor<?x8192xf32> {
  %g0 = tslice.vjp @stride2(%x)(%ct) wrt [0] : (tensor<?x8192xf32>)(tensor<?x4096xf32>) -> tensor<?x8192xf32>
  return %g0 : tensor<?x8192xf32>
}
