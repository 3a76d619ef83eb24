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

// A division by zero is one by 1 whose result is replaced.
// CHECK-LABEL: func.func @quotient(
// CHECK-SAME: %[[X:.*]]: i32, %[[Y:.*]]: i32)
func.func @quotient(%x: i32, %y: i32) -> i32 {
  // CHECK-DAG: %[[ZERO:.*]] = arith.cmpi eq, %[[Y]], %c0_i32
  // CHECK-DAG: %[[LEAST:.*]] = arith.cmpi eq, %[[X]], %c-2147483648_i32
  // CHECK-DAG: %[[MINUS:.*]] = arith.cmpi eq, %[[Y]], %c-1_i32
  // CHECK: %[[OVERFLOW:.*]] = arith.andi %[[LEAST]], %[[MINUS]]
  // CHECK: %[[NONE:.*]] = arith.ori %[[ZERO]], %[[OVERFLOW]]
  // CHECK: %[[SAFE:.*]] = arith.select %[[NONE]], %c1_i32, %[[Y]]
  // CHECK: %[[Q:.*]] = arith.divsi %[[X]], %[[SAFE]]
  // CHECK: %[[R:.*]] = arith.select %[[ZERO]], %c-1_i32{{.*}}, %[[Q]]
  // CHECK: return %[[R]]
  %0 = arith.divsi %x, %y : i32
  return %0 : i32
}

// CHECK-LABEL: func.func @remainder_by_constant
func.func @remainder_by_constant(%x: i32) -> i32 {
  // CHECK-NOT: arith.select
  %c7 = arith.constant 7 : i32
  %0 = arith.remsi %x, %c7 : i32
  return %0 : i32
}
