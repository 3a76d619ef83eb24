// Own rules, and values whose derivative is stopped, by values that no derived
// rule gives.

// clip yields x where |x| <= 1, else the sign of x; its rules let everything
// through, three times in reverse and five times forward.
func.func private @clip_vjp(%x: tensor<?xf64>, %ct: tensor<?xf64>) -> tensor<?xf64> {
  %c0 = arith.constant 0 : index
  %three = arith.constant 3.0 : f64
  %n = tensor.dim %ct, %c0 : tensor<?xf64>
  %threes = tensor.splat %three[%n] : tensor<?xf64>
  %r = arith.mulf %ct, %threes : tensor<?xf64>
  return %r : tensor<?xf64>
}
func.func private @clip_jvp(%x: tensor<?xf64>, %t: tensor<?xf64>) -> tensor<?xf64> {
  %c0 = arith.constant 0 : index
  %five = arith.constant 5.0 : f64
  %n = tensor.dim %t, %c0 : tensor<?xf64>
  %fives = tensor.splat %five[%n] : tensor<?xf64>
  %r = arith.mulf %t, %fives : tensor<?xf64>
  return %r : tensor<?xf64>
}
func.func private @clip(%x: tensor<?xf64>) -> tensor<?xf64> attributes {tslice.vjp = @clip_vjp, tslice.jvp = @clip_jvp} {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1.0 : f64
  %minus = arith.constant -1.0 : f64
  %n = tensor.dim %x, %c0 : tensor<?xf64>
  %high = tensor.splat %one[%n] : tensor<?xf64>
  %low = tensor.splat %minus[%n] : tensor<?xf64>
  %a = arith.minimumf %x, %high : tensor<?xf64>
  %b = arith.maximumf %a, %low : tensor<?xf64>
  return %b : tensor<?xf64>
}

// RUN: tslice-run %s --entry=reverse '[0.5, 4, -2]' --check-against=evaluate | FileCheck %s --check-prefix=REVERSE
// Of clip(x)^2: 3 * 2 * clip(x).
// REVERSE: [ 3.  6. -6.]
func.func private @square(%x: tensor<?xf64>) -> tensor<?xf64> {
  %y = call @clip(%x) : (tensor<?xf64>) -> tensor<?xf64>
  %r = arith.mulf %y, %y : tensor<?xf64>
  return %r : tensor<?xf64>
}
func.func @reverse(%x: tensor<?xf64>) -> tensor<?xf64> {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1.0 : f64
  %n = tensor.dim %x, %c0 : tensor<?xf64>
  %ones = tensor.splat %one[%n] : tensor<?xf64>
  %g = tslice.vjp @square(%x)(%ones) wrt [0] : (tensor<?xf64>)(tensor<?xf64>) -> tensor<?xf64>
  return %g : tensor<?xf64>
}

// RUN: tslice-run %s --entry=forward '[0.5, 4, -2]' '[1, 1, 2]' --check-against=evaluate | FileCheck %s --check-prefix=FORWARD
// FORWARD:      [0.25 1.   1.  ]
// FORWARD-NEXT: [  5.  10. -20.]
func.func @forward(%x: tensor<?xf64>, %t: tensor<?xf64>) -> (tensor<?xf64>, tensor<?xf64>) {
  %y, %g = tslice.jvp @square(%x)(%t) wrt [0] value : (tensor<?xf64>)(tensor<?xf64>) -> (tensor<?xf64>, tensor<?xf64>)
  return %y, %g : tensor<?xf64>, tensor<?xf64>
}

