// RUN: tslice-opt --canonicalize %s | FileCheck %s

// CHECK-LABEL: @whole
// CHECK-SAME: %[[X:.*]]: tensor<4x5xf32>
func.func @whole(%x: tensor<4x5xf32>) -> tensor<4x5xf32> {
  // CHECK: return %[[X]]
  %r = tslice.slice %x[0, 0][4, 5][1, 1] : tensor<4x5xf32> to tensor<4x5xf32>
  return %r : tensor<4x5xf32>
}

// CHECK-LABEL: @not_whole
func.func @not_whole(%x: tensor<4xf32>, %y: tensor<?xf32>, %z: tensor<1xf32>) -> (tensor<4xf32>, tensor<?xf32>, tensor<f32>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %y, %c0 : tensor<?xf32>
  // CHECK: tslice.slice %{{.*}}[3][4][-1]
  %0 = tslice.slice %x[3][4][-1] : tensor<4xf32> to tensor<4xf32>
  // CHECK: tslice.slice
  %1 = tslice.slice %y[0][%n][1] : tensor<?xf32> to tensor<?xf32>
  // CHECK: tslice.slice
  %2 = tslice.slice %z[0][1][1] drop [0] : tensor<1xf32> to tensor<f32>
  return %0, %1, %2 : tensor<4xf32>, tensor<?xf32>, tensor<f32>
}

// CHECK-LABEL: @constant
func.func @constant() -> (tensor<2xi32>, tensor<i1>, tensor<2xf16>) {
  %x = arith.constant dense<[10, 11, 12, 13]> : tensor<4xi32>
  %c2 = arith.constant 2 : index
  %cm1 = arith.constant -1 : index
  // CHECK-DAG: %[[A:.*]] = arith.constant dense<[12, 11]> : tensor<2xi32>
  %0 = tslice.slice %x[%c2][2][%cm1] : tensor<4xi32> to tensor<2xi32>
  %b = arith.constant dense<[[true, false], [false, true]]> : tensor<2x2xi1>
  // CHECK-DAG: %[[B:.*]] = arith.constant dense<true> : tensor<i1>
  %1 = tslice.slice %b[1, 1][1, 1][1, 1] drop [0, 1] : tensor<2x2xi1> to tensor<i1>
  %s = arith.constant dense<1.5> : tensor<4xf16>
  // CHECK-DAG: %[[C:.*]] = arith.constant dense<[1.500000e+00, 7.000000e+00]> : tensor<2xf16>
  %2 = tslice.slice %s[3][2][1] bounds skip_element fill 7.0 : f16 : tensor<4xf16> to tensor<2xf16>
  // CHECK: return %[[A]], %[[B]], %[[C]]
  return %0, %1, %2 : tensor<2xi32>, tensor<i1>, tensor<2xf16>
}

// An access that fails is left to run time, which may not reach it.
// CHECK-LABEL: @constant_out_of_range
func.func @constant_out_of_range() -> (tensor<2xi32>, tensor<2xi32>) {
  %x = arith.constant dense<[10, 11, 12, 13]> : tensor<4xi32>
  %c3 = arith.constant 3 : index
  %c0 = arith.constant 0 : index
  // CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
  // CHECK-DAG: %[[C3:.*]] = arith.constant 3 : index
  // CHECK: tslice.slice %{{.*}}[%[[C3]]][2][1]
  %0 = tslice.slice %x[%c3][2][1] : tensor<4xi32> to tensor<2xi32>
  // CHECK: tslice.slice %{{.*}}[0][2][%[[C0]]]
  %1 = tslice.slice %x[0][2][%c0] : tensor<4xi32> to tensor<2xi32>
  return %0, %1 : tensor<2xi32>, tensor<2xi32>
}

// CHECK-LABEL: @constant_too_large
func.func @constant_too_large() -> tensor<1025xi8> {
  %x = arith.constant dense<1> : tensor<2000xi8>
  // CHECK: tslice.slice
  %0 = tslice.slice %x[0][1025][1] : tensor<2000xi8> to tensor<1025xi8>
  return %0 : tensor<1025xi8>
}

// CHECK-LABEL: @constant_lists
// CHECK-SAME: %[[X:.*]]: tensor<4x5xf32>, %[[O:.*]]: index
func.func @constant_lists(%x: tensor<4x5xf32>, %o: index) -> tensor<?x2xf32> {
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %cm1 = arith.constant -1 : index
  // CHECK: %[[R:.*]] = tslice.slice %[[X]][3, %[[O]]][3, 2][-1, 1] {tslice.site = 7 : i64} : tensor<4x5xf32> to tensor<3x2xf32>
  // CHECK: tensor.cast %[[R]] : tensor<3x2xf32> to tensor<?x2xf32>
  %r = tslice.slice %x[%c3, %o][%c3, 2][%cm1, %c1] {tslice.site = 7 : i64} : tensor<4x5xf32> to tensor<?x2xf32>
  return %r : tensor<?x2xf32>
}

// The number that stands for 'dynamic' cannot become static.
// CHECK-LABEL: @constant_sentinel
func.func @constant_sentinel(%x: tensor<?xf32>) -> tensor<2xf32> {
  %least = arith.constant -9223372036854775808 : index
  // CHECK: %[[C:.*]] = arith.constant -9223372036854775808 : index
  // CHECK: tslice.slice %{{.*}}[%[[C]]][2][1]
  %r = tslice.slice %x[%least][2][1] bounds clamp : tensor<?xf32> to tensor<2xf32>
  return %r : tensor<2xf32>
}
