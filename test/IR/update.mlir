// RUN: tslice-opt --verify-roundtrip %s | FileCheck %s
// RUN: tslice-opt -mlir-print-op-generic %s | tslice-opt | FileCheck %s

// CHECK-LABEL: @combiners
func.func @combiners(%u: tensor<2xi32>, %x: tensor<4xi32>) {
  // CHECK: tslice.update set %{{.*}} into %{{.*}}[0][2][1] : tensor<2xi32> into tensor<4xi32>
  %0 = tslice.update set %u into %x[0][2][1] : tensor<2xi32> into tensor<4xi32>
  // CHECK: tslice.update add
  %1 = tslice.update add %u into %x[0][2][1] : tensor<2xi32> into tensor<4xi32>
  // CHECK: tslice.update mul
  %2 = tslice.update mul %u into %x[0][2][1] : tensor<2xi32> into tensor<4xi32>
  // CHECK: tslice.update min
  %3 = tslice.update min %u into %x[0][2][1] : tensor<2xi32> into tensor<4xi32>
  // CHECK: tslice.update max
  %4 = tslice.update max %u into %x[0][2][1] : tensor<2xi32> into tensor<4xi32>
  // CHECK: tslice.update umin
  %5 = tslice.update umin %u into %x[0][2][1] : tensor<2xi32> into tensor<4xi32>
  // CHECK: tslice.update umax
  %6 = tslice.update umax %u into %x[0][2][1] : tensor<2xi32> into tensor<4xi32>
  // CHECK: tslice.update and
  %7 = tslice.update and %u into %x[0][2][1] : tensor<2xi32> into tensor<4xi32>
  // CHECK: tslice.update or
  %8 = tslice.update or %u into %x[0][2][1] : tensor<2xi32> into tensor<4xi32>
  // CHECK: tslice.update xor
  %9 = tslice.update xor %u into %x[0][2][1] : tensor<2xi32> into tensor<4xi32>
  return
}

// CHECK-LABEL: @mixed
// CHECK-SAME: %[[U:[^:]*]]: tensor<?xf32>, %[[X:[^:]*]]: tensor<4x?xf32>, %[[O:[^:]*]]: index
func.func @mixed(%u: tensor<?xf32>, %x: tensor<4x?xf32>, %o: index) -> tensor<4x?xf32> {
  // CHECK: tslice.update add %[[U]] into %[[X]][%[[O]], 0][1, %[[O]]][1, -2] drop [0] bounds skip_element : tensor<?xf32> into tensor<4x?xf32>
  %r = tslice.update add %u into %x[%o, 0][1, %o][1, -2] drop [0] bounds skip_element : tensor<?xf32> into tensor<4x?xf32>
  return %r : tensor<4x?xf32>
}

// What the types leave open is compared at run time.
// CHECK-LABEL: @open_sizes
func.func @open_sizes(%u: tensor<?xf32>, %v: tensor<2xf32>, %x: tensor<4xf32>, %n: index) {
  // CHECK: tslice.update set %{{.*}} into %{{.*}}[0][2][1] : tensor<?xf32> into tensor<4xf32>
  %0 = tslice.update set %u into %x[0][2][1] : tensor<?xf32> into tensor<4xf32>
  // CHECK: tslice.update set %{{.*}} into %{{.*}}[0][%{{.*}}][1] : tensor<2xf32> into tensor<4xf32>
  %1 = tslice.update set %v into %x[0][%n][1] : tensor<2xf32> into tensor<4xf32>
  return
}
