// RUN: tslice-opt %s --tslice-own-destinations | FileCheck %s

// Each op has a buffer of its own; what the branches of one op leave in the same
// buffer stays one.

// CHECK-LABEL: func.func @shared
// CHECK-NEXT:  %[[A:.*]] = tensor.empty
// CHECK-NEXT:  linalg.fill {{.*}} outs(%[[A]] :
// CHECK-NEXT:  %[[B:.*]] = tensor.empty
// CHECK-NEXT:  linalg.fill {{.*}} outs(%[[B]] :
// CHECK-NEXT:  %[[C:.*]] = tensor.empty
// CHECK-NEXT:  scf.if
// CHECK-NEXT:    linalg.fill {{.*}} outs(%[[C]] :
// CHECK:       else
// CHECK-NEXT:    linalg.fill {{.*}} outs(%[[C]] :
func.func @shared(%a: f32, %b: f32, %n: index, %c: i1) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) {
  %e = tensor.empty(%n) : tensor<?xf32>
  %1 = linalg.fill ins(%a : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %2 = linalg.fill ins(%b : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %3 = scf.if %c -> tensor<?xf32> {
    %4 = linalg.fill ins(%a : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
    scf.yield %4 : tensor<?xf32>
  } else {
    %4 = linalg.fill ins(%b : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
    scf.yield %4 : tensor<?xf32>
  }
  return %1, %2, %3 : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}

// A part of a tensor that holds one number otherwise is computed in its place.

// CHECK-LABEL: func.func @framed
// CHECK:         %[[F:.*]] = linalg.fill
// CHECK:         %[[P:.*]] = linalg.generic
// CHECK-NEXT:    ^bb0
// CHECK:         tensor.insert_slice %[[P]] into %[[F]]
func.func @framed(%x: tensor<4xf32>) -> tensor<8xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4xf32>
  %p = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %n = arith.negf %in : f32
    linalg.yield %n : f32
  } -> tensor<4xf32>
  %w = tensor.empty() : tensor<8xf32>
  %f = linalg.fill ins(%zero : f32) outs(%w : tensor<8xf32>) -> tensor<8xf32>
  %r = tensor.insert_slice %p into %f[2] [4] [1] : tensor<4xf32> into tensor<8xf32>
  return %r : tensor<8xf32>
}
