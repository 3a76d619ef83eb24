// RUN: tslice-opt %s --tslice-jam-rows --split-input-file | FileCheck %s

// Eight rows at a time, where there are eight; the others one by one.

// CHECK-LABEL: func.func @sums
// CHECK:       scf.parallel (%[[B:.*]]) = (%{{.*}}) to (%[[N:.*]]) step (%[[C8:.*]]) {
// CHECK-NEXT:    %[[LEFT:.*]] = arith.subi %[[N]], %[[B]]
// CHECK:         %[[WHOLE:.*]] = arith.cmpi sge, %[[LEFT]]
// CHECK-NEXT:    scf.if %[[WHOLE]] {
// Eight elements of each row, a vector each, become a vector of each column.
// CHECK:           %[[REST:.*]] = arith.remui %{{.*}}, %[[C:c8.*]] : index
// CHECK:           %[[MAIN:.*]] = arith.subi %arg1, %[[REST]]
// CHECK:           %[[FOUND:.*]] = vector.from_elements
// CHECK:           %[[SUMS:.*]] = scf.for %[[K:.*]] = %c0 to %[[MAIN]] step %[[C]] iter_args(%[[S:.*]] = %[[FOUND]])
// CHECK-COUNT-8:     vector.load %arg2[%{{.*}}, %[[K]]]
// CHECK-COUNT-24:    vector.shuffle
// CHECK:             %[[FIRST:.*]] = arith.addf %[[S]], %{{.*}} : vector<8xf32>
// CHECK:             arith.addf %[[FIRST]], %{{.*}} : vector<8xf32>
// CHECK-COUNT-6:     arith.addf {{.*}} : vector<8xf32>
// CHECK:           vector.extract %[[SUMS]][0]
// CHECK:           memref.store
// The elements that are left.
// CHECK:           scf.for %{{.*}} = %[[MAIN]] to %arg1 step
// CHECK-COUNT-8:     arith.addf {{.*}} : f32
// CHECK-NOT:         arith.addf
// CHECK:         } else {
// CHECK:           arith.minsi
// CHECK:           scf.for
// CHECK:             scf.for
// CHECK:               arith.addf
// CHECK-NOT:     arith.addf
// CHECK:       tslice.kernel
func.func @sums(%n: index, %m: index, %x: memref<?x?xf32>, %s: memref<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    scf.for %k = %c0 to %m step %c1 {
      %a = memref.load %s[%i] : memref<?xf32>
      %b = memref.load %x[%i, %k] : memref<?x?xf32>
      %c = arith.addf %a, %b : f32
      memref.store %c, %s[%i] : memref<?xf32>
    }
    scf.reduce
  } {tslice.kernel}
  return
}

// -----

// Rows at checked places: all eight are looked at first, and a block in which one
// fails keeps its checks, so that the lowest failure is found.

// CHECK-LABEL: func.func @gathered
// CHECK:       %[[GOOD:.*]] = scf.if
// CHECK-COUNT-8: arith.cmpi ult
// CHECK:       scf.if %[[GOOD]] {
// CHECK-NOT:     tslice.check
// CHECK:       } else {
// CHECK:         tslice.check index
func.func @gathered(%n: index, %rows: index, %i: memref<?xi32>, %x: memref<?x64xf32>, %s: memref<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  scf.parallel (%p) = (%c0) to (%n) step (%c1) {
    %e = memref.load %i[%p] : memref<?xi32>
    %row = arith.index_cast %e : i32 to index
    %safe = tslice.check index %row, %rows at(%p) {site = 0 : i64}
    scf.for %k = %c0 to %c64 step %c1 {
      %a = memref.load %s[%p] : memref<?xf32>
      %b = memref.load %x[%safe, %k] : memref<?x64xf32>
      %c = arith.maximumf %a, %b : f32
      memref.store %c, %s[%p] : memref<?xf32>
    }
    scf.reduce
  }
  return
}

// -----

// LLVM folds integers in lanes; a fold of three elements waits for little; a
// length of its own for each row leaves nothing to share.

// CHECK-LABEL: func.func @left
// CHECK-NOT:   arith.cmpi sge
func.func @left(%n: index, %x: memref<?x?xi32>, %y: memref<?x3xf32>, %s: memref<?xi32>, %t: memref<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    scf.for %k = %c0 to %n step %c1 {
      %a = memref.load %s[%i] : memref<?xi32>
      %b = memref.load %x[%i, %k] : memref<?x?xi32>
      %c = arith.addi %a, %b : i32
      memref.store %c, %s[%i] : memref<?xi32>
    }
    scf.reduce
  }
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    scf.for %k = %c0 to %c3 step %c1 {
      %a = memref.load %t[%i] : memref<?xf32>
      %b = memref.load %y[%i, %k] : memref<?x3xf32>
      %c = arith.addf %a, %b : f32
      memref.store %c, %t[%i] : memref<?xf32>
    }
    scf.reduce
  }
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    scf.for %k = %c0 to %i step %c1 {
      %a = memref.load %t[%i] : memref<?xf32>
      %b = memref.load %y[%k, %c0] : memref<?x3xf32>
      %c = arith.addf %a, %b : f32
      memref.store %c, %t[%i] : memref<?xf32>
    }
    scf.reduce
  }
  return
}

// -----

// Not in lanes: half of the elements of a row, what a step finds where another one
// has stored, and the greatest, which LLVM finds in any order.

// CHECK-LABEL: func.func @one_by_one
// CHECK-NOT: vector
func.func @one_by_one(%n: index, %m: index, %x: memref<?x?xf32>, %s: memref<?xf32>, %t: memref<?xf32>, %y: memref<?x?xf16>, %z: memref<?xf16>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %own = memref.alloc(%n) : memref<?xf32>
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    scf.for %k = %c0 to %m step %c1 {
      %twice = arith.muli %k, %c2 : index
      %a = memref.load %s[%i] : memref<?xf32>
      %b = memref.load %x[%i, %twice] : memref<?x?xf32>
      %c = arith.addf %a, %b : f32
      memref.store %c, %s[%i] : memref<?xf32>
    }
    scf.reduce
  } {tslice.kernel}
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    scf.for %k = %c0 to %m step %c1 {
      %a = memref.load %own[%i] : memref<?xf32>
      %b = memref.load %own[%k] : memref<?xf32>
      %c = arith.addf %a, %b : f32
      memref.store %c, %own[%i] : memref<?xf32>
    }
    scf.reduce
  } {tslice.kernel}
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    scf.for %k = %c0 to %m step %c1 {
      %a = memref.load %t[%i] : memref<?xf32>
      %b = memref.load %x[%i, %k] : memref<?x?xf32>
      %c = arith.maximumf %a, %b : f32
      memref.store %c, %t[%i] : memref<?xf32>
    }
    scf.reduce
  } {tslice.kernel}
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    scf.for %k = %c0 to %m step %c1 {
      %a = memref.load %z[%i] : memref<?xf16>
      %b = memref.load %y[%i, %k] : memref<?x?xf16>
      %c = arith.addf %a, %b : f16
      memref.store %c, %z[%i] : memref<?xf16>
    }
    scf.reduce
  } {tslice.kernel}
  return
}
