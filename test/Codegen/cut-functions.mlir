// RUN: tslice-opt %s --tslice-cut-functions=max-loops=2 --split-input-file | FileCheck %s
// RUN: tslice-opt %s --tslice-cut-functions=max-loops=3 --split-input-file | FileCheck %s --check-prefix=WHOLE

// Equal loops share a function; buffers that differ are declared so. What is
// left is a list of calls, which nothing can make better.

// CHECK-LABEL: func.func private @tslice_part_f_0(%{{.*}}: !llvm.ptr, %{{.*}}: f32, %{{.*}}: !llvm.ptr {llvm.noalias})
// CHECK-SAME:  noinline
// CHECK:         scf.for
// CHECK-LABEL: func.func private @tslice_part_f_1(
// CHECK:         tslice.check index
// CHECK-NOT:   @tslice_part_f_2
// CHECK-LABEL: func.func @f(
// CHECK-SAME:  "optnone"
// CHECK-NOT:     scf.for
// CHECK:         call @tslice_part_f_0(%[[CONTEXT:.*]], %[[V:.*]], %[[A:.*]])
// CHECK-NOT:     scf.for
// CHECK:         call @tslice_part_f_0(%[[CONTEXT]], %[[V]], %{{.*}})
// CHECK-NOT:     scf.for
// CHECK:         call @tslice_part_f_1(%[[CONTEXT]],
// CHECK-NOT:     scf.for
// CHECK:         return

// WHOLE-NOT: tslice_part
// WHOLE-NOT: optnone
func.func @f(%context: !llvm.ptr, %v: f32, %i: memref<8xindex>) -> (memref<8xf32>, memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %a = memref.alloc() : memref<8xf32>
  %b = memref.alloc() : memref<8xf32>
  scf.for %k = %c0 to %c8 step %c1 {
    memref.store %v, %a[%k] : memref<8xf32>
  }
  scf.for %k = %c0 to %c8 step %c1 {
    memref.store %v, %b[%k] : memref<8xf32>
  }
  scf.for %k = %c0 to %c8 step %c1 {
    %index = memref.load %i[%k] : memref<8xindex>
    %safe = tslice.check index %index, %c8 at(%k) {site = 0 : i64}
    memref.store %v, %b[%safe] : memref<8xf32>
  }
  return %a, %b : memref<8xf32>, memref<8xf32>
}

// -----

// A loop with a result stays, and its function is optimised.

// CHECK-LABEL: func.func @sum(
// CHECK-NOT:   optnone
// CHECK:         scf.for
// CHECK-COUNT-3: call @tslice_part_sum_0
func.func @sum(%context: !llvm.ptr, %n: index, %a: memref<?xf32>, %b: memref<?xf32>, %c: memref<?xf32>) -> index {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %v = arith.constant 1.0 : f32
  %r = scf.for %k = %c0 to %n step %c1 iter_args(%s = %c0) -> index {
    %t = arith.addi %s, %k : index
    scf.yield %t : index
  }
  scf.for %k = %c0 to %n step %c1 {
    memref.store %v, %a[%k] : memref<?xf32>
  }
  scf.for %k = %c0 to %n step %c1 {
    memref.store %v, %b[%k] : memref<?xf32>
  }
  scf.for %k = %c0 to %n step %c1 {
    memref.store %v, %c[%k] : memref<?xf32>
  }
  return %r : index
}

// -----

// Inside of what allocates; a loop that yields a number is no function.
// CHECK-LABEL: func.func private @tslice_part_nested_0(
// CHECK-LABEL: func.func @nested(
// CHECK-NOT:     optnone
// CHECK:         scf.for
// CHECK:           memref.alloc
// CHECK-COUNT-3:   call @tslice_part_nested_0(
// CHECK:           scf.for
// CHECK:             arith.addf
func.func @nested(%context: !llvm.ptr, %v: f32, %x: memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  scf.for %s = %c0 to %c8 step %c1 {
    %a = memref.alloc() : memref<8xf32>
    scf.for %k = %c0 to %c8 step %c1 {
      memref.store %v, %a[%k] : memref<8xf32>
    }
    scf.for %k = %c0 to %c8 step %c1 {
      memref.store %v, %a[%k] : memref<8xf32>
    }
    scf.for %k = %c0 to %c8 step %c1 {
      memref.store %v, %x[%k] : memref<8xf32>
    }
    %sum = scf.for %k = %c0 to %c8 step %c1 iter_args(%so_far = %v) -> (f32) {
      %e = memref.load %a[%k] : memref<8xf32>
      %next = arith.addf %so_far, %e : f32
      scf.yield %next : f32
    }
    memref.store %sum, %x[%s] : memref<8xf32>
    memref.dealloc %a : memref<8xf32>
  }
  return
}
