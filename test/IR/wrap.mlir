// RUN: tslice-opt %s --verify-roundtrip | FileCheck %s
// RUN: tslice-opt %s --mlir-print-op-generic | tslice-opt | FileCheck %s

// CHECK-LABEL: @syntax
func.func @syntax(%x: tensor<5xf32>, %u: tensor<1xf32>, %i: tensor<2xi32>, %v: tensor<2xf32>) {
  // CHECK: tslice.slice %{{.*}}[-1][1][1] drop [0] wrap : tensor<5xf32> to tensor<f32>
  %0 = tslice.slice %x[-1][1][1] drop [0] wrap : tensor<5xf32> to tensor<f32>
  // CHECK: tslice.slice %{{.*}}[-9][1][1] bounds skip_window wrap fill 1.000000e+00 : tensor<5xf32> to tensor<1xf32>
  %1 = tslice.slice %x[-9][1][1] bounds skip_window wrap fill 1.0 : tensor<5xf32> to tensor<1xf32>
  // CHECK: tslice.update add %{{.*}} into %{{.*}}[-5][1][1] bounds clamp wrap : tensor<1xf32> into tensor<5xf32>
  %2 = tslice.update add %u into %x[-5][1][1] bounds clamp wrap : tensor<1xf32> into tensor<5xf32>
  // CHECK: tslice.gather %{{.*}}[%{{.*}}] dims [0] wrap : tensor<5xf32>, tensor<2xi32> -> tensor<2xf32>
  %3 = tslice.gather %x[%i] dims [0] wrap : tensor<5xf32>, tensor<2xi32> -> tensor<2xf32>
  // CHECK: tslice.scatter set %{{.*}} into %{{.*}}[%{{.*}}] dims [0] bounds skip_window wrap : tensor<2xf32> into tensor<5xf32>, tensor<2xi32>
  %4 = tslice.scatter set %v into %x[%i] dims [0] bounds skip_window wrap : tensor<2xf32> into tensor<5xf32>, tensor<2xi32>
  return
}
