// Sums of rows, several at a time: each in the order of its elements, and the
// lowest row that fails is the one that is reported.

// RUN: tslice-run %s --entry=sums 'random(0x40xf32, 1)' --check-against=evaluate
// RUN: tslice-run %s --entry=sums 'random(7x40xf32, 1)' --check-against=evaluate
// RUN: tslice-run %s --entry=sums 'random(8x40xf32, 1)' --check-against=evaluate
// RUN: tslice-run %s --entry=sums 'random(37x41xf32, 1)' --check-against=evaluate
// RUN: tslice-run %s --entry=sums 'random(3000x300xf32, 1)' --check-against=evaluate
// RUN: tslice-run %s --entry=sums 'random(9x0xf32, 1)' --check-against=evaluate
func.func @sums(%x: tensor<?x?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x?xf32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %r = linalg.reduce { arith.addf } ins(%x : tensor<?x?xf32>) outs(%zeros : tensor<?xf32>) dimensions = [1]
  return %r : tensor<?xf32>
}

// Dot products of pairs of rows: each is read by the loop that needs it.
// RUN: tslice-run %s --entry=dots 'random(50x64xf32, 1)' 'random(20xi32, 2, 0, 50)' 'random(20xi32, 3, 0, 50)' --check-against=evaluate
// RUN: tslice-run %s --entry=dots 'random(50x64xf32, 1)' 'random(3000xi32, 2, 0, 50)' 'random(3000xi32, 3, 0, 50)' --check-against=evaluate
// RUN: tslice-run %s --entry=dots 'random(50x64xf32, 1)' 'random(0xi32, 2, 0, 50)' 'random(0xi32, 3, 0, 50)' --check-against=evaluate
// RUN: not tslice-run %s --entry=dots 'random(9x64xf32, 1)' '[0,1,2,3,4,5,6,7,8,0,1,9,2,3,4,5]' '[0,1,2,3,4,5,6,7,8,0,1,2,-1,3,4,5]' 2>&1 | FileCheck %s --check-prefix=FIRST
// FIRST: gather #1
// FIRST-SAME: index 9 at position [11]
// RUN: not tslice-run %s --entry=dots 'random(9x64xf32, 1)' '[0,1,2,3,4,5,6,7,8,0,1,2,2,3,4,5]' '[0,1,2,3,4,5,6,7,8,0,1,2,-1,3,4,-2]' 2>&1 | FileCheck %s --check-prefix=SECOND
// SECOND: gather #2
// SECOND-SAME: index -1 at position [12]
func.func @dots(%x: tensor<?x64xf32>, %i: tensor<?xi32>, %j: tensor<?xi32>) -> (tensor<?xf32>, tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %i, %c0 : tensor<?xi32>
  %a = tslice.gather %x[%i] dims [0] : tensor<?x64xf32>, tensor<?xi32> -> tensor<?x64xf32>
  %b = tslice.gather %x[%j] dims [0] : tensor<?x64xf32>, tensor<?xi32> -> tensor<?x64xf32>
  %products = arith.mulf %a, %b : tensor<?x64xf32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %r = linalg.reduce { arith.addf } ins(%products : tensor<?x64xf32>) outs(%zeros : tensor<?xf32>) dimensions = [1]
  %s = linalg.reduce { arith.maximumf } ins(%a : tensor<?x64xf32>) outs(%zeros : tensor<?xf32>) dimensions = [1]
  return %r, %s : tensor<?xf32>, tensor<?xf32>
}
