// RUN: tslice-opt %s --tslice-verify-adjoints | FileCheck %s

// Private functions, and those without a derivative, are not checked.
// CHECK-NOT: adjoint_check
func.func private @hidden(%x: tensor<2xf32>) -> tensor<2xf32>
func.func @counts(%i: tensor<2xi32>, %x: f32) -> tensor<2xi32> {
  return %i : tensor<2xi32>
}

// CHECK-LABEL: func.func @square(
func.func @square(%x: tensor<?xf64>, %i: index) -> (index, tensor<?xf64>) {
  %r = arith.mulf %x, %x : tensor<?xf64>
  return %i, %r : index, tensor<?xf64>
}

// CHECK-LABEL: func.func @square__adjoint_check(
// CHECK-SAME:    %[[X:.*]]: tensor<?xf64>, %[[I:.*]]: index) -> (f64, f64, f64, f64, f64, f64)
// CHECK:         %[[Y:.*]]:2 = call @square(%[[X]], %[[I]])
// CHECK:         %[[V:.*]] = linalg.generic
// CHECK:           linalg.index 0
// CHECK:         %[[W:.*]] = linalg.generic
// CHECK:         %[[T:.*]] = tslice.jvp @square(%[[X]], %[[I]])(%[[V]]) wrt [0]
// CHECK:         %[[G:.*]] = tslice.vjp @square(%[[X]], %[[I]])(%[[W]]) wrt [0]
// CHECK:         linalg.generic {{.*}} ins(%[[W]], %[[T]]
// CHECK:         linalg.generic {{.*}} ins(%[[G]], %[[V]]
// CHECK:         %[[BELOW:.*]] = linalg.generic {{.*}} ins(%[[X]], %[[V]]
// CHECK:         %[[LOW:.*]]:2 = call @square(%[[BELOW]], %[[I]])
// CHECK:         %[[ABOVE:.*]] = linalg.generic {{.*}} ins(%[[X]], %[[V]]
// CHECK:         %[[HIGH:.*]]:2 = call @square(%[[ABOVE]], %[[I]])
// CHECK:         linalg.generic {{.*}} ins(%[[W]], %[[LOW]]#1, %[[Y]]#1, %[[HIGH]]#1
