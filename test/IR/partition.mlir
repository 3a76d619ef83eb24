// RUN: tslice-opt --verify-roundtrip %s | FileCheck %s
// RUN: tslice-opt -mlir-print-op-generic %s | tslice-opt | FileCheck %s

// CHECK-LABEL: @partition
func.func @partition(%i: memref<?xi64>, %u: memref<?xf32>, %j: memref<?xi64>, %v: memref<?xf32>, %plan: memref<?xi32>, %n: index) {
  // CHECK: tslice.partition %{{.*}}, %{{.*}} to %{{.*}}, %{{.*}} by %{{.*}}, %{{.*}} of 4 : memref<?xi64>, memref<?xf32> to memref<?xi64>, memref<?xf32> by memref<?xi32>
  tslice.partition %i, %u to %j, %v by %plan, %n of 4
    : memref<?xi64>, memref<?xf32> to memref<?xi64>, memref<?xf32> by memref<?xi32>
  // CHECK: tslice.partition %{{[a-z0-9]*}} to %{{[a-z0-9]*}} by %{{.*}}, %{{.*}} of 8 bounds clamp wrap {block_rows = 2 : i64} : memref<?xi64> to memref<?xi64> by memref<?xi32>
  tslice.partition %i to %j by %plan, %n of 8 bounds clamp wrap {block_rows = 2 : i64}
    : memref<?xi64> to memref<?xi64> by memref<?xi32>
  return
}
