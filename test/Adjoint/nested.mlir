// RUN: tslice-opt --tslice-derive-adjoints %s | FileCheck %s --implicit-check-not="tslice.{{grad|jvp|vjp}}"

// The inner derivative is a call when the outer one is derived.
func.func @cube(%x: f64) -> f64 {
  %a = arith.mulf %x, %x : f64
  %b = arith.mulf %a, %x : f64
  return %b : f64
}
// CHECK-DAG: func.func private @cube__grad_0(
// CHECK-DAG: func.func private @cube__grad_0__vjp_0(
// CHECK-DAG: func.func private @cube__grad_0__jvp_0(
// CHECK-DAG: func.func private @first__grad_0(
// CHECK-DAG: func.func private @first__jvp_0(
func.func @first(%x: f64) -> f64 {
  %g = tslice.grad @cube(%x) wrt [0] : (f64) -> f64
  return %g : f64
}
func.func @second(%x: f64) -> (f64, f64) {
  %reverse = tslice.grad @first(%x) wrt [0] : (f64) -> f64
  %forward = tslice.jvp @first(%x)(%x) wrt [0] : (f64)(f64) -> f64
  return %reverse, %forward : f64, f64
}
