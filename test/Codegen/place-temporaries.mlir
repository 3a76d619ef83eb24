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

// What may leave the iteration goes if nothing that is yielded, and nothing from
// before the loop, has its pointer.

// CHECK-LABEL: func.func @leaves
// CHECK:       scf.for {{.*}} iter_args(%[[M:.*]] = %[[X:.*]], %[[O:.*]] = %[[X]])
// CHECK:         %[[A:.*]] = memref.alloc
// CHECK:         %[[B:.*]] = arith.select %{{.*}}, %[[A]], %[[M]]
// CHECK:         %[[P:.*]] = memref.extract_aligned_pointer_as_index %[[O]]
// CHECK-NEXT:    %[[Q:.*]] = memref.extract_aligned_pointer_as_index %[[X]]
// CHECK-NEXT:    arith.cmpi ne, %[[P]], %[[Q]]
// CHECK:         memref.extract_aligned_pointer_as_index %[[B]]
// CHECK:         memref.extract_aligned_pointer_as_index %[[M]]
// CHECK:         scf.if
// CHECK-NEXT:      memref.dealloc %[[O]]
// CHECK:         scf.if
// CHECK-NEXT:      memref.dealloc %[[A]]
// CHECK:         scf.yield %[[B]], %[[M]]
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

// Of buffers that change places the one goes that is not passed on.

// CHECK-LABEL: func.func @ping_pong
// CHECK:       scf.for {{.*}} iter_args(%[[A:.*]] = %{{.*}}, %[[B:.*]] = %{{.*}})
// CHECK-NOT:     memref.dealloc %[[A]]
// CHECK:         scf.if
// CHECK-NEXT:      memref.dealloc %[[B]]
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

// The result of an inner loop is a temporary of the outer one; the buffer that a
// while loop carries goes when the next one is there.

// CHECK-LABEL: func.func @inner_result
// CHECK:       scf.for
// CHECK:         %[[R:.*]]:2 = scf.while (%[[M:.*]] = %[[X:.*]], %{{.*}} = %{{.*}})
// CHECK:         ^bb0(%[[N:.*]]: memref<?xf32>, %{{.*}}: index):
// CHECK:           %[[NEW:.*]] = memref.alloc
// CHECK:           memref.dealloc %[[N]]
// CHECK:           scf.yield %[[NEW]]
// CHECK:         memref.load %[[R]]#0
// CHECK:         scf.if
// CHECK-NEXT:      memref.dealloc %[[R]]#0
func.func @inner_result(%n: index, %x: memref<?xf32>, %out: memref<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %r:2 = scf.while (%m = %x, %j = %c0) : (memref<?xf32>, index) -> (memref<?xf32>, index) {
      %c = arith.cmpi ult, %j, %i : index
      scf.condition(%c) %m, %j : memref<?xf32>, index
    } do {
    ^bb0(%m: memref<?xf32>, %j: index):
      %new = memref.alloc(%j) : memref<?xf32>
      %k = arith.addi %j, %c1 : index
      scf.yield %new, %k : memref<?xf32>, index
    }
    %v = memref.load %r#0[%c0] : memref<?xf32>
    memref.store %v, %out[%i] : memref<?xf32>
  }
  return
}

// -----

// A carry that is updated in place holds nothing of its own.

// CHECK-LABEL: func.func @in_place
// CHECK-NOT: memref.dealloc
// CHECK-NOT: extract_aligned_pointer
func.func @in_place(%n: index, %x: memref<?xf32>, %v: f32) -> memref<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%m = %x) -> memref<?xf32> {
    memref.store %v, %m[%i] : memref<?xf32>
    scf.yield %m : memref<?xf32>
  }
  return %r : memref<?xf32>
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
