// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Gradients as the rows that have one.

// RUN: tslice-run %s --entry=rows 'random(9x2, f32, 1)' '[7, 2, 7, 0]' '[[1, 2], [3, 4], [10, 20], [5, 6]]' --check-against=evaluate | FileCheck %s --check-prefix=ROWS
// RUN: tslice-run %s --entry=rows 'random(9x2, f32, 1)' '[7, 2, 7, 0]' '[[1, 2], [3, 4], [10, 20], [5, 6]]' --no-optimize | FileCheck %s --check-prefix=ROWS
// ROWS:      [0 2 7]
// ROWS-NEXT: {{\[\[}} 5.  6.]
// ROWS-NEXT:  [ 3.  4.]
// ROWS-NEXT:  [11. 22.]]
// RUN: tslice-run %s --entry=rows 'random(9x2, f32, 1)' 'random(0, i32, 1)' 'random(0x2, f32, 1)' --check-against=evaluate | FileCheck %s --check-prefix=NONE
// NONE:      []
// NONE-NEXT: []
// RUN: not tslice-run %s --entry=rows 'random(9x2, f32, 1)' '[7, 9]' 'random(2x2, f32, 1)' 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// OUTSIDE: gather #1 (sparse-gradients.mlir:{{.*}}): index 9 at position [1] is outside [0, 9) of dimension 0 of 'x'
func.func private @dot(%x: tensor<?x2xf32>, %i: tensor<?xi32>, %y: tensor<?x2xf32>) -> tensor<f32> {
  %init = arith.constant dense<0.0> : tensor<f32>
  %r = tslice.gather %x[%i] dims [0] : tensor<?x2xf32>, tensor<?xi32> -> tensor<?x2xf32>
  %d = arith.mulf %r, %y : tensor<?x2xf32>
  %s = linalg.reduce { arith.addf } ins(%d : tensor<?x2xf32>) outs(%init : tensor<f32>) dimensions = [0, 1]
  return %s : tensor<f32>
}
func.func @rows(%x: tensor<?x2xf32>, %i: tensor<?xi32>, %y: tensor<?x2xf32>) -> (tensor<?xindex>, tensor<?x2xf32>) {
  %k, %g = tslice.grad @dot(%x, %i, %y) wrt [0] sparse [0] : (tensor<?x2xf32>, tensor<?xi32>, tensor<?x2xf32>) -> (tensor<?xindex>, tensor<?x2xf32>)
  return %k, %g : tensor<?xindex>, tensor<?x2xf32>
}

// Beside a whole gradient and the value.
// RUN: tslice-run %s --entry=both '[[1, 1], [2, 2], [3, 3]]' '[2, 0]' '[[1, 2], [3, 4]]' --check-against=evaluate | FileCheck %s --check-prefix=BOTH
// BOTH:      16.0
// BOTH-NEXT: {{\[\[}}3. 3.]
// BOTH-NEXT:  [1. 1.]]
// BOTH-NEXT: [0 2]
// BOTH-NEXT: {{\[\[}}3. 4.]
// BOTH-NEXT:  [1. 2.]]
func.func @both(%x: tensor<?x2xf32>, %i: tensor<?xi32>, %y: tensor<?x2xf32>) -> (tensor<f32>, tensor<?x2xf32>, tensor<?xindex>, tensor<?x2xf32>) {
  %v, %h, %k, %g = tslice.grad @dot(%x, %i, %y) wrt [2, 0] sparse [0] value : (tensor<?x2xf32>, tensor<?xi32>, tensor<?x2xf32>) -> (tensor<f32>, tensor<?x2xf32>, tensor<?xindex>, tensor<?x2xf32>)
  return %v, %h, %k, %g : tensor<f32>, tensor<?x2xf32>, tensor<?xindex>, tensor<?x2xf32>
}

