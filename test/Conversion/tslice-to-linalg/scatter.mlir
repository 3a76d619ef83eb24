// RUN: tslice-opt %s --tslice-to-linalg=columns=false --canonicalize --cse | FileCheck %s
// RUN: tslice-opt %s --tslice-to-linalg --canonicalize --cse | FileCheck %s --check-prefix=COLUMNS

// CHECK-LABEL: func.func @rows
// CHECK-SAME:    %[[X:.*]]: tensor<?x64xf32>, %[[IDX:.*]]: tensor<?xi32>, %[[U:.*]]: tensor<?x64xf32>
// COLUMNS-LABEL: func.func @rows
func.func @rows(%x: tensor<?x64xf32>, %i: tensor<?xi32>, %u: tensor<?x64xf32>) -> tensor<?x64xf32> {
  // CHECK: %[[K:.*]] = tslice.check equal
  // CHECK: scf.for %[[P:.*]] = %c0 to %[[K]] step %c1 iter_args(%[[ACC:.*]] = %[[X]])
  // CHECK:   %[[ROW:.*]] = tslice.check index %{{.*}} at{{ ?}}(%[[P]])
  // CHECK:   %[[NEW:.*]] = tensor.extract_slice %[[U]][%[[P]], 0] [1, 64]
  // CHECK:   %[[OLD:.*]] = tensor.extract_slice %[[ACC]][%[[ROW]], 0] [1, 64]
  // CHECK:   linalg.generic {{.*}} ins(%[[NEW]] {{.*}} outs(%[[OLD]]
  // CHECK:     arith.addf
  // CHECK:   tensor.insert_slice %{{.*}} into %[[ACC]][%[[ROW]], 0] [1, 64]

  // COLUMNS: call @tslice_rt_num_threads
  // COLUMNS: scf.forall
  // COLUMNS:   scf.for
  // COLUMNS:     tslice.check
  // COLUMNS:   tensor.parallel_insert_slice
  %0 = tslice.scatter add %u into %x[%i] dims [0] : tensor<?x64xf32> into tensor<?x64xf32>, tensor<?xi32>
  return %0 : tensor<?x64xf32>
}

// Elements have no columns to split.
// COLUMNS-LABEL: func.func @elements
func.func @elements(%x: tensor<8xi32>, %i: tensor<5xi32>, %u: tensor<5xi32>) -> tensor<8xi32> {
  // COLUMNS-NOT: scf.forall
  // COLUMNS: scf.for
  // COLUMNS: return
  %0 = tslice.scatter max %u into %x[%i] dims [0] : tensor<5xi32> into tensor<8xi32>, tensor<5xi32>
  return %0 : tensor<8xi32>
}

// CHECK-LABEL: func.func @skip_element
func.func @skip_element(%x: tensor<8xi32>, %i: tensor<5xi32>, %u: tensor<5x3xi32>) -> tensor<8xi32> {
  // The part of the window that is inside.
  // CHECK: scf.for
  // CHECK:   arith.maxsi %{{.*}}, %c-4611686018427387904
  // CHECK:   %[[BEGIN:.*]] = arith.maxsi
  // CHECK:   %[[COUNT:.*]] = arith.maxsi
  // CHECK:   tensor.extract_slice %arg2[%{{.*}}, %[[BEGIN]]] [1, %[[COUNT]]]
  %0 = tslice.scatter add %u into %x[%i] dims [0] window [3] bounds skip_element
    : tensor<5x3xi32> into tensor<8xi32>, tensor<5xi32>
  return %0 : tensor<8xi32>
}
