// RUN: %python %S/Inputs/check_gradients.py %tslice_bin %s | FileCheck %s
// CHECK-NOT: {{WRONG|FAILED}}
// CHECK: 34 of 34 agree
//
// What words make of combiners: `exclude_self`, `ties first`, `unique`.

// CASE add_error
// ARG 1: [0,2,2,1,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter add %u into %xx[%i] dims [0] bounds error exclude_self : tensor<5x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE mul_error
// ARG 1: [0,2,2,1,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter mul %u into %xx[%i] dims [0] bounds error exclude_self : tensor<5x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE min_error
// ARG 1: [0,2,2,1,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter min %u into %xx[%i] dims [0] bounds error exclude_self : tensor<5x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE max_error
// ARG 1: [0,2,2,1,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter max %u into %xx[%i] dims [0] bounds error exclude_self : tensor<5x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE region_error
// ARG 1: [0,2,2,1,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter %u into %xx[%i] dims [0] bounds error exclude_self : tensor<5x3xf64> into tensor<4x3xf64>, tensor<5xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE min_first_error
// ARG 1: [0,2,2,1,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter min %u into %xx[%i] dims [0] window [2] bounds error ties first : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE max_first_error
// ARG 1: [0,2,2,1,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter max %u into %xx[%i] dims [0] window [2] bounds error ties first : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE add_clamp
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter add %u into %xx[%i] dims [0] window [2] bounds clamp exclude_self : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE mul_clamp
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter mul %u into %xx[%i] dims [0] window [2] bounds clamp exclude_self : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE min_clamp
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter min %u into %xx[%i] dims [0] window [2] bounds clamp exclude_self : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE max_clamp
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter max %u into %xx[%i] dims [0] window [2] bounds clamp exclude_self : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE region_clamp
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter %u into %xx[%i] dims [0] window [2] bounds clamp exclude_self : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE min_first_clamp
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter min %u into %xx[%i] dims [0] window [2] bounds clamp ties first : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE max_first_clamp
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter max %u into %xx[%i] dims [0] window [2] bounds clamp ties first : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE add_skip_window
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter add %u into %xx[%i] dims [0] bounds skip_window exclude_self : tensor<5x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE mul_skip_window
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter mul %u into %xx[%i] dims [0] bounds skip_window exclude_self : tensor<5x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE min_skip_window
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter min %u into %xx[%i] dims [0] bounds skip_window exclude_self : tensor<5x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE max_skip_window
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter max %u into %xx[%i] dims [0] bounds skip_window exclude_self : tensor<5x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE region_skip_window
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter %u into %xx[%i] dims [0] bounds skip_window exclude_self : tensor<5x3xf64> into tensor<4x3xf64>, tensor<5xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE min_first_skip_window
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter min %u into %xx[%i] dims [0] window [2] bounds skip_window ties first : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE max_first_skip_window
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter max %u into %xx[%i] dims [0] window [2] bounds skip_window ties first : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE add_skip_element
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter add %u into %xx[%i] dims [0] window [2] bounds skip_element exclude_self : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE mul_skip_element
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter mul %u into %xx[%i] dims [0] window [2] bounds skip_element exclude_self : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE min_skip_element
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter min %u into %xx[%i] dims [0] window [2] bounds skip_element exclude_self : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE max_skip_element
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter max %u into %xx[%i] dims [0] window [2] bounds skip_element exclude_self : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE region_skip_element
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter %u into %xx[%i] dims [0] window [2] bounds skip_element exclude_self : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE min_first_skip_element
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter min %u into %xx[%i] dims [0] window [2] bounds skip_element ties first : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE max_first_skip_element
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter max %u into %xx[%i] dims [0] window [2] bounds skip_element ties first : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE add_unique
// ARG 1: [-2,1,2,9]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<4xi32>, %u: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %s = tslice.scatter add %u into %x[%i] dims [0] bounds clamp exclude_self unique : tensor<4x3xf64> into tensor<4x3xf64>, tensor<4xi32>
  %t = tslice.scatter add %s into %x[%i] dims [0] bounds skip_window unique : tensor<4x3xf64> into tensor<4x3xf64>, tensor<4xi32>
  %r = arith.mulf %t, %x : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE mul_unique
// ARG 1: [-2,1,2,9]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<4xi32>, %u: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %s = tslice.scatter mul %u into %x[%i] dims [0] bounds clamp exclude_self unique : tensor<4x3xf64> into tensor<4x3xf64>, tensor<4xi32>
  %t = tslice.scatter mul %s into %x[%i] dims [0] bounds skip_window unique : tensor<4x3xf64> into tensor<4x3xf64>, tensor<4xi32>
  %r = arith.mulf %t, %x : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE min_unique
// ARG 1: [-2,1,2,9]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<4xi32>, %u: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %s = tslice.scatter min %u into %x[%i] dims [0] bounds clamp exclude_self unique : tensor<4x3xf64> into tensor<4x3xf64>, tensor<4xi32>
  %t = tslice.scatter min %s into %x[%i] dims [0] bounds skip_window unique : tensor<4x3xf64> into tensor<4x3xf64>, tensor<4xi32>
  %r = arith.mulf %t, %x : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE max_unique
// ARG 1: [-2,1,2,9]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<4xi32>, %u: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %s = tslice.scatter max %u into %x[%i] dims [0] bounds clamp exclude_self unique : tensor<4x3xf64> into tensor<4x3xf64>, tensor<4xi32>
  %t = tslice.scatter max %s into %x[%i] dims [0] bounds skip_window unique : tensor<4x3xf64> into tensor<4x3xf64>, tensor<4xi32>
  %r = arith.mulf %t, %x : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE set_unique
// ARG 1: [-2,1,2,9]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<4xi32>, %u: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %s = tslice.scatter set %u into %x[%i] dims [0] bounds clamp unique : tensor<4x3xf64> into tensor<4x3xf64>, tensor<4xi32>
  %t = tslice.scatter set %s into %x[%i] dims [0] bounds skip_window unique : tensor<4x3xf64> into tensor<4x3xf64>, tensor<4xi32>
  %r = arith.mulf %t, %x : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE batch_min_first
// ARG 1: [[1,1,3,-1],[0,4,0,0]]
// SIZES 2: 4
func.func private @f(%x: tensor<2x4xf64>, %i: tensor<2x?xi32>, %u: tensor<2x?xf64>) -> tensor<2x4xf64> {
  %s = tslice.scatter min %u into %x[%i] batch [0] dims [1] bounds skip_window exclude_self ties first : tensor<2x?xf64> into tensor<2x4xf64>, tensor<2x?xi32>
  return %s : tensor<2x4xf64>
}
