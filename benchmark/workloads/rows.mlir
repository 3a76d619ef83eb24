// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// x[i]: whole rows. The second function does not check the indices.

func.func @rows(%x: tensor<?x64xf32>, %i: tensor<?xi32>) -> tensor<?x64xf32> {
  %r = tslice.gather %x[%i] dims [0] : tensor<?x64xf32>, tensor<?xi32> -> tensor<?x64xf32>
  return %r : tensor<?x64xf32>
}

func.func @rows_assume(%x: tensor<?x64xf32>, %i: tensor<?xi32>) -> tensor<?x64xf32> {
  %r = tslice.gather %x[%i] dims [0] bounds assume : tensor<?x64xf32>, tensor<?xi32> -> tensor<?x64xf32>
  return %r : tensor<?x64xf32>
}

func.func @rows_grad(
    %x: tensor<?x64xf32>, %i: tensor<?xi32>, %ct: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %g0 = tslice.vjp @rows(%x, %i)(%ct) wrt [0] : (tensor<?x64xf32>, tensor<?xi32>)(tensor<?x64xf32>) -> tensor<?x64xf32>
  return %g0 : tensor<?x64xf32>
}
