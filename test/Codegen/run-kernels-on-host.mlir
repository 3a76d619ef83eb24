// RUN: tslice-opt %s --tslice-run-kernels-on-host | FileCheck %s

// CHECK-LABEL: func.func @f(
// CHECK-SAME:    %[[X:.*]]: memref<?xf32>, %[[BLOCKS:.*]]: index)
// CHECK:         scf.for %[[BLOCK:.*]] = %{{.*}} to %[[BLOCKS]]
// CHECK:           scf.for %[[THREAD:.*]] = %{{.*}} to %c256
// CHECK:             func.call @f_kernel0(%[[BLOCK]], %[[THREAD]], %[[BLOCKS]], %c256, %[[X]])
// CHECK-NOT:     gpu.
// CHECK-LABEL: func.func private @f_kernel0(
// CHECK-SAME:    %[[B:.*]]: index, %[[T:.*]]: index, %[[BS:.*]]: index, %[[TS:.*]]: index, %[[Y:.*]]: memref<?xf32>)
// CHECK:         %[[M:.*]] = arith.muli %[[B]], %[[TS]]
// CHECK:         %[[I:.*]] = arith.addi %[[M]], %[[T]]
// CHECK:         memref.store %{{.*}}, %[[Y]][%[[I]]]
// CHECK:         return
module attributes {gpu.container_module} {
  func.func private @tslice_rt_device_status() -> !llvm.ptr
  func.func @f(%x: memref<?xf32>, %blocks: index) {
    %c1 = arith.constant 1 : index
    %c256 = arith.constant 256 : index
    %status = func.call @tslice_rt_device_status() : () -> !llvm.ptr
    gpu.launch_func @kernels::@f_kernel0 blocks in (%blocks, %c1, %c1) threads in (%c256, %c1, %c1)
        args(%status : !llvm.ptr, %x : memref<?xf32>)
    return
  }
  gpu.module @kernels {
    gpu.func @f_kernel0(%status: !llvm.ptr, %x: memref<?xf32>) kernel {
      %zero = arith.constant 0.0 : f32
      %b = gpu.block_id x
      %t = gpu.thread_id x
      %n = gpu.block_dim x
      %m = arith.muli %b, %n : index
      %i = arith.addi %m, %t : index
      memref.store %zero, %x[%i] : memref<?xf32>
      gpu.return
    }
  }
}
