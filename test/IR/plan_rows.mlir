// RUN: tslice-opt --verify-roundtrip %s | FileCheck %s
// RUN: tslice-opt -mlir-print-op-generic %s | tslice-opt | FileCheck %s

// CHECK-LABEL: @groupings
func.func @groupings(%i: memref<?xi64>, %j: memref<7xi8>, %plan: memref<?xi32>, %n: index) {
  // CHECK: tslice.plan_rows by_size %{{.*}} to %{{.*}}, %{{.*}} x %{{.*}} : memref<?xi64>, memref<?xi32>
  tslice.plan_rows by_size %i to %plan, %n x %n : memref<?xi64>, memref<?xi32>
  // CHECK: tslice.plan_rows by_owner %{{.*}} bounds skip_window : memref<7xi8>, memref<?xi32>
  tslice.plan_rows by_owner %j to %plan, %n x %n bounds skip_window : memref<7xi8>, memref<?xi32>
  // CHECK: tslice.plan_rows by_row %{{.*}} bounds clamp wrap
  tslice.plan_rows by_row %i to %plan, %n x %n bounds clamp wrap : memref<?xi64>, memref<?xi32>
  // CHECK: tslice.plan_rows by_row_with_ends %{{.*}} {block_rows = 2 : i64}
  tslice.plan_rows by_row_with_ends %i to %plan, %n x %n {block_rows = 2 : i64} : memref<?xi64>, memref<?xi32>
  return
}
