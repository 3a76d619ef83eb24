// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// x[i]: single elements. The second function does not check the indices.

func.func @elems(%x: tensor<?xf32>, %i: tensor<?xi32>) -> tensor<?xf32> {
  %r = tslice.gather %x[%i] dims [0] : tensor<?xf32>, tensor<?xi32> -> tensor<?xf32>
  return %r : tensor<?xf32>
}

func.func @elems_assume(%x: tensor<?xf32>, %i: tensor<?xi32>) -> tensor<?xf32> {
  %r = tslice.gather %x[%i] dims [0] bounds assume : tensor<?xf32>, tensor<?xi32> -> tensor<?xf32>
  return %r : tensor<?xf32>
}

func.func @elems_grad(
    %x: tensor<?xf32>, %i: tensor<?xi32>, %ct: tensor<?xf32>) -> tensor<?xf32> {
  %g0 = tslice.vjp @elems(%x, %i)(%ct) wrt [0] : (tensor<?xf32>, tensor<?xi32>)(tensor<?xf32>) -> tensor<?xf32>
  return %g0 : tensor<?xf32>
}
