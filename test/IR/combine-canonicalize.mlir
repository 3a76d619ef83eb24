// RUN: tslice-opt --canonicalize %s | FileCheck %s

// CHECK-LABEL: @windows
// CHECK:       %[[G:.*]] = tslice.gather %arg0[%arg1] dims [0, 1] window [2, %arg2] unique : tensor<8x?xf32>, tensor<3x2xi32> -> tensor<3x2x?xf32>
// CHECK:       %[[R:.*]] = tensor.cast %[[G]] : tensor<3x2x?xf32> to tensor<3x?x?xf32>
// CHECK:       %[[S:.*]] = tslice.scatter add %{{.*}} into %arg0[%arg1] dims [0, 1] window [2, %arg2] :
// CHECK:       return %[[R]], %[[S]]
func.func @windows(%x: tensor<8x?xf32>, %i: tensor<3x2xi32>, %w: index) -> (tensor<3x?x?xf32>, tensor<8x?xf32>) {
  %c2 = arith.constant 2 : index
  %g = tslice.gather %x[%i] dims [0, 1] window [%c2, %w] unique : tensor<8x?xf32>, tensor<3x2xi32> -> tensor<3x?x?xf32>
  %s = tslice.scatter add %g into %x[%i] dims [0, 1] window [%c2, %w] : tensor<3x?x?xf32> into tensor<8x?xf32>, tensor<3x2xi32>
  return %g, %s : tensor<3x?x?xf32>, tensor<8x?xf32>
}

// What would be refused is left to run time, where it may never run.
// CHECK-LABEL: @too_large
// CHECK:       window [%c9]
// CHECK:       window [%c-1]
func.func @too_large(%x: tensor<8xf32>, %i: tensor<3xi32>) -> (tensor<3x?xf32>, tensor<3x?xf32>) {
  %c9 = arith.constant 9 : index
  %minus = arith.constant -1 : index
  %g = tslice.gather %x[%i] dims [0] window [%c9] : tensor<8xf32>, tensor<3xi32> -> tensor<3x?xf32>
  %h = tslice.gather %x[%i] dims [0] window [%minus] : tensor<8xf32>, tensor<3xi32> -> tensor<3x?xf32>
  return %g, %h : tensor<3x?xf32>, tensor<3x?xf32>
}

// Without elements nothing is written, to none of the pairs.
// CHECK-LABEL: @empty
// CHECK-NEXT:  return %arg0, %arg1
func.func @empty(%x: tensor<4xf32>, %y: tensor<4xi32>, %u: tensor<0xf32>, %v: tensor<0xi32>) -> (tensor<4xf32>, tensor<4xi32>) {
  %r:2 = tslice.update %u, %v into %x, %y[0][0][1] : tensor<0xf32>, tensor<0xi32> into tensor<4xf32>, tensor<4xi32> {
  ^bb0(%a: f32, %b: i32, %c: f32, %d: i32):
    tslice.yield %a, %b : f32, i32
  }
  return %r#0, %r#1 : tensor<4xf32>, tensor<4xi32>
}

// Constants: with and without what they find; in f32, rounded once.
// CHECK-LABEL: @constants
// CHECK-DAG:   arith.constant dense<[5.000000e+00, 2.000000e+00]> : tensor<2xf32>
// CHECK-DAG:   arith.constant dense<[2.052000e+03, 1.000000e+00]> : tensor<2xf16>
func.func @constants() -> (tensor<2xf32>, tensor<2xf16>) {
  %x = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %u = arith.constant dense<[2.0, 3.0]> : tensor<2xf32>
  %i = arith.constant dense<0> : tensor<2xi32>
  %r = tslice.scatter add %u into %x[%i] dims [0] exclude_self : tensor<2xf32> into tensor<2xf32>, tensor<2xi32>
  %h = arith.constant dense<[2048.0, 1.0]> : tensor<2xf16>
  %w = arith.constant dense<1.0> : tensor<4xf16>
  %j = arith.constant dense<0> : tensor<4xi32>
  %s = tslice.scatter add %w into %h[%j] dims [0] accumulate f32 : tensor<4xf16> into tensor<2xf16>, tensor<4xi32>
  return %r, %s : tensor<2xf32>, tensor<2xf16>
}
