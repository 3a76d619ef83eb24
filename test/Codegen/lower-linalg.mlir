// RUN: tslice-opt --tslice-lower-linalg --lower-affine --split-input-file %s | FileCheck %s

// Parallel iterators are loops of one dimension each; the outermost is marked.

// CHECK-LABEL: func.func @fill
func.func @fill(%m: memref<8x?xf32>, %v: f32) {
  // CHECK: scf.parallel (%[[I:.*]]) = (%c0{{.*}}) to (%c8{{.*}})
  // CHECK:   scf.parallel (%[[J:.*]]) = (%c0{{.*}}) to (%{{.*}})
  // CHECK:     memref.store %{{.*}}, %{{.*}}[%[[I]], %[[J]]]
  // CHECK: {tslice.kernel}
  // CHECK-NOT: linalg
  linalg.fill ins(%v : f32) outs(%m : memref<8x?xf32>)
  return
}

// -----

// A copy is loops, never a call, whatever the strides.

// CHECK-LABEL: func.func @copy
func.func @copy(%a: memref<8x4xf32, strided<[16, 2], offset: 1>>, %b: memref<8x4xf32>) {
  // CHECK-NOT: memref.copy
  // CHECK: scf.parallel
  // CHECK:   scf.parallel
  // CHECK:     %[[V:.*]] = memref.load %arg0
  // CHECK:     memref.store %[[V]], %arg1
  // CHECK-NOT: memref.copy
  memref.copy %a, %b : memref<8x4xf32, strided<[16, 2], offset: 1>> to memref<8x4xf32>
  return
}

// -----

// A copy onto itself is nothing.

// CHECK-LABEL: func.func @copy_to_itself
// CHECK-NEXT: return
func.func @copy_to_itself(%a: memref<8xf32>) {
  memref.copy %a, %a : memref<8xf32> to memref<8xf32>
  return
}

// -----

// The reduction of a matmul goes between the rows and the columns, which are
// contiguous in both operands that have them.

// CHECK-LABEL: func.func @matmul
func.func @matmul(%a: memref<3x5xf32>, %b: memref<5x7xf32>, %c: memref<3x7xf32>) {
  // CHECK: scf.parallel (%[[I:.*]]) = (%c0{{.*}}) to (%c3{{.*}})
  // CHECK:   scf.for %[[K:.*]] = %c0{{.*}} to %c5
  // CHECK:     scf.parallel (%[[J:.*]]) = (%c0{{.*}}) to (%c7{{.*}})
  // CHECK-DAG:   memref.load %arg0[%[[I]], %[[K]]]
  // CHECK-DAG:   memref.load %arg1[%[[K]], %[[J]]]
  // CHECK:       memref.store %{{.*}}, %arg2[%[[I]], %[[J]]]
  linalg.matmul ins(%a, %b : memref<3x5xf32>, memref<5x7xf32>) outs(%c : memref<3x7xf32>)
  return
}

// -----

// The sum of a row stays the inner loop: rows are not contiguous in the other order.

// CHECK-LABEL: func.func @row_sums
func.func @row_sums(%x: memref<3x5xf32>, %y: memref<3xf32>) {
  // CHECK: scf.parallel (%[[I:.*]]) = (%c0{{.*}}) to (%c3{{.*}})
  // CHECK:   scf.for %[[K:.*]] = %c0{{.*}} to %c5
  // CHECK:     memref.load %arg0[%[[I]], %[[K]]]
  linalg.generic {indexing_maps = [affine_map<(i, k) -> (i, k)>, affine_map<(i, k) -> (i)>],
                  iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<3x5xf32>) outs(%y : memref<3xf32>) {
  ^bb0(%a: f32, %s: f32):
    %t = arith.addf %s, %a : f32
    linalg.yield %t : f32
  }
  return
}

// -----

// The sum of columns is marked at its reduction, which a thread may run whole.

// CHECK-LABEL: func.func @column_sums
func.func @column_sums(%x: memref<3x5xf32>, %y: memref<5xf32>) {
  // CHECK: scf.for %[[K:.*]] = %c0{{.*}} to %c3
  // CHECK:   scf.parallel (%[[I:.*]]) = (%c0{{.*}}) to (%c5{{.*}})
  // CHECK:     memref.load %arg0[%[[K]], %[[I]]]
  // CHECK: } {tslice.kernel}
  linalg.generic {indexing_maps = [affine_map<(k, i) -> (k, i)>, affine_map<(k, i) -> (i)>],
                  iterator_types = ["reduction", "parallel"]}
      ins(%x : memref<3x5xf32>) outs(%y : memref<5xf32>) {
  ^bb0(%a: f32, %s: f32):
    %t = arith.addf %s, %a : f32
    linalg.yield %t : f32
  }
  return
}

// -----

// Two reductions keep their order, and so do the bits.

// CHECK-LABEL: func.func @two_reductions
func.func @two_reductions(%x: memref<2x3x4xf32>, %y: memref<4xf32>) {
  // CHECK: scf.for %[[K:.*]] = %c0{{.*}} to %c2
  // CHECK:   scf.for %[[L:.*]] = %c0{{.*}} to %c3
  // CHECK:     scf.parallel (%[[I:.*]]) = (%c0{{.*}}) to (%c4{{.*}})
  // CHECK:       memref.load %arg0[%[[K]], %[[L]], %[[I]]]
  linalg.generic {indexing_maps = [affine_map<(k, i, l) -> (k, l, i)>, affine_map<(k, i, l) -> (i)>],
                  iterator_types = ["reduction", "parallel", "reduction"]}
      ins(%x : memref<2x3x4xf32>) outs(%y : memref<4xf32>) {
  ^bb0(%a: f32, %s: f32):
    %t = arith.addf %s, %a : f32
    linalg.yield %t : f32
  }
  return
}

// -----

// An op of no dimensions is no loop.

// CHECK-LABEL: func.func @scalar
// CHECK-NOT: scf
// CHECK: memref.load %arg0[]
// CHECK: memref.store %{{.*}}, %arg1[]
func.func @scalar(%a: memref<f32>, %b: memref<f32>) {
  linalg.generic {indexing_maps = [affine_map<() -> ()>, affine_map<() -> ()>], iterator_types = []}
      ins(%a : memref<f32>) outs(%b : memref<f32>) {
  ^bb0(%x: f32, %y: f32):
    linalg.yield %x : f32
  }
  return
}
