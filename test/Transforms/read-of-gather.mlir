// RUN: tslice-opt --tslice-fuse-slices %s | FileCheck %s

// CHECK-LABEL: func.func @slice_positions(
// CHECK-SAME: %[[X:[^:]*]]: tensor<50x8xf32>, %[[I:[^:]*]]: tensor<9x3xi32>
// CHECK: %[[J:.*]] = tslice.slice %[[I]][%{{.*}}, 0][1, 3][1, 1] drop [0] {tslice.site = 2 : i64} : tensor<9x3xi32> to tensor<3xi32>
// CHECK-NEXT: %[[R:.*]] = tslice.gather %[[X]][%[[J]]] dims [0] bounds skip_window fill 2.000000e+00 {tslice.site = 1 : i64} : tensor<50x8xf32>, tensor<3xi32> -> tensor<3x8xf32>
// CHECK-NEXT: return %[[R]]
func.func @slice_positions(%x: tensor<50x8xf32>, %i: tensor<9x3xi32>, %o: index) -> tensor<3x8xf32> {
  %g = tslice.gather %x[%i] dims [0] bounds skip_window fill 2.0 : f32 {tslice.site = 1 : i64} : tensor<50x8xf32>, tensor<9x3xi32> -> tensor<9x3x8xf32>
  %r = tslice.slice %g[%o, 0, 0][1, 3, 8][1, 1, 1] drop [0] {tslice.site = 2 : i64} : tensor<9x3x8xf32> to tensor<3x8xf32>
  return %r : tensor<3x8xf32>
}

// Part of each row, and the dropping, stay behind.
// CHECK-LABEL: func.func @slice_positions_and_rows(
// CHECK: %[[J:.*]] = tslice.slice %{{.*}}[7, 0][1, 2][1, 1] : tensor<9x2xi32> to tensor<1x2xi32>
// CHECK-NEXT: %[[G:.*]] = tslice.gather %{{.*}}[%[[J]]] dims [2, 0] : tensor<50x8x7xf32>, tensor<1x2xi32> -> tensor<1x8xf32>
// CHECK-NEXT: tslice.slice %[[G]][0, 2][1, 3][1, 1] drop [0] : tensor<1x8xf32> to tensor<3xf32>
func.func @slice_positions_and_rows(%x: tensor<50x8x7xf32>, %i: tensor<9x2xi32>) -> tensor<3xf32> {
  %g = tslice.gather %x[%i] dims [2, 0] : tensor<50x8x7xf32>, tensor<9x2xi32> -> tensor<9x8xf32>
  %r = tslice.slice %g[7, 2][1, 3][1, 1] drop [0] : tensor<9x8xf32> to tensor<3xf32>
  return %r : tensor<3xf32>
}

// Batch 0, 1 of the indices pair with batch 0, 1 of %x; batch 1, 2 would not.
// CHECK-LABEL: func.func @batches(
// CHECK: %[[J:.*]] = tslice.slice %{{.*}}[0, 4][2, 2][1, 1] : tensor<3x6xi32> to tensor<2x2xi32>
// CHECK-NEXT: tslice.gather %{{.*}}[%[[J]]] batch [0] dims [1] : tensor<3x9xf32>, tensor<2x2xi32> -> tensor<2x2xf32>
// CHECK: %[[J:.*]] = tslice.slice %{{.*}}[0, 4][3, 2][1, 1] : tensor<3x6xi32> to tensor<3x2xi32>
// CHECK-NEXT: %[[G:.*]] = tslice.gather %{{.*}}[%[[J]]] batch [0] dims [1] : tensor<3x9xf32>, tensor<3x2xi32> -> tensor<3x2xf32>
// CHECK-NEXT: tslice.slice %[[G]][1, 0][2, 2][1, 1] : tensor<3x2xf32> to tensor<2x2xf32>
func.func @batches(%x: tensor<3x9xf32>, %i: tensor<3x6xi32>) -> (tensor<2x2xf32>, tensor<2x2xf32>) {
  %g = tslice.gather %x[%i] batch [0] dims [1] : tensor<3x9xf32>, tensor<3x6xi32> -> tensor<3x6xf32>
  %r = tslice.slice %g[0, 4][2, 2][1, 1] : tensor<3x6xf32> to tensor<2x2xf32>
  %h = tslice.gather %x[%i] batch [0] dims [1] : tensor<3x9xf32>, tensor<3x6xi32> -> tensor<3x6xf32>
  %s = tslice.slice %h[1, 4][2, 2][1, 1] : tensor<3x6xf32> to tensor<2x2xf32>
  return %r, %s : tensor<2x2xf32>, tensor<2x2xf32>
}

