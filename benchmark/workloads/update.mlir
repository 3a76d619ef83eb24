// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// x[1024:1024 + len(u), 1024:5120] = u

func.func @update(%x: tensor<?x8192xf32> {tslice.donate}, %u: tensor<?x4096xf32>) -> tensor<?x8192xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %u, %c0 : tensor<?x4096xf32>
  %r = tslice.update set %u into %x[1024, 1024][%n, 4096][1, 1] : tensor<?x4096xf32> into tensor<?x8192xf32>
  return %r : tensor<?x8192xf32>
}

func.func @update_grad(
    %x: tensor<?x8192xf32>, %u: tensor<?x4096xf32>, %ct: tensor<?x8192xf32> {tslice.donate}) -> (tensor<?x8192xf32>, tensor<?x4096xf32>) {
  %g0, %g1 = tslice.vjp @update(%x, %u)(%ct) wrt [0, 1] : (tensor<?x8192xf32>, tensor<?x4096xf32>)(tensor<?x8192xf32>) -> (tensor<?x8192xf32>, tensor<?x4096xf32>)
  return %g0, %g1 : tensor<?x8192xf32>, tensor<?x4096xf32>
}
