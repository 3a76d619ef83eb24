// RUN: %python %S/Inputs/check_gradients.py %tslice_bin %s | FileCheck %s
// CHECK-NOT: {{WRONG|FAILED}}
// CHECK: 24 of 24 agree

// CASE scatter_set_error
// ARG 1: [0,2,2,1,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter set %u into %xx[%i] dims [0] window [2] bounds error : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE scatter_add_error
// ARG 1: [0,2,2,1,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter add %u into %xx[%i] dims [0] window [2] bounds error : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE scatter_min_error
// ARG 1: [0,2,2,1,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter min %u into %xx[%i] dims [0] window [2] bounds error : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE scatter_max_error
// ARG 1: [0,2,2,1,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter max %u into %xx[%i] dims [0] window [2] bounds error : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE scatter_mul_error
// ARG 1: [0,2,2,1,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter mul %u into %xx[%i] dims [0] window [2] bounds error : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE scatter_set_clamp
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter set %u into %xx[%i] dims [0] window [2] bounds clamp : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE scatter_add_clamp
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter add %u into %xx[%i] dims [0] window [2] bounds clamp : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE scatter_min_clamp
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter min %u into %xx[%i] dims [0] window [2] bounds clamp : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE scatter_max_clamp
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter max %u into %xx[%i] dims [0] window [2] bounds clamp : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE scatter_mul_clamp
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter mul %u into %xx[%i] dims [0] window [2] bounds clamp : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE scatter_set_skip_window
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter set %u into %xx[%i] dims [0] window [2] bounds skip_window : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE scatter_add_skip_window
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter add %u into %xx[%i] dims [0] window [2] bounds skip_window : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE scatter_min_skip_window
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter min %u into %xx[%i] dims [0] window [2] bounds skip_window : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE scatter_max_skip_window
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter max %u into %xx[%i] dims [0] window [2] bounds skip_window : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE scatter_mul_skip_window
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter mul %u into %xx[%i] dims [0] window [2] bounds skip_window : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE scatter_set_skip_element
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter set %u into %xx[%i] dims [0] window [2] bounds skip_element : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE scatter_add_skip_element
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter add %u into %xx[%i] dims [0] window [2] bounds skip_element : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE scatter_min_skip_element
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter min %u into %xx[%i] dims [0] window [2] bounds skip_element : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE scatter_max_skip_element
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter max %u into %xx[%i] dims [0] window [2] bounds skip_element : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE scatter_mul_skip_element
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter mul %u into %xx[%i] dims [0] window [2] bounds skip_element : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE smul0
// ARG 1: [1,1,2,1,2]
// ARG 2: [0.0,2.0,0.0,3.0,0.0]
func.func private @f(%x: tensor<4xf64>, %i: tensor<5xi32>, %u: tensor<5xf64>) -> tensor<4xf64> {
  %s = tslice.scatter mul %u into %x[%i] dims [0] : tensor<5xf64> into tensor<4xf64>, tensor<5xi32>
  return %s : tensor<4xf64>
}

// -----

// CASE smulb
// ARG 1: [[[0,1],[1,1]],[[2,2],[0,0]],[[3,1],[2,3]]]
func.func private @f(%x: tensor<3x4xf64>, %i: tensor<3x2x2xi32>, %u: tensor<3x2x2xf64>) -> tensor<3x4xf64> {
  %s = tslice.scatter mul %u into %x[%i] batch [0] dims [1] : tensor<3x2x2xf64> into tensor<3x4xf64>, tensor<3x2x2xi32>
  return %s : tensor<3x4xf64>
}

// -----

// CASE smul1
// ARG 1: [1,2]
func.func private @f(%x: tensor<3x4xf64>, %i: tensor<2xi32>, %u: tensor<f64>) -> tensor<3x4xf64> {
  %s = tslice.scatter mul %u into %x[%i] dims [1,0] : tensor<f64> into tensor<3x4xf64>, tensor<2xi32>
  %t = tslice.scatter set %u into %s[%i] dims [0,1] : tensor<f64> into tensor<3x4xf64>, tensor<2xi32>
  return %t : tensor<3x4xf64>
}

// -----

// CASE gset
// ARG 1: [[3,1],[3,0],[9,-3]]
// SIZES 2: 3
func.func private @f(%x: tensor<3x4xf64>, %i: tensor<?x2xi32>, %u: tensor<?x2x1xf64>) -> tensor<3x4xf64> {
  %s = tslice.scatter set %u into %x[%i] dims [1,0] window [1, 2] drop [] bounds clamp : tensor<?x2x1xf64> into tensor<3x4xf64>, tensor<?x2xi32>
  %t = arith.mulf %s, %x : tensor<3x4xf64>
  return %t : tensor<3x4xf64>
}
