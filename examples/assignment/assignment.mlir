// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Assignment to parts of tensors, which never change: every write yields a new one.

// x[0, 0] = v. Both the new value and the original can be used.
func.func @one(%x: tensor<2x3xf32>, %v: tensor<f32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  %r = tslice.index_update set %v into %x[0, 0] : tensor<f32> into tensor<2x3xf32>
  return %r, %x : tensor<2x3xf32>, tensor<2x3xf32>
}

// x[:, 1:] = u, and the same with +=, *=, the smaller, the larger.
func.func @slice(%x: tensor<?x3xf32>, %u: tensor<?x2xf32>)
    -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) {
  %set = tslice.index_update set %u into %x[:, 1:] : tensor<?x2xf32> into tensor<?x3xf32>
  %add = tslice.index_update add %u into %x[:, 1:] : tensor<?x2xf32> into tensor<?x3xf32>
  %mul = tslice.index_update mul %u into %x[:, 1:] : tensor<?x2xf32> into tensor<?x3xf32>
  %min = tslice.index_update min %u into %x[:, 1:] : tensor<?x2xf32> into tensor<?x3xf32>
  %max = tslice.index_update max %u into %x[:, 1:] : tensor<?x2xf32> into tensor<?x3xf32>
  return %set, %add, %mul, %min, %max
    : tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>
}

// x[i] = u. A row that occurs twice is written twice, in the order of i: the last
// one wins, sums add up.
func.func @rows(%x: tensor<?x3xf32>, %u: tensor<?x3xf32>, %i: tensor<?xi32>)
    -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) {
  %set = tslice.index_update set %u into %x[%i] : tensor<?x3xf32> into tensor<?x3xf32>, tensor<?xi32>
  %add = tslice.index_update add %u into %x[%i] : tensor<?x3xf32> into tensor<?x3xf32>, tensor<?xi32>
  %mul = tslice.index_update mul %u into %x[%i] : tensor<?x3xf32> into tensor<?x3xf32>, tensor<?xi32>
  %min = tslice.index_update min %u into %x[%i] : tensor<?x3xf32> into tensor<?x3xf32>, tensor<?xi32>
  %max = tslice.index_update max %u into %x[%i] : tensor<?x3xf32> into tensor<?x3xf32>, tensor<?xi32>
  return %set, %add, %mul, %min, %max
    : tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>
}

// x[p[:, 0], p[:, 1]] = u: one pair of indices for each element.
func.func @pairs(%x: tensor<?x3xf32>, %u: tensor<?xf32>, %p: tensor<?x2xi32>)
    -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) {
  %set = tslice.scatter set %u into %x[%p] dims [0, 1] : tensor<?xf32> into tensor<?x3xf32>, tensor<?x2xi32>
  %add = tslice.scatter add %u into %x[%p] dims [0, 1] : tensor<?xf32> into tensor<?x3xf32>, tensor<?x2xi32>
  %mul = tslice.scatter mul %u into %x[%p] dims [0, 1] : tensor<?xf32> into tensor<?x3xf32>, tensor<?x2xi32>
  %min = tslice.scatter min %u into %x[%p] dims [0, 1] : tensor<?xf32> into tensor<?x3xf32>, tensor<?x2xi32>
  %max = tslice.scatter max %u into %x[%p] dims [0, 1] : tensor<?xf32> into tensor<?x3xf32>, tensor<?x2xi32>
  return %set, %add, %mul, %min, %max
    : tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>
}

// x[m] = u: one element for each place that is true, in row-major order.
func.func @mask(%x: tensor<?x3xf32>, %u: tensor<?xf32>, %m: tensor<?x3xi1>)
    -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) {
  %set = tslice.index_update set %u into %x[%m] : tensor<?xf32> into tensor<?x3xf32>, tensor<?x3xi1>
  %add = tslice.index_update add %u into %x[%m] : tensor<?xf32> into tensor<?x3xf32>, tensor<?x3xi1>
  %mul = tslice.index_update mul %u into %x[%m] : tensor<?xf32> into tensor<?x3xf32>, tensor<?x3xi1>
  %min = tslice.index_update min %u into %x[%m] : tensor<?xf32> into tensor<?x3xf32>, tensor<?x3xi1>
  %max = tslice.index_update max %u into %x[%m] : tensor<?xf32> into tensor<?x3xf32>, tensor<?x3xi1>
  return %set, %add, %mul, %min, %max
    : tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>
}

