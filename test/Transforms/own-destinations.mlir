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