// Several reads, each under its policy. The rows of one read are rounded once:
// in bf16 64 + 256 + 1 + 1 would be 320 otherwise.
// RUN: tslice-run %s --entry=policies 'random(4x1, bf16, 1)' '[-1, 9, 3]' '[-4, -7, 2, 3]' '[[256], [1], [1]]' '[[8], [16], [32], [64]]' --check-against=evaluate | FileCheck %s --check-prefix=POLICIES
// POLICIES:      [0 2 3]
// POLICIES-NEXT: {{\[\[}}  8.]
// POLICIES-NEXT:  [ 32.]
// POLICIES-NEXT:  [322.]]
func.func private @reads(%x: tensor<4x1xbf16>, %i: tensor<3xi16>, %j: tensor<4xi64>) -> (tensor<3x1xbf16>, tensor<4x1xbf16>) {
  %a = tslice.gather %x[%i] dims [0] bounds clamp wrap : tensor<4x1xbf16>, tensor<3xi16> -> tensor<3x1xbf16>
  %b = tslice.gather %x[%j] dims [0] bounds skip_window wrap : tensor<4x1xbf16>, tensor<4xi64> -> tensor<4x1xbf16>
  return %a, %b : tensor<3x1xbf16>, tensor<4x1xbf16>
}
func.func @policies(%x: tensor<4x1xbf16>, %i: tensor<3xi16>, %j: tensor<4xi64>, %a: tensor<3x1xbf16>, %b: tensor<4x1xbf16>) -> (tensor<?xindex>, tensor<?x1xbf16>) {
  %k, %g = tslice.vjp @reads(%x, %i, %j)(%a, %b) wrt [0] sparse [0] : (tensor<4x1xbf16>, tensor<3xi16>, tensor<4xi64>)(tensor<3x1xbf16>, tensor<4x1xbf16>) -> (tensor<?xindex>, tensor<?x1xbf16>)
  return %k, %g : tensor<?xindex>, tensor<?x1xbf16>
}

// Pairs of indices, of more dimensions of positions.
// RUN: tslice-run %s --entry=pairs 'random(3x4, f64, 1)' '[[[2, 1], [0, 3]], [[2, 1], [1, 0]]]' '[[1, 2], [4, 8]]' --check-against=evaluate | FileCheck %s --check-prefix=PAIRS
// PAIRS:      {{\[\[}}0 3]
// PAIRS-NEXT:  [1 0]
// PAIRS-NEXT:  [2 1]]
// PAIRS-NEXT: [2. 8. 5.]
func.func private @cells(%x: tensor<?x?xf64>, %i: tensor<2x2x2xi32>) -> tensor<2x2xf64> {
  %a = tslice.gather %x[%i] dims [0, 1] : tensor<?x?xf64>, tensor<2x2x2xi32> -> tensor<2x2xf64>
  return %a : tensor<2x2xf64>
}
func.func @pairs(%x: tensor<?x?xf64>, %i: tensor<2x2x2xi32>, %c: tensor<2x2xf64>) -> (tensor<?x2xindex>, tensor<?xf64>) {
  %k, %g = tslice.vjp @cells(%x, %i)(%c) wrt [0] sparse [0] : (tensor<?x?xf64>, tensor<2x2x2xi32>)(tensor<2x2xf64>) -> (tensor<?x2xindex>, tensor<?xf64>)
  return %k, %g : tensor<?x2xindex>, tensor<?xf64>
}

// The rows have derivatives again: of x[i] * x[i], summed over rows and columns
// with the weights of the rows, 2 for each time that a row is read.
// RUN: tslice-run %s --entry=nested '[1, 2, 3, 4]' '[3, 1, 3]' --check-against=evaluate | FileCheck %s --check-prefix=NESTED
// NESTED: [0. 2. 0. 4.]
func.func private @squares(%x: tensor<4xf32>, %i: tensor<3xi32>) -> tensor<f32> {
  %init = arith.constant dense<0.0> : tensor<f32>
  %r = tslice.gather %x[%i] dims [0] : tensor<4xf32>, tensor<3xi32> -> tensor<3xf32>
  %d = arith.mulf %r, %r : tensor<3xf32>
  %s = linalg.reduce { arith.addf } ins(%d : tensor<3xf32>) outs(%init : tensor<f32>) dimensions = [0]
  return %s : tensor<f32>
}
func.func private @total(%x: tensor<4xf32>, %i: tensor<3xi32>) -> tensor<f32> {
  %init = arith.constant dense<0.0> : tensor<f32>
  %k, %g = tslice.grad @squares(%x, %i) wrt [0] sparse [0] : (tensor<4xf32>, tensor<3xi32>) -> (tensor<?xindex>, tensor<?xf32>)
  %s = linalg.reduce { arith.addf } ins(%g : tensor<?xf32>) outs(%init : tensor<f32>) dimensions = [0]
  return %s : tensor<f32>
}
func.func @nested(%x: tensor<4xf32>, %i: tensor<3xi32>) -> tensor<4xf32> {
  %g = tslice.grad @total(%x, %i) wrt [0] : (tensor<4xf32>, tensor<3xi32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}
