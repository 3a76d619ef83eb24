// RUN: tslice-opt %s -split-input-file -verify-diagnostics

func.func private @f(tensor<4xf32>) -> (tensor<2xf32>, i32)

func.func @derivative_c1(%x: tensor<4xf32>) {
  // expected-error@+1 {{names @g, which is not a function of this module}}
  %r = tslice.jvp @g(%x)(%x) wrt [0] : (tensor<4xf32>)(tensor<4xf32>) -> tensor<2xf32>
  return
}

// -----

func.func private @f(tensor<4xf32>) -> (tensor<2xf32>, i32)

func.func @derivative_c2(%x: tensor<4xf32>) {
  // expected-error@+1 {{names argument 0 twice in 'wrt'}}
  %r = tslice.jvp @f(%x)(%x, %x) wrt [0, 0] : (tensor<4xf32>)(tensor<4xf32>, tensor<4xf32>) -> tensor<2xf32>
  return
}

// -----

func.func private @f(tensor<4xf32>) -> (tensor<2xf32>, i32)

func.func @derivative_c3(%x: tensor<4xf32>) {
  // expected-error@+1 {{expects 1 result, but got 2}}
  %r:2 = tslice.jvp @f(%x)(%x) wrt [0] : (tensor<4xf32>)(tensor<4xf32>) -> (tensor<2xf32>, i32)
  return
}

// -----

func.func private @f(tensor<4xf32>) -> (tensor<2xf32>, i32)

func.func @derivative_c4(%x: tensor<4xf32>) {
  // expected-error@+1 {{expects 1 tangent, but got 0}}
  %r = tslice.jvp @f(%x)() wrt [0] : (tensor<4xf32>)() -> tensor<2xf32>
  return
}
