// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// x[i] += u of single elements. The second function does not check the indices.

func.func @histogram(
    %x: tensor<?xf32> {tslice.donate}, %i: tensor<?xi32>, %u: tensor<?xf32>) -> tensor<?xf32> {
  %r = tslice.scatter add %u into %x[%i] dims [0] : tensor<?xf32> into tensor<?xf32>, tensor<?xi32>
  return %r : tensor<?xf32>
}

func.func @histogram_assume(
    %x: tensor<?xf32> {tslice.donate}, %i: tensor<?xi32>, %u: tensor<?xf32>) -> tensor<?xf32> {
  %r = tslice.scatter add %u into %x[%i] dims [0] bounds assume : tensor<?xf32> into tensor<?xf32>, tensor<?xi32>
  return %r : tensor<?xf32>
}
