// RUN: tslice-opt %s -split-input-file -verify-diagnostics

func.func private @f(tensor<4xf32>) -> (tensor<2xf32>, i32)

func.func @derivative_c1(%x: tensor<3xf32>, %c: tensor<2xf32>) {
  // expected-error@+1 {{expects argument 0 of type 'tensor<4xf32>', but got 'tensor<3xf32>'}}
  %r = tslice.vjp @f(%x)(%c) wrt [0] : (tensor<3xf32>)(tensor<2xf32>) -> tensor<3xf32>
  return
}

// -----

func.func private @f(tensor<4xf32>) -> (tensor<2xf32>, i32)

func.func @derivative_c2(%x: tensor<4xf32>, %c: tensor<2xf32>) {
  // expected-error@+1 {{differentiates with respect to argument -1 of a function that has 1}}
  %r = tslice.vjp @f(%x)(%c) wrt [-1] : (tensor<4xf32>)(tensor<2xf32>) -> tensor<4xf32>
  return
}

// -----

func.func private @f(tensor<4xf32>) -> (tensor<2xf32>, i32)

func.func @derivative_c3(%x: tensor<4xf32>, %c: tensor<2xf32>) {
  // expected-error@+1 {{expects result 0 of type 'tensor<4xf32>', but got 'tensor<2xf32>'}}
  %r = tslice.vjp @f(%x)(%c) wrt [0] : (tensor<4xf32>)(tensor<2xf32>) -> tensor<2xf32>
  return
}

// -----

func.func private @f(tensor<4xf32>) -> (tensor<2xf32>, i32)

func.func @derivative_c4_count(%x: tensor<4xf32>, %c: tensor<2xf32>, %i: i32) {
  // expected-error@+1 {{expects 1 cotangent, but got 2}}
  %r = tslice.vjp @f(%x)(%c, %i) wrt [0] : (tensor<4xf32>)(tensor<2xf32>, i32) -> tensor<4xf32>
  return
}

// -----

func.func private @f(tensor<4xf32>) -> (tensor<2xf32>, i32)

func.func @derivative_c4_type(%x: tensor<4xf32>) {
  // expected-error@+1 {{expects cotangent 0 of type 'tensor<2xf32>', but got 'tensor<4xf32>'}}
  %r = tslice.vjp @f(%x)(%x) wrt [0] : (tensor<4xf32>)(tensor<4xf32>) -> tensor<4xf32>
  return
}
