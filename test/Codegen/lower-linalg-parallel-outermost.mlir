// RUN: tslice-opt %s --pass-pipeline='builtin.module(func.func(tslice-lower-linalg{parallel-outermost=true}))' | FileCheck %s
// RUN: tslice-opt %s --tslice-lower-linalg | FileCheck %s --check-prefix=DEFAULT

// A thread folds one column; the order of the rows stays.
// CHECK-LABEL: func.func @columns(
// CHECK:         scf.parallel (%[[J:.*]]) =
// CHECK:           scf.for %[[I:.*]] =
// CHECK-NOT:         scf
// CHECK:             memref.load
// DEFAULT-LABEL: func.func @columns(
// DEFAULT:         scf.for
// DEFAULT:           scf.parallel
func.func @columns(%x: memref<?x32xf32>, %y: memref<32xf32>) {
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>],
                  iterator_types = ["reduction", "parallel"]}
      ins(%x : memref<?x32xf32>) outs(%y : memref<32xf32>) {
  ^bb0(%a: f32, %b: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  }
  return
}
