// RUN: tslice-opt %s --tslice-to-linalg=strategy=serial --canonicalize --cse | FileCheck %s
// RUN: tslice-opt %s --tslice-to-linalg=strategy=columns --canonicalize --cse | FileCheck %s --check-prefix=COLUMNS
// RUN: tslice-opt %s --tslice-to-linalg=strategy=owner --canonicalize --cse | FileCheck %s --check-prefixes=OWNER,PART
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

  // Each part of a plan has a list of positions.
  // OWNER-LABEL: func.func @rows
  // OWNER: %[[I:.*]] = bufferization.to_buffer %arg1 read_only
  // OWNER: %[[PLAN:.*]] = memref.alloc
  // OWNER: tslice.plan_rows by_owner %[[I]] to %[[PLAN]], %{{.*}} x %c4
  // OWNER: scf.forall (%[[T:.*]]) in
  // OWNER:   %[[ALL:.*]] = arith.cmpi eq
  // OWNER:   scf.for %[[AT:.*]] = %{{.*}} iter_args(%[[ACC:.*]] = %{{.*}})
  // OWNER:     %[[AWAY:.*]] = memref.load %[[PLAN]]
  // OWNER:     %[[P:.*]] = arith.addi %[[AT]], %{{.*}}
  // OWNER:     %[[ROW:.*]] = tslice.check index %{{.*}} at(%[[P]])
  // OWNER:     scf.if %[[ALL]]
  // OWNER:       tensor.extract_slice %arg2[%[[P]], 0] [1, 64]
  // OWNER:       tensor.extract_slice %[[ACC]][%[[ROW]], 0] [1, 64]
  // OWNER:     else
  // OWNER:       scf.for
  // OWNER:         tensor.extract_slice %arg2[%[[P]], %{{.*}}] [1, 8]
  // OWNER:   tensor.parallel_insert_slice
  // OWNER-NOT: scf.forall (
  // OWNER: return

  // The same loop, with those of a row next to each other.
  // BYROW-LABEL: func.func @rows
  // BYROW: tslice.plan_rows by_row %
  // BYROW-COUNT-1: scf.forall (
  // BYROW-NOT: scf.forall (
  // BYROW: return

  // One loop with and without a plan.
  // AUTO-LABEL: func.func @rows
  // AUTO: %[[NONE:.*]] = memref.alloca() : memref<1xi32>
  // AUTO: %[[PLAN:.*]]:3 = scf.if
  // AUTO:   tslice.plan_rows by_size
  // AUTO: else
  // AUTO:   memref.cast %[[NONE]]
  // AUTO: scf.forall (%{{.*}}) in (%[[PLAN]]#1)
  // AUTO-NOT: scf.forall (
  // AUTO: return
  %0 = tslice.scatter add %u into %x[%i] dims [0] : tensor<?x64xf32> into tensor<?x64xf32>, tensor<?xi32>
  return %0 : tensor<?x64xf32>
}

// A row that begins with one value is folded on the stack: the destination is
// written once, and never read.
// BYROW-LABEL: func.func @fresh
// AUTO-LABEL: func.func @fresh
func.func @fresh(%i: tensor<?xi32>, %u: tensor<?x64xf32>) -> tensor<99999x64xf32> {
  // BYROW: %[[PLAN:.*]] = memref.alloc
  // BYROW: tslice.plan_rows by_row_with_ends %{{.*}} to %[[PLAN]]
  // BYROW: scf.forall
  // BYROW:   scf.for
  // BYROW:     %[[STACK:.*]] = memref.alloca() {{.*}} : memref<1x64xf32>
  // BYROW:     linalg.fill {{.*}} outs(%[[STACK]]
  // BYROW:     %[[ROW:.*]] = bufferization.to_tensor %[[STACK]] restrict writable
  // BYROW:     scf.for %{{.*}} iter_args(%[[SUM:.*]] = %[[ROW]])
  // BYROW-NOT:   tslice.check
  // BYROW:       linalg.generic {{.*}} outs(%[[SUM]]
  // Otherwise, and if an index is outside, it is filled first.
  // AUTO: tslice.plan_rows by_row_with_ends
  // AUTO: scf.if
  // AUTO:   scf.forall
  // AUTO: else
  // AUTO:   linalg.fill
  // AUTO:   scf.for
  // AUTO:     tslice.check
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<99999x64xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<99999x64xf32>) -> tensor<99999x64xf32>
  %0 = tslice.scatter add %u into %z[%i] dims [0] : tensor<?x64xf32> into tensor<99999x64xf32>, tensor<?xi32>
  return %0 : tensor<99999x64xf32>
}

// What is little in any case is not divided; nor are columns of odd sizes cut
// into blocks of one size.
// AUTO-LABEL: func.func @small
func.func @small(%x: tensor<100x37xf32>, %i: tensor<50xi32>, %u: tensor<50x37xf32>) -> tensor<100x37xf32> {
  // AUTO-NOT: plan_rows
  // AUTO-NOT: scf.forall (
  // AUTO: return
  // OWNER-LABEL: func.func @small
  // OWNER: %[[OFFSET:.*]] = arith.muli %{{.*}}, %c16
  // OWNER: %[[SIZE:.*]] = arith.subi %{{.*}}, %[[OFFSET]]
  // OWNER: tensor.extract_slice %arg2[%{{.*}}, %[[OFFSET]]] [1, %[[SIZE]]]
  %0 = tslice.scatter add %u into %x[%i] dims [0] : tensor<50x37xf32> into tensor<100x37xf32>, tensor<50xi32>
  return %0 : tensor<100x37xf32>
}