// x[k] = row. Where nothing uses the original any more no copy is made: the caller
// of @row_in_place gives it away, the caller of @row keeps it.
func.func @row(%x: tensor<?x64xf32>, %row: tensor<64xf32>, %k: index) -> tensor<?x64xf32> {
  %r = tslice.index_update set %row into %x[%k] : tensor<64xf32> into tensor<?x64xf32>, index
  return %r : tensor<?x64xf32>
}
func.func @row_in_place(%x: tensor<?x64xf32> {tslice.donate}, %row: tensor<64xf32>, %k: index) -> tensor<?x64xf32> {
  %r = tslice.index_update set %row into %x[%k] : tensor<64xf32> into tensor<?x64xf32>, index
  return %r : tensor<?x64xf32>
}

// Gradients: the entries yield d sum(w * r) / dx and d sum(w * r) / du, where r is x
// after its assignment. `vjp` takes w, the gradient of r.

func.func private @set_slice(%x: tensor<?x3xf32>, %u: tensor<?x2xf32>) -> tensor<?x3xf32> {
  %r = tslice.index_update set %u into %x[:, 1:] : tensor<?x2xf32> into tensor<?x3xf32>
  return %r : tensor<?x3xf32>
}
func.func @slice_gradient(%x: tensor<?x3xf32>, %u: tensor<?x2xf32>, %w: tensor<?x3xf32>)
    -> (tensor<?x3xf32>, tensor<?x2xf32>) {
  %dx, %du = tslice.vjp @set_slice(%x, %u)(%w) wrt [0, 1]
    : (tensor<?x3xf32>, tensor<?x2xf32>)(tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<?x2xf32>)
  return %dx, %du : tensor<?x3xf32>, tensor<?x2xf32>
}

func.func private @set_rows(%x: tensor<?x3xf32>, %u: tensor<?x3xf32>, %i: tensor<?xi32>) -> tensor<?x3xf32> {
  %r = tslice.index_update set %u into %x[%i] : tensor<?x3xf32> into tensor<?x3xf32>, tensor<?xi32>
  return %r : tensor<?x3xf32>
}
func.func @rows_gradient(%x: tensor<?x3xf32>, %u: tensor<?x3xf32>, %i: tensor<?xi32>, %w: tensor<?x3xf32>)
    -> (tensor<?x3xf32>, tensor<?x3xf32>) {
  %dx, %du = tslice.vjp @set_rows(%x, %u, %i)(%w) wrt [0, 1]
    : (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?xi32>)(tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<?x3xf32>)
  return %dx, %du : tensor<?x3xf32>, tensor<?x3xf32>
}

func.func private @set_pairs(%x: tensor<?x3xf32>, %u: tensor<?xf32>, %p: tensor<?x2xi32>) -> tensor<?x3xf32> {
  %r = tslice.scatter set %u into %x[%p] dims [0, 1] : tensor<?xf32> into tensor<?x3xf32>, tensor<?x2xi32>
  return %r : tensor<?x3xf32>
}
func.func @pairs_gradient(%x: tensor<?x3xf32>, %u: tensor<?xf32>, %p: tensor<?x2xi32>, %w: tensor<?x3xf32>)
    -> (tensor<?x3xf32>, tensor<?xf32>) {
  %dx, %du = tslice.vjp @set_pairs(%x, %u, %p)(%w) wrt [0, 1]
    : (tensor<?x3xf32>, tensor<?xf32>, tensor<?x2xi32>)(tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<?xf32>)
  return %dx, %du : tensor<?x3xf32>, tensor<?xf32>
}

func.func private @set_mask(%x: tensor<?x3xf32>, %u: tensor<?xf32>, %m: tensor<?x3xi1>) -> tensor<?x3xf32> {
  %r = tslice.index_update set %u into %x[%m] : tensor<?xf32> into tensor<?x3xf32>, tensor<?x3xi1>
  return %r : tensor<?x3xf32>
}
func.func @mask_gradient(%x: tensor<?x3xf32>, %u: tensor<?xf32>, %m: tensor<?x3xi1>, %w: tensor<?x3xf32>)
    -> (tensor<?x3xf32>, tensor<?xf32>) {
  %dx, %du = tslice.vjp @set_mask(%x, %u, %m)(%w) wrt [0, 1]
    : (tensor<?x3xf32>, tensor<?xf32>, tensor<?x3xi1>)(tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<?xf32>)
  return %dx, %du : tensor<?x3xf32>, tensor<?xf32>
}
