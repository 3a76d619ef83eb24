// RUN: tslice-opt --tslice-mark-exact-indices --split-input-file %s | FileCheck %s

// Every iteration reads: the index starts inside and grows by 16 at most.

// CHECK-LABEL: func.func @rows
// CHECK: arith.muli %{{.*}}, %c2 overflow<nsw, nuw>
// CHECK: arith.addi %{{.*}}, %arg2 overflow<nsw, nuw>
// CHECK: arith.addi %{{.*}}, %c2 overflow<nsw, nuw>
// CHECK: arith.muli %{{.*}}, %c8 overflow<nsw, nuw>
// CHECK: memref.load
func.func @rows(%x: memref<?x?xf32>, %out: memref<?xf32>, %first: index, %n: index, %m: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c8 = arith.constant 8 : index
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    scf.for %j = %c0 to %m step %c2 {
      %a = arith.muli %i, %c2 : index
      %b = arith.addi %a, %first : index
      %c = arith.addi %j, %c2 : index
      %d = arith.muli %c, %c8 : index
      %v = memref.load %x[%b, %d] : memref<?x?xf32>
      memref.store %v, %out[%j] : memref<?xf32>
    }
    scf.reduce
  }
  return
}

// -----

// Terms that may be negative: factors, a second value that does not change, one
// beside a constant, a value of the loop.

// CHECK-LABEL: func.func @negative
// CHECK-NOT: overflow
// CHECK: return
func.func @negative(%x: memref<?x?x?x?xf32>, %out: memref<?xf32>, %k: index, %l: index, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c-2 = arith.constant -2 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = arith.muli %i, %c-2 : index
    %b = arith.addi %i, %k : index
    %c = arith.addi %b, %l : index
    %d = arith.addi %i, %c1 : index
    %e = arith.addi %d, %k : index
    %f = arith.muli %i, %i : index
    %v = memref.load %x[%a, %c, %e, %f] : memref<?x?x?x?xf32>
    memref.store %v, %out[%i] : memref<?xf32>
  }
  return
}

// -----

// A step from which an index could come around to an element.

// CHECK-LABEL: func.func @far
// CHECK-NOT: overflow
// CHECK: return
func.func @far(%x: memref<?xf32>, %out: memref<?xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %far = arith.constant 4611686018427387904 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = arith.muli %i, %far : index
    %v = memref.load %x[%a] : memref<?xf32>
    memref.store %v, %out[%i] : memref<?xf32>
  }
  return
}

// -----

// A loop that starts elsewhere, and one whose accesses need not happen: under a
// condition, behind a check, for the arithmetic around an inner loop.

// CHECK-LABEL: func.func @not_from_zero
// CHECK-NOT: overflow
// CHECK-LABEL: func.func @maybe
// CHECK-NOT: overflow
// CHECK-LABEL: func.func @checked
// CHECK-NOT: overflow
// CHECK-LABEL: func.func @around
// CHECK: arith.muli %{{.*}}, %c2 : index
// CHECK: arith.addi %{{.*}} overflow<nsw, nuw>
func.func @not_from_zero(%x: memref<?xf32>, %out: memref<?xf32>, %k: index, %n: index) {
  %c1 = arith.constant 1 : index
  scf.for %i = %c1 to %n step %c1 {
    %a = arith.addi %i, %k : index
    %v = memref.load %x[%a] : memref<?xf32>
    memref.store %v, %out[%i] : memref<?xf32>
  }
  return
}

func.func @maybe(%x: memref<?xf32>, %out: memref<?xf32>, %k: index, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %inside = arith.cmpi ult, %i, %k : index
    scf.if %inside {
      %a = arith.addi %i, %k : index
      %v = memref.load %x[%a] : memref<?xf32>
      memref.store %v, %out[%a] : memref<?xf32>
    }
  }
  return
}

func.func @checked(%x: memref<?xf32>, %out: memref<?xf32>, %k: index, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %r = tslice.check index %i, %n {site = 0 : i64}
    %a = arith.addi %i, %k : index
    %v = memref.load %x[%a] : memref<?xf32>
    memref.store %v, %out[%r] : memref<?xf32>
  }
  return
}

func.func @around(%x: memref<?xf32>, %out: memref<?xf32>, %n: index, %m: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = arith.muli %i, %c2 : index
    scf.for %j = %c0 to %m step %c1 {
      %b = arith.addi %a, %j : index
      %v = memref.load %x[%b] : memref<?xf32>
      memref.store %v, %out[%j] : memref<?xf32>
    }
  }
  return
}
