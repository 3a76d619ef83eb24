// RUN: tslice-opt --verify-roundtrip %s | FileCheck %s
// RUN: tslice-opt -mlir-print-op-generic %s | tslice-opt | FileCheck %s

// CHECK-LABEL: @region
func.func @region(%x: tensor<4xf32>, %u: tensor<5xf32>, %i: tensor<5xi32>) -> tensor<4xf32> {
  // CHECK: tslice.scatter %{{.*}} into %{{.*}}[%{{.*}}] dims [0] associative : tensor<5xf32> into tensor<4xf32>, tensor<5xi32> {
  // CHECK-NEXT: ^bb0(%[[A:.*]]: f32, %[[B:.*]]: f32):
  // CHECK-NEXT: %[[S:.*]] = arith.addf %[[A]], %[[B]]
  // CHECK-NEXT: tslice.yield %[[S]] : f32
  // CHECK-NEXT: }
  %r = tslice.scatter %u into %x[%i] dims [0] associative : tensor<5xf32> into tensor<4xf32>, tensor<5xi32> {
  ^bb0(%a: f32, %b: f32):
    %s = arith.addf %a, %b : f32
    tslice.yield %s : f32
  }
  return %r : tensor<4xf32>
}

// CHECK-LABEL: @pairs
func.func @pairs(%x: tensor<4xf32>, %y: tensor<4xi64>, %u: tensor<2xf32>, %v: tensor<2xi64>) -> (tensor<4xf32>, tensor<4xi64>) {
  // CHECK: %[[R:[^ ,]*]], %[[S:[^ ,]*]] = tslice.update %{{.*}}, %{{.*}} into %{{.*}}, %{{.*}}[1][2][1] exclude_self : tensor<2xf32>, tensor<2xi64> into tensor<4xf32>, tensor<4xi64> {
  %r:2 = tslice.update %u, %v into %x, %y[1][2][1] exclude_self : tensor<2xf32>, tensor<2xi64> into tensor<4xf32>, tensor<4xi64> {
  ^bb0(%a: f32, %b: i64, %c: f32, %d: i64):
    tslice.yield %a, %d : f32, i64
  }
  // CHECK: return %[[R]], %[[S]]
  return %r#0, %r#1 : tensor<4xf32>, tensor<4xi64>
}

// CHECK-LABEL: @words
func.func @words(%x: tensor<4xf16>, %u: tensor<2xf16>, %i: tensor<2xi32>) {
  // CHECK: tslice.scatter add {{.*}} dims [0] bounds clamp exclude_self accumulate f32 order relaxed unique sorted :
  %0 = tslice.scatter add %u into %x[%i] dims [0] bounds clamp order relaxed accumulate f32 exclude_self sorted unique
    : tensor<2xf16> into tensor<4xf16>, tensor<2xi32>
  // CHECK: tslice.update min {{.*}}[0][2][1] ties first :
  %1 = tslice.update min %u into %x[0][2][1] ties first : tensor<2xf16> into tensor<4xf16>
  // CHECK: tslice.update max {{.*}}[0][2][1] ties even :
  %2 = tslice.update max %u into %x[0][2][1] ties even : tensor<2xf16> into tensor<4xf16>
  // CHECK: tslice.gather {{.*}} dims [0] bounds skip_window unique fill 1.0{{.*}} :
  %3 = tslice.gather %x[%i] dims [0] bounds skip_window unique fill 1.0 : tensor<4xf16>, tensor<2xi32> -> tensor<2xf16>
  return
}

// CHECK-LABEL: @windows
func.func @windows(%x: tensor<4x?xf16>, %i: tensor<3x2xi32>, %w: index) -> tensor<4x?xf16> {
  // CHECK: %[[G:.*]] = tslice.gather {{.*}} dims [0, 1] window [2, %{{.*}}] : tensor<4x?xf16>, tensor<3x2xi32> -> tensor<3x2x?xf16>
  %g = tslice.gather %x[%i] dims [0, 1] window [2, %w] : tensor<4x?xf16>, tensor<3x2xi32> -> tensor<3x2x?xf16>
  // CHECK: tslice.scatter add %[[G]] into {{.*}} dims [0, 1] window [2, %{{.*}}] :
  %s = tslice.scatter add %g into %x[%i] dims [0, 1] window [2, %w] : tensor<3x2x?xf16> into tensor<4x?xf16>, tensor<3x2xi32>
  return %s : tensor<4x?xf16>
}
