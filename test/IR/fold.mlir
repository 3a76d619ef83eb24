// RUN: tslice-opt --verify-roundtrip %s | FileCheck %s
// RUN: tslice-opt --mlir-print-op-generic %s | tslice-opt | FileCheck %s

// CHECK-LABEL: func.func @prefixes(
func.func @prefixes(%u: tensor<5xf32>, %x: tensor<?xf32>, %p: tensor<?xindex>, %s: tensor<?xindex>) -> (tensor<?xf32>, tensor<5xf32>) {
  // CHECK: tslice.fold %{{.*}} into %{{.*}} along %{{.*}}, %{{.*}} : (tensor<5xf32>, tensor<?xf32>, tensor<?xindex>, tensor<?xindex>) -> (tensor<?xf32>, tensor<5xf32>) {
  // CHECK-NEXT: ^bb0(%{{.*}}: i1, %[[FOUND:.*]]: f32, %[[WRITTEN:.*]]: f32):
  // CHECK-NEXT: %[[PRODUCT:.*]] = arith.mulf %[[FOUND]], %[[WRITTEN]]
  // CHECK-NEXT: tslice.yield %[[PRODUCT]], %[[FOUND]] : f32, f32
  %r, %before = tslice.fold %u into %x along %p, %s : (tensor<5xf32>, tensor<?xf32>, tensor<?xindex>, tensor<?xindex>) -> (tensor<?xf32>, tensor<5xf32>) {
  ^bb0(%first: i1, %found: f32, %written: f32):
    %product = arith.mulf %found, %written : f32
    tslice.yield %product, %found : f32, f32
  }
  return %r, %before : tensor<?xf32>, tensor<5xf32>
}

// CHECK-LABEL: func.func @rows(
func.func @rows(%u: tensor<2x?x3xi64>, %v: tensor<2x5x3xf16>, %x: tensor<?x3xi64>, %p: tensor<?xindex>, %s: tensor<?xindex>) -> tensor<?x3xi64> {
  // CHECK: tslice.fold %{{.*}}, %{{.*}} into %{{.*}} along %{{.*}}, %{{.*}} backwards {tslice.name = "f"}
  %r = tslice.fold %u, %v into %x along %p, %s backwards {tslice.name = "f"} : (tensor<2x?x3xi64>, tensor<2x5x3xf16>, tensor<?x3xi64>, tensor<?xindex>, tensor<?xindex>) -> tensor<?x3xi64> {
  ^bb0(%first: i1, %found: i64, %a: i64, %b: f16):
    %r = arith.select %first, %a, %found : i64
    tslice.yield %r : i64
  }
  return %r : tensor<?x3xi64>
}
