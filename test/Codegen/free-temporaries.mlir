// RUN: tslice-opt %s --tslice-free-temporaries --optimize-allocation-liveness --split-input-file | FileCheck %s

// A temporary goes behind its last use, also if that is of a view or in a loop;
// what is returned stays.

// CHECK-LABEL: func.func @chain
// CHECK:       %[[A:.*]] = memref.alloc
// CHECK:       scf.for
// CHECK:         memref.store
// CHECK:       }
// CHECK-NEXT:  memref.dealloc %[[A]]
// CHECK-NEXT:  %[[R:.*]] = memref.alloc
// CHECK-NOT:   memref.dealloc
// CHECK:       return %[[R]]
func.func @chain(%n: index, %v: f32) -> memref<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = memref.alloc() : memref<8xf32>
  %view = memref.cast %a : memref<8xf32> to memref<?xf32>
  scf.for %i = %c0 to %n step %c1 {
    memref.store %v, %view[%i] : memref<?xf32>
  }
  %r = memref.alloc() : memref<8xf32>
  memref.store %v, %r[%c0] : memref<8xf32>
  return %r : memref<8xf32>
}

// -----

// Whichever of the two is returned: neither goes.

// CHECK-LABEL: func.func @either
// CHECK-NOT:   memref.dealloc
func.func @either(%c: i1) -> memref<8xf32> {
  %a = memref.alloc() : memref<8xf32>
  %b = memref.alloc() : memref<8xf32>
  %r = scf.if %c -> memref<8xf32> {
    scf.yield %a : memref<8xf32>
  } else {
    scf.yield %b : memref<8xf32>
  }
  return %r : memref<8xf32>
}

// -----

// A function that returns a buffer may return this one.

// CHECK-LABEL: func.func @called
// CHECK-NOT:   memref.dealloc
func.func private @same(memref<8xf32>) -> memref<8xf32>
func.func @called(%v: f32) -> memref<8xf32> {
  %a = memref.alloc() : memref<8xf32>
  %r = func.call @same(%a) : (memref<8xf32>) -> memref<8xf32>
  return %r : memref<8xf32>
}
