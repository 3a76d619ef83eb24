// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// x[::-1, ::-1]

func.func @reverse(%x: tensor<?x8192xf32>) -> tensor<?x8192xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?x8192xf32>
  %last = arith.subi %n, %c1 : index
  %r = tslice.slice %x[%last, 8191][%n, 8192][-1, -1] : tensor<?x8192xf32> to tensor<?x8192xf32>
  return %r : tensor<?x8192xf32>
}

func.func @reverse_grad(
    %x: tensor<?x8192xf32>, %ct: tensor<?x8192xf32>) -> tensor<?x8192xf32> {
  %g0 = tslice.vjp @reverse(%x)(%ct) wrt [0] : (tensor<?x8192xf32>)(tensor<?x8192xf32>) -> tensor<?x8192xf32>
  return %g0 : tensor<?x8192xf32>
}
