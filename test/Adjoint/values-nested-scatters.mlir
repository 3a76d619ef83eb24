// RUN: %python %S/Inputs/check_gradients.py %tslice_bin %s | FileCheck %s
// CHECK-NOT: {{WRONG|FAILED}}
// CHECK: 11 of 11 agree
//
// Derivatives of derivatives of scatters with duplicates.

// CASE reverse_reverse_mul
// ARG 1: [-1,2,2,7,2]
func.func private @g(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>) -> tensor<4x3xf64> {
  %s = tslice.scatter mul %u into %x[%i] dims [0] bounds skip_window  : tensor<5x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  return %s : tensor<4x3xf64>
}
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>, %c: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<5x3xf64>) {
  %r:2 = tslice.vjp @g(%x, %i, %u)(%c) wrt [0, 2] : (tensor<4x3xf64>, tensor<5xi32>, tensor<5x3xf64>)(tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<5x3xf64>)
  return %r#0, %r#1 : tensor<4x3xf64>, tensor<5x3xf64>
}


// -----

// CASE reverse_reverse_mul_windows
// ARG 1: [-1,2,2,7,2]
func.func private @g(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %s = tslice.scatter mul %u into %x[%i] dims [0] window [2] bounds clamp  : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  return %s : tensor<4x3xf64>
}
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>, %c: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<5x2x3xf64>) {
  %r:2 = tslice.vjp @g(%x, %i, %u)(%c) wrt [0, 2] : (tensor<4x3xf64>, tensor<5xi32>, tensor<5x2x3xf64>)(tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<5x2x3xf64>)
  return %r#0, %r#1 : tensor<4x3xf64>, tensor<5x2x3xf64>
}


// -----

// CASE reverse_forward_mul
// ARG 1: [-1,2,2,7,2]
func.func private @g(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>) -> tensor<4x3xf64> {
  %s = tslice.scatter mul %u into %x[%i] dims [0] bounds clamp  : tensor<5x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  return %s : tensor<4x3xf64>
}
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>, %c: tensor<4x3xf64>, %d: tensor<5x3xf64>) -> tensor<4x3xf64> {
  %r = tslice.jvp @g(%x, %i, %u)(%c, %d) wrt [0, 2] : (tensor<4x3xf64>, tensor<5xi32>, tensor<5x3xf64>)(tensor<4x3xf64>, tensor<5x3xf64>) -> tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}


// -----

// CASE reverse_reverse_region
// ARG 1: [-1,2,2,7,2]
func.func private @g(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>) -> tensor<4x3xf64> {
  %s = tslice.scatter %u into %x[%i] dims [0] bounds skip_window  : tensor<5x3xf64> into tensor<4x3xf64>, tensor<5xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  return %s : tensor<4x3xf64>
}
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>, %c: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<5x3xf64>) {
  %r:2 = tslice.vjp @g(%x, %i, %u)(%c) wrt [0, 2] : (tensor<4x3xf64>, tensor<5xi32>, tensor<5x3xf64>)(tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<5x3xf64>)
  return %r#0, %r#1 : tensor<4x3xf64>, tensor<5x3xf64>
}


// -----

// CASE reverse_reverse_region_windows
// ARG 1: [-1,2,2,7,2]
func.func private @g(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %s = tslice.scatter %u into %x[%i] dims [0] window [2] bounds skip_element exclude_self : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  return %s : tensor<4x3xf64>
}
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>, %c: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<5x2x3xf64>) {
  %r:2 = tslice.vjp @g(%x, %i, %u)(%c) wrt [0, 2] : (tensor<4x3xf64>, tensor<5xi32>, tensor<5x2x3xf64>)(tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<5x2x3xf64>)
  return %r#0, %r#1 : tensor<4x3xf64>, tensor<5x2x3xf64>
}


// -----

// CASE reverse_forward_region
// ARG 1: [-1,2,2,7,2]
func.func private @g(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>) -> tensor<4x3xf64> {
  %s = tslice.scatter %u into %x[%i] dims [0] bounds clamp exclude_self : tensor<5x3xf64> into tensor<4x3xf64>, tensor<5xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  return %s : tensor<4x3xf64>
}
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>, %c: tensor<4x3xf64>, %d: tensor<5x3xf64>) -> tensor<4x3xf64> {
  %r = tslice.jvp @g(%x, %i, %u)(%c, %d) wrt [0, 2] : (tensor<4x3xf64>, tensor<5xi32>, tensor<5x3xf64>)(tensor<4x3xf64>, tensor<5x3xf64>) -> tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}


// -----

