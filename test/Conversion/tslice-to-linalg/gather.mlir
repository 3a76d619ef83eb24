// RUN: tslice-opt %s --tslice-to-linalg --canonicalize --cse | FileCheck %s

// CHECK-LABEL: func.func @rows
// CHECK-SAME:    %[[X:.*]]: tensor<?x64xf32>, %[[IDX:.*]]: tensor<?xi32>
func.func @rows(%x: tensor<?x64xf32>, %i: tensor<?xi32>) -> tensor<?x64xf32> {
  // CHECK-DAG: %[[N:.*]] = tensor.dim %[[X]], %c0
  // CHECK-DAG: %[[K:.*]] = tensor.dim %[[IDX]], %c0
  // CHECK-NOT: tensor.extract_slice
  // CHECK-DAG: tensor.empty(%[[K]]) : tensor<?x64xf32>
  // CHECK-DAG: %[[SIZE:.*]] = tensor.empty() : tensor<64xi1>
  // CHECK: linalg.generic {{.*}} ins(%[[IDX]], %[[SIZE]] :
  // CHECK:   ^bb0(%[[E:[a-z0-9_]*]]: i32
  // CHECK:   %[[P:.*]] = linalg.index 0
  // CHECK:   %[[D:.*]] = linalg.index 1
  // CHECK:   %[[I:.*]] = arith.index_cast %[[E]]
  // CHECK:   %[[ROW:.*]] = tslice.check index %[[I]], %[[N]] at{{ ?}}(%[[P]]) {{.*}}site = 4
  // CHECK:   tensor.extract %[[X]][%[[ROW]], %[[D]]]
  %0 = tslice.gather %x[%i] dims [0] {tslice.site = 4 : i64} : tensor<?x64xf32>, tensor<?xi32> -> tensor<?x64xf32>
  return %0 : tensor<?x64xf32>
}

// Windows: the limit is one more than the last start; the site learns the window.
// CHECK-LABEL: func.func @window
func.func @window(%x: tensor<9xi8>, %i: tensor<3xi64>) -> tensor<3x4xi8> {
  // CHECK: tslice.check index %{{.*}}, %c6 {{.*}}window = 4
  %0 = tslice.gather %x[%i] dims [0] window [4] : tensor<9xi8>, tensor<3xi64> -> tensor<3x4xi8>
  return %0 : tensor<3x4xi8>
}

// Two components and a batch dimension.
// CHECK-LABEL: func.func @batched_pairs
func.func @batched_pairs(%x: tensor<3x4x5xf32>, %i: tensor<3x7x2xindex>) -> tensor<3x7xf32> {
  // CHECK: %[[E0:.*]] = tensor.extract_slice %arg1[0, 0, 0] [3, 7, 1]
  // CHECK: %[[S0:.*]] = tensor.collapse_shape %[[E0]]
  // CHECK: %[[E1:.*]] = tensor.extract_slice %arg1[0, 0, 1] [3, 7, 1]
  // CHECK: %[[S1:.*]] = tensor.collapse_shape %[[E1]]
  // CHECK: linalg.generic {{.*}} ins(%[[S0]], %[[S1]]
  // CHECK: ^bb0(%[[FIRST:[a-z0-9_]*]]: index, %[[SECOND:[a-z0-9_]*]]: index
  // CHECK: %[[B:.*]] = linalg.index 0
  // CHECK: %[[C2:.*]] = tslice.check index %[[FIRST]], %c5{{.*}}dim = 2
  // CHECK: %[[C1:.*]] = tslice.check index %[[SECOND]], %c4{{.*}}dim = 1
  // CHECK: tensor.extract %arg0[%[[B]], %[[C1]], %[[C2]]]
  %0 = tslice.gather %x[%i] batch [0] dims [2, 1] : tensor<3x4x5xf32>, tensor<3x7x2xindex> -> tensor<3x7xf32>
  return %0 : tensor<3x7xf32>
}

// CHECK-LABEL: func.func @clamp
func.func @clamp(%x: tensor<9xi8>, %i: tensor<3xi8>) -> tensor<3xi8> {
  // CHECK: %[[I:.*]] = arith.index_cast
  // CHECK: %[[MIN:.*]] = arith.minsi %[[I]], %c8
  // CHECK: %[[AT:.*]] = arith.maxsi %[[MIN]], %c0
  // CHECK: tensor.extract %arg0[%[[AT]]]
  %0 = tslice.gather %x[%i] dims [0] bounds clamp : tensor<9xi8>, tensor<3xi8> -> tensor<3xi8>
  return %0 : tensor<3xi8>
}

// `assume` reads without looking.
// CHECK-LABEL: func.func @assume
func.func @assume(%x: tensor<9xi8>, %i: tensor<3xi8>) -> tensor<3xi8> {
  // CHECK-NOT: tslice.check
  // CHECK-NOT: scf.if
  // CHECK: return
  %0 = tslice.gather %x[%i] dims [0] bounds assume : tensor<9xi8>, tensor<3xi8> -> tensor<3xi8>
  return %0 : tensor<3xi8>
}

