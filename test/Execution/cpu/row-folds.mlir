// Folds of rows, eight at a time, in the order of their elements: whole eights of
// elements and what is left, rows that are left, an index out of range among them.

// RUN: tslice-run %s --entry=sums 'random(37x128, f32, 1)' --check-against=evaluate
// RUN: tslice-run %s --entry=sums 'random(16x13, f32, 2)' --check-against=evaluate
// RUN: tslice-run %s --entry=sums 'random(9x7, f32, 3)' --check-against=evaluate
// RUN: tslice-run %s --entry=sums 'random(7x64, f32, 4)' --check-against=evaluate
// RUN: tslice-run %s --entry=sums 'random(8x0, f32, 4)' --check-against=evaluate
func.func @sums(%x: tensor<?x?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x?xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%n) : tensor<?xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %r = linalg.reduce { arith.addf } ins(%x : tensor<?x?xf32>) outs(%z : tensor<?xf32>) dimensions = [1]
  return %r : tensor<?xf32>
}

// RUN: tslice-run %s --entry=products 'random(25x30, f64, 1)' 'random(25x30, f64, 2)' --check-against=evaluate
func.func @products(%x: tensor<?x30xf64>, %y: tensor<?x30xf64>) -> tensor<?xf64> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x30xf64>
  %one = arith.constant 1.0 : f64
  %e = tensor.empty(%n) : tensor<?xf64>
  %z = linalg.fill ins(%one : f64) outs(%e : tensor<?xf64>) -> tensor<?xf64>
  %s = arith.subf %x, %y : tensor<?x30xf64>
  %r = linalg.reduce { arith.mulf } ins(%s : tensor<?x30xf64>) outs(%z : tensor<?xf64>) dimensions = [1]
  return %r : tensor<?xf64>
}

// RUN: tslice-run %s --entry=dots 'random(50x21, f32, 1)' 'random(40, i32, 2, 0, 50)' 'random(40, i32, 3, 0, 50)' --check-against=evaluate
// RUN: tslice-run %s --entry=dots 'random(5000x128, f32, 1)' 'random(9001, i32, 2, 0, 5000)' 'random(9001, i32, 3, 0, 5000)' --threads=2 --check-against=evaluate
// RUN: not tslice-run %s --entry=dots 'random(5x21, f32, 1)' '[0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 5]' '[0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0]' 2>&1 | FileCheck %s
// CHECK: index 5 at position [10] is outside [0, 5) of dimension 0 of 'x'
func.func @dots(%x: tensor<?x?xf32>, %i: tensor<?xi32>, %j: tensor<?xi32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %i, %c0 : tensor<?xi32>
  %a = tslice.gather %x[%i] dims [0] : tensor<?x?xf32>, tensor<?xi32> -> tensor<?x?xf32>
  %b = tslice.gather %x[%j] dims [0] : tensor<?x?xf32>, tensor<?xi32> -> tensor<?x?xf32>
  %p = arith.mulf %a, %b : tensor<?x?xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%n) : tensor<?xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %r = linalg.reduce { arith.addf } ins(%p : tensor<?x?xf32>) outs(%z : tensor<?xf32>) dimensions = [1]
  return %r : tensor<?xf32>
}
