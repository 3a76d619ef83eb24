// RUN: tslice-opt %s --tslice-expand-arith | FileCheck %s

// CHECK-LABEL: func.func @division
func.func @division(%a: index, %b: index) -> index {
  // CHECK-NOT: ceildivsi
  // CHECK: arith.divsi
  %0 = arith.ceildivsi %a, %b : index
  return %0 : index
}

// By comparison -0 and +0 would be equal.
// CHECK-LABEL: func.func @minimum
func.func @minimum(%a: f32, %b: f32) -> f32 {
  // CHECK: arith.minimumf
  %0 = arith.minimumf %a, %b : f32
  return %0 : f32
}
