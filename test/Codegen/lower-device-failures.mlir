// RUN: tslice-opt %s --tslice-lower-device-failures | FileCheck %s
// RUN: tslice-opt %s --tslice-lower-device-failures | FileCheck %s --check-prefix=RECORD

gpu.module @kernels {
  // A failing check goes on with the next iteration of the innermost loop, with what
  // that came in with.
  // CHECK-LABEL: gpu.func @loop(
  // CHECK-SAME:    %[[S:[a-z0-9]*]]: !llvm.ptr
  // The launch before:
  // CHECK:         %[[BEFORE:.*]] = llvm.getelementptr %[[S]][-136]
  // CHECK:         %[[STOPPED:.*]] = llvm.load %[[BEFORE]]
  // CHECK:         %[[IS:.*]] = llvm.icmp "eq" %[[STOPPED]]
  // CHECK:         cf.cond_br %[[IS]] weights([1, 1048576]), ^[[STOP:.*]], ^[[BODY:.*]]
  // CHECK:       ^[[BODY]]:
  // CHECK:         cf.br ^[[HEADER:bb[0-9]+]](%{{.*}}, %{{.*}} : index, f32)
  // CHECK:       ^[[HEADER]](%[[I:.*]]: index, %[[A:.*]]: f32):
  // CHECK:         %[[BAD:.*]] = arith.cmpi uge, %[[V:.*]], %{{.*}} : index
  // CHECK:         cf.cond_br %[[BAD]] weights([1, 1048576]), ^[[COLD:bb[0-9]+]], ^[[NEXT:bb[0-9]+]]
  // CHECK:       ^[[NEXT]]:
  // CHECK:         memref.load %{{.*}}[%[[V]]]
  // CHECK:       ^[[SKIP:bb[0-9]+]]:  // pred: ^[[COLD]]
  // CHECK:         %[[J:.*]] = arith.addi %[[I]], %{{.*}}
  // CHECK:         cf.br ^[[HEADER]](%[[J]], %[[A]] : index, f32)
  // CHECK:       ^[[COLD]]:
  // CHECK:         llvm.call @tslice_device_fail(%[[S]], %c3_i64,
  // CHECK:         cf.br ^[[SKIP]]
  // CHECK:       ^[[STOP]]:
  // CHECK:         llvm.store %{{.*}}
  // CHECK:         gpu.return
  gpu.func @loop(%status: !llvm.ptr, %x: memref<?xf32>, %i: memref<?xindex>, %r: memref<f32>) kernel {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %zero = arith.constant 0.0 : f32
    %n = memref.dim %x, %c0 : memref<?xf32>
    %k = memref.dim %i, %c0 : memref<?xindex>
    %s = scf.for %p = %c0 to %k step %c1 iter_args(%a = %zero) -> (f32) {
      %v = memref.load %i[%p] : memref<?xindex>
      %c = tslice.check index %v, %n at (%p) {site = 3 : i64}
      %e = memref.load %x[%c] : memref<?xf32>
      %b = arith.addf %a, %e : f32
      scf.yield %b : f32
    }
    memref.store %s, %r[] : memref<f32>
    gpu.return
  }

  // Outside of loops it ends the thread.
  // CHECK-LABEL: gpu.func @thread(
  // CHECK:         arith.cmpi uge
  // CHECK:         cf.cond_br %{{.*}} weights([1, 1048576]), ^[[COLD:bb[0-9]+]], ^{{.*}}
  // CHECK:       ^[[EXIT:bb[0-9]+]]:  // pred: ^[[COLD]]
  // CHECK-NEXT:    gpu.return
  // CHECK:       ^[[COLD]]:
  // CHECK:         llvm.call @tslice_device_fail
  // CHECK:         cf.br ^[[EXIT]]
  gpu.func @thread(%status: !llvm.ptr, %x: memref<?xf32>, %i: memref<index>) kernel {
    %c0 = arith.constant 0 : index
    %n = memref.dim %x, %c0 : memref<?xf32>
    %v = memref.load %i[] : memref<index>
    %c = tslice.check index %v, %n {site = 0 : i64}
    %e = memref.load %x[%c] : memref<?xf32>
    memref.store %e, %x[%c0] : memref<?xf32>
    gpu.return
  }

  // A kernel without checks still asks whether it is to run.
  // CHECK-LABEL: gpu.func @plain(
  // CHECK:         llvm.load
  // CHECK:         cf.cond_br
  gpu.func @plain(%status: !llvm.ptr, %x: memref<f32>) kernel {
    %zero = arith.constant 0.0 : f32
    memref.store %zero, %x[] : memref<f32>
    gpu.return
  }
}
// RECORD: llvm.func internal @tslice_device_fail(
// RECORD:   llvm.atomicrmw umin
// RECORD:   llvm.cmpxchg {{.*}} syncscope("device") acquire monotonic
// RECORD:   llvm.store {{.*}} atomic syncscope("device") release
