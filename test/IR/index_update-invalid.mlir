// RUN: tslice-opt %s -split-input-file -verify-diagnostics

func.func @index_update_c1(%x: tensor<8x5xf32>, %u: tensor<3xf32>) {
  // expected-error@+1 {{update has type 'tensor<3xf32>', which does not broadcast to 'tensor<7x5xf32>'}}
  %r = tslice.index_update set %u into %x[1:] : tensor<3xf32> into tensor<8x5xf32>
  return
}

// -----

func.func @index_update_c1_rank(%x: tensor<8x5xf32>, %u: tensor<2x1xf32>) {
  // expected-error@+1 {{update has type 'tensor<2x1xf32>', which does not broadcast to 'tensor<8xf32>'}}
  %r = tslice.index_update set %u into %x[:, 0] : tensor<2x1xf32> into tensor<8x5xf32>
  return
}

// -----

func.func @index_update_c1_open_rank(%x: tensor<8x5xf32>, %u: tensor<?x8xf32>) {
  // expected-error@+1 {{update has type 'tensor<?x8xf32>', which does not broadcast to 'tensor<8xf32>'}}
  %r = tslice.index_update set %u into %x[:, 0] : tensor<?x8xf32> into tensor<8x5xf32>
  return
}

// -----

func.func @write_c1(%x: tensor<8xcomplex<f32>>, %u: tensor<complex<f32>>) {
  // expected-error@+1 {{cannot combine 'complex<f32>' elements with 'max'; complex numbers have no order}}
  %r = tslice.index_update max %u into %x[0] : tensor<complex<f32>> into tensor<8xcomplex<f32>>
  return
}

// -----

func.func @write_c2(%x: tensor<8xf32>, %u: tensor<f64>) {
  // expected-error@+1 {{update has element type 'f64', but the indexed tensor 'tensor<8xf32>' has 'f32'}}
  %r = tslice.index_update set %u into %x[0] : tensor<f64> into tensor<8xf32>
  return
}

// -----

func.func @index_c4(%x: tensor<8xf32>, %u: tensor<f32>) {
  // expected-error@+1 {{accesses index 8 of dimension 0, which has size 8}}
  %r = tslice.index_update set %u into %x[8] : tensor<f32> into tensor<8xf32>
  return
}
