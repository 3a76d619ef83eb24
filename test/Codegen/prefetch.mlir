// RUN: tslice-opt --tslice-prefetch --split-input-file %s | FileCheck %s

// The row of 16 iterations later, one touch per line of 64 bytes; the load of
// its index stays inside of the index buffer.

// CHECK-LABEL: func.func @rows
// CHECK:       %[[LARGE:.*]] = arith.cmpi sgt, %{{.*}}, %c262144
// CHECK:       scf.for %[[I:.*]] =
// CHECK:         scf.if %[[LARGE]] {
// CHECK:           %[[LATER:.*]] = arith.addi %[[I]], %{{.*}} : index
// CHECK:           %[[END:.*]] = memref.dim %arg1
// CHECK:           %[[LAST:.*]] = arith.subi %[[END]]
// CHECK:           %[[LOW:.*]] = arith.minsi %[[LATER]], %[[LAST]]
// CHECK:           %[[AT:.*]] = arith.maxsi %[[LOW]], %c0
// CHECK:           memref.load %arg1[%[[AT]]]
// CHECK-NOT:       tslice.check
// CHECK-COUNT-2:   "llvm.intr.prefetch"(%{{.*}}) <{cache = 1 : i32, hint = 3 : i32, rw = 0 : i32}>
// CHECK-NOT:       llvm.intr.prefetch
// CHECK:         }
// CHECK:         memref.load %arg1[%[[I]]]
// CHECK:         tslice.check
func.func @rows(%x: memref<?x32xf32>, %idx: memref<?xi32>, %out: memref<?x32xf32>, %n: index,
                %size: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.load %idx[%i] : memref<?xi32>
    %b = arith.index_cast %a : i32 to index
    %r = tslice.check index %b, %size at (%i) {site = 0 : i64}
    scf.for %j = %c0 to %c32 step %c1 {
      %v = memref.load %x[%r, %j] : memref<?x32xf32>
      memref.store %v, %out[%i, %j] : memref<?x32xf32>
    }
  }
  return
}

// -----

// A row that is read and written is asked for once, for reading. Lines of a row
// of unknown length are a loop.

// CHECK-LABEL: func.func @update
// CHECK:       scf.for
// CHECK:         scf.if
// CHECK:           %[[LENGTH:.*]] = arith.minsi %{{.*}}, %c128
// CHECK:           scf.for %{{.*}} = %{{.*}} to %[[LENGTH]] step %c16
// CHECK:             "llvm.intr.prefetch"(%{{.*}}) <{cache = 1 : i32, hint = 3 : i32, rw = 0 : i32}>
// CHECK-NOT:   llvm.intr.prefetch
func.func @update(%x: memref<?x?xf32>, %idx: memref<?xindex>, %n: index, %d: index, %size: index,
                  %w: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.load %idx[%i] : memref<?xindex>
    %r = tslice.check index %a, %size at (%i) {site = 0 : i64}
    scf.for %j = %c0 to %d step %c1 {
      %v = memref.load %x[%r, %j] : memref<?x?xf32>
      %s = arith.addf %v, %w : f32
      memref.store %s, %x[%r, %j] : memref<?x?xf32>
    }
  }
  return
}

// -----

// Elements are asked for earlier.

// CHECK-LABEL: func.func @elements
// CHECK:       scf.for %[[I:.*]] =
// CHECK:         %[[DISTANCE:.*]] = arith.muli %{{.*}}, %c64
// CHECK:         arith.addi %[[I]], %[[DISTANCE]]
// CHECK:         llvm.intr.prefetch
func.func @elements(%x: memref<?xf32>, %idx: memref<?xindex>, %out: memref<?xf32>, %n: index,
                    %size: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.load %idx[%i] : memref<?xindex>
    %r = tslice.check index %a, %size at (%i) {site = 0 : i64}
    %v = memref.load %x[%r] : memref<?xf32>
    memref.store %v, %out[%i] : memref<?xf32>
  }
  return
}

// -----

// A loop of few iterations is looked beyond: 16 rows are two bags of eight.

// CHECK-LABEL: func.func @bags
// CHECK:       scf.for %[[I:.*]] =
// CHECK:         scf.for %[[K:.*]] =
// CHECK:           scf.if
// CHECK:             %[[DISTANCE:.*]] = arith.muli %{{.*}}, %c2
// CHECK:             %[[LATER:.*]] = arith.addi %[[I]], %[[DISTANCE]]
// CHECK:             %[[LOW:.*]] = arith.minsi %[[LATER]]
// CHECK:             %[[AT:.*]] = arith.maxsi %[[LOW]]
// CHECK:             memref.load %arg1[%[[AT]], %[[K]]]
// CHECK:             llvm.intr.prefetch
func.func @bags(%x: memref<?x32xf32>, %idx: memref<?x8xindex>, %out: memref<?x32xf32>, %n: index,
                %size: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %c32 = arith.constant 32 : index
  scf.for %i = %c0 to %n step %c1 {
    scf.for %k = %c0 to %c8 step %c1 {
      %a = memref.load %idx[%i, %k] : memref<?x8xindex>
      %r = tslice.check index %a, %size at (%i, %k) {site = 0 : i64}
      scf.for %j = %c0 to %c32 step %c1 {
        %v = memref.load %x[%r, %j] : memref<?x32xf32>
        memref.store %v, %out[%i, %j] : memref<?x32xf32>
      }
    }
  }
  return
}

