// RUN: tslice-opt --tslice-outline-parallel --split-input-file %s | FileCheck %s

// Static rows that are enough to divide: the range counts rows, the row is a loop.

// CHECK-LABEL: func.func private @tslice_kernel_rows_0(
// CHECK-SAME:    %[[CONTEXT:.*]]: !llvm.ptr, %[[X:.*]]: !llvm.ptr {llvm.noalias}, %[[Y:.*]]: !llvm.ptr {llvm.noalias}, %[[LO:.*]]: i64, %[[HI:.*]]: i64)
// CHECK-DAG:     %[[FIRST:.*]] = arith.index_cast %[[LO]]
// CHECK-DAG:     %[[END:.*]] = arith.index_cast %[[HI]]
// CHECK:         scf.for %[[I:.*]] = %[[FIRST]] to %[[END]]
// CHECK:           scf.parallel (%[[J:.*]]) = (%{{.*}}) to (%{{.*}})
// CHECK:             memref.load %{{.*}}[%[[I]], %[[J]]]

// CHECK-LABEL: llvm.func internal @tslice_task_rows_0(
// CHECK-SAME:    %[[DATA:.*]]: !llvm.ptr, %[[LO:.*]]: i64, %[[HI:.*]]: i64)
// CHECK:         llvm.getelementptr %[[DATA]][0, 2]
// CHECK:         call @tslice_kernel_rows_0(%{{.*}}, %{{.*}}, %{{.*}}, %[[LO]], %[[HI]])

// CHECK-LABEL: func.func @rows(
// CHECK-SAME:    %[[CONTEXT:.*]]: !llvm.ptr
// CHECK:         %[[STRUCT:.*]] = llvm.alloca %{{.*}} x !llvm.struct<(ptr, ptr, ptr)>
// CHECK-NOT:     scf.parallel
// CHECK:         %[[TASK:.*]] = llvm.mlir.addressof @tslice_task_rows_0
// CHECK:         llvm.call @tslice_rt_parallel(%[[CONTEXT]], %[[TASK]], %[[STRUCT]], %{{.*}}, %{{.*}})
func.func @rows(%context: !llvm.ptr, %x: memref<1000x100xf32>, %y: memref<1000x100xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c100 = arith.constant 100 : index
  %c1000 = arith.constant 1000 : index
  scf.parallel (%i, %j) = (%c0, %c0) to (%c1000, %c100) step (%c1, %c1) {
    %v = memref.load %x[%i, %j] : memref<1000x100xf32>
    memref.store %v, %y[%i, %j] : memref<1000x100xf32>
  }
  return
}

// -----

// Rows of unknown number and length: the range counts elements and cuts rows.

// CHECK-LABEL: func.func private @tslice_kernel_elements_0(
// CHECK:         %[[LO:.*]] = arith.index_cast
// CHECK:         %[[HI:.*]] = arith.index_cast
// CHECK:         %[[FIRST:.*]] = arith.divui %[[LO]], %[[D:.*]] : index
// CHECK:         %[[LAST:.*]] = arith.divui %{{.*}}, %[[D]] : index
// CHECK:         %[[END:.*]] = arith.addi %[[LAST]]
// CHECK:         scf.for %[[I:.*]] = %[[FIRST]] to %[[END]]
// CHECK:           %[[FROM:.*]] = arith.maxsi
// CHECK:           %[[TO:.*]] = arith.minsi
// CHECK:           scf.for %[[J:.*]] = %[[FROM]] to %[[TO]]
// CHECK:             memref.load %{{.*}}[%[[I]], %[[J]]]
// CHECK-LABEL: func.func @elements
// CHECK:         %[[N:.*]] = arith.muli
// CHECK:         %[[RANGE:.*]] = arith.index_cast %[[N]] : index to i64
// CHECK:         llvm.call @tslice_rt_parallel(%{{.*}}, %{{.*}}, %{{.*}}, %[[RANGE]],
func.func @elements(%context: !llvm.ptr, %x: memref<?x?xf32>, %y: memref<?x?xf32>, %n: index,
                    %d: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.parallel (%i, %j) = (%c0, %c0) to (%n, %d) step (%c1, %c1) {
    %v = memref.load %x[%i, %j] : memref<?x?xf32>
    memref.store %v, %y[%i, %j] : memref<?x?xf32>
  }
  return
}

// -----

// What is in front of the inner loop is in front of its part.

// CHECK-LABEL: func.func private @tslice_kernel_gather_0(
// CHECK:         scf.for %[[I:.*]] =
// CHECK:           scf.if
// CHECK:             %[[A:.*]] = memref.load %{{.*}}[%[[I]]]
// CHECK:             %[[R:.*]] = tslice.check index %[[A]]
// CHECK:             scf.for %[[J:.*]] =
// CHECK:               memref.load %{{.*}}[%[[R]], %[[J]]]
func.func @gather(%context: !llvm.ptr, %x: memref<?x?xf32>, %idx: memref<?xindex>,
                  %y: memref<?x?xf32>, %n: index, %d: index, %some: i1, %size: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    scf.if %some {
      %a = memref.load %idx[%i] : memref<?xindex>
      %r = tslice.check index %a, %size {site = 0 : i64}
      scf.parallel (%j) = (%c0) to (%d) step (%c1) {
        %v = memref.load %x[%r, %j] : memref<?x?xf32>
        memref.store %v, %y[%i, %j] : memref<?x?xf32>
      }
    }
  }
  return
}

// -----

// Three loops with one index: quotient and remainder; lower bounds and steps.