// CHECK-LABEL: func.func @slice_not(
// CHECK-NEXT: tslice.gather
// CHECK-NEXT: tslice.slice
// CHECK-NEXT: tslice.gather
// CHECK-NEXT: tslice.slice
// CHECK-NEXT: tslice.gather
// CHECK-NEXT: tslice.slice
// CHECK-NEXT: return
func.func @slice_not(%x: tensor<50x8xf32>, %i: tensor<9xi32>, %o: index) -> (tensor<9x8xf32>, tensor<2x8xf32>, tensor<9x2xf32>, tensor<2x8xf32>) {
  // Used twice.
  %g = tslice.gather %x[%i] dims [0] : tensor<50x8xf32>, tensor<9xi32> -> tensor<9x8xf32>
  %r = tslice.slice %g[0, 0][2, 8][1, 1] : tensor<9x8xf32> to tensor<2x8xf32>
  // Only rows.
  %h = tslice.gather %x[%i] dims [0] bounds clamp : tensor<50x8xf32>, tensor<9xi32> -> tensor<9x8xf32>
  %s = tslice.slice %h[0, 1][9, 2][1, 1] : tensor<9x8xf32> to tensor<9x2xf32>
  // A slice with a fill of its own.
  %k = tslice.gather %x[%i] dims [0] bounds assume : tensor<50x8xf32>, tensor<9xi32> -> tensor<9x8xf32>
  %t = tslice.slice %k[%o, 0][2, 8][1, 1] bounds skip_element : tensor<9x8xf32> to tensor<2x8xf32>
  return %g, %r, %s, %t : tensor<9x8xf32>, tensor<2x8xf32>, tensor<9x2xf32>, tensor<2x8xf32>
}

// CHECK-LABEL: func.func @gather(
// CHECK-SAME: %[[X:[^:]*]]: tensor<50x8xf32>, %[[I:[^:]*]]: tensor<9x5xi32>, %[[J:[^:]*]]: tensor<4xi64>
// CHECK-NEXT: %[[K:.*]] = tslice.gather %[[I]][%[[J]]] dims [1] {tslice.site = 2 : i64} : tensor<9x5xi32>, tensor<4xi64> -> tensor<4x9xi32>
// CHECK-NEXT: %[[R:.*]] = tslice.gather %[[X]][%[[K]]] dims [0] bounds clamp {tslice.site = 1 : i64} : tensor<50x8xf32>, tensor<4x9xi32> -> tensor<4x9x8xf32>
// CHECK-NEXT: return %[[R]]
func.func @gather(%x: tensor<50x8xf32>, %i: tensor<9x5xi32>, %j: tensor<4xi64>) -> tensor<4x9x8xf32> {
  %g = tslice.gather %x[%i] dims [0] bounds clamp {tslice.site = 1 : i64} : tensor<50x8xf32>, tensor<9x5xi32> -> tensor<9x5x8xf32>
  %r = tslice.gather %g[%j] dims [1] {tslice.site = 2 : i64} : tensor<9x5x8xf32>, tensor<4xi64> -> tensor<4x9x8xf32>
  return %r : tensor<4x9x8xf32>
}

// CHECK-LABEL: func.func @gather_components(
// CHECK-NEXT: %[[K:.*]] = tslice.gather %{{.*}}[%{{.*}}] dims [0] : tensor<9x2xi32>, tensor<4xi64> -> tensor<4x2xi32>
// CHECK-NEXT: tslice.gather %{{.*}}[%[[K]]] dims [0, 1] : tensor<50x8x3xf32>, tensor<4x2xi32> -> tensor<4x3xf32>
func.func @gather_components(%x: tensor<50x8x3xf32>, %i: tensor<9x2xi32>, %j: tensor<4xi64>) -> tensor<4x3xf32> {
  %g = tslice.gather %x[%i] dims [0, 1] : tensor<50x8x3xf32>, tensor<9x2xi32> -> tensor<9x3xf32>
  %r = tslice.gather %g[%j] dims [0] : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  return %r : tensor<4x3xf32>
}

// CHECK-LABEL: func.func @gather_from_rows(
// CHECK-NEXT: tslice.gather %{{.*}} dims [0] : tensor<50x8xf32>, tensor<9xi32> -> tensor<9x8xf32>
// CHECK-NEXT: tslice.gather %{{.*}} dims [1]
func.func @gather_from_rows(%x: tensor<50x8xf32>, %i: tensor<9xi32>, %j: tensor<4xi64>) -> tensor<4x9xf32> {
  %g = tslice.gather %x[%i] dims [0] : tensor<50x8xf32>, tensor<9xi32> -> tensor<9x8xf32>
  %r = tslice.gather %g[%j] dims [1] : tensor<9x8xf32>, tensor<4xi64> -> tensor<4x9xf32>
  return %r : tensor<4x9xf32>
}

// CHECK-LABEL: func.func @gather_skips(
// CHECK-NEXT: tslice.gather %{{.*}} : tensor<50x8xf32>
// CHECK-NEXT: tslice.gather %{{.*}} : tensor<9x8xf32>
func.func @gather_skips(%x: tensor<50x8xf32>, %i: tensor<9xi32>, %j: tensor<4xi64>) -> tensor<4x8xf32> {
  %g = tslice.gather %x[%i] dims [0] : tensor<50x8xf32>, tensor<9xi32> -> tensor<9x8xf32>
  %r = tslice.gather %g[%j] dims [0] bounds skip_window : tensor<9x8xf32>, tensor<4xi64> -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}
