// Elements where a mask is true, read without writing their positions: blocks
// that end anywhere, sources larger than the mask, and those that are too small.

// RUN: tslice-run %s --entry=flat 'random(30011, f32, 1)' 'random(30011, i1, 2)' --threads=2 --check-against=evaluate > %t.2
// RUN: tslice-run %s --entry=flat 'random(30011, f32, 1)' 'random(30011, i1, 2)' --no-optimize --check-against=evaluate > %t.0
// RUN: diff %t.2 %t.0
// RUN: tslice-run %s --entry=flat '[1.5, 2.5, 3.5, 4.5]' '[0, 1, 1]' --check-against=evaluate | FileCheck %s --check-prefix=LARGER
// LARGER: [2.5 3.5]
// RUN: tslice-run %s --entry=flat '[1.5, 2.5]' '[0, 1, 0]' --check-against=evaluate | FileCheck %s --check-prefix=SMALLER
// SMALLER: [2.5]
// RUN: not tslice-run %s --entry=flat '[1.5, 2.5]' '[0, 1, 1]' 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// OUTSIDE: gather #2 ({{.*}}): index 2 at position [1] is outside [0, 2) of dimension 0 of 'x'
// RUN: tslice-run %s --entry=flat '[]' '[]' --check-against=evaluate | FileCheck %s --check-prefix=EMPTY
// EMPTY: []
func.func @flat(%x: tensor<?xf32>, %m: tensor<?xi1>) -> tensor<?xf32> {
  %p = tslice.nonzero %m : tensor<?xi1> -> tensor<?x1xindex>
  %i = tensor.collapse_shape %p [[0, 1]] : tensor<?x1xindex> into tensor<?xindex>
  %r = tslice.gather %x[%i] dims [0] : tensor<?xf32>, tensor<?xindex> -> tensor<?xf32>
  return %r : tensor<?xf32>
}

// RUN: tslice-run %s --entry=square '[[1,2,3],[4,5,6]]' '[[0,1,0],[1,0,1]]' --check-against=evaluate | FileCheck %s --check-prefix=SQUARE
// RUN: tslice-run %s --entry=square '[[1,2,3],[4,5,6],[7,8,9]]' '[[0,1,0],[1,0,1]]' --check-against=evaluate | FileCheck %s --check-prefix=SQUARE
// SQUARE:      [2 4 6]
// SQUARE-NEXT: [2 4 6]
// SQUARE-NEXT: {{\[\[}}0 1]
// RUN: tslice-run %s --entry=square '[[1,2,3,0],[4,5,6,0]]' '[[0,1,0],[1,0,1]]' --check-against=evaluate | FileCheck %s --check-prefix=SQUARE
// RUN: tslice-run %s --entry=square 'random(211x301, i16, 1)' 'random(211x301, i1, 2)' --threads=3 --check-against=evaluate > %t.2
// RUN: tslice-run %s --entry=square 'random(211x301, i16, 1)' 'random(211x301, i1, 2)' --no-optimize --check-against=evaluate > %t.0
// RUN: diff %t.2 %t.0
func.func @square(%x: tensor<?x?xi16>, %m: tensor<?x?xi1>) -> (tensor<?xi16>, tensor<?xi16>, tensor<?x2xindex>) {
  %p = tslice.nonzero %m : tensor<?x?xi1> -> tensor<?x2xindex>
  %r = tslice.gather %x[%p] dims [0, 1] : tensor<?x?xi16>, tensor<?x2xindex> -> tensor<?xi16>
  %q = tslice.nonzero %m : tensor<?x?xi1> -> tensor<?x2xindex>
  %s = tslice.gather %x[%q] dims [0, 1] bounds assume : tensor<?x?xi16>, tensor<?x2xindex> -> tensor<?xi16>
  return %r, %s, %p : tensor<?xi16>, tensor<?xi16>, tensor<?x2xindex>
}

