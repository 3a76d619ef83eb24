// RUN: tslice-opt %s --tslice-shield-folds --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @dynamic
func.func @dynamic(%x: tensor<?x3xi32>) -> tensor<?x3xi32> {
  // CHECK: linalg.generic
  // CHECK-NOT: arith.constant dense
  // CHECK: return
  %0 = arith.xori %x, %x : tensor<?x3xi32>
  return %0 : tensor<?x3xi32>
}

// CHECK-LABEL: func.func @static
func.func @static(%x: tensor<2xi32>, %y: tensor<2xi32>) -> tensor<2xi32> {
  // CHECK: arith.xori %{{.*}} : tensor<2xi32>
  %0 = arith.xori %x, %y : tensor<2xi32>
  return %0 : tensor<2xi32>
}

// (a + b) - b is not a.
// CHECK-LABEL: func.func @complex
func.func @complex(%a: complex<f32>, %b: complex<f32>) -> complex<f32> {
  // CHECK-COUNT-2: arith.addf
  // CHECK-COUNT-2: arith.subf
  // CHECK: complex.create
  %0 = complex.add %a, %b : complex<f32>
  %1 = complex.sub %0, %b : complex<f32>
  return %1 : complex<f32>
}
