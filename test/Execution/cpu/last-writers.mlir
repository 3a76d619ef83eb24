// Of the updates that set a row, only the last has a derivative: with duplicates,
// positions of two dimensions, and what each policy makes of indices outside.

// RUN: tslice-run %s --entry=error 'random(9x8, f64, 1)' '[3, 0, 3, 8, 0, 0]' 'random(6x8, f64, 2)' --check-grad
// RUN: tslice-run %s --entry=error 'random(1x8, f64, 1)' '[0, 0, 0, 0, 0, 0]' 'random(6x8, f64, 2)' --check-grad
// RUN: tslice-run %s --entry=error 'random(4x8, f64, 1)' '[]' 'random(0x8, f64, 2)' --check-grad
// Many more rows than positions.
// RUN: tslice-run %s --entry=error 'random(49x8, f64, 1)' '[3, 0, 3, 48, 0, 0]' 'random(6x8, f64, 2)' --check-grad
func.func @error(%x: tensor<?x8xf64>, %i: tensor<?xi32>, %u: tensor<?x8xf64>) -> f64 {
  %y = tslice.scatter set %u into %x[%i] dims [0] : tensor<?x8xf64> into tensor<?x8xf64>, tensor<?xi32>
  %s = arith.mulf %y, %y : tensor<?x8xf64>
  %zero = arith.constant dense<0.0> : tensor<f64>
  %sum = linalg.reduce { arith.addf } ins(%s : tensor<?x8xf64>) outs(%zero : tensor<f64>) dimensions = [0, 1]
  %r = tensor.extract %sum[] : tensor<f64>
  return %r : f64
}

// RUN: tslice-run %s --entry=square 'random(5x2x4, f64, 1)' '[[1, 4, 1], [0, 4, 2]]' 'random(2x3x2x4, f64, 2)' --check-grad
// RUN: tslice-run %s --entry=square 'random(5x2x4, f64, 1)' '[[-1, -1, 1], [4, -5, 5]]' 'random(2x3x2x4, f64, 2)' --check-grad
func.func @square(%x: tensor<?x?x?xf64>, %i: tensor<?x?xi64>, %u: tensor<?x?x?x?xf64>) -> f64 {
  %y = tslice.scatter set %u into %x[%i] dims [0] bounds skip_element wrap : tensor<?x?x?x?xf64> into tensor<?x?x?xf64>, tensor<?x?xi64>
  %s = arith.mulf %y, %y : tensor<?x?x?xf64>
  %zero = arith.constant dense<0.0> : tensor<f64>
  %sum = linalg.reduce { arith.addf } ins(%s : tensor<?x?x?xf64>) outs(%zero : tensor<f64>) dimensions = [0, 1, 2]
  %r = tensor.extract %sum[] : tensor<f64>
  return %r : f64
}

// RUN: tslice-run %s --entry=clamp 'random(5x8, f64, 1)' '[7, 4, -9, 0, 2, 9]' 'random(6x8, f64, 2)' --check-grad
func.func @clamp(%x: tensor<5x8xf64>, %i: tensor<6xi32>, %u: tensor<6x8xf64>) -> f64 {
  %y = tslice.scatter set %u into %x[%i] dims [0] bounds clamp : tensor<6x8xf64> into tensor<5x8xf64>, tensor<6xi32>
  %s = arith.mulf %y, %y : tensor<5x8xf64>
  %zero = arith.constant dense<0.0> : tensor<f64>
  %sum = linalg.reduce { arith.addf } ins(%s : tensor<5x8xf64>) outs(%zero : tensor<f64>) dimensions = [0, 1]
  %r = tensor.extract %sum[] : tensor<f64>
  return %r : f64
}

// In place and large, beside the evaluator; and an index outside.
// RUN: tslice-run %s --entry=both 'random(9000x64, f32, 1)' 'random(5000, i32, 2, 0, 9000)' 'random(5000x64, f32, 3)' 'random(9000x64, f32, 4)' --threads=3 --check-against=evaluate --output=%t.a.npy --output=%t.b.npy
// RUN: tslice-run %s --entry=both 'random(9000x64, f32, 1)' 'random(5000, i32, 2, 0, 9000)' 'random(5000x64, f32, 3)' 'random(9000x64, f32, 4)' --no-optimize --output=%t.c.npy --output=%t.d.npy
// RUN: cmp %t.a.npy %t.c.npy
// RUN: cmp %t.b.npy %t.d.npy
// RUN: tslice-run %s --entry=both 'random(9000x64, f32, 1)' 'random(500, i32, 2, 0, 100)' 'random(500x64, f32, 3)' 'random(9000x64, f32, 4)' --threads=3 --check-against=evaluate
// RUN: not tslice-run %s --entry=both 'random(5x64, f32, 1)' '[4, 4, 5]' 'random(3x64, f32, 3)' 'random(5x64, f32, 4)' 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// OUTSIDE: index 5 at position [2] is outside [0, 5) of dimension 0
// RUN: not tslice-run %s --entry=both 'random(5x64, f32, 1)' '[4, 4, 3]' 'random(4x64, f32, 3)' 'random(5x64, f32, 4)' 2>&1 | FileCheck %s --check-prefix=SIZES
// SIZES: size 4 of dimension 0 of 'u' is expected to be 3
func.func private @set(%x: tensor<?x64xf32>, %i: tensor<?xi32>, %u: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %y = tslice.scatter set %u into %x[%i] dims [0] : tensor<?x64xf32> into tensor<?x64xf32>, tensor<?xi32>
  return %y : tensor<?x64xf32>
}
func.func @both(%x: tensor<?x64xf32>, %i: tensor<?xi32>, %u: tensor<?x64xf32>, %ct: tensor<?x64xf32> {tslice.donate}) -> (tensor<?x64xf32>, tensor<?x64xf32>) {
  %g0, %g1 = tslice.vjp @set(%x, %i, %u)(%ct) wrt [0, 2] : (tensor<?x64xf32>, tensor<?xi32>, tensor<?x64xf32>)(tensor<?x64xf32>) -> (tensor<?x64xf32>, tensor<?x64xf32>)
  return %g0, %g1 : tensor<?x64xf32>, tensor<?x64xf32>
}
