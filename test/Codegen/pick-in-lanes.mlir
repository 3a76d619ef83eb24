// RUN: tslice-opt --tslice-pick-in-lanes=lanes=16 -split-input-file %s | FileCheck %s
// RUN: tslice-opt --tslice-pick-in-lanes=lanes=0 -split-input-file %s | FileCheck %s --check-prefix=NEVER

// NEVER-NOT: vector

// What is picked from 16 lanes is stored behind what was picked before; the rest
// of the iterations follow one by one.

// CHECK-LABEL: func.func @picks
// CHECK:       %[[REST:.*]] = arith.remui %{{.*}}, %c16
// CHECK:       %[[END:.*]] = arith.subi %arg2, %[[REST]]
// CHECK:       %[[N:.*]] = scf.for %[[I:.*]] = %c0 to %[[END]] step %c16{{.*}} iter_args(%[[K:.*]] = %c0)
// CHECK:         %[[A:.*]] = vector.load %arg0[%[[I]]]
// CHECK:         %[[ARE:.*]] = arith.cmpi ult
// CHECK:         %[[PICKED:.*]] = llvm.call_intrinsic "llvm.experimental.vector.compress"(%{{.*}}, %[[ARE]], %{{.*}})
// CHECK:         math.ctpop
// CHECK:         vector.maskedstore %{{.*}}[%[[K]]], %{{.*}}, %[[PICKED]]
// CHECK:         scf.yield
// CHECK:       scf.for %{{.*}} = %[[END]] to %arg2 step %c1{{.*}} iter_args(%{{.*}} = %[[N]])
// CHECK:         memref.store
func.func @picks(%idx: memref<?xi32>, %limit: index, %n: index) -> index {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %list = memref.alloca() : memref<64xi32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%k = %c0) -> (index) {
    %a = memref.load %idx[%i] : memref<?xi32>
    %row = arith.index_cast %a : i32 to index
    %is = arith.cmpi ult, %row, %limit : index
    %s = arith.select %is, %c1, %c0 : index
    %next = arith.addi %k, %s : index
    %p = arith.index_cast %i : index to i32
    memref.store %p, %list[%k] : memref<64xi32>
    scf.yield %next : index
  }
  return %r : index
}

// -----

// Truth values are bytes in memory, and bits of a vector.

// CHECK-LABEL: func.func @mask
// CHECK:         %[[X:.*]] = vector.load
// CHECK:         %[[BYTES:.*]] = llvm.load %{{.*}} {alignment = 1 : i64} : !llvm.ptr -> vector<16xi8>
// CHECK:         %[[BITS:.*]] = arith.cmpi ne, %[[BYTES]]
// CHECK:         "llvm.experimental.vector.compress"(%[[X]], %[[BITS]]
func.func @mask(%x: memref<?xf32>, %mask: memref<?xi1>, %n: index) -> index {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %list = memref.alloca() : memref<64xf32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%k = %c0) -> (index) {
    %v = memref.load %x[%i] : memref<?xf32>
    memref.store %v, %list[%k] : memref<64xf32>
    %bit = memref.load %mask[%i] : memref<?xi1>
    %s = arith.index_castui %bit : i1 to index
    %next = arith.addi %k, %s : index
    scf.yield %next : index
  }
  return %r : index
}

// -----

// Not what steps by more than one, stores elsewhere, reads what it stores, or
// stores another width.

// CHECK-LABEL: func.func @others
// CHECK-NOT:   vector
func.func @others(%idx: memref<?xi32>, %wide: memref<?xi64>, %n: index, %is: i1) -> (index, index, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %list = memref.alloca() : memref<64xi32>
  %a = scf.for %i = %c0 to %n step %c1 iter_args(%k = %c0) -> (index) {
    %v = memref.load %idx[%i] : memref<?xi32>
    memref.store %v, %list[%k] : memref<64xi32>
    %s = arith.select %is, %c2, %c0 : index
    %next = arith.addi %k, %s : index
    scf.yield %next : index
  }
  %b = scf.for %i = %c0 to %n step %c1 iter_args(%k = %c0) -> (index) {
    %v = memref.load %idx[%i] : memref<?xi32>
    memref.store %v, %list[%i] : memref<64xi32>
    %s = arith.select %is, %c1, %c0 : index
    %next = arith.addi %k, %s : index
    scf.yield %next : index
  }
  %c = scf.for %i = %c0 to %n step %c1 iter_args(%k = %c0) -> (index) {
    %v = memref.load %list[%i] : memref<64xi32>
    memref.store %v, %list[%k] : memref<64xi32>
    %s = arith.select %is, %c1, %c0 : index
    %next = arith.addi %k, %s : index
    scf.yield %next : index
  }
  %d = scf.for %i = %c0 to %n step %c1 iter_args(%k = %c0) -> (index) {
    %v = memref.load %idx[%i] : memref<?xi32>
    %w = arith.extsi %v : i32 to i64
    memref.store %w, %wide[%k] : memref<?xi64>
    %s = arith.select %is, %c1, %c0 : index
    %next = arith.addi %k, %s : index
    scf.yield %next : index
  }
  return %a, %b, %c, %d : index, index, index, index
}
