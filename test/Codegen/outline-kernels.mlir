// RUN: tslice-opt %s --tslice-outline-kernels --canonicalize --split-input-file | FileCheck %s
// RUN: tslice-opt %s --tslice-outline-kernels --canonicalize --split-input-file | FileCheck %s --check-prefix=KERNEL

// Nested parallel loops share one range of threads; consecutive threads take
// consecutive innermost iterations.
// CHECK-LABEL: func.func @nest(
// CHECK-SAME:    %[[X:.*]]: memref<?x64xf32>
// CHECK:         %[[N:.*]] = memref.dim %[[X]]
// CHECK:         %[[COUNT:.*]] = arith.muli %[[N]], %c64
// CHECK:         %[[UP:.*]] = arith.addi %[[COUNT]], %c255
// CHECK:         %[[Q:.*]] = arith.divui %[[UP]], %c256
// CHECK:         %[[LOW:.*]] = arith.maxui %[[Q]], %c1
// CHECK:         %[[BLOCKS:.*]] = arith.minui %[[LOW]], %c65536
// CHECK:         gpu.launch_func @kernels::@nest_kernel0 blocks in (%[[BLOCKS]], %c1, %c1) threads in (%c256, %c1, %c1)
// CHECK-SAME:      args(%{{.*}} : !llvm.ptr, %[[X]] : memref<?x64xf32>)
// CHECK-NOT:     scf.parallel
// KERNEL-LABEL: gpu.func @nest_kernel0(
// KERNEL-SAME:    %[[S:.*]]: !llvm.ptr, %[[X:.*]]: memref<?x64xf32>) kernel attributes {known_block_size = array<i32: 256, 1, 1>}
// KERNEL:         %[[N:.*]] = memref.dim %[[X]]
// KERNEL:         %[[COUNT:.*]] = arith.muli %[[N]], %c64
// KERNEL:         scf.for %[[E:.*]] = %{{.*}} to %[[COUNT]] step
// KERNEL:           %[[J:.*]] = arith.remui %[[E]], %c64
// KERNEL:           %[[I:.*]] = arith.divui %[[E]], %c64
// KERNEL:           memref.store %{{.*}}, %[[X]][%[[I]], %[[J]]]
func.func @nest(%x: memref<?x64xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %zero = arith.constant 0.0 : f32
  %n = memref.dim %x, %c0 : memref<?x64xf32>
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    scf.parallel (%j) = (%c0) to (%c64) step (%c1) {
      memref.store %zero, %x[%i, %j] : memref<?x64xf32>
      scf.reduce
    }
    scf.reduce
  }
  return
}

// -----

// Bounds and steps that are not 0 and 1.
// KERNEL-LABEL: gpu.func @bounds_kernel0(
// KERNEL:         scf.for %[[E:.*]] = %{{.*}} to %c5 step
// KERNEL:           %[[D:.*]] = arith.muli %[[E]], %c2
// KERNEL:           %[[I:.*]] = arith.addi %[[D]], %c1
// KERNEL:           memref.store %{{.*}}[%[[I]]]
func.func @bounds(%x: memref<16xf32>) {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c10 = arith.constant 10 : index
  %zero = arith.constant 0.0 : f32
  scf.parallel (%i) = (%c1) to (%c10) step (%c2) {
    memref.store %zero, %x[%i] : memref<16xf32>
    scf.reduce
  }
  return
}

// -----

// A loop whose bounds depend on the one around it is run by one thread.
// KERNEL-LABEL: gpu.func @triangle_kernel0(
// KERNEL:         scf.for %[[I:.*]] =
// KERNEL-NOT:       arith.remui
// KERNEL:           scf.for %[[J:.*]] = %c0 to %[[I]] step %c1
func.func @triangle(%x: memref<16x16xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %zero = arith.constant 0.0 : f32
  scf.parallel (%i) = (%c0) to (%c16) step (%c1) {
    scf.parallel (%j) = (%c0) to (%i) step (%c1) {
      memref.store %zero, %x[%i, %j] : memref<16x16xf32>
      scf.reduce
    }
    scf.reduce
  }
  return
}

// -----

