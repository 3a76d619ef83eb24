// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// x[m], the elements where the mask is true.

func.func @mask(%x: tensor<?xf32>, %m: tensor<?xi1>) -> tensor<?xf32> {
  %p = tslice.nonzero %m : tensor<?xi1> -> tensor<?x1xindex>
  %i = tensor.collapse_shape %p [[0, 1]] : tensor<?x1xindex> into tensor<?xindex>
  %r = tslice.gather %x[%i] dims [0] : tensor<?xf32>, tensor<?xindex> -> tensor<?xf32>
  return %r : tensor<?xf32>
}

func.func @mask_grad(
    %x: tensor<?xf32>, %m: tensor<?xi1>, %ct: tensor<?xf32>) -> tensor<?xf32> {
  %g0 = tslice.vjp @mask(%x, %m)(%ct) wrt [0] : (tensor<?xf32>, tensor<?xi1>)(tensor<?xf32>) -> tensor<?xf32>
  return %g0 : tensor<?xf32>
}
