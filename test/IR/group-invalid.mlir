// RUN: tslice-opt %s -split-input-file -verify-diagnostics

func.func @windowed_c1_twice(%x: tensor<4x4xf32>, %i: tensor<4xi32>) {
  // expected-error@+1 {{names dimension 0 twice in 'batch' and 'dims'}}
  %p, %s = tslice.group %x[%i] batch [0] dims [0] : tensor<4x4xf32>, tensor<4xi32> -> tensor<?xindex>, tensor<?xindex>
  return
}

// -----

func.func @windowed_c2_components(%x: tensor<4x4xf32>, %i: tensor<4x3xi32>) {
  // expected-error@+1 {{expects a trailing dimension of size 2 in the indices}}
  %p, %s = tslice.group %x[%i] dims [0, 1] : tensor<4x4xf32>, tensor<4x3xi32> -> tensor<?xindex>, tensor<?xindex>
  return
}

// -----

func.func @windowed_c3_batches(%x: tensor<4x4xf32>, %i: tensor<5x3xi32>) {
  // expected-error@+1 {{pairs dimension 0 of the indices, of size 5, with dimension 0, which has size 4}}
  %p, %s = tslice.group %x[%i] batch [0] dims [1] : tensor<4x4xf32>, tensor<5x3xi32> -> tensor<?xindex>, tensor<?xindex>
  return
}

// -----

func.func @windowed_c4_negative(%x: tensor<4xf32>, %i: tensor<4xi32>) {
  // expected-error@+1 {{expects a window of at least 0 in dimension 0, but got -1}}
  %p, %s = tslice.group %x[%i] dims [0] window [-1] : tensor<4xf32>, tensor<4xi32> -> tensor<?xindex>, tensor<?xindex>
  return
}

// -----

func.func @windowed_c5_too_large(%x: tensor<4xf32>, %i: tensor<4xi32>) {
  // expected-error@+1 {{has a window of 5 in dimension 0, which has size 4}}
  %p, %s = tslice.group %x[%i] dims [0] window [5] : tensor<4xf32>, tensor<4xi32> -> tensor<?xindex>, tensor<?xindex>
  return
}

// -----

func.func @windowed_c7_element(%x: tensor<4xf32>, %i: tensor<4xi1>) {
  // expected-error@+1 {{operand #1 must be ranked tensor of i8, i16, i32, i64 or index values, but got 'tensor<4xi1>'}}
  %p, %s = tslice.group %x[%i] dims [0] : tensor<4xf32>, tensor<4xi1> -> tensor<?xindex>, tensor<?xindex>
  return
}

// -----

func.func @group_c1_static(%x: tensor<4xf32>, %i: tensor<4xi32>) {
  // expected-error@+1 {{result has type 'tensor<4xindex>', but group yields 'tensor<?xindex>'}}
  %p, %s = tslice.group %x[%i] dims [0] : tensor<4xf32>, tensor<4xi32> -> tensor<4xindex>, tensor<?xindex>
  return
}

// -----

func.func @group_c2_cut(%x: tensor<4xf32>, %i: tensor<4xi32>) {
  // expected-error@+1 {{groups whole windows, but 'skip_element' may cut off a part of a window of 2; use 'skip_window'}}
  %p, %s = tslice.group %x[%i] dims [0] window [2] bounds skip_element : tensor<4xf32>, tensor<4xi32> -> tensor<?xindex>, tensor<?xindex>
  return
}

// -----

func.func @access_c1_target(%x: tensor<4611686018427387904xf32>, %i: tensor<4xi32>) {
  // expected-error@+1 {{tensor<4611686018427387904xf32>}}
  %p, %s = tslice.group %x[%i] dims [0] : tensor<4611686018427387904xf32>, tensor<4xi32> -> tensor<?xindex>, tensor<?xindex>
  return
}
