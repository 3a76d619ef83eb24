// RUN: tslice-opt %s --tslice-to-linalg --canonicalize --cse | FileCheck %s

// A static slice is proven in range: no check is left.
// CHECK-LABEL: func.func @static_reverse
func.func @static_reverse(%x: tensor<4xf32>) -> tensor<2xf32> {
  // CHECK-NOT: tslice.check
  // CHECK: linalg.generic {{.*}} outs
  // CHECK:   %[[I:.*]] = linalg.index 0
  // CHECK:   %[[P:.*]] = arith.subi %c2{{.*}}, %[[I]]
  // CHECK:   tensor.extract %arg0[%[[P]]]
  %0 = tslice.slice %x[2][2][-1] : tensor<4xf32> to tensor<2xf32>
  return %0 : tensor<2xf32>
}

// A slice that runs upwards is a view. First and last position are checked.
// CHECK-LABEL: func.func @dynamic_offset
// CHECK-SAME:    %[[X:.*]]: tensor<9xf32>, %[[O:.*]]: index
func.func @dynamic_offset(%x: tensor<9xf32>, %o: index) -> tensor<3xf32> {
  // CHECK-DAG: %[[LAST:.*]] = arith.addi %[[O]], %c4
  // CHECK-DAG: tslice.check index %[[O]], %c9 {{.*}}site = 7
  // CHECK-DAG: tslice.check index %[[LAST]], %c9 {{.*}}site = 7
  // CHECK: tensor.extract_slice %[[X]][%{{.*}}] [3] [2]
  %0 = tslice.slice %x[%o][3][2] {tslice.site = 7 : i64} : tensor<9xf32> to tensor<3xf32>
  return %0 : tensor<3xf32>
}

// Sizes and strides that are not known are checked under every policy.
// CHECK-LABEL: func.func @dynamic_all
// CHECK-SAME:    %[[X:.*]]: tensor<?xf32>, %[[O:[a-z0-9]*]]: index, %[[N:[a-z0-9]*]]: index, %[[S:[a-z0-9]*]]: index
func.func @dynamic_all(%x: tensor<?xf32>, %o: index, %n: index, %s: index) -> tensor<?xf32> {
  // CHECK-DAG: %[[SIZE:.*]] = tslice.check size %[[N]]
  // CHECK-DAG: tslice.check stride %[[S]]
  // CHECK: tensor.empty(%[[SIZE]])
  %0 = tslice.slice %x[%o][%n][%s] bounds skip_element : tensor<?xf32> to tensor<?xf32>
  return %0 : tensor<?xf32>
}

// CHECK-LABEL: func.func @clamp
func.func @clamp(%x: tensor<9xf32>, %o: index) -> tensor<3xf32> {
  // CHECK-NOT: tslice.check
  // CHECK: %[[MIN:.*]] = arith.minsi %{{.*}}, %c4
  // CHECK: %[[AT:.*]] = arith.maxsi %[[MIN]], %c0
  // CHECK: tensor.extract_slice %{{.*}}[%[[AT]]] [3] [2]
  %0 = tslice.slice %x[%o][3][2] bounds clamp : tensor<9xf32> to tensor<3xf32>
  return %0 : tensor<3xf32>
}

// A skipped window reads nothing: a branch, not a select.
// CHECK-LABEL: func.func @skip_window
func.func @skip_window(%x: tensor<9xf32>, %o: index) -> tensor<3xf32> {
  // CHECK-DAG: %[[FILL:.*]] = arith.constant 5.000000e-01 : f32
  // CHECK: linalg.generic
  // CHECK:   scf.if
  // CHECK:     tensor.extract
  // CHECK:   } else {
  // CHECK:     scf.yield %[[FILL]]
  %0 = tslice.slice %x[%o][3][1] bounds skip_window fill 0.5 : f32 : tensor<9xf32> to tensor<3xf32>
  return %0 : tensor<3xf32>
}

// An empty slice may start anywhere; a view may not.
// CHECK-LABEL: func.func @empty
func.func @empty(%x: tensor<4xf32>, %o: index) -> tensor<0xf32> {
  // CHECK-NOT: tslice.check
  // CHECK-NOT: tensor.extract_slice
  // CHECK: return
  %0 = tslice.slice %x[%o][0][1] : tensor<4xf32> to tensor<0xf32>
  return %0 : tensor<0xf32>
}

// CHECK-LABEL: func.func @drop
func.func @drop(%x: tensor<4x5xi8>) -> tensor<4xi8> {
  // CHECK: %[[FULL:.*]] = tensor.extract_slice %arg0[0, 3] [4, 1] [1, 1] : tensor<4x5xi8> to tensor<4x1xi8>
  // CHECK: tensor.collapse_shape %[[FULL]] {{.*}} into tensor<4xi8>
  %0 = tslice.slice %x[0, 3][4, 1][1, 1] drop [1] : tensor<4x5xi8> to tensor<4xi8>
  return %0 : tensor<4xi8>
}
