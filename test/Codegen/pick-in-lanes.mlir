// RUN: tslice-opt --tslice-pick-in-lanes=lanes=16 -split-input-file %s | FileCheck %s
// RUN: tslice-opt --tslice-pick-in-lanes=lanes=0 -split-input-file %s | FileCheck %s --check-prefix=NEVER

// NEVER-NOT: vector

// What is picked from 16 lanes is stored behind what was picked before, and the
// last behind it, picked or not; the rest of the iterations follow one by one.
// Rows of 32 bits and their sums stay such.

// CHECK-LABEL: func.func @picks
// CHECK:       %[[REST:.*]] = arith.remui %{{.*}}, %c16
// CHECK:       %[[END:.*]] = arith.subi %arg2, %[[REST]]
// CHECK:       %[[N:.*]] = scf.for %[[I:.*]] = %c0 to %[[END]] step %c16{{.*}} iter_args(%[[K:.*]] = %c0)
// CHECK:         %[[A:.*]] = vector.load %arg0[%[[I]]]
// CHECK:         %[[ARE:.*]] = arith.cmpi ult
// CHECK:         %[[STORED:.*]] = arith.ori %[[ARE]], %{{.*}}
// CHECK:         %[[VALUES:.*]] = llvm.call_intrinsic "llvm.experimental.vector.compress"(%{{.*}}, %[[STORED]], %{{.*}})
// CHECK:         vector.bitcast %[[STORED]]
// CHECK:         vector.maskedstore %{{.*}}[%[[K]]], %{{.*}}, %[[VALUES]]
// CHECK:         vector.bitcast %[[ARE]]
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

// CHECK-LABEL: func.func @mask(
// CHECK:         %[[X:.*]] = vector.load
// CHECK:         %[[BYTES:.*]] = llvm.load %{{.*}} {alignment = 1 : i64} : !llvm.ptr -> vector<16xi8>
// CHECK:         %[[BITS:.*]] = arith.cmpi ne, %[[BYTES]]
// CHECK:         %[[STORED:.*]] = arith.ori %[[BITS]]
// CHECK:         "llvm.experimental.vector.compress"(%[[X]], %[[STORED]]
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

// What is stored up to a limit is stored up to it by lanes too.

// CHECK-LABEL: func.func @limited
// CHECK:       scf.for {{.*}} iter_args(%[[K:.*]] = %c0)
// CHECK:         %[[OPEN:.*]] = arith.cmpi ult, %[[K]], %arg2
// CHECK:         %[[LEFT:.*]] = arith.subi %arg2, %[[K]]
// CHECK:         %[[ROOM:.*]] = arith.select %[[OPEN]], %[[LEFT]], %c0
// CHECK:         arith.minui %{{.*}}, %[[ROOM]]
// CHECK:         %[[AT:.*]] = arith.addi %arg4, %[[K]]
// CHECK:         vector.maskedstore %arg3[%[[AT]]]
func.func @limited(%x: memref<?xf32>, %mask: memref<?xi1>, %limit: index, %list: memref<?xf32>, %from: index, %n: index) -> index {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%k = %c0) -> (index) {
    %v = memref.load %x[%i] : memref<?xf32>
    %is = arith.cmpi ult, %k, %limit : index
    scf.if %is {
      %at = arith.addi %from, %k : index
      memref.store %v, %list[%at] : memref<?xf32>
    }
    %bit = memref.load %mask[%i] : memref<?xi1>
    %s = arith.index_castui %bit : i1 to index
    %next = arith.addi %k, %s : index
    scf.yield %next : index
  }
  return %r : index
}

// -----

// The lowest bits of sums and differences are those of 32 bits.

