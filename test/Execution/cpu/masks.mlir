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
