// RUN: tslice-opt --canonicalize %s | FileCheck %s

// CHECK-LABEL: @no_positions
// CHECK-SAME: %[[X:[^:]*]]: tensor<4x3xf32>, %[[Y:[^:]*]]: tensor<4x?xf32>
func.func @no_positions(%x: tensor<4x3xf32>, %y: tensor<4x?xf32>, %u: tensor<0x3xf32>, %i: tensor<0xi32>)
    -> (tensor<4x3xf32>, tensor<4x?xf32>) {
  %0 = tslice.scatter add %u into %x[%i] dims [0] : tensor<0x3xf32> into tensor<4x3xf32>, tensor<0xi32>
  // The sizes may disagree.
  // CHECK: %[[R:.*]] = tslice.scatter
  %1 = tslice.scatter add %u into %y[%i] dims [0] : tensor<0x3xf32> into tensor<4x?xf32>, tensor<0xi32>
  // CHECK: return %[[X]], %[[R]]
  return %0, %1 : tensor<4x3xf32>, tensor<4x?xf32>
}

// Rows of no width have positions, whose indices are checked; so have indices
// without components.
// CHECK-LABEL: @positions_without_elements
func.func @positions_without_elements(%x: tensor<4x0xf32>, %u: tensor<2x0xf32>, %i: tensor<2xi32>, %y: tensor<f32>,
                                      %v: tensor<3xf32>, %k: tensor<3x0xi32>) -> (tensor<4x0xf32>, tensor<f32>) {
  // CHECK: tslice.scatter
  %0 = tslice.scatter add %u into %x[%i] dims [0] : tensor<2x0xf32> into tensor<4x0xf32>, tensor<2xi32>
  // CHECK: tslice.scatter
  %1 = tslice.scatter add %v into %y[%k] dims [] : tensor<3xf32> into tensor<f32>, tensor<3x0xi32>
  return %0, %1 : tensor<4x0xf32>, tensor<f32>
}

// CHECK-LABEL: @constant
func.func @constant() -> (tensor<4xindex>, tensor<3xi1>) {
  %zeros = arith.constant dense<0> : tensor<4xindex>
  %ones = arith.constant dense<1> : tensor<3xindex>
  %i = arith.constant dense<[1, 1, 3]> : tensor<3xi8>
  // CHECK-DAG: %[[A:.*]] = arith.constant dense<[0, 2, 0, 1]> : tensor<4xindex>
  %0 = tslice.scatter add %ones into %zeros[%i] dims [0] : tensor<3xindex> into tensor<4xindex>, tensor<3xi8>
  %b = arith.constant dense<[true, true, false]> : tensor<3xi1>
  %u = arith.constant dense<[true, false, true]> : tensor<3xi1>
  // CHECK-DAG: %[[B:.*]] = arith.constant dense<[true, false, false]> : tensor<3xi1>
  %1 = tslice.scatter mul %u into %b[%i] dims [0] bounds skip_window : tensor<3xi1> into tensor<3xi1>, tensor<3xi8>
  // CHECK: return %[[A]], %[[B]]
  return %0, %1 : tensor<4xindex>, tensor<3xi1>
}

// CHECK-LABEL: @constant_out_of_range
func.func @constant_out_of_range() -> tensor<2xi32> {
  %x = arith.constant dense<[10, 11]> : tensor<2xi32>
  %i = arith.constant dense<-1> : tensor<1xindex>
  %u = arith.constant dense<1> : tensor<1xi32>
  // CHECK: tslice.scatter
  %0 = tslice.scatter set %u into %x[%i] dims [0] : tensor<1xi32> into tensor<2xi32>, tensor<1xindex>
  return %0 : tensor<2xi32>
}