// CHECK-LABEL: func.func @narrow
// CHECK-NOT:     vector<16xindex>
// CHECK:         %[[FROM:.*]] = arith.index_cast %arg1 : index to i32
// CHECK:         %[[ALL:.*]] = vector.broadcast %[[FROM]] : i32 to vector<16xi32>
// CHECK:         arith.subi %{{.*}}, %[[ALL]] : vector<16xi32>
// CHECK:         return
func.func @narrow(%idx: memref<?xi32>, %from: index, %n: index, %is: i1) -> index {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %list = memref.alloca() : memref<64xi32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%k = %c0) -> (index) {
    %a = memref.load %idx[%i] : memref<?xi32>
    %is_picked = arith.cmpi slt, %a, %a : i32
    %s = arith.select %is_picked, %c1, %c0 : index
    %next = arith.addi %k, %s : index
    %d = arith.subi %i, %from : index
    %p = arith.index_cast %d : index to i32
    memref.store %p, %list[%k] : memref<64xi32>
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

// -----

// What lies one behind the other is spread over 16 lanes: in a register, where
// there are as many. A list that would end within them is read one by one. Large
// buffers are written past the caches, where vectors begin lines.

// CHECK-LABEL: func.func @spreads
// CHECK-DAG:   %[[LARGE:.*]] = arith.cmpi sge, %{{.*}}, %c16777216
// CHECK-DAG:   %[[BEYOND:.*]] = arith.remui %{{.*}}, %c64
// CHECK-DAG:   %[[ALIGNED:.*]] = arith.cmpi eq, %[[BEYOND]], %c0
// CHECK:       %[[STREAMED:.*]] = arith.andi %[[LARGE]], %[[ALIGNED]]
// CHECK:       %[[N:.*]] = scf.for %[[I:.*]] = %c0 to %{{.*}} step %c16{{.*}} iter_args(%[[K:.*]] = %c0)
// CHECK:         %[[ARE:.*]] = arith.cmpi ne
// CHECK:         %[[NEXT:.*]] = arith.addi %[[K]], %{{.*}}
// CHECK:         %[[ROOM:.*]] = arith.cmpi sle, %[[NEXT]], %{{.*}}
// CHECK:         scf.if %[[ROOM]]
// CHECK:           %[[ALL:.*]] = arith.addi %[[K]], %c16
// CHECK:           %[[HASALL:.*]] = arith.cmpi sle, %[[ALL]], %{{.*}}
// CHECK:           %[[AT:.*]] = arith.minsi %[[K]], %arg3
// CHECK:           %[[US:.*]] = scf.if %[[HASALL]]
// CHECK:             %[[LIST:.*]] = vector.load %arg1[%[[AT]]]
// CHECK:             llvm.call_intrinsic "llvm.x86.avx512.mask.expand"(%[[LIST]], %[[LIST]], %[[ARE]])
// CHECK:           } else {
// CHECK:             vector.expandload %arg1[%[[AT]]], %[[ARE]], %{{.*}}
// CHECK:           %[[SUMS:.*]] = arith.addf %[[US]], %{{.*}} : vector<16xf32>
// CHECK:           %[[VS:.*]] = arith.select %[[ARE]], %[[SUMS]], %{{.*}}
// CHECK:           scf.if %[[STREAMED]]
// CHECK-NEXT:        llvm.fence syncscope("singlethread") seq_cst
// CHECK-NEXT:        vector.store %[[VS]], %{{.*}}[%[[I]]] {alignment = 64 : i64, nontemporal = true}
// CHECK-NEXT:        llvm.fence syncscope("singlethread") seq_cst
// CHECK-NEXT:      } else {
// CHECK-NEXT:        vector.store %[[VS]], %{{.*}}[%[[I]]] :
// CHECK:         } else {
// CHECK:           scf.for %{{.*}} = %[[I]] to %{{.*}} step %c1
// CHECK:             memref.load %arg1
// CHECK:       scf.for {{.*}} iter_args(%{{.*}} = %[[N]])
// CHECK:         memref.load %arg1
func.func @spreads(%m: memref<?xi1>, %list: memref<?xf32>, %dest: memref<?xf32>, %last: index, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %f = arith.constant 0.5 : f32
  %own = memref.alloc(%n) : memref<?xf32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%k = %c0) -> (index) {
    %at = arith.minsi %k, %last : index
    %u = memref.load %list[%at] : memref<?xf32>
    %s = arith.addf %u, %f : f32
    %is = memref.load %m[%i] : memref<?xi1>
    %v = arith.select %is, %s, %f : f32
    memref.store %v, %own[%i] : memref<?xf32>
    %bit = arith.index_castui %is : i1 to index
    %next = arith.addi %k, %bit : index
    scf.yield %next : index
  }
  memref.copy %own, %dest : memref<?xf32> to memref<?xf32>
  return
}

// -----

// Not where the list may be what is written, or what is stored elsewhere needs
// it, too.

// CHECK-LABEL: func.func @does_not_spread
// CHECK-NOT: vector
func.func @does_not_spread(%m: memref<?xi1>, %list: memref<?xf32>, %last: index, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %f = arith.constant 0.5 : f32
  %own = memref.alloc(%n) : memref<?xf32>
  %a = scf.for %i = %c0 to %n step %c1 iter_args(%k = %c0) -> (index) {
    %at = arith.minsi %k, %last : index
    %u = memref.load %list[%at] : memref<?xf32>
    %is = memref.load %m[%i] : memref<?xi1>
    %v = arith.select %is, %u, %f : f32
    memref.store %v, %list[%i] : memref<?xf32>
    %bit = arith.index_castui %is : i1 to index
    %next = arith.addi %k, %bit : index
    scf.yield %next : index
  }
  %b = scf.for %i = %c0 to %n step %c1 iter_args(%k = %c0) -> (index) {
    %at = arith.minsi %k, %last : index
    %u = memref.load %list[%at] : memref<?xf32>
    %is = memref.load %m[%i] : memref<?xi1>
    %v = arith.select %is, %f, %u : f32
    memref.store %v, %own[%i] : memref<?xf32>
    %bit = arith.index_castui %is : i1 to index
    %next = arith.addi %k, %bit : index
    scf.yield %next : index
  }
  return
}