// CASE reverse_reverse_max
// ARG 1: [-1,2,2,7,2]
func.func private @g(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>) -> tensor<4x3xf64> {
  %s = tslice.scatter max %u into %x[%i] dims [0] bounds skip_window exclude_self : tensor<5x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  return %s : tensor<4x3xf64>
}
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>, %c: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<5x3xf64>) {
  %r:2 = tslice.vjp @g(%x, %i, %u)(%c) wrt [0, 2] : (tensor<4x3xf64>, tensor<5xi32>, tensor<5x3xf64>)(tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<5x3xf64>)
  return %r#0, %r#1 : tensor<4x3xf64>, tensor<5x3xf64>
}


// -----

// CASE reverse_forward_min
// ARG 1: [-1,2,2,7,2]
func.func private @g(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %s = tslice.scatter min %u into %x[%i] dims [0] window [2] bounds clamp ties first : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  return %s : tensor<4x3xf64>
}
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>, %c: tensor<4x3xf64>, %d: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %r = tslice.jvp @g(%x, %i, %u)(%c, %d) wrt [0, 2] : (tensor<4x3xf64>, tensor<5xi32>, tensor<5x2x3xf64>)(tensor<4x3xf64>, tensor<5x2x3xf64>) -> tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}


// -----

// CASE reverse_reverse_set
// ARG 1: [-1,2,2,7,2]
func.func private @g(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>) -> tensor<4x3xf64> {
  %s = tslice.scatter set %u into %x[%i] dims [0] bounds clamp  : tensor<5x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  return %s : tensor<4x3xf64>
}
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>, %c: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<5x3xf64>) {
  %r:2 = tslice.vjp @g(%x, %i, %u)(%c) wrt [0, 2] : (tensor<4x3xf64>, tensor<5xi32>, tensor<5x3xf64>)(tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<5x3xf64>)
  return %r#0, %r#1 : tensor<4x3xf64>, tensor<5x3xf64>
}


// -----

// CASE third_mul
// ARG 1: [0,2,2,1,2]
func.func private @g(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>) -> tensor<4x3xf64> {
  %s = tslice.scatter mul %u into %x[%i] dims [0] bounds error  : tensor<5x3xf64> into tensor<4x3xf64>, tensor<5xi32> 
  return %s : tensor<4x3xf64>
}
func.func private @h(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>, %c: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<5x3xf64>) {
  %r:2 = tslice.vjp @g(%x, %i, %u)(%c) wrt [0, 2] : (tensor<4x3xf64>, tensor<5xi32>, tensor<5x3xf64>)(tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<5x3xf64>)
  return %r#0, %r#1 : tensor<4x3xf64>, tensor<5x3xf64>
}
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>, %c: tensor<4x3xf64>, %d: tensor<4x3xf64>, %e: tensor<5x3xf64>) -> (tensor<4x3xf64>, tensor<5x3xf64>) {
  %r:2 = tslice.vjp @h(%x, %i, %u, %c)(%d, %e) wrt [0, 2] : (tensor<4x3xf64>, tensor<5xi32>, tensor<5x3xf64>, tensor<4x3xf64>)(tensor<4x3xf64>, tensor<5x3xf64>) -> (tensor<4x3xf64>, tensor<5x3xf64>)
  return %r#0, %r#1 : tensor<4x3xf64>, tensor<5x3xf64>
}


// -----

// CASE third_region
// ARG 1: [0,2,2,1,2]
func.func private @g(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>) -> tensor<4x3xf64> {
  %s = tslice.scatter %u into %x[%i] dims [0] bounds error exclude_self : tensor<5x3xf64> into tensor<4x3xf64>, tensor<5xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  return %s : tensor<4x3xf64>
}
func.func private @h(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>, %c: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<5x3xf64>) {
  %r:2 = tslice.vjp @g(%x, %i, %u)(%c) wrt [0, 2] : (tensor<4x3xf64>, tensor<5xi32>, tensor<5x3xf64>)(tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<5x3xf64>)
  return %r#0, %r#1 : tensor<4x3xf64>, tensor<5x3xf64>
}
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>, %c: tensor<4x3xf64>, %d: tensor<4x3xf64>, %e: tensor<5x3xf64>) -> (tensor<4x3xf64>, tensor<5x3xf64>) {
  %r:2 = tslice.vjp @h(%x, %i, %u, %c)(%d, %e) wrt [0, 2] : (tensor<4x3xf64>, tensor<5xi32>, tensor<5x3xf64>, tensor<4x3xf64>)(tensor<4x3xf64>, tensor<5x3xf64>) -> (tensor<4x3xf64>, tensor<5x3xf64>)
  return %r#0, %r#1 : tensor<4x3xf64>, tensor<5x3xf64>
}

