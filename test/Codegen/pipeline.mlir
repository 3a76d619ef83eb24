// RUN: tslice-opt --tslice-codegen-pipeline %s | FileCheck %s
// RUN: tslice-opt --tslice-codegen-pipeline %s | mlir-translate --mlir-to-llvmir | FileCheck %s --check-prefix=LLVM

// The whole way: nothing but the LLVM dialect is left, and the loop over the
// row gets pointers that LLVM knows to differ.

// CHECK-NOT: memref{{\.|<}}
// CHECK-NOT: tslice.check
// CHECK-NOT: unrealized_conversion_cast
// CHECK: llvm.func @tslice_entry_rows(%{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr)

// LLVM-LABEL: define internal void @tslice_kernel_rows_0(
// LLVM-SAME:    ptr %{{[0-9]+}}, ptr noalias %{{[0-9]+}}, i64 %{{[0-9]+}}, {{.*}}ptr noalias %{{[0-9]+}}, i64 %{{[0-9]+}}, {{.*}}ptr noalias %{{[0-9]+}}
// LLVM-LABEL: define internal {{.*}} @tslice_impl_rows(
// LLVM:         call ptr @tslice_rt_alloc_result(
// LLVM:         call void @tslice_rt_parallel(ptr %{{[0-9]+}}, ptr @tslice_task_rows_0,
func.func @rows(%x: memref<?x?xf32>, %idx: memref<?xi32>) -> memref<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = memref.dim %x, %c0 : memref<?x?xf32>
  %d = memref.dim %x, %c1 : memref<?x?xf32>
  %k = memref.dim %idx, %c0 : memref<?xi32>
  %out = memref.alloc(%k, %d) : memref<?x?xf32>
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>],
                  iterator_types = ["parallel", "parallel"]}
      ins(%idx : memref<?xi32>) outs(%out : memref<?x?xf32>) {
  ^bb0(%a: i32, %o: f32):
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    %r = arith.index_cast %a : i32 to index
    %s = tslice.check index %r, %n at (%i) {site = 0 : i64}
    %v = memref.load %x[%s, %j] : memref<?x?xf32>
    linalg.yield %v : f32
  }
  return %out : memref<?x?xf32>
}