// A scalar that is computed from memory and checked, for a kernel only, is computed
// by the kernel.
// CHECK-LABEL: func.func @sunk(
// CHECK-NOT:     memref.load
// CHECK-NOT:     tslice.check
// CHECK:         gpu.launch_func
// KERNEL-LABEL: gpu.func @sunk_kernel0(
// KERNEL:         %[[V:.*]] = memref.load %{{.*}}[] : memref<index>
// KERNEL:         %[[K:.*]] = tslice.check index %[[V]], %c16
// KERNEL:         scf.for
// KERNEL:           arith.addi %{{.*}}, %[[K]]
func.func @sunk(%x: memref<16xf32>, %y: memref<16xf32>, %o: memref<index>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %v = memref.load %o[] : memref<index>
  %k = tslice.check index %v, %c16 {site = 0 : i64}
  scf.parallel (%i) = (%c0) to (%c1) step (%c1) {
    %p = arith.addi %i, %k : index
    %e = memref.load %x[%p] : memref<16xf32>
    memref.store %e, %y[%i] : memref<16xf32>
    scf.reduce
  }
  return
}

// -----

// Not so if it is written behind the load: the kernel is given the old value.
// CHECK-LABEL: func.func @changed(
// CHECK:         %[[V:.*]] = memref.load %{{.*}}[] : memref<index>
// CHECK:         gpu.launch_func @kernels::@changed_kernel0
// CHECK:         gpu.launch_func @kernels::@changed_kernel1 {{.*}} %[[V]] : index
func.func @changed(%y: memref<16xindex>, %o: memref<index>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %v = memref.load %o[] : memref<index>
  memref.store %c1, %o[] : memref<index>
  scf.parallel (%i) = (%c0) to (%c16) step (%c1) {
    memref.store %v, %y[%i] : memref<16xindex>
    scf.reduce
  }
  return
}

// -----

// A sequential loop is run by one thread; its result goes through memory.
// CHECK-LABEL: func.func @sum(
// CHECK:         %[[CELL:.*]] = memref.alloc() : memref<f32>
// CHECK:         gpu.launch_func @kernels::@sum_kernel0 blocks in (%c1, %c1, %c1) threads in (%c1, %c1, %c1)
// CHECK:         %[[R:.*]] = memref.load %[[CELL]][]
// CHECK:         return %[[R]]
// KERNEL-LABEL: gpu.func @sum_kernel0(
// KERNEL-SAME:    known_block_size = array<i32: 1, 1, 1>
// KERNEL:         %[[S:.*]] = scf.for
// KERNEL:         memref.store %[[S]]
func.func @sum(%x: memref<100xf32>) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c100 = arith.constant 100 : index
  %zero = arith.constant 0.0 : f32
  %s = scf.for %i = %c0 to %c100 step %c1 iter_args(%a = %zero) -> (f32) {
    %e = memref.load %x[%i] : memref<100xf32>
    %b = arith.addf %a, %e : f32
    scf.yield %b : f32
  }
  return %s : f32
}

// -----

// A loop with much to do in parallel stays on the host.
// CHECK-LABEL: func.func @steps(
// CHECK:         scf.for %[[S:.*]] =
// CHECK:           gpu.launch_func @kernels::@steps_kernel0 {{.*}} %[[S]] : index
func.func @steps(%x: memref<4x100xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c100 = arith.constant 100 : index
  %zero = arith.constant 0.0 : f32
  scf.for %s = %c0 to %c4 step %c1 {
    scf.parallel (%i) = (%c0) to (%c100) step (%c1) {
      memref.store %zero, %x[%s, %i] : memref<4x100xf32>
      scf.reduce
    }
  }
  return
}

// -----

// Temporaries of a thread.
// KERNEL-LABEL: gpu.func @temporary_kernel0(
// KERNEL:         memref.alloca() : memref<4xf32>
// KERNEL-NOT:     memref.alloc()
// KERNEL-NOT:     memref.dealloc
// KERNEL:         gpu.return
func.func @temporary(%x: memref<1000xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c1000 = arith.constant 1000 : index
  scf.parallel (%i) = (%c0) to (%c1000) step (%c1) {
    %t = memref.alloc() : memref<4xf32>
    %e = memref.load %x[%i] : memref<1000xf32>
    memref.store %e, %t[%c0] : memref<4xf32>
    %f = memref.load %t[%c0] : memref<4xf32>
    memref.store %f, %x[%i] : memref<1000xf32>
    memref.dealloc %t : memref<4xf32>
    scf.reduce
  }
  return
}