// CHECK-LABEL: func.func private @tslice_kernel_linear_0(
// CHECK:         scf.for %[[Q:.*]] =
// CHECK:           %[[J:.*]] = arith.remui %[[Q]], %[[COUNT:.*]] :
// CHECK:           %[[I:.*]] = arith.divui %[[Q]], %[[COUNT]] :
// CHECK:           %[[STEPPED:.*]] = arith.muli %[[I]], %c3
// CHECK:           %[[I2:.*]] = arith.addi %[[STEPPED]], %c2
// CHECK:           scf.parallel (%[[K:.*]]) =
// CHECK:             memref.store %{{.*}}, %{{.*}}[%[[I2]], %[[J]], %[[K]]]
func.func @linear(%context: !llvm.ptr, %y: memref<1000x?x64xf32>, %n: index, %v: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c64 = arith.constant 64 : index
  %c500 = arith.constant 500 : index
  scf.parallel (%i, %j, %k) = (%c2, %c0, %c0) to (%c500, %n, %c64) step (%c3, %c1, %c1) {
    memref.store %v, %y[%i, %j, %k] : memref<1000x?x64xf32>
  }
  return
}

// -----

// Two views of one buffer, one written: neither is unaliased. The views are
// made in the kernel, the buffer travels once.

// CHECK-LABEL: func.func private @tslice_kernel_views_0(
// CHECK-SAME:    %{{.*}}: !llvm.ptr, %[[X:.*]]: !llvm.ptr {llvm.noalias}, %{{.*}}: i64, %{{.*}}: i64)
// CHECK-COUNT-2: memref.subview
// CHECK-NOT: memref.subview
// CHECK-LABEL: llvm.func internal @tslice_task_views_0
func.func @views(%context: !llvm.ptr, %x: memref<1000000xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 500000 : index
  %a = memref.subview %x[0] [500000] [1] : memref<1000000xf32> to memref<500000xf32>
  %b = memref.subview %x[500000] [500000] [1]
      : memref<1000000xf32> to memref<500000xf32, strided<[1], offset: 500000>>
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    %v = memref.load %a[%i] : memref<500000xf32>
    memref.store %v, %b[%i] : memref<500000xf32, strided<[1], offset: 500000>>
  }
  return
}

// -----

// Buffers that may be the same are not declared unaliased when one is written.

// CHECK-LABEL: func.func private @tslice_kernel_carried_0(
// CHECK-SAME:    %{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr, %{{.*}}: i64, %{{.*}}: i64)
func.func @carried(%context: !llvm.ptr, %x: memref<1000000xf32>, %which: i1) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 1000000 : index
  %fresh = memref.alloc() : memref<1000000xf32>
  %y = arith.select %which, %x, %fresh : memref<1000000xf32>
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    %v = memref.load %x[%i] : memref<1000000xf32>
    memref.store %v, %y[%i] : memref<1000000xf32>
  }
  return
}

// -----

// Too small for a thread: stays.

// CHECK-LABEL: func.func @small
// CHECK-NOT: tslice_rt_parallel
// CHECK: scf.parallel
func.func @small(%context: !llvm.ptr, %x: memref<100xf32>, %v: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 100 : index
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    memref.store %v, %x[%i] : memref<100xf32>
  }
  return
}

// -----

// In a loop the call is made for large ranges only.

// CHECK-LABEL: func.func @in_a_loop
// CHECK: scf.for
// CHECK:   %[[LARGE:.*]] = arith.cmpi sgt
// CHECK:   scf.if %[[LARGE]] {
// CHECK:     llvm.call @tslice_rt_parallel
// CHECK:   } else {
// CHECK:     scf.parallel
func.func @in_a_loop(%context: !llvm.ptr, %x: memref<?xf32>, %n: index, %v: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %t = %c0 to %n step %c1 {
    scf.parallel (%i) = (%c0) to (%n) step (%c1) {
      memref.store %v, %x[%i] : memref<?xf32>
    }
  }
  return
}

// -----

// A marked reduction is run by every thread over its part of the columns.

// CHECK-LABEL: func.func private @tslice_kernel_column_sums_0(
// CHECK:         %[[LO:.*]] = arith.index_cast
// CHECK:         %[[HI:.*]] = arith.index_cast
// CHECK:         scf.for %[[K:.*]] = %{{.*}} to %{{.*}}
// CHECK:           scf.for %[[I:.*]] = %[[LO]] to %[[HI]]
// CHECK:             memref.load %{{.*}}[%[[K]], %[[I]]]
// CHECK-LABEL: func.func @column_sums
// CHECK-NOT: scf.for
// CHECK: return
func.func @column_sums(%context: !llvm.ptr, %x: memref<?x?xf32>, %y: memref<?xf32>, %n: index,
                       %d: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %k = %c0 to %n step %c1 {
    scf.parallel (%i) = (%c0) to (%d) step (%c1) {
      %a = memref.load %x[%k, %i] : memref<?x?xf32>
      %s = memref.load %y[%i] : memref<?xf32>
      %t = arith.addf %s, %a : f32
      memref.store %t, %y[%i] : memref<?xf32>
    }
  } {tslice.kernel}
  return
}

// -----

// An unmarked loop around a parallel one is a sequence of steps.

// CHECK-LABEL: func.func @steps
// CHECK: scf.for
// CHECK:   tslice_rt_parallel
func.func @steps(%context: !llvm.ptr, %x: memref<?xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %k = %c0 to %n step %c1 {
    scf.parallel (%i) = (%c1) to (%n) step (%c1) {
      %v = memref.load %x[%i] : memref<?xf32>
      %w = arith.addf %v, %v : f32
      memref.store %w, %x[%i] : memref<?xf32>
    }
  }
  return
}
