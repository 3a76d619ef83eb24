// RUN: tslice-opt %s --verify-roundtrip | FileCheck %s
// RUN: tslice-opt %s --mlir-print-op-generic | tslice-opt | FileCheck %s

// CHECK-LABEL: @ranges
func.func @ranges(%x: tensor<8x5xf32>, %y: tensor<?x5xf32>, %a: index, %b: index, %s: index) {
  // CHECK: tslice.index %{{.*}}[] : tensor<8x5xf32> -> tensor<8x5xf32>
  %0 = tslice.index %x[] : tensor<8x5xf32> -> tensor<8x5xf32>
  // CHECK: tslice.index %{{.*}}[1:-1, ::-2] : tensor<8x5xf32> -> tensor<6x3xf32>
  %1 = tslice.index %x[1:-1, ::-2] : tensor<8x5xf32> -> tensor<6x3xf32>
  // CHECK: tslice.index %{{.*}}[:, -100:100:3] : tensor<?x5xf32> -> tensor<?x2xf32>
  %2 = tslice.index %y[:, -100:100:3] : tensor<?x5xf32> -> tensor<?x2xf32>
  // CHECK: tslice.index %{{.*}}[%[[A:.*]]:, :%[[B:.*]]:%[[S:.*]]] : tensor<8x5xf32> -> tensor<?x?xf32>
  %3 = tslice.index %x[%a:, :%b:%s] : tensor<8x5xf32> -> tensor<?x?xf32>
  // CHECK: tslice.index %{{.*}}[%[[A]]:%[[B]]:%[[S]], :] : tensor<8x5xf32> -> tensor<?x5xf32>
  %4 = tslice.index %x[%a : %b : %s, :] : tensor<8x5xf32> -> tensor<?x5xf32>
  // The ends of 64 bits.
  // CHECK: tslice.index %{{.*}}[:9223372036854775806, -9223372036854775807:] : tensor<8x5xf32> -> tensor<8x5xf32>
  %5 = tslice.index %x[:9223372036854775807, -9223372036854775808:] : tensor<8x5xf32> -> tensor<8x5xf32>
  return
}

// CHECK-LABEL: @dimensions
func.func @dimensions(%x: tensor<8x5x4xf32>, %z: tensor<f32>, %i: index) {
  // CHECK: tslice.index %{{.*}}[-1, ..., %{{.*}}] : tensor<8x5x4xf32>, index -> tensor<5xf32>
  %0 = tslice.index %x[-1, ..., %i] : tensor<8x5x4xf32>, index -> tensor<5xf32>
  // CHECK: tslice.index %{{.*}}[newaxis, 0, ..., newaxis] : tensor<8x5x4xf32> -> tensor<1x5x4x1xf32>
  %1 = tslice.index %x[newaxis, 0, ..., newaxis] : tensor<8x5x4xf32> -> tensor<1x5x4x1xf32>
  // CHECK: tslice.index %{{.*}}[..., newaxis] : tensor<f32> -> tensor<1xf32>
  %2 = tslice.index %z[..., newaxis] : tensor<f32> -> tensor<1xf32>
  return
}

// Positions stand where the entries do that are broadcast together, or in front.
// CHECK-LABEL: @placement
func.func @placement(%x: tensor<8x5x4x3xf32>, %i: tensor<2x1xi32>, %j: tensor<6xi64>, %k: tensor<?xindex>, %n: index) {
  // CHECK: -> tensor<8x2x6x3xf32>
  %0 = tslice.index %x[:, %i, %j] : tensor<8x5x4x3xf32>, tensor<2x1xi32>, tensor<6xi64> -> tensor<8x2x6x3xf32>
  // CHECK: -> tensor<2x6x8x4xf32>
  %1 = tslice.index %x[:, %i, :, %j] : tensor<8x5x4x3xf32>, tensor<2x1xi32>, tensor<6xi64> -> tensor<2x6x8x4xf32>
  // An integer beside tensors is one of them.
  // CHECK: -> tensor<6x5x4xf32>
  %2 = tslice.index %x[%n, :, :, %j] : tensor<8x5x4x3xf32>, index, tensor<6xi64> -> tensor<6x5x4xf32>
  // CHECK: -> tensor<8x6x3xf32>
  %3 = tslice.index %x[:, 0, %j] : tensor<8x5x4x3xf32>, tensor<6xi64> -> tensor<8x6x3xf32>
  // `...` separates, even where it is no dimension.
  // CHECK: -> tensor<6x8x3xf32>
  %4 = tslice.index %x[:, 0, ..., %j, :] : tensor<8x5x4x3xf32>, tensor<6xi64> -> tensor<6x8x3xf32>
  // CHECK: -> tensor<6x8x1x3xf32>
  %5 = tslice.index %x[:, 0, newaxis, %j] : tensor<8x5x4x3xf32>, tensor<6xi64> -> tensor<6x8x1x3xf32>
  // A known size is that of all.
  // CHECK: -> tensor<6x4x3xf32>
  %6 = tslice.index %x[%j, %k] : tensor<8x5x4x3xf32>, tensor<6xi64>, tensor<?xindex> -> tensor<6x4x3xf32>
  // CHECK: tslice.index %{{.*}}[%{{.*}}, 1, %{{.*}}] outer : {{.*}} -> tensor<2x1x6x3xf32>
  %7 = tslice.index %x[%i, 1, %j] outer : tensor<8x5x4x3xf32>, tensor<2x1xi32>, tensor<6xi64> -> tensor<2x1x6x3xf32>
  return
}

// CHECK-LABEL: @masks
func.func @masks(%x: tensor<8x5x4xf32>, %a: tensor<8xi1>, %b: tensor<5x4xi1>, %c: tensor<i1>, %d: tensor<?xi1>, %j: tensor<6xi64>) {
  // CHECK: -> tensor<?x5x4xf32>
  %0 = tslice.index %x[%a] : tensor<8x5x4xf32>, tensor<8xi1> -> tensor<?x5x4xf32>
  // CHECK: -> tensor<8x?xf32>
  %1 = tslice.index %x[..., %b] : tensor<8x5x4xf32>, tensor<5x4xi1> -> tensor<8x?xf32>
  // CHECK: -> tensor<?x8x5x4xf32>
  %2 = tslice.index %x[%c] : tensor<8x5x4xf32>, tensor<i1> -> tensor<?x8x5x4xf32>
  // CHECK: -> tensor<6x4xf32>
  %3 = tslice.index %x[%d, %j] : tensor<8x5x4xf32>, tensor<?xi1>, tensor<6xi64> -> tensor<6x4xf32>
  // CHECK: -> tensor<?x?xf32>
  %4 = tslice.index %x[%a, %b] outer : tensor<8x5x4xf32>, tensor<8xi1>, tensor<5x4xi1> -> tensor<?x?xf32>
  return
}

// CHECK-LABEL: @policies
func.func @policies(%x: tensor<8xf32>, %j: tensor<6xi64>) {
  // CHECK: tslice.index %{{.*}}[9] bounds clamp : tensor<8xf32> -> tensor<f32>
  %0 = tslice.index %x[9] bounds clamp : tensor<8xf32> -> tensor<f32>
  // CHECK: tslice.index %{{.*}}[%{{.*}}] bounds skip_window fill -1.000000e+00 {tslice.site = 3 : i64} : tensor<8xf32>, tensor<6xi64> -> tensor<6xf32>
  %1 = tslice.index %x[%j] bounds skip_window fill -1.0 {tslice.site = 3 : i64} : tensor<8xf32>, tensor<6xi64> -> tensor<6xf32>
  return
}
