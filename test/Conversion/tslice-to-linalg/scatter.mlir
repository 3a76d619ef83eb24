// RUN: tslice-opt %s --tslice-to-linalg=strategy=serial --canonicalize --cse | FileCheck %s
// RUN: tslice-opt %s --tslice-to-linalg=strategy=columns --canonicalize --cse | FileCheck %s --check-prefix=COLUMNS
// RUN: tslice-opt %s --tslice-to-linalg=strategy=owner --canonicalize --cse | FileCheck %s --check-prefix=PICK
// RUN: tslice-opt %s --tslice-to-linalg=strategy=row --canonicalize --cse | FileCheck %s --check-prefix=BYROW
// RUN: tslice-opt %s --tslice-to-linalg --canonicalize --cse | FileCheck %s --check-prefix=AUTO

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

  // Each block of rows picks its positions, 1024 at a time, and applies them.
  // PICK-LABEL: func.func @rows
  // PICK: call @tslice_rt_num_threads
  // PICK: scf.forall (%[[B:.*]]) in
  // PICK:   %[[PART:.*]] = tensor.extract_slice %{{.*}}[%[[BASE:.*]], 0] [%[[SIZE:.*]], 64]
  // PICK:   scf.for %{{.*}} iter_args(%[[ROWS:.*]] = %[[PART]], %{{.*}})
  // PICK:     arith.minsi %{{.*}}
  // PICK:     scf.for
  // PICK:       tslice.check index
  // PICK:       arith.minsi %[[BASE]], %c2147483647
  // PICK:       arith.minsi %[[SIZE]], %{{.*}}
  // PICK:       arith.subi %{{.*}} : i32
  // PICK:       arith.cmpi ult, %{{.*}} : i32
  // PICK:     scf.for
  // PICK:       linalg.generic
  // PICK:   tensor.parallel_insert_slice

  // Positions by block, in parallel; then, for each block, by row.
  // BYROW-LABEL: func.func @rows
  // BYROW: scf.forall
  // BYROW:   tslice.check index
  // BYROW:   tensor.parallel_insert_slice
  // BYROW: scf.forall
  // BYROW:   %[[PART:.*]] = tensor.extract_slice %{{.*}} [%{{.*}}, 64]
  // BYROW:   scf.for %[[R:.*]] = %c0 to %{{.*}} iter_args(%[[ACC:.*]] = %[[PART]])
  // BYROW:     %[[OLD:.*]] = tensor.extract_slice %[[ACC]][%[[R]], 0] [1, 64]
  // BYROW:     scf.for %{{.*}} iter_args(%[[SUM:.*]] = %[[OLD]])
  // BYROW-NOT:   tslice.check
  // BYROW:       linalg.generic {{.*}} outs(%[[SUM]]
  // BYROW:   tensor.parallel_insert_slice

  // AUTO-LABEL: func.func @rows
  // AUTO: scf.if
  // AUTO-COUNT-2: scf.forall (
  // AUTO: else
  // AUTO: %[[SKEWED:.*]] = scf.if
  // AUTO: scf.if %[[SKEWED]]
  // AUTO: scf.forall (
  // AUTO: else
  // AUTO: scf.forall (
  // AUTO-NOT: scf.forall (
  // AUTO: return
  %0 = tslice.scatter add %u into %x[%i] dims [0] : tensor<?x64xf32> into tensor<?x64xf32>, tensor<?xi32>
  return %0 : tensor<?x64xf32>
}

// A row that begins with one value is folded on the stack: the destination is
// written once, and never read.
// BYROW-LABEL: func.func @fresh
func.func @fresh(%i: tensor<?xi32>, %u: tensor<?x64xf32>) -> tensor<99x64xf32> {
  // BYROW: scf.forall
  // BYROW: scf.forall
  // BYROW:   %[[STACK:.*]] = memref.alloca() {{.*}} : memref<1x64xf32>
  // BYROW:   linalg.fill {{.*}} outs(%[[STACK]]
  // BYROW:   %[[ROW:.*]] = bufferization.to_tensor %[[STACK]] restrict writable
  // BYROW:   scf.for %{{.*}} iter_args(%{{.*}} = %[[ROW]])
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<99x64xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<99x64xf32>) -> tensor<99x64xf32>
  %0 = tslice.scatter add %u into %z[%i] dims [0] : tensor<?x64xf32> into tensor<99x64xf32>, tensor<?xi32>
  return %0 : tensor<99x64xf32>
}

// Rows of less than a line are not worth it.
// AUTO-LABEL: func.func @narrow
func.func @narrow(%x: tensor<?x3xf32>, %i: tensor<?xi32>, %u: tensor<?x3xf32>) -> tensor<?x3xf32> {
  // AUTO-NOT: scf.forall (
  // AUTO: return
  %0 = tslice.scatter add %u into %x[%i] dims [0] : tensor<?x3xf32> into tensor<?x3xf32>, tensor<?xi32>
  return %0 : tensor<?x3xf32>
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