// Index vectors of one number in a block of any rank, and what is done where one
// is outside.
// OWNER-LABEL: func.func @policies
func.func @policies(%x: tensor<?x64xf32>, %i: tensor<?x?xi64>, %u: tensor<?x?x64xf32>) -> tensor<?x64xf32> {
  // OWNER: %[[ALL:.*]] = tensor.collapse_shape %arg1
  // OWNER: %[[I:.*]] = bufferization.to_buffer %[[ALL]] read_only
  // OWNER: tslice.plan_rows by_owner %[[I]] to %{{.*}} bounds skip_window wrap : memref<?xi64>, memref<?xi32>
  %0 = tslice.scatter add %u into %x[%i] dims [0] bounds skip_window wrap : tensor<?x?x64xf32> into tensor<?x64xf32>, tensor<?x?xi64>
  return %0 : tensor<?x64xf32>
}

// Rows of less than a line are not worth it.
// AUTO-LABEL: func.func @narrow
func.func @narrow(%x: tensor<?x3xf32>, %i: tensor<?xi32>, %u: tensor<?x3xf32>) -> tensor<?x3xf32> {
  // AUTO-NOT: scf.forall (
  // AUTO: return
  %0 = tslice.scatter add %u into %x[%i] dims [0] : tensor<?x3xf32> into tensor<?x3xf32>, tensor<?xi32>
  return %0 : tensor<?x3xf32>
}

// Elements have no columns to split. They are brought together by their parts; the
// loop of each has its indices and updates next to each other, and asks for
// nothing ahead.
// COLUMNS-LABEL: func.func @elements
// PART-LABEL: func.func @elements
func.func @elements(%x: tensor<?xi32>, %i: tensor<?xi32>, %u: tensor<?xi32>) -> tensor<?xi32> {
  // COLUMNS-NOT: scf.forall
  // COLUMNS: scf.for
  // COLUMNS: return
  // PART: %[[PLAN:.*]] = memref.alloc() : memref<6148xi32>
  // PART: tslice.partition %[[I:.*]], %[[U:.*]] to %[[J:.*]], %[[V:.*]] by %[[PLAN]], %{{.*}} of 4 :
  // PART: %[[STEP:.*]] = memref.load %[[PLAN]][%c1]
  // PART: scf.if
  // PART:   %[[PLACES:.*]] = bufferization.to_tensor %[[J]]
  // PART:   %[[CHANGES:.*]] = bufferization.to_tensor %[[V]]
  // PART:   scf.forall
  // PART:     scf.for %[[P:.*]] = %{{.*}} to %{{.*}} step
  // PART:       %[[E:.*]] = tensor.extract %[[PLACES]][%[[P]]]
  // PART:       tslice.check index
  // PART:       tensor.extract_slice %[[CHANGES]][%[[P]]]
  // PART:       linalg.generic
  // PART:     } {tslice.near}
  // PART:     tensor.parallel_insert_slice
  // PART: } else {
  // PART:   scf.for
  // PART-NOT: tslice.near
  // PART:   scf.yield
    %0 = tslice.scatter add %u into %x[%i] dims [0] : tensor<?xi32> into tensor<?xi32>, tensor<?xi32>
  return %0 : tensor<?xi32>
}

// What is computed from other tensors stays where it is, and so do elements of
// other sizes: lists say which positions lead to each part.
// PART-LABEL: func.func @computed
func.func @computed(%x: tensor<?xi32>, %i: tensor<?xi32>, %u: tensor<?xi32>) -> tensor<?xi32> {
  // PART-NOT: tslice.partition
  // PART: tslice.plan_rows by_owner
  %v = linalg.map { math.absi } ins(%u : tensor<?xi32>) outs(%u : tensor<?xi32>)
  %0 = tslice.scatter add %v into %x[%i] dims [0] : tensor<?xi32> into tensor<?xi32>, tensor<?xi32>
  return %0 : tensor<?xi32>
}

// PART-LABEL: func.func @small_elements
func.func @small_elements(%x: tensor<?xf16>, %i: tensor<?xi32>, %u: tensor<?xf16>) -> tensor<?xf16> {
  // PART-NOT: tslice.partition
  // PART: tslice.plan_rows by_owner
  %0 = tslice.scatter add %u into %x[%i] dims [0] : tensor<?xf16> into tensor<?xf16>, tensor<?xi32>
  return %0 : tensor<?xf16>
}

// All the same: only indices are brought together.
// PART-LABEL: func.func @same
func.func @same(%x: tensor<?xi32>, %i: tensor<?xi32>, %n: index) -> tensor<?xi32> {
  // PART: tslice.partition %{{[a-z0-9_]*}} to %{{[a-z0-9_]*}} by
  %c1 = arith.constant 1 : i32
  %e = tensor.empty(%n) : tensor<?xi32>
  %u = linalg.fill ins(%c1 : i32) outs(%e : tensor<?xi32>) -> tensor<?xi32>
  %0 = tslice.scatter add %u into %x[%i] dims [0] : tensor<?xi32> into tensor<?xi32>, tensor<?xi32>
  return %0 : tensor<?xi32>
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
