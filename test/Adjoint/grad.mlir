// RUN: tslice-opt --tslice-derive-adjoints %s | FileCheck %s --implicit-check-not=tslice.grad

// The seed is 1, and a product with it is left out; nothing but the gradient is
// computed.
func.func @square(%x: f64) -> f64 {
  %y = arith.mulf %x, %x : f64
  return %y : f64
}
// CHECK-LABEL: func.func private @square__grad_0(
// CHECK-SAME: %[[X:.*]]: f64) -> f64
// CHECK-NEXT: %[[G:.*]] = arith.addf %[[X]], %[[X]]
// CHECK-NEXT: return %[[G]]

// The same derivative is derived once, however often it is asked for, also in loops.
// CHECK-LABEL: func.func @descend(
func.func @descend(%x: f64, %n: index) -> (f64, f64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK: %[[FIRST:.*]] = call @square__grad_0(
  %first = tslice.grad @square(%x) wrt [0] : (f64) -> f64
  // CHECK: scf.for
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (f64) {
    // CHECK: %[[G:.*]] = func.call @square__grad_0(
    %g = tslice.grad @square(%a) wrt [0] : (f64) -> f64
    // CHECK: arith.subf %{{.*}}, %[[G]]
    %b = arith.subf %a, %g : f64
    scf.yield %b : f64
  }
  return %first, %r : f64, f64
}

// All results first with 'value'; auxiliary results have no cotangent.
func.func @loss(%x: tensor<f32>, %y: tensor<f32>) -> (tensor<f32>, tensor<f32>, i32) {
  %c = arith.constant 3 : i32
  %l = arith.mulf %x, %y : tensor<f32>
  %aux = arith.divf %x, %y : tensor<f32>
  return %l, %aux, %c : tensor<f32>, tensor<f32>, i32
}
// CHECK-LABEL: func.func private @loss__grad_0(
// CHECK-SAME: %[[X:.*]]: tensor<f32>, %[[Y:.*]]: tensor<f32>) -> (tensor<f32>, tensor<f32>, i32, tensor<f32>, tensor<f32>)
// CHECK: %[[L:.*]] = arith.mulf %[[X]], %[[Y]]
// CHECK: %[[AUX:.*]] = arith.divf
// The gradient by y is x, and the other way round; auxiliary results add nothing.
// CHECK: return %[[L]], %[[AUX]], %{{.*}}, %[[X]], %[[Y]]
// CHECK-LABEL: func.func @main_loss(
// CHECK: %{{.*}}:5 = call @loss__grad_0(
func.func @main_loss(%x: tensor<f32>, %y: tensor<f32>) -> (tensor<f32>, tensor<f32>, i32, tensor<f32>, tensor<f32>) {
  // 'wrt' decides the order of the gradients.
  %r:5 = tslice.grad @loss(%x, %y) wrt [1, 0] value : (tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>, i32, tensor<f32>, tensor<f32>)
  return %r#0, %r#1, %r#2, %r#3, %r#4 : tensor<f32>, tensor<f32>, i32, tensor<f32>, tensor<f32>
}

// Constants, integers and conditions are inactive: nothing is emitted for them.
func.func @inactive(%x: f32, %n: i32) -> f32 {
  %c = arith.constant 2.0 : f32
  %f = arith.sitofp %n : i32 to f32
  %k = arith.mulf %c, %f : f32
  %floor = math.floor %x : f32
  %p = arith.mulf %floor, %k : f32
  %y = arith.addf %x, %p : f32
  return %y : f32
}
// CHECK-LABEL: func.func private @inactive__grad_0(
// CHECK-NEXT: %[[ONE:.*]] = arith.constant 1.0
// CHECK-NEXT: return %[[ONE]]
func.func @main_inactive(%x: f32, %n: i32) -> f32 {
  %g = tslice.grad @inactive(%x, %n) wrt [0] : (f32, i32) -> f32
  return %g : f32
}

// Names are unique in the module.
func.func private @taken__grad_0(f32) -> f32
func.func @taken(%x: f32) -> f32 {
  return %x : f32
}
// CHECK-LABEL: func.func private @taken__grad_1(
func.func @main_taken(%x: f32) -> f32 {
  %g = tslice.grad @taken(%x) wrt [0] : (f32) -> f32
  return %g : f32
}