// -----

// What is only written is asked for, too.

// CHECK-LABEL: func.func @write
// CHECK-COUNT-2: "llvm.intr.prefetch"(%{{.*}}) <{cache = 1 : i32, hint = 3 : i32, rw = 0 : i32}>
// CHECK-NOT:   llvm.intr.prefetch
func.func @write(%x: memref<?x32xf32>, %idx: memref<?xindex>, %n: index, %size: index, %w: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.load %idx[%i] : memref<?xindex>
    %r = tslice.check index %a, %size at (%i) {site = 0 : i64}
    scf.for %j = %c0 to %c32 step %c1 {
      memref.store %w, %x[%r, %j] : memref<?x32xf32>
    }
  }
  return
}

// -----

// An index that is loaded through an index is followed, less far ahead: it may
// lead anywhere, so it is moved inside, where there is something inside.

// CHECK-LABEL: func.func @two_levels
// CHECK:       %[[SOME:.*]] = arith.cmpi sgt, %{{.*}}, %c0{{(_[0-9]+)?}} :
// CHECK:       %[[SAFE:.*]] = arith.andi %{{.*}}, %[[SOME]]
// CHECK:       scf.if %[[SAFE]] {
// CHECK:         arith.muli %{{.*}}, %c24
// CHECK:         %[[FIRST:.*]] = memref.load %arg1
// CHECK:         %[[LOW:.*]] = arith.minsi %[[FIRST]]
// CHECK:         %[[AT:.*]] = arith.maxsi %[[LOW]]
// CHECK:         memref.load %arg2[%[[AT]]]
// CHECK:         llvm.intr.prefetch
// CHECK:       }
// CHECK:       scf.if
// CHECK:         memref.load %arg1
// CHECK-NOT:     memref.load
// CHECK:         llvm.intr.prefetch
// CHECK-NOT:   llvm.intr.prefetch
func.func @two_levels(%x: memref<?xf32>, %idx: memref<?xindex>, %more: memref<?xindex>,
                      %out: memref<?xf32>, %n: index, %size: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.load %idx[%i] : memref<?xindex>
    %b = memref.load %more[%a] : memref<?xindex>
    %v = memref.load %x[%b] : memref<?xf32>
    memref.store %v, %out[%i] : memref<?xf32>
  }
  return
}

// -----

// Three levels are too many.

// CHECK-LABEL: func.func @three_levels
// CHECK-COUNT-2: llvm.intr.prefetch
// CHECK-NOT:   llvm.intr.prefetch
func.func @three_levels(%x: memref<?xf32>, %idx: memref<?xindex>, %more: memref<?xindex>,
                        %most: memref<?xindex>, %out: memref<?xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.load %idx[%i] : memref<?xindex>
    %b = memref.load %more[%a] : memref<?xindex>
    %c = memref.load %most[%b] : memref<?xindex>
    %v = memref.load %x[%c] : memref<?xf32>
    memref.store %v, %out[%i] : memref<?xf32>
  }
  return
}

// -----

// Where the loop itself moves the indices, they say nothing about later.

// CHECK-LABEL: func.func @moving
// CHECK:       llvm.intr.prefetch
// CHECK-NOT:   llvm.intr.prefetch
func.func @moving(%keys: memref<?xindex>, %next: memref<?xindex>, %out: memref<?xindex>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %k = memref.load %keys[%i] : memref<?xindex>
    %at = memref.load %next[%k] : memref<?xindex>
    memref.store %i, %out[%at] : memref<?xindex>
    %after = arith.addi %at, %c1 : index
    memref.store %after, %next[%k] : memref<?xindex>
  }
  return
}

// -----

// Nothing to do: the address is known, or the loop is cold.

// CHECK-LABEL: func.func @nothing
// CHECK-NOT: llvm.intr.prefetch
func.func @nothing(%x: memref<?xf32>, %idx: memref<?xindex>, %out: memref<?xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %v = memref.load %x[%i] : memref<?xf32>
    memref.store %v, %out[%i] : memref<?xf32>
  }
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.load %idx[%i] : memref<?xindex>
    %v = memref.load %x[%a] : memref<?xf32>
    memref.store %v, %out[%i] : memref<?xf32>
  } {tslice.cold}
  return
}
