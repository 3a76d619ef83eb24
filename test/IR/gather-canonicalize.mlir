// RUN: tslice-opt --canonicalize %s | FileCheck %s

// CHECK-LABEL: @constant
func.func @constant() -> (tensor<2x2xi32>, tensor<2xcomplex<f32>>, tensor<0xf32>) {
  %x = arith.constant dense<[[1, 2], [3, 4], [5, 6]]> : tensor<3x2xi32>
  %i = arith.constant dense<[2, 0]> : tensor<2xi8>
  // CHECK-DAG: %[[A:.*]] = arith.constant dense<{{\[\[}}5, 6], [1, 2]]> : tensor<2x2xi32>
  %0 = tslice.gather %x[%i] dims [0] : tensor<3x2xi32>, tensor<2xi8> -> tensor<2x2xi32>
  %c = arith.constant dense<[(1.0, 2.0), (3.0, 4.0)]> : tensor<2xcomplex<f32>>
  // CHECK-DAG: %[[B:.*]] = arith.constant dense<[(5.000000e+00,7.000000e+00), (1.000000e+00,2.000000e+00)]> : tensor<2xcomplex<f32>>
  %1 = tslice.gather %c[%i] dims [0] bounds skip_window fill #complex.number<:f32 5.0, 7.0> : complex<f32>
    : tensor<2xcomplex<f32>>, tensor<2xi8> -> tensor<2xcomplex<f32>>
  %f = arith.constant dense<1.0> : tensor<2xf32>
  %none = arith.constant dense<> : tensor<0xi64>
  // CHECK-DAG: %[[C:.*]] = arith.constant dense<> : tensor<0xf32>
  %2 = tslice.gather %f[%none] dims [0] : tensor<2xf32>, tensor<0xi64> -> tensor<0xf32>
  // CHECK: return %[[A]], %[[B]], %[[C]]
  return %0, %1, %2 : tensor<2x2xi32>, tensor<2xcomplex<f32>>, tensor<0xf32>
}

// An index that is out of range is left to run time, which may not reach it.
// CHECK-LABEL: @constant_out_of_range
func.func @constant_out_of_range() -> tensor<1xi32> {
  %x = arith.constant dense<[10, 11]> : tensor<2xi32>
  %i = arith.constant dense<2> : tensor<1xindex>
  // CHECK: tslice.gather
  %0 = tslice.gather %x[%i] dims [0] : tensor<2xi32>, tensor<1xindex> -> tensor<1xi32>
  return %0 : tensor<1xi32>
}

// CHECK-LABEL: @not_constant
func.func @not_constant(%i: tensor<1xindex>) -> tensor<1xi32> {
  %x = arith.constant dense<10> : tensor<2xi32>
  // CHECK: tslice.gather
  %0 = tslice.gather %x[%i] dims [0] : tensor<2xi32>, tensor<1xindex> -> tensor<1xi32>
  return %0 : tensor<1xi32>
}
