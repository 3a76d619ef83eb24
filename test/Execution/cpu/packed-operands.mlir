// Gradients of matrix products by a transposed copy of a factor, and without, have the
// same bits: 40 rows are worth a copy, of two blocks and a rest; 3 are not; and once
// nobody has asked for speed.

// RUN: tslice-run %s 'random(40x17, f32, 1)' 'random(37x17, f32, 2)' --output=%t.40.npy
// RUN: tslice-run %s 'random(40x17, f32, 1)' 'random(37x17, f32, 2)' --output=%t.plain.npy --no-optimize
// RUN: cmp %t.40.npy %t.plain.npy
// RUN: tslice-run %s 'random(40x17, f32, 1)' 'random(37x17, f32, 2)' --check-against=evaluate --output=%t.40.npy
// RUN: tslice-run %s 'random(40x17, f32, 1)' 'random(37x17, f32, 2)' --threads=2 --output=%t.two.npy
// RUN: cmp %t.two.npy %t.plain.npy
// RUN: tslice-run %s 'random(3x17, f32, 1)' 'random(37x17, f32, 2)' --output=%t.3.npy
// RUN: head -c 572 %t.3.npy | tail -c 444 > %t.3.rows
// RUN: head -c 572 %t.plain.npy | tail -c 444 | cmp - %t.3.rows
// RUN: tslice-run %s 'random(0x17, f32, 1)' 'random(37x17, f32, 2)' --output=%t.0.npy
// RUN: tslice-run %s 'random(40x17, f32, 1)' 'random(0x17, f32, 2)' --output=%t.0.npy
// RUN: tslice-run %s '[[1, 2], [1, 2], [1, 2], [1, 2], [1, 2], [1, 2], [1, 2], [3, 4]]' '[[1, 10], [2, 20], [0, 0]]' | FileCheck %s
// CHECK:      {{\[\[}}21. 42.  0.]
// CHECK:       [43. 86.  0.]]
func.func @product(%dy: tensor<?x?xf32>, %w: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %dy, %c0 : tensor<?x?xf32>
  %m = tensor.dim %w, %c0 : tensor<?x?xf32>
  %zeros = tensor.splat %zero[%n, %m] : tensor<?x?xf32>
  %r = linalg.contract indexing_maps = [affine_map<(i, k, j) -> (i, j)>, affine_map<(i, k, j) -> (k, j)>, affine_map<(i, k, j) -> (i, k)>]
    ins(%dy, %w : tensor<?x?xf32>, tensor<?x?xf32>) outs(%zeros : tensor<?x?xf32>) -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}
