// RUN: tslice-opt --tslice-fill-splats %s | FileCheck %s
// RUN: tslice-opt --tslice-fill-splats=min-elements=3 %s | FileCheck %s --check-prefix=SMALL

// Each scatter gets a destination of its own; nothing is left to copy.
// CHECK-LABEL: func.func @written
// CHECK-NOT: dense
// CHECK: %[[E0:.*]] = tensor.empty() : tensor<100x2xf32>
// CHECK: %[[F0:.*]] = linalg.fill ins(%{{.*}} : f32) outs(%[[E0]]
// CHECK: tslice.scatter add %{{.*}} into %[[F0]]
// CHECK: %[[E1:.*]] = tensor.empty() : tensor<100x2xf32>
// CHECK: %[[F1:.*]] = linalg.fill ins(%{{.*}} : f32) outs(%[[E1]]
// CHECK: tslice.scatter set %{{.*}} into %[[F1]]
func.func @written(%u: tensor<3x2xf32>, %i: tensor<3xi32>) -> (tensor<100x2xf32>, tensor<100x2xf32>) {
  %z = arith.constant dense<0.0> : tensor<100x2xf32>
  %a = tslice.scatter add %u into %z[%i] dims [0] : tensor<3x2xf32> into tensor<100x2xf32>, tensor<3xi32>
  %b = tslice.scatter set %u into %z[%i] dims [0] : tensor<3x2xf32> into tensor<100x2xf32>, tensor<3xi32>
  return %a, %b : tensor<100x2xf32>, tensor<100x2xf32>
}

// Readers share one.
// CHECK-LABEL: func.func @read
// CHECK: linalg.fill
// CHECK-NOT: linalg.fill
func.func @read(%i: tensor<3xi32>) -> (tensor<3xcomplex<f32>>, tensor<3xcomplex<f32>>) {
  %z = arith.constant dense<(1.0, 2.0)> : tensor<100xcomplex<f32>>
  %a = tslice.gather %z[%i] dims [0] : tensor<100xcomplex<f32>>, tensor<3xi32> -> tensor<3xcomplex<f32>>
  %b = tslice.gather %z[%i] dims [0] bounds clamp : tensor<100xcomplex<f32>>, tensor<3xi32> -> tensor<3xcomplex<f32>>
  return %a, %b : tensor<3xcomplex<f32>>, tensor<3xcomplex<f32>>
}

// Small ones, and those of several values, stay data.
// CHECK-LABEL: func.func @data
// CHECK: dense<1> : tensor<4xi32>
// CHECK: dense<[1, 2, 3, 4]>
// SMALL-LABEL: func.func @data
// SMALL: dense<[1, 2, 3, 4]>
// SMALL: linalg.fill
func.func @data() -> (tensor<4xi32>, tensor<4xi32>) {
  %a = arith.constant dense<1> : tensor<4xi32>
  %b = arith.constant dense<[1, 2, 3, 4]> : tensor<4xi32>
  return %a, %b : tensor<4xi32>, tensor<4xi32>
}
