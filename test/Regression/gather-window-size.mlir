// RUN: tslice-run %s '[[1, 2, 3, 4], [5, 6, 7, 8]]' '[1, 3, 1]' 2 '[[[1, 2], [3, 4]], [[1, 2], [3, 4]], [[1, 2], [3, 4]]]' | FileCheck %s
// RUN: not tslice-run %s '[[1, 2, 3, 4], [5, 6, 7, 8]]' '[1, 3, 1]' 3 '[[[1, 2], [3, 4]], [[1, 2], [3, 4]], [[1, 2], [3, 4]]]' 2>&1 | FileCheck %s --check-prefix=WRONG
//
// The size of a window known at run time was taken for that of the dimension that it lies in.
#id = affine_map<(a, b, c) -> (a, b, c)>
#sum = affine_map<(a, b, c) -> ()>
// 54 + 64 + 54
// CHECK: 172.0
// WRONG: linalg.generic {{.*}}: size 2 of dimension 2 of 't' is expected to be 3
func.func @main(%x: tensor<?x?xf64>, %i: tensor<?xi32>, %w: index, %t: tensor<?x?x?xf64>) -> tensor<f64> {
  %g = tslice.gather %x[%i] dims [1] window [%w] bounds clamp : tensor<?x?xf64>, tensor<?xi32> -> tensor<?x?x?xf64>
  %z = arith.constant dense<0.0> : tensor<f64>
  %r = linalg.generic {indexing_maps = [#id, #id, #sum], iterator_types = ["reduction", "reduction", "reduction"]} ins(%g, %t : tensor<?x?x?xf64>, tensor<?x?x?xf64>) outs(%z : tensor<f64>) {
  ^bb0(%a: f64, %b: f64, %c: f64):
    %p = arith.mulf %a, %b : f64
    %q = arith.addf %c, %p : f64
    linalg.yield %q : f64
  } -> tensor<f64>
  return %r : tensor<f64>
}
