// RUN: tslice-opt %s --verify-roundtrip | FileCheck %s
// RUN: tslice-opt %s --mlir-print-op-generic | tslice-opt | FileCheck %s

// CHECK-LABEL: @take_along
func.func @take_along(%x: tensor<8x5xf32>, %y: tensor<?x1xf32>, %i: tensor<8x2xi64>, %j: tensor<1x2xi8>, %k: tensor<3x?xindex>, %u: tensor<2xf32>) {
  // CHECK: tslice.take_along %{{.*}}[%{{.*}}] dim 1 : tensor<8x5xf32>, tensor<8x2xi64> -> tensor<8x2xf32>
  %0 = tslice.take_along %x[%i] dim 1 : tensor<8x5xf32>, tensor<8x2xi64> -> tensor<8x2xf32>
  // CHECK: tslice.take_along %{{.*}}[%{{.*}}] dim 1 bounds skip_window fill 2.000000e+00 : tensor<8x5xf32>, tensor<1x2xi8> -> tensor<8x2xf32>
  %1 = tslice.take_along %x[%j] dim 1 bounds skip_window fill 2.0 : tensor<8x5xf32>, tensor<1x2xi8> -> tensor<8x2xf32>
  // CHECK: tslice.take_along %{{.*}}[%{{.*}}] dim 0 : tensor<?x1xf32>, tensor<3x?xindex> -> tensor<3x?xf32>
  %2 = tslice.take_along %y[%k] dim 0 : tensor<?x1xf32>, tensor<3x?xindex> -> tensor<3x?xf32>
  // CHECK: tslice.take_along_update add %{{.*}} into %{{.*}}[%{{.*}}] dim 1 bounds clamp : tensor<2xf32> into tensor<8x5xf32>, tensor<8x2xi64>
  %3 = tslice.take_along_update add %u into %x[%i] dim 1 bounds clamp : tensor<2xf32> into tensor<8x5xf32>, tensor<8x2xi64>
  return
}
