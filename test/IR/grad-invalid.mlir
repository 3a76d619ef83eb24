// RUN: tslice-opt %s -split-input-file -verify-diagnostics

func.func @derivative_c1_unknown(%x: tensor<4xf32>) {
  // expected-error@+1 {{names @missing, which is not a function of this module}}
  %r = tslice.grad @missing(%x) wrt [0] : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func private @f(tensor<4xf32>, i32) -> tensor<f32>

func.func @derivative_c1_count(%x: tensor<4xf32>) {
  // expected-error@+1 {{expects 2 arguments, but got 1}}
  %r = tslice.grad @f(%x) wrt [0] : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func private @f(tensor<4xf32>) -> tensor<f32>

func.func @derivative_c1_type(%x: tensor<5xf32>) {
  // expected-error@+1 {{expects argument 0 of type 'tensor<4xf32>', but got 'tensor<5xf32>'}}
  %r = tslice.grad @f(%x) wrt [0] : (tensor<5xf32>) -> tensor<5xf32>
  return
}

// -----

func.func private @f(tensor<4xf32>) -> tensor<f32>

func.func @derivative_c2_range(%x: tensor<4xf32>) {
  // expected-error@+1 {{differentiates with respect to argument 1 of a function that has 1}}
  %r = tslice.grad @f(%x) wrt [1] : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func private @f(tensor<4xf32>) -> tensor<f32>

func.func @derivative_c2_twice(%x: tensor<4xf32>) {
  // expected-error@+1 {{names argument 0 twice in 'wrt'}}
  %r:2 = tslice.grad @f(%x) wrt [0, 0] : (tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
  return
}

// -----

func.func private @f(tensor<4xi32>) -> tensor<f32>

func.func @derivative_c2_integer(%x: tensor<4xi32>) {
  // expected-error@+1 {{cannot differentiate with respect to argument 0 of type 'tensor<4xi32>': it is not floating-point or complex}}
  %r = tslice.grad @f(%x) wrt [0] : (tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func private @f(memref<4xf32>) -> tensor<f32>

func.func @derivative_c2_buffer(%x: memref<4xf32>) {
  // expected-error@+1 {{cannot differentiate with respect to argument 0 of type 'memref<4xf32>'}}
  %r = tslice.grad @f(%x) wrt [0] : (memref<4xf32>) -> memref<4xf32>
  return
}

// -----

func.func private @f(tensor<4xf32>) -> tensor<f32>

func.func @derivative_c3_count(%x: tensor<4xf32>) {
  // expected-error@+1 {{expects 2 results, but got 1}}
  %r = tslice.grad @f(%x) wrt [0] value : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func private @f(tensor<4xf32>) -> tensor<f32>

func.func @derivative_c3_type(%x: tensor<4xf32>) {
  // expected-error@+1 {{expects result 0 of type 'tensor<4xf32>', but got 'tensor<f32>'}}
  %r = tslice.grad @f(%x) wrt [0] : (tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func private @f(tensor<4xf32>) -> tensor<1xf32>

func.func @grad_c1_rank(%x: tensor<4xf32>) {
  // expected-error@+1 {{expects a function whose first result is one floating-point scalar, but @f yields 'tensor<1xf32>'}}
  %r = tslice.grad @f(%x) wrt [0] : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func private @f(tensor<4xf32>) -> complex<f32>

func.func @grad_c1_complex(%x: tensor<4xf32>) {
  // expected-error@+1 {{expects a function whose first result is one floating-point scalar, but @f yields 'complex<f32>'}}
  %r = tslice.grad @f(%x) wrt [0] : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func private @f(tensor<4xf32>)

func.func @grad_c1_none(%x: tensor<4xf32>) {
  // expected-error@+1 {{expects a function whose first result is one floating-point scalar, but @f has no result}}
  %r = tslice.grad @f(%x) wrt [0] : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func private @f(tensor<4xf32>, f32) -> tensor<f32>

func.func @sparse_c1_wrt(%x: tensor<4xf32>, %y: f32) {
  // expected-error@+1 {{names argument 1 in 'sparse' that is not in 'wrt'}}
  %i, %r = tslice.grad @f(%x, %y) wrt [0] sparse [1] : (tensor<4xf32>, f32) -> (tensor<?xindex>, tensor<?xf32>)
  return
}

// -----

func.func private @f(tensor<4xf32>, f32) -> tensor<f32>

func.func @sparse_c1_twice(%x: tensor<4xf32>, %y: f32) {
  // expected-error@+1 {{names argument 0 twice in 'sparse'}}
  %i, %r = tslice.grad @f(%x, %y) wrt [0] sparse [0, 0] : (tensor<4xf32>, f32) -> (tensor<?xindex>, tensor<?xf32>)
  return
}

// -----

func.func private @f(tensor<4xf32>, f32) -> tensor<f32>

func.func @sparse_c1_rows(%x: tensor<4xf32>, %y: f32) {
  // expected-error@+1 {{cannot yield rows of argument 1 of type 'f32'}}
  %i, %r = tslice.grad @f(%x, %y) wrt [1] sparse [1] : (tensor<4xf32>, f32) -> (tensor<?xindex>, f32)
  return
}

// -----

func.func private @f(tensor<9x4xf32>) -> tensor<f32>

func.func @sparse_c2_whole(%x: tensor<9x4xf32>) {
  // expected-error@+1 {{expects 2 results, but got 1}}
  %r = tslice.grad @f(%x) wrt [0] sparse [0] : (tensor<9x4xf32>) -> tensor<9x4xf32>
  return
}

// -----

func.func private @f(tensor<9x4xf32>) -> tensor<f32>

func.func @sparse_c2_numbers(%x: tensor<9x4xf32>) {
  // expected-error@+1 {{expects result 0 of type 'tensor<?xindex>', but got 'tensor<?xi64>'}}
  %i, %r = tslice.grad @f(%x) wrt [0] sparse [0] : (tensor<9x4xf32>) -> (tensor<?xi64>, tensor<?x4xf32>)
  return
}

// -----

func.func private @f(tensor<9x4xf32>) -> tensor<f32>

func.func @sparse_c2_rows(%x: tensor<9x4xf32>) {
  // expected-error@+1 {{expects result 1 of type 'tensor<?xf32>', but got 'tensor<?x4xf32>'}}
  %i, %r = tslice.grad @f(%x) wrt [0] sparse [0] : (tensor<9x4xf32>) -> (tensor<?x2xindex>, tensor<?x4xf32>)
  return
}
