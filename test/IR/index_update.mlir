// RUN: tslice-opt %s --verify-roundtrip | FileCheck %s
// RUN: tslice-opt %s --mlir-print-op-generic | tslice-opt | FileCheck %s

// CHECK-LABEL: @syntax
func.func @syntax(%x: tensor<8x5xf32>, %u: tensor<7xf32>, %v: tensor<?x1x2xf32>, %s: tensor<f32>, %i: tensor<2xi32>, %n: index) {
  // CHECK: tslice.index_update set %{{.*}} into %{{.*}}[1:, %{{.*}}] : tensor<7xf32> into tensor<8x5xf32>, index
  %0 = tslice.index_update set %u into %x[1:, %n] : tensor<7xf32> into tensor<8x5xf32>, index
  // CHECK: tslice.index_update add %{{.*}} into %{{.*}}[1:, newaxis, %{{.*}}] bounds clamp {a} : tensor<?x1x2xf32> into tensor<8x5xf32>, tensor<2xi32>
  %2 = tslice.index_update add %v into %x[1:, newaxis, %i] bounds clamp {a} : tensor<?x1x2xf32> into tensor<8x5xf32>, tensor<2xi32>
  // CHECK: tslice.index_update mul %{{.*}} into %{{.*}}[%{{.*}}, ::2] outer : tensor<f32> into tensor<8x5xf32>, tensor<2xi32>
  %1 = tslice.index_update mul %s into %x[%i, ::2] outer : tensor<f32> into tensor<8x5xf32>, tensor<2xi32>
  return
}

// Sizes of 1, in the type, give way; open ones are compared at run time.
// CHECK-LABEL: @broadcast
func.func @broadcast(%x: tensor<8x5xf32>, %a: tensor<1x5xf32>, %b: tensor<8x1xf32>, %c: tensor<1x1x8x5xf32>, %d: tensor<?xf32>) {
  // CHECK-COUNT-4: tslice.index_update
  %0 = tslice.index_update set %a into %x[:] : tensor<1x5xf32> into tensor<8x5xf32>
  %1 = tslice.index_update set %b into %x[:] : tensor<8x1xf32> into tensor<8x5xf32>
  %2 = tslice.index_update set %c into %x[:] : tensor<1x1x8x5xf32> into tensor<8x5xf32>
  %3 = tslice.index_update set %d into %x[:] : tensor<?xf32> into tensor<8x5xf32>
  return
}
