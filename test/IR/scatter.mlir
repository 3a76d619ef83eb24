// RUN: tslice-opt --verify-roundtrip %s | FileCheck %s
// RUN: tslice-opt -mlir-print-op-generic %s | tslice-opt | FileCheck %s

// CHECK-LABEL: @combiners
func.func @combiners(%u: tensor<2xi32>, %x: tensor<4xi32>, %i: tensor<2xi32>) {
  // CHECK: tslice.scatter set %{{.*}} into %{{.*}}[%{{.*}}] dims [0] : tensor<2xi32> into tensor<4xi32>, tensor<2xi32>
  %0 = tslice.scatter set %u into %x[%i] dims [0] : tensor<2xi32> into tensor<4xi32>, tensor<2xi32>
  // CHECK: tslice.scatter add
  %1 = tslice.scatter add %u into %x[%i] dims [0] : tensor<2xi32> into tensor<4xi32>, tensor<2xi32>
  // CHECK: tslice.scatter mul
  %2 = tslice.scatter mul %u into %x[%i] dims [0] : tensor<2xi32> into tensor<4xi32>, tensor<2xi32>
  // CHECK: tslice.scatter min
  %3 = tslice.scatter min %u into %x[%i] dims [0] : tensor<2xi32> into tensor<4xi32>, tensor<2xi32>
  // CHECK: tslice.scatter max
  %4 = tslice.scatter max %u into %x[%i] dims [0] : tensor<2xi32> into tensor<4xi32>, tensor<2xi32>
  // CHECK: tslice.scatter umin
  %5 = tslice.scatter umin %u into %x[%i] dims [0] : tensor<2xi32> into tensor<4xi32>, tensor<2xi32>
  // CHECK: tslice.scatter umax
  %6 = tslice.scatter umax %u into %x[%i] dims [0] : tensor<2xi32> into tensor<4xi32>, tensor<2xi32>
  // CHECK: tslice.scatter and
  %7 = tslice.scatter and %u into %x[%i] dims [0] : tensor<2xi32> into tensor<4xi32>, tensor<2xi32>
  // CHECK: tslice.scatter or
  %8 = tslice.scatter or %u into %x[%i] dims [0] : tensor<2xi32> into tensor<4xi32>, tensor<2xi32>
  // CHECK: tslice.scatter xor
  %9 = tslice.scatter xor %u into %x[%i] dims [0] : tensor<2xi32> into tensor<4xi32>, tensor<2xi32>
  return
}

// CHECK-LABEL: @everything
func.func @everything(%u: tensor<4x?x2x5xf32>, %x: tensor<6x7x4x5xf32>, %i: tensor<4x?x2xi64>) {
  // CHECK: tslice.scatter max %{{.*}} into %{{.*}}[%{{.*}}] batch [2] dims [1, 0] window [2, 1] drop [0] bounds clamp : tensor<4x?x2x5xf32> into tensor<6x7x4x5xf32>, tensor<4x?x2xi64>
  %0 = tslice.scatter max %u into %x[%i] batch [2] dims [1, 0] window [2, 1] drop [0] bounds clamp
    : tensor<4x?x2x5xf32> into tensor<6x7x4x5xf32>, tensor<4x?x2xi64>
  return
}

// What the types leave open is compared at run time.
// CHECK-LABEL: @open_sizes
func.func @open_sizes(%u: tensor<?x3xf32>, %x: tensor<4x?xf32>, %i: tensor<2xi32>) {
  // CHECK: tslice.scatter set %{{.*}} into %{{.*}}[%{{.*}}] dims [0] : tensor<?x3xf32> into tensor<4x?xf32>, tensor<2xi32>
  %0 = tslice.scatter set %u into %x[%i] dims [0] : tensor<?x3xf32> into tensor<4x?xf32>, tensor<2xi32>
  return
}

// CHECK-LABEL: @one_position
func.func @one_position(%u: tensor<f8E5M2>, %x: tensor<4xf8E5M2>, %i: tensor<index>) {
  // CHECK: tslice.scatter set %{{.*}} into %{{.*}}[%{{.*}}] dims [0] : tensor<f8E5M2> into tensor<4xf8E5M2>, tensor<index>
  %0 = tslice.scatter set %u into %x[%i] dims [0] : tensor<f8E5M2> into tensor<4xf8E5M2>, tensor<index>
  return
}
