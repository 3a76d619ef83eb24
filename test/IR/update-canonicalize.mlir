// RUN: tslice-opt --canonicalize %s | FileCheck %s

// CHECK-LABEL: @whole
// CHECK-SAME: %[[U:.*]]: tensor<4xf32>, %[[X:.*]]: tensor<4xf32>
func.func @whole(%u: tensor<4xf32>, %x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %0 = tslice.update set %u into %x[0][4][1] : tensor<4xf32> into tensor<4xf32>
  // CHECK: %[[SUM:.*]] = tslice.update add %[[U]] into %[[X]]
  %1 = tslice.update add %u into %x[0][4][1] : tensor<4xf32> into tensor<4xf32>
  // CHECK: return %[[U]], %[[SUM]]
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}

// CHECK-LABEL: @empty
// CHECK-SAME: %[[U:.*]]: tensor<0x2xf32>, %[[X:.*]]: tensor<?x4xf32>
func.func @empty(%u: tensor<0x2xf32>, %x: tensor<?x4xf32>, %o: index) -> (tensor<?x4xf32>, tensor<?x4xf32>) {
  %0 = tslice.update set %u into %x[%o, 1][0, 2][1, 1] : tensor<0x2xf32> into tensor<?x4xf32>
  // The size may disagree with the update's.
  // CHECK: %[[R:.*]] = tslice.update
  %1 = tslice.update set %u into %x[0, 1][%o, 2][1, 1] : tensor<0x2xf32> into tensor<?x4xf32>
  // CHECK: return %[[X]], %[[R]]
  return %0, %1 : tensor<?x4xf32>, tensor<?x4xf32>
}

// CHECK-LABEL: @constant
func.func @constant() -> (tensor<3xi1>, tensor<3xi32>) {
  %b = arith.constant dense<[true, false, true]> : tensor<3xi1>
  %t = arith.constant dense<true> : tensor<1xi1>
  // CHECK-DAG: %[[A:.*]] = arith.constant dense<true> : tensor<3xi1>
  %0 = tslice.update add %t into %b[1][1][1] : tensor<1xi1> into tensor<3xi1>
  %x = arith.constant dense<[1, 2, 3]> : tensor<3xi32>
  %u = arith.constant dense<[10, 20]> : tensor<2xi32>
  // CHECK-DAG: %[[B:.*]] = arith.constant dense<[20, 2, 30]> : tensor<3xi32>
  %1 = tslice.update mul %u into %x[2][2][-2] : tensor<2xi32> into tensor<3xi32>
  // CHECK: return %[[A]], %[[B]]
  return %0, %1 : tensor<3xi1>, tensor<3xi32>
}

// CHECK-LABEL: @constant_out_of_range
func.func @constant_out_of_range() -> tensor<3xi32> {
  %c2 = arith.constant 2 : index
  %x = arith.constant dense<[1, 2, 3]> : tensor<3xi32>
  %u = arith.constant dense<[10, 20]> : tensor<2xi32>
  // CHECK: tslice.update
  %0 = tslice.update set %u into %x[%c2][2][1] : tensor<2xi32> into tensor<3xi32>
  return %0 : tensor<3xi32>
}

// CHECK-LABEL: @constant_lists
// CHECK-SAME: %[[U:.*]]: tensor<?xf32>, %[[X:.*]]: tensor<4xf32>
func.func @constant_lists(%u: tensor<?xf32>, %x: tensor<4xf32>) -> tensor<4xf32> {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  // CHECK: tslice.update set %[[U]] into %[[X]][1][2][2] : tensor<?xf32> into tensor<4xf32>
  %r = tslice.update set %u into %x[%c1][%c2][%c2] : tensor<?xf32> into tensor<4xf32>
  return %r : tensor<4xf32>
}

// CHECK-LABEL: @constant_lists_that_disagree
func.func @constant_lists_that_disagree(%u: tensor<3xf32>, %x: tensor<4xf32>) -> tensor<4xf32> {
  %c2 = arith.constant 2 : index
  // CHECK: %[[C2:.*]] = arith.constant 2 : index
  // CHECK: tslice.update set %{{.*}} into %{{.*}}[0][%[[C2]]][1]
  %r = tslice.update set %u into %x[0][%c2][1] : tensor<3xf32> into tensor<4xf32>
  return %r : tensor<4xf32>
}
