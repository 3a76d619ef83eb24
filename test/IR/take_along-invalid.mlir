// RUN: tslice-opt %s -split-input-file -verify-diagnostics

func.func @take_along_c1(%x: tensor<8x5xf32>, %i: tensor<8x5xi32>) {
  // expected-error@+1 {{takes along dimension 2 of 'tensor<8x5xf32>', which has 2 dimensions}}
  %r = tslice.take_along %x[%i] dim 2 : tensor<8x5xf32>, tensor<8x5xi32> -> tensor<8x5xf32>
  return
}

// -----

func.func @take_along_c2(%x: tensor<8x5xf32>, %i: tensor<5xi32>) {
  // expected-error@+1 {{expects indices with the 2 dimensions of 'tensor<8x5xf32>', but got 'tensor<5xi32>'}}
  %r = tslice.take_along %x[%i] dim 0 : tensor<8x5xf32>, tensor<5xi32> -> tensor<5xf32>
  return
}

// -----

func.func @take_along_c3(%x: tensor<8x5xf32>, %i: tensor<7x2xi32>) {
  // expected-error@+1 {{has indices of size 7 in dimension 0, where the tensor has size 8}}
  %r = tslice.take_along %x[%i] dim 1 : tensor<8x5xf32>, tensor<7x2xi32> -> tensor<7x2xf32>
  return
}

// -----

func.func @read_c2(%x: tensor<8x5xf32>, %i: tensor<8x2xi32>) {
  // expected-error@+1 {{result has type 'tensor<8x5xf32>', but the access implies 'tensor<8x2xf32>'}}
  %r = tslice.take_along %x[%i] dim 1 : tensor<8x5xf32>, tensor<8x2xi32> -> tensor<8x5xf32>
  return
}

// -----

func.func @index_update_c1(%x: tensor<8x5xf32>, %i: tensor<8x2xi32>, %u: tensor<8x3xf32>) {
  // expected-error@+1 {{update has type 'tensor<8x3xf32>', which does not broadcast to 'tensor<8x2xf32>'}}
  %r = tslice.take_along_update set %u into %x[%i] dim 1 : tensor<8x3xf32> into tensor<8x5xf32>, tensor<8x2xi32>
  return
}