// The derivative of a derivative differentiates the rule: cube has the rule
// 4 x^3 ct, whose derivative is 12 x^2.
func.func private @cube_vjp(%x: f64, %ct: f64) -> f64 {
  %four = arith.constant 4.0 : f64
  %a = arith.mulf %x, %x : f64
  %b = arith.mulf %a, %x : f64
  %c = arith.mulf %b, %four : f64
  %d = arith.mulf %c, %ct : f64
  return %d : f64
}
func.func private @cube(%x: f64) -> f64 attributes {tslice.vjp = @cube_vjp} {
  %a = arith.mulf %x, %x : f64
  %b = arith.mulf %a, %x : f64
  return %b : f64
}
func.func private @slope(%x: f64) -> f64 {
  %g = tslice.grad @cube(%x) wrt [0] : (f64) -> f64
  return %g : f64
}
// RUN: tslice-run %s --entry=second 2.0 --check-against=evaluate | FileCheck %s --check-prefix=SECOND
// SECOND:      8.0
// SECOND-NEXT: 32.0
// SECOND-NEXT: 48.0
// Without a rule for forward mode cube itself is derived: 3 x^2.
// SECOND-NEXT: 12.0
func.func @second(%x: f64) -> (f64, f64, f64, f64) {
  %one = arith.constant 1.0 : f64
  %v, %g = tslice.grad @cube(%x) wrt [0] value : (f64) -> (f64, f64)
  %h = tslice.grad @slope(%x) wrt [0] : (f64) -> f64
  %t = tslice.jvp @cube(%x)(%one) wrt [0] : (f64)(f64) -> f64
  return %v, %g, %h, %t : f64, f64, f64, f64
}

// The second result takes no part: its cotangent is zero, of the size that the
// result has.
func.func private @two_vjp(%x: tensor<?xf64>, %a: tensor<?xf64>, %b: tensor<?xf64>) -> tensor<?xf64> {
  %r = arith.addf %a, %b : tensor<?xf64>
  return %r : tensor<?xf64>
}
func.func private @two(%x: tensor<?xf64>) -> (tensor<?xf64>, tensor<?xf64>) attributes {tslice.vjp = @two_vjp} {
  %r = arith.addf %x, %x : tensor<?xf64>
  return %x, %r : tensor<?xf64>, tensor<?xf64>
}
func.func private @first(%x: tensor<?xf64>) -> tensor<?xf64> {
  %r:2 = call @two(%x) : (tensor<?xf64>) -> (tensor<?xf64>, tensor<?xf64>)
  return %r#0 : tensor<?xf64>
}
// RUN: tslice-run %s --entry=unused '[1, 2]' '[10, 20]' --check-against=evaluate | FileCheck %s --check-prefix=UNUSED
// UNUSED: [10. 20.]
func.func @unused(%x: tensor<?xf64>, %ct: tensor<?xf64>) -> tensor<?xf64> {
  %g = tslice.vjp @first(%x)(%ct) wrt [0] : (tensor<?xf64>)(tensor<?xf64>) -> tensor<?xf64>
  return %g : tensor<?xf64>
}

// x * stop(x) is x^2, with the derivatives x and 0.
func.func private @half(%x: f64) -> f64 {
  %c = tslice.stop_gradient %x : f64
  %r = arith.mulf %x, %c : f64
  return %r : f64
}
// RUN: tslice-run %s --entry=stopped 3.0 --check-against=evaluate 2>/dev/null | FileCheck %s --check-prefix=STOPPED
// STOPPED:      9.0
// STOPPED-NEXT: 3.0
// STOPPED-NEXT: 3.0
// STOPPED-NEXT: 0.0
func.func private @half_slope(%x: f64) -> f64 {
  %g = tslice.grad @half(%x) wrt [0] : (f64) -> f64
  return %g : f64
}
func.func @stopped(%x: f64) -> (f64, f64, f64, f64) {
  %one = arith.constant 1.0 : f64
  %v = call @half(%x) : (f64) -> f64
  %g = tslice.grad @half(%x) wrt [0] : (f64) -> f64
  %t = tslice.jvp @half(%x)(%one) wrt [0] : (f64)(f64) -> f64
  %h = tslice.grad @half_slope(%x) wrt [0] : (f64) -> f64
  return %v, %g, %t, %h : f64, f64, f64, f64
}
