// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// x[i] += u, duplicates counted. The second function does not check the indices.

func.func @scatter_add(
    %x: tensor<?x64xf32> {tslice.donate}, %i: tensor<?xi32>, %u: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %r = tslice.scatter add %u into %x[%i] dims [0] : tensor<?x64xf32> into tensor<?x64xf32>, tensor<?xi32>
  return %r : tensor<?x64xf32>
}

func.func @scatter_add_assume(
    %x: tensor<?x64xf32> {tslice.donate}, %i: tensor<?xi32>, %u: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %r = tslice.scatter add %u into %x[%i] dims [0] bounds assume : tensor<?x64xf32> into tensor<?x64xf32>, tensor<?xi32>
  return %r : tensor<?x64xf32>
}

func.func @scatter_add_grad(
    %x: tensor<?x64xf32>, %i: tensor<?xi32>, %u: tensor<?x64xf32>, %ct: tensor<?x64xf32> {tslice.donate}) -> (tensor<?x64xf32>, tensor<?x64xf32>) {
  %g0, %g1 = tslice.vjp @scatter_add(%x, %i, %u)(%ct) wrt [0, 2] : (tensor<?x64xf32>, tensor<?xi32>, tensor<?x64xf32>)(tensor<?x64xf32>) -> (tensor<?x64xf32>, tensor<?x64xf32>)
  return %g0, %g1 : tensor<?x64xf32>, tensor<?x64xf32>
}
