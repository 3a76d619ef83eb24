// RUN: tslice-opt --tslice-place-temporaries --split-input-file %s | FileCheck %s

// What an iteration allocates for itself it gives back; also inside of a branch.

// CHECK-LABEL: func.func @iteration
// CHECK:       scf.for
// CHECK:         %[[A:.*]] = memref.alloc(
// CHECK:         scf.if
// CHECK:           %[[B:.*]] = memref.alloc(
// CHECK:           memref.dealloc %[[B]]
// CHECK-NEXT:    }
// CHECK-NEXT:    memref.store
// CHECK-NEXT:    memref.dealloc %[[A]]
// CHECK-NEXT:  }
func.func @iteration(%n: index, %c: i1, %v: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.alloc(%i) : memref<?xf32>
    %view = memref.cast %a : memref<?xf32> to memref<?xf32, strided<[?], offset: ?>>
    scf.if %c {
      %b = memref.alloc(%i) : memref<?xf32>
      memref.store %v, %b[%c0] : memref<?xf32>
    }
    memref.store %v, %view[%c0] : memref<?xf32, strided<[?], offset: ?>>
  }
  return
}

// -----

// What leaves the iteration through a branch or a view stays.

// CHECK-LABEL: func.func @leaves
// CHECK-NOT: memref.dealloc
func.func @leaves(%n: index, %c: i1, %x: memref<?xf32>) -> memref<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%m = %x, %o = %x) -> (memref<?xf32>, memref<?xf32>) {
    %a = memref.alloc(%i) : memref<?xf32>
    %b = arith.select %c, %a, %m : memref<?xf32>
    scf.yield %b, %m : memref<?xf32>, memref<?xf32>
  }
  return %r#0 : memref<?xf32>
}

// -----

// At the level of the function the call owns the buffer.

// CHECK-LABEL: func.func @function_level
// CHECK-NOT: memref.dealloc
func.func @function_level(%n: index, %v: f32) {
  %c0 = arith.constant 0 : index
  %a = memref.alloc(%n) : memref<?xf32>
  memref.store %v, %a[%c0] : memref<?xf32>
  return
}

// -----

// A loop that carries a buffer of changing size gives the one before back, but
// not the one it began with.

// CHECK-LABEL: func.func @carried
// CHECK:       scf.for {{.*}} iter_args(%[[M:.*]] = %arg1)
// CHECK:         %[[NEW:.*]] = memref.alloc
// CHECK-DAG:     %[[P:.*]] = memref.extract_aligned_pointer_as_index %[[M]]
// CHECK-DAG:     %[[Q:.*]] = memref.extract_aligned_pointer_as_index %arg1
// CHECK:         %[[OURS:.*]] = arith.cmpi ne, %[[P]], %[[Q]]
// CHECK-NEXT:    scf.if %[[OURS]] {
// CHECK-NEXT:      memref.dealloc %[[M]]
// CHECK:         scf.yield %[[NEW]]
func.func @carried(%n: index, %x: memref<?xf32>) -> memref<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%m = %x) -> memref<?xf32> {
    %new = memref.alloc(%i) : memref<?xf32>
    %v = memref.load %m[%c0] : memref<?xf32>
    memref.store %v, %new[%c0] : memref<?xf32>
    scf.yield %new : memref<?xf32>
  }
  return %r : memref<?xf32>
}

// -----

// Two buffers that change places are passed on, and stay.

// CHECK-LABEL: func.func @ping_pong
// CHECK-NOT: memref.dealloc
func.func @ping_pong(%n: index, %x: memref<8xf32>, %y: memref<8xf32>) -> memref<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %b = %y) -> (memref<8xf32>, memref<8xf32>) {
    %new = memref.alloc() : memref<8xf32>
    scf.yield %new, %a : memref<8xf32>, memref<8xf32>
  }
  return %r#0 : memref<8xf32>
}

// -----

// Stack memory is taken once.

// CHECK-LABEL: func.func @stack
// CHECK:       memref.alloca
// CHECK:       scf.for
// CHECK-NOT:   memref.alloca
func.func @stack(%n: index, %v: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.alloca() : memref<8xf32>
    memref.store %v, %a[%c0] : memref<8xf32>
  }
  return
}
