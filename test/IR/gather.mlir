// RUN: tslice-opt --verify-roundtrip %s | FileCheck %s
// RUN: tslice-opt -mlir-print-op-generic %s | tslice-opt | FileCheck %s

// CHECK-LABEL: @rows
func.func @rows(%x: tensor<5x3xf32>, %i: tensor<2xi32>) -> tensor<2x3xf32> {
  // CHECK: tslice.gather %{{.*}}[%{{.*}}] dims [0] : tensor<5x3xf32>, tensor<2xi32> -> tensor<2x3xf32>
  %r = tslice.gather %x[%i] dims [0] : tensor<5x3xf32>, tensor<2xi32> -> tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}

// CHECK-LABEL: @everything
func.func @everything(%x: tensor<6x7x4x5xf32>, %i: tensor<4x?x2xi64>) -> tensor<4x?x2x5xf32> {
  // CHECK: tslice.gather %{{.*}}[%{{.*}}] batch [2] dims [1, 0] window [2, 1] drop [0] bounds skip_window fill 1.000000e+00 : tensor<6x7x4x5xf32>, tensor<4x?x2xi64> -> tensor<4x?x2x5xf32>
  %r = tslice.gather %x[%i] batch [2] dims [1, 0] window [2, 1] drop [0] bounds skip_window fill 1.0 : f32
    : tensor<6x7x4x5xf32>, tensor<4x?x2xi64> -> tensor<4x?x2x5xf32>
  return %r : tensor<4x?x2x5xf32>
}

// Without a window all addressed dimensions are dropped, with one none.
// CHECK-LABEL: @default_drop
func.func @default_drop(%x: tensor<5x3xf32>, %i: tensor<2xi8>) {
  // CHECK: tslice.gather %{{.*}}[%{{.*}}] dims [1] : tensor<5x3xf32>, tensor<2xi8> -> tensor<2x5xf32>
  %0 = tslice.gather %x[%i] dims [1] : tensor<5x3xf32>, tensor<2xi8> -> tensor<2x5xf32>
  // CHECK: tslice.gather %{{.*}}[%{{.*}}] dims [1] window [1] : tensor<5x3xf32>, tensor<2xi8> -> tensor<2x5x1xf32>
  %1 = tslice.gather %x[%i] dims [1] window [1] : tensor<5x3xf32>, tensor<2xi8> -> tensor<2x5x1xf32>
  // CHECK: tslice.gather %{{.*}}[%{{.*}}] dims [1] drop [] : tensor<5x3xf32>, tensor<2xi8> -> tensor<2x5x1xf32>
  %2 = tslice.gather %x[%i] dims [1] drop [] : tensor<5x3xf32>, tensor<2xi8> -> tensor<2x5x1xf32>
  return
}

// CHECK-LABEL: @index_types
func.func @index_types(%x: tensor<5xf32>, %a: tensor<2xi8>, %b: tensor<2xi16>, %c: tensor<2xi64>, %d: tensor<2xindex>) {
  // CHECK-COUNT-4: tslice.gather
  %0 = tslice.gather %x[%a] dims [0] : tensor<5xf32>, tensor<2xi8> -> tensor<2xf32>
  %1 = tslice.gather %x[%b] dims [0] : tensor<5xf32>, tensor<2xi16> -> tensor<2xf32>
  %2 = tslice.gather %x[%c] dims [0] : tensor<5xf32>, tensor<2xi64> -> tensor<2xf32>
  %3 = tslice.gather %x[%d] dims [0] : tensor<5xf32>, tensor<2xindex> -> tensor<2xf32>
  return
}

// CHECK-LABEL: @degenerate
func.func @degenerate(%x: tensor<5x0xf32>, %e: tensor<0x3xf32>, %i: tensor<i32>, %none: tensor<0xi32>, %k: tensor<4x0xi32>) {
  // One position.
  // CHECK: tslice.gather %{{.*}}[%{{.*}}] dims [0] : tensor<5x0xf32>, tensor<i32> -> tensor<0xf32>
  %0 = tslice.gather %x[%i] dims [0] : tensor<5x0xf32>, tensor<i32> -> tensor<0xf32>
  // No position.
  // CHECK: tslice.gather %{{.*}}[%{{.*}}] dims [0] : tensor<0x3xf32>, tensor<0xi32> -> tensor<0x3xf32>
  %1 = tslice.gather %e[%none] dims [0] : tensor<0x3xf32>, tensor<0xi32> -> tensor<0x3xf32>
  // CHECK: tslice.gather %{{.*}}[%{{.*}}] dims [0] window [2] : tensor<0x3xf32>, tensor<0xi32> -> tensor<0x2x3xf32>
  %2 = tslice.gather %e[%none] dims [0] window [2] : tensor<0x3xf32>, tensor<0xi32> -> tensor<0x2x3xf32>
  // No addressed dimension: four copies.
  // CHECK: tslice.gather %{{.*}}[%{{.*}}] dims [] : tensor<5x0xf32>, tensor<4x0xi32> -> tensor<4x5x0xf32>
  %3 = tslice.gather %x[%k] dims [] : tensor<5x0xf32>, tensor<4x0xi32> -> tensor<4x5x0xf32>
  // A window larger than its dimension is skipped.
  // CHECK: window [2] bounds skip_element
  %4 = tslice.gather %e[%i] dims [0] window [2] bounds skip_element : tensor<0x3xf32>, tensor<i32> -> tensor<2x3xf32>
  return
}
