// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// x[i] += u, every index equal. The second function does not check the indices.

func.func @scatter_hot(
    %x: tensor<?x64xf32> {tslice.donate}, %i: tensor<?xi32>, %u: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %r = tslice.scatter add %u into %x[%i] dims [0] : tensor<?x64xf32> into tensor<?x64xf32>, tensor<?xi32>
  return %r : tensor<?x64xf32>
}

func.func @scatter_hot_assume(
    %x: tensor<?x64xf32> {tslice.donate}, %i: tensor<?xi32>, %u: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %r = tslice.scatter add %u into %x[%i] dims [0] bounds assume : tensor<?x64xf32> into tensor<?x64xf32>, tensor<?xi32>
  return %r : tensor<?x64xf32>
}
