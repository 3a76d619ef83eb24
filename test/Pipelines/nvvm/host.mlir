// What is left on the host: sizes, allocations, and launches with the arguments
// that the kernels declare.

// RUN: tslice-opt --tslice-nvvm-pipeline=chip=sm_90 %s | FileCheck %s

// Nothing of the dialect, of loops, or of casts is left in kernels.
// RUN: tslice-opt --tslice-nvvm-pipeline=chip=sm_90 %s | FileCheck %s --check-prefix=CLEAN
// CLEAN:     gpu.module @kernels
// CLEAN-NOT: {{= tslice\.|scf\.|memref\.|unrealized_conversion_cast|__nv_}}

// CHECK-LABEL: func.func @gather(
// CHECK-SAME:    %[[X:.*]]: memref<?x64xf32>, %[[I:.*]]: memref<?xi32>)
// CHECK-DAG:     %[[N:.*]] = memref.dim %[[I]]
// CHECK:         %[[R:.*]] = memref.alloc(%[[N]])
// CHECK:         %[[COUNT:.*]] = arith.muli %[[N]], %{{.*}} : index
// CHECK:         %[[BLOCKS:.*]] = arith.minui
// CHECK:         %[[STATUS:.*]] = call @tslice_rt_device_status() : () -> !llvm.ptr
// CHECK:         gpu.launch_func @kernels::@gather_kernel0 blocks in (%[[BLOCKS]], %c1, %c1) threads in (%c256, %c1, %c1)
// CHECK-SAME:      args(%[[STATUS]] : !llvm.ptr, %[[I]] : memref<?xi32>, %[[X]] : memref<?x64xf32>, %[[R]] : memref<?x64xf32>)
// CHECK:         return %[[R]]
func.func @gather(%x: tensor<?x64xf32>, %i: tensor<?xi32>) -> tensor<?x64xf32> {
  %r = tslice.gather %x[%i] dims [0] : tensor<?x64xf32>, tensor<?xi32> -> tensor<?x64xf32>
  return %r : tensor<?x64xf32>
}

// CHECK: gpu.module @kernels [#nvvm.target<O = 3, chip = "sm_90", features = "+ptx80">]
// CHECK: llvm.func @gather_kernel0(%{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr, {{.*}}gpu.kernel{{.*}}nvvm.kernel
