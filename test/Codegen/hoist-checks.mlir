// RUN: tslice-opt --tslice-hoist-checks --split-input-file %s | FileCheck %s

// The check and the load of its index leave the loop over the row.

// CHECK-LABEL: func.func @row
// CHECK: scf.for %[[I:.*]] =
// CHECK:   %[[A:.*]] = memref.load %arg1[%[[I]]]
// CHECK:   %[[R:.*]] = tslice.check index %[[A]], %{{.*}} at(%[[I]])
// CHECK:   scf.for %[[J:.*]] =
// CHECK:     memref.load %arg0[%[[R]], %[[J]]]
func.func @row(%x: memref<9x4xf32>, %idx: memref<?xindex>, %out: memref<?x4xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c9 = arith.constant 9 : index
  scf.for %i = %c0 to %n step %c1 {
    scf.for %j = %c0 to %c4 step %c1 {
      %a = memref.load %idx[%i] : memref<?xindex>
      %r = tslice.check index %a, %c9 at (%i) {site = 0 : i64}
      %v = memref.load %x[%r, %j] : memref<9x4xf32>
      memref.store %v, %out[%i, %j] : memref<?x4xf32>
    }
  }
  return
}

// -----

// A loop that may run no iteration is put under a guard with what leaves it.

// CHECK-LABEL: func.func @guarded
// CHECK: scf.parallel (%[[I:.*]]) =
// CHECK:   %[[RUNS:.*]] = arith.cmpi slt, %c0, %arg4
// CHECK:   scf.if %[[RUNS]] {
// CHECK:     memref.load %arg1[%[[I]]]
// CHECK:     tslice.check
// CHECK:     scf.parallel (%[[J:.*]]) =
func.func @guarded(%x: memref<9x?xf32>, %idx: memref<?xindex>, %out: memref<?x?xf32>, %n: index,
                   %d: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    scf.parallel (%j) = (%c0) to (%d) step (%c1) {
      %a = memref.load %idx[%i] : memref<?xindex>
      %r = tslice.check index %a, %c9 at (%i) {site = 0 : i64}
      %v = memref.load %x[%r, %j] : memref<9x?xf32>
      memref.store %v, %out[%i, %j] : memref<?x?xf32>
    }
  }
  return
}

// -----

// Through two loops at once, under one guard for both.

// CHECK-LABEL: func.func @two_loops
// CHECK: scf.for %[[I:.*]] = {{.*}} to %arg3
// CHECK:   %[[E:.*]] = arith.cmpi slt, %c0, %arg5
// CHECK:   %[[D:.*]] = arith.cmpi slt, %c0, %arg4
// CHECK:   %[[BOTH:.*]] = arith.andi
// CHECK:   scf.if %[[BOTH]] {
// CHECK:     tslice.check
// CHECK:     scf.for
// CHECK:       scf.for
func.func @two_loops(%x: memref<9x?x?xf32>, %idx: memref<?xindex>, %out: memref<?x?x?xf32>,
                     %n: index, %d: index, %e: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  scf.for %i = %c0 to %n step %c1 {
    scf.for %j = %c0 to %d step %c1 {
      scf.for %k = %c0 to %e step %c1 {
        %a = memref.load %idx[%i] : memref<?xindex>
        %r = tslice.check index %a, %c9 at (%i) {site = 0 : i64}
        %v = memref.load %x[%r, %j, %k] : memref<9x?x?xf32>
        memref.store %v, %out[%i, %j, %k] : memref<?x?x?xf32>
      }
    }
  }
  return
}

// -----

// Not out of the loop around, whose other work does not wait for the inner one.

// CHECK-LABEL: func.func @other_work
// CHECK: scf.for
// CHECK:   memref.store
// CHECK:   scf.if
// CHECK:     tslice.check
// CHECK:     scf.for
func.func @other_work(%x: memref<9x?xf32>, %a: index, %out: memref<?x?xf32>, %n: index, %d: index,
                      %z: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  scf.for %i = %c0 to %n step %c1 {
    memref.store %z, %out[%i, %c0] : memref<?x?xf32>
    scf.for %j = %c0 to %d step %c1 {
      %r = tslice.check index %a, %c9 {site = 0 : i64}
      %v = memref.load %x[%r, %j] : memref<9x?xf32>
      memref.store %v, %out[%i, %j] : memref<?x?xf32>
    }
  }
  return
}

// -----

// A position that changes in the loop becomes the first.

// CHECK-LABEL: func.func @first_position
// CHECK: tslice.check index %arg1, %c9 at(%c2)
// CHECK: scf.for
func.func @first_position(%x: memref<9xf32>, %a: index, %out: memref<9xf32>) {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c9 = arith.constant 9 : index
  scf.for %i = %c2 to %c9 step %c1 {
    %r = tslice.check index %a, %c9 at (%i) {site = 0 : i64}
    %v = memref.load %x[%r] : memref<9xf32>
    memref.store %v, %out[%i] : memref<9xf32>
  }
  return
}

// -----

// Indices that the loop writes stay, and so does their check.

// CHECK-LABEL: func.func @written_indices
// CHECK: scf.for
// CHECK-NEXT: memref.load %arg0
// CHECK-NEXT: tslice.check
func.func @written_indices(%idx: memref<9xindex>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  %view = memref.cast %idx : memref<9xindex> to memref<?xindex>
  scf.for %i = %c0 to %c9 step %c1 {
    %a = memref.load %idx[%c1] : memref<9xindex>
    %r = tslice.check index %a, %c9 {site = 0 : i64}
    memref.store %r, %view[%i] : memref<?xindex>
  }
  return
}

// -----

// Neither does a check that only some iterations run.

// CHECK-LABEL: func.func @conditional
// CHECK: scf.for
// CHECK-NEXT: scf.if
// CHECK-NEXT: tslice.check
func.func @conditional(%x: memref<9xf32>, %a: index, %m: i1, %out: memref<9xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  scf.for %i = %c0 to %c9 step %c1 {
    scf.if %m {
      %r = tslice.check index %a, %c9 {site = 0 : i64}
      %v = memref.load %x[%r] : memref<9xf32>
      memref.store %v, %out[%i] : memref<9xf32>
    }
  }
  return
}

// -----

// A check whose first position is not known outside stays.

// CHECK-LABEL: func.func @carried_position
// CHECK: scf.for
// CHECK-NEXT: tslice.check
func.func @carried_position(%x: memref<9xf32>, %a: index, %p: index) -> index {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  %v = arith.constant 1.0 : f32
  %r = scf.for %i = %c0 to %c9 step %c1 iter_args(%q = %p) -> index {
    %r = tslice.check index %a, %c9 at (%q) {site = 0 : i64}
    memref.store %v, %x[%r] : memref<9xf32>
    %next = arith.addi %q, %i : index
    scf.yield %next : index
  }
  return %r : index
}