// The same the other way round, spread over what is filled: as the gradient does.
// RUN: tslice-run %s --entry=spread '[1, 2, 3, 4, 5]' '[0, 1, 1, 0]' '[10, -0.0]' --check-against=evaluate | FileCheck %s --check-prefix=SPREAD
// SPREAD:      [ 0.5 10.5  0.5  0.5  0.5]
// SPREAD-NEXT: 2
// RUN: tslice-run %s --entry=spread '[1, 2]' '[0, 1, 0, 0]' '[10]' --check-against=evaluate | FileCheck %s --check-prefix=SHORT
// SHORT: [ 0.5 10.5]
// RUN: tslice-run %s --entry=spread '[1, 2]' '[0, 0]' '[]' --check-against=evaluate | FileCheck %s --check-prefix=UNUSED
// UNUSED:      [0.5 0.5]
// UNUSED-NEXT: 0
// RUN: not tslice-run %s --entry=spread '[1, 2, 3, 4, 5]' '[0, 1, 1, 0]' '[10]' 2>&1 | FileCheck %s --check-prefix=UPDATES
// RUN: not tslice-run %s --entry=spread 'random(60000, f32, 1)' 'random(60000, i1, 1)' '[10]' 2>&1 | FileCheck %s --check-prefix=UPDATES
// UPDATES: scatter #{{.*}}: size 1 of dimension 0 of 'u' is expected to be
// RUN: not tslice-run %s --entry=spread '[1, 2]' '[0, 1, 1, 0]' '[10, 1]' 2>&1 | FileCheck %s --check-prefix=BEYOND
// BEYOND: index 2 at position [1] is outside [0, 2) of dimension 0 of 'z'
func.func @spread(%x: tensor<?xf32>, %m: tensor<?xi1>, %u: tensor<?xf32>) -> (tensor<?xf32>, index) {
  %c0 = arith.constant 0 : index
  %f = arith.constant 0.5 : f32
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %z = linalg.fill ins(%f : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %p = tslice.nonzero %m : tensor<?xi1> -> tensor<?x1xindex>
  %i = tensor.collapse_shape %p [[0, 1]] : tensor<?x1xindex> into tensor<?xindex>
  %r = tslice.scatter add %u into %z[%i] dims [0] : tensor<?xf32> into tensor<?xf32>, tensor<?xindex>
  %k = tensor.dim %p, %c0 : tensor<?x1xindex>
  return %r, %k : tensor<?xf32>, index
}

// RUN: tslice-run %s --entry=spread_square '[[1, 2], [3, 4], [5, 6]]' '[[0, 1], [1, 0]]' '[-1, 2]' --check-against=evaluate | FileCheck %s --check-prefix=SPREADSQUARE
// SPREADSQUARE:      {{\[\[}}0.5 0.5]
// SPREADSQUARE-NEXT:  [2.  0.5]
// SPREADSQUARE-NEXT:  [0.5 0.5]]
// RUN: tslice-run %s --entry=spread_square '[[1, 2, 3], [3, 4, 4]]' '[[0, 1], [1, 0]]' '[-1, 2]' --check-against=evaluate
func.func @spread_square(%x: tensor<?x?xf16>, %m: tensor<?x?xi1>, %u: tensor<?xf16>) -> tensor<?x?xf16> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %f = arith.constant 0.5 : f16
  %n0 = tensor.dim %x, %c0 : tensor<?x?xf16>
  %n1 = tensor.dim %x, %c1 : tensor<?x?xf16>
  %e = tensor.empty(%n0, %n1) : tensor<?x?xf16>
  %z = linalg.fill ins(%f : f16) outs(%e : tensor<?x?xf16>) -> tensor<?x?xf16>
  %p = tslice.nonzero %m : tensor<?x?xi1> -> tensor<?x2xindex>
  %r = tslice.scatter max %u into %z[%p] dims [0, 1] : tensor<?xf16> into tensor<?x?xf16>, tensor<?x2xindex>
  return %r : tensor<?x?xf16>
}

// A gradient of what is read, in lanes and one by one.
// RUN: tslice-run %s --entry=read_and_back 'random(30011, f32, 1)' 'random(30003, i1, 2)' --threads=2 --check-against=evaluate > %t.2
// RUN: tslice-run %s --entry=read_and_back 'random(30011, f32, 1)' 'random(30003, i1, 2)' --no-optimize --check-against=evaluate > %t.0
// RUN: diff %t.2 %t.0
// RUN: tslice-run %s --entry=squares 'random(301, f64, 1)' 'random(299, i1, 2)' --check-grad
func.func @read(%x: tensor<?xf32>, %m: tensor<?xi1>) -> tensor<?xf32> {
  %p = tslice.nonzero %m : tensor<?xi1> -> tensor<?x1xindex>
  %i = tensor.collapse_shape %p [[0, 1]] : tensor<?x1xindex> into tensor<?xindex>
  %r = tslice.gather %x[%i] dims [0] : tensor<?xf32>, tensor<?xindex> -> tensor<?xf32>
  return %r : tensor<?xf32>
}
func.func @read_and_back(%x: tensor<?xf32>, %m: tensor<?xi1>) -> (tensor<?xf32>, tensor<?xf32>) {
  %y = func.call @read(%x, %m) : (tensor<?xf32>, tensor<?xi1>) -> tensor<?xf32>
  %g = tslice.vjp @read(%x, %m)(%y) wrt [0] : (tensor<?xf32>, tensor<?xi1>)(tensor<?xf32>) -> tensor<?xf32>
  return %y, %g : tensor<?xf32>, tensor<?xf32>
}
func.func @squares(%x: tensor<?xf64>, %m: tensor<?xi1>) -> f64 {
  %p = tslice.nonzero %m : tensor<?xi1> -> tensor<?x1xindex>
  %i = tensor.collapse_shape %p [[0, 1]] : tensor<?x1xindex> into tensor<?xindex>
  %y = tslice.gather %x[%i] dims [0] : tensor<?xf64>, tensor<?xindex> -> tensor<?xf64>
  %z = arith.mulf %y, %y : tensor<?xf64>
  %zero = arith.constant dense<0.0> : tensor<f64>
  %sum = linalg.reduce { arith.addf } ins(%z : tensor<?xf64>) outs(%zero : tensor<f64>) dimensions = [0]
  %r = tensor.extract %sum[] : tensor<f64>
  return %r : f64
}
