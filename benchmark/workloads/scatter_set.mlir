// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// x[i] = u, the last of duplicates wins. The second function does not check the indices.

func.func @scatter_set(
    %x: tensor<?x64xf32> {tslice.donate}, %i: tensor<?xi32>, %u: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %r = tslice.scatter set %u into %x[%i] dims [0] : tensor<?x64xf32> into tensor<?x64xf32>, tensor<?xi32>
  return %r : tensor<?x64xf32>
}

func.func @scatter_set_assume(
    %x: tensor<?x64xf32> {tslice.donate}, %i: tensor<?xi32>, %u: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %r = tslice.scatter set %u into %x[%i] dims [0] bounds assume : tensor<?x64xf32> into tensor<?x64xf32>, tensor<?xi32>
  return %r : tensor<?x64xf32>
}

func.func @scatter_set_grad(
    %x: tensor<?x64xf32>, %i: tensor<?xi32>, %u: tensor<?x64xf32>, %ct: tensor<?x64xf32> {tslice.donate}) -> (tensor<?x64xf32>, tensor<?x64xf32>) {
  %g0, %g1 = tslice.vjp @scatter_set(%x, %i, %u)(%ct) wrt [0, 2] : (tensor<?x64xf32>, tensor<?xi32>, tensor<?x64xf32>)(tensor<?x64xf32>) -> (tensor<?x64xf32>, tensor<?x64xf32>)
  return %g0, %g1 : tensor<?x64xf32>, tensor<?x64xf32>
}
