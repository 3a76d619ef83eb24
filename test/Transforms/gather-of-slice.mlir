// RUN: tslice-opt --tslice-fuse-slices %s | FileCheck %s

// CHECK-LABEL: func.func @clamps(
// CHECK-SAME: %[[X:[^:]*]]: tensor<12x8xf32>, %[[I:[^:]*]]: tensor<3xi8>
// CHECK-DAG: %[[Z:.*]] = arith.constant dense<0> : tensor<3xindex>
// CHECK-DAG: %[[L:.*]] = arith.constant dense<3> : tensor<3xindex>
// CHECK-DAG: %[[S:.*]] = arith.constant dense<-3> : tensor<3xindex>
// CHECK-DAG: %[[O:.*]] = arith.constant dense<10> : tensor<3xindex>
// CHECK: %[[J:.*]] = arith.index_cast %[[I]] : tensor<3xi8> to tensor<3xindex>
// CHECK: %[[A:.*]] = arith.maxsi %[[J]], %[[Z]]
// CHECK: %[[B:.*]] = arith.minsi %[[A]], %[[L]]
// CHECK: %[[C:.*]] = arith.muli %[[B]], %[[S]]
// CHECK: %[[D:.*]] = arith.addi %[[C]], %[[O]]
// CHECK: tslice.gather %[[X]][%[[D]]] dims [0] bounds clamp : tensor<12x8xf32>, tensor<3xindex> -> tensor<3x8xf32>
func.func @clamps(%x: tensor<12x8xf32>, %i: tensor<3xi8>) -> tensor<3x8xf32> {
  %s = tslice.slice %x[10, 0][4, 8][-3, 1] : tensor<12x8xf32> to tensor<4x8xf32>
  %r = tslice.gather %s[%i] dims [0] bounds clamp : tensor<4x8xf32>, tensor<3xi8> -> tensor<3x8xf32>
  return %r : tensor<3x8xf32>
}

// CHECK-LABEL: func.func @skips(
// CHECK-SAME: %[[X:[^:]*]]: tensor<12x8xf32>
// CHECK: %[[P:.*]] = arith.cmpi ult
// CHECK: %[[J:.*]] = arith.select %[[P]]
// CHECK: tslice.gather %[[X]][%[[J]]] dims [0] bounds skip_window fill 1.000000e+00
func.func @skips(%x: tensor<12x8xf32>, %i: tensor<3xindex>) -> tensor<3x8xf32> {
  %s = tslice.slice %x[10, 0][4, 8][-3, 1] : tensor<12x8xf32> to tensor<4x8xf32>
  %r = tslice.gather %s[%i] dims [0] bounds skip_window fill 1.0 : f32 : tensor<4x8xf32>, tensor<3xindex> -> tensor<3x8xf32>
  return %r : tensor<3x8xf32>
}

// CHECK-LABEL: func.func @constant_indices(
// CHECK-SAME: %[[X:[^:]*]]: tensor<12xf32>
// CHECK: %[[J:.*]] = arith.constant dense<[10, 1, 4]> : tensor<3xindex>
// CHECK: tslice.gather %[[X]][%[[J]]] dims [0] : tensor<12xf32>, tensor<3xindex> -> tensor<3xf32>
func.func @constant_indices(%x: tensor<12xf32>) -> tensor<3xf32> {
  %i = arith.constant dense<[0, 3, 2]> : tensor<3xi32>
  %s = tslice.slice %x[10][4][-3] : tensor<12xf32> to tensor<4xf32>
  %r = tslice.gather %s[%i] dims [0] : tensor<4xf32>, tensor<3xi32> -> tensor<3xf32>
  return %r : tensor<3xf32>
}

// CHECK-LABEL: func.func @not(
// CHECK-COUNT-2: tslice.slice
// CHECK-NOT: arith.muli
// CHECK: return
func.func @not(%x: tensor<12xf32>, %i: tensor<3xi32>) -> (tensor<3xf32>, tensor<3xf32>) {
  // The error would name another index.
  %s = tslice.slice %x[10][4][-3] : tensor<12xf32> to tensor<4xf32>
  %q = tslice.gather %s[%i] dims [0] : tensor<4xf32>, tensor<3xi32> -> tensor<3xf32>
  // A view.
  %t = tslice.slice %x[1][4][3] : tensor<12xf32> to tensor<4xf32>
  %r = tslice.gather %t[%i] dims [0] bounds clamp : tensor<4xf32>, tensor<3xi32> -> tensor<3xf32>
  return %q, %r : tensor<3xf32>, tensor<3xf32>
}
