// RUN: tslice-opt %s -split-input-file -verify-diagnostics

func.func @windowed_c1_range(%x: tensor<5x3xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{names addressed dimension 2 of a tensor of rank 2}}
  %r = tslice.gather %x[%i] dims [2] : tensor<5x3xf32>, tensor<2xi32> -> tensor<2x3xf32>
  return
}

// -----

func.func @windowed_c1_negative(%x: tensor<5x3xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{names batch dimension -1 of a tensor of rank 2}}
  %r = tslice.gather %x[%i] batch [-1] dims [0] : tensor<5x3xf32>, tensor<2xi32> -> tensor<2x3xf32>
  return
}

// -----

func.func @windowed_c1_twice(%x: tensor<5x3xf32>, %i: tensor<2x2xi32>) {
  // expected-error@+1 {{names dimension 1 twice in 'batch' and 'dims'}}
  %r = tslice.gather %x[%i] batch [1] dims [1] : tensor<5x3xf32>, tensor<2x2xi32> -> tensor<2x2xf32>
  return
}

// -----

func.func @windowed_c2_rank(%x: tensor<5x3xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{expects indices of rank 2 or more for 1 batch and 0 addressed dimensions, but got 'tensor<2xi32>'}}
  %r = tslice.gather %x[%i] batch [0] dims [] : tensor<5x3xf32>, tensor<2xi32> -> tensor<5x3xf32>
  return
}

// -----

func.func @windowed_c2_components(%x: tensor<5x3xf32>, %i: tensor<4x3xi32>) {
  // expected-error@+1 {{expects a trailing dimension of size 2 in the indices, one component per addressed dimension, but got 'tensor<4x3xi32>'}}
  %r = tslice.gather %x[%i] dims [0, 1] : tensor<5x3xf32>, tensor<4x3xi32> -> tensor<4xf32>
  return
}

// -----

func.func @windowed_c2_dynamic_components(%x: tensor<5x3xf32>, %i: tensor<4x?xi32>) {
  // expected-error@+1 {{expects a trailing dimension of size 2 in the indices, one component per addressed dimension, but got 'tensor<4x?xi32>'}}
  %r = tslice.gather %x[%i] dims [0, 1] : tensor<5x3xf32>, tensor<4x?xi32> -> tensor<4xf32>
  return
}

// -----

func.func @windowed_c3(%x: tensor<5x3xf32>, %i: tensor<6x2xi32>) {
  // expected-error@+1 {{pairs dimension 0 of the indices, of size 6, with dimension 0, which has size 5}}
  %r = tslice.gather %x[%i] batch [0] dims [1] : tensor<5x3xf32>, tensor<6x2xi32> -> tensor<6x2xf32>
  return
}

// -----

func.func @windowed_c4_count(%x: tensor<5x3xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{expects 1 window sizes, one per addressed dimension, but got 2}}
  %r = tslice.gather %x[%i] dims [0] window [1, 1] : tensor<5x3xf32>, tensor<2xi32> -> tensor<2x1x3xf32>
  return
}

// -----

func.func @windowed_c4_negative(%x: tensor<5x3xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{expects a window of at least 0 in dimension 0, but got -1}}
  %r = tslice.gather %x[%i] dims [0] window [-1] : tensor<5x3xf32>, tensor<2xi32> -> tensor<2x1x3xf32>
  return
}

// -----

func.func @windowed_c5_error(%x: tensor<5x3xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{has a window of 6 in dimension 0, which has size 5}}
  %r = tslice.gather %x[%i] dims [0] window [6] : tensor<5x3xf32>, tensor<2xi32> -> tensor<2x6x3xf32>
  return
}

// -----

func.func @windowed_c5_clamp(%x: tensor<5x3xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{has a window of 6 in dimension 0, which has size 5}}
  %r = tslice.gather %x[%i] dims [0] window [6] bounds clamp : tensor<5x3xf32>, tensor<2xi32> -> tensor<2x6x3xf32>
  return
}

// -----

func.func @windowed_c6_kind(%x: tensor<5x3xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{can only drop addressed dimensions, and dimension 1 is none}}
  %r = tslice.gather %x[%i] dims [0] drop [1] : tensor<5x3xf32>, tensor<2xi32> -> tensor<2x1xf32>
  return
}

// -----

func.func @windowed_c6_size(%x: tensor<5x3xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{can only drop dimensions of window 1, but dimension 0 has a window of 2}}
  %r = tslice.gather %x[%i] dims [0] window [2] drop [0] : tensor<5x3xf32>, tensor<2xi32> -> tensor<2x3xf32>
  return
}

// -----

func.func @windowed_c6_twice(%x: tensor<5x3xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{drops dimension 0 twice}}
  %r = tslice.gather %x[%i] dims [0] drop [0, 0] : tensor<5x3xf32>, tensor<2xi32> -> tensor<2x3xf32>
  return
}

// -----

func.func @windowed_c7(%x: tensor<5x3xf32>, %i: tensor<2xi1>) {
  // expected-error@+1 {{operand #1 must be ranked tensor of i8, i16, i32, i64 or index values, but got 'tensor<2xi1>'}}
  %r = tslice.gather %x[%i] dims [0] : tensor<5x3xf32>, tensor<2xi1> -> tensor<2x3xf32>
  return
}

// -----

func.func @read_c1(%x: tensor<5xcomplex<f32>>, %i: tensor<2xi32>) {
  // expected-error@+1 {{has a fill of type 'f32', but reads elements of type 'complex<f32>'}}
  %r = tslice.gather %x[%i] dims [0] bounds skip_window fill 0.0 : f32 : tensor<5xcomplex<f32>>, tensor<2xi32> -> tensor<2xcomplex<f32>>
  return
}

// -----

func.func @read_c2(%x: tensor<5x3xf32>, %i: tensor<4xi32>) {
  // expected-error@+1 {{result has type 'tensor<4x2xf32>', but the access implies 'tensor<4x3xf32>'}}
  %r = tslice.gather %x[%i] dims [0] : tensor<5x3xf32>, tensor<4xi32> -> tensor<4x2xf32>
  return
}
