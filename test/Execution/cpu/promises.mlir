// Promises: results are the same where they are kept; where they are not,
// --check-promises names both positions, and without it nothing is accessed
// outside of the operands.


// RUN: tslice-run %s --entry=unique '[1,2,3,4]' '[10,20]' '[3,0]' --check-promises | FileCheck %s --check-prefix=KEPT
// RUN: tslice-run %s --entry=unique '[1,2,3,4]' '[10,20]' '[3,0]' --check-against=evaluate | FileCheck %s --check-prefix=KEPT
// KEPT: [21.  2.  3. 14.]
// RUN: not tslice-run %s --entry=unique '[1,2,3,4]' '[10,20,30]' '[3,0,3]' --check-promises 2>&1 | FileCheck %s --check-prefix=TWICE
// TWICE: scatter #1 ({{.*}}promises.mlir:[[#@LINE + 9]]:8): 'unique' is promised, but positions [0] and [2] access one cell of 'x'
// Clamping brings positions together.
// RUN: not tslice-run %s --entry=unique '[1,2,3,4]' '[10,20,30]' '[1,3,9]' --check-promises 2>&1 | FileCheck %s --check-prefix=CLAMPED
// CLAMPED: positions [1] and [2] access one cell
// Nothing is looked at unless asked for.
// RUN: tslice-run %s --entry=unique '[1,2,3,4]' '[10,20,30]' '[3,0,3]'
// RUN: tslice-run %s --entry=unique '[1,2,3,4]' '[]' '[]' --check-promises | FileCheck %s --check-prefix=EMPTY
// EMPTY: [1. 2. 3. 4.]
func.func @unique(%x: tensor<?xf32>, %u: tensor<?xf32>, %i: tensor<?xi32>) -> tensor<?xf32> {
  %r = tslice.scatter add %u into %x[%i] dims [0] bounds clamp unique : tensor<?xf32> into tensor<?xf32>, tensor<?xi32>
  return %r : tensor<?xf32>
}

// Windows overlap, and so do skipped ones not.
// RUN: not tslice-run %s --entry=windows '[[1,2,3],[3,4,5]]' '[[0,0],[1,1],[1,0]]' --check-promises 2>&1 | FileCheck %s --check-prefix=OVERLAP
// OVERLAP: gather #1 ({{.*}}): 'unique' is promised, but positions [1] and [2] access one cell of 'x'
// RUN: tslice-run %s --entry=windows '[[1,2,3],[3,4,5]]' '[[0,0],[1,1],[0,2],[0,2]]' --check-promises | FileCheck %s --check-prefix=APART
// APART: {{\[\[}}1. 2.]
// APART: [4. 5.]
// APART: [0. 0.]
// APART: [0. 0.]]
func.func @windows(%x: tensor<?x?xf32>, %i: tensor<?x2xi32>) -> tensor<?x2xf32> {
  %r = tslice.gather %x[%i] dims [0, 1] window [1, 2] drop [0] bounds skip_window unique : tensor<?x?xf32>, tensor<?x2xi32> -> tensor<?x2xf32>
  return %r : tensor<?x2xf32>
}

// Sorted by batch, and by the first component first.
// RUN: tslice-run %s --entry=sorted '[[1,2],[3,4]]' '[[0,1,1],[0,0,1]]' --check-promises | FileCheck %s --check-prefix=RISES
// RISES: {{\[\[}}1. 2. 2.]
// RISES: [3. 3. 4.]]
// RUN: not tslice-run %s --entry=sorted '[[1,2],[3,4]]' '[[0,1,1],[0,1,0]]' --check-promises 2>&1 | FileCheck %s --check-prefix=FALLS
// FALLS: gather #1 ({{.*}}): 'sorted' is promised, but the index at position [1, 2] is lower than that at [1, 1]
// RUN: tslice-run %s --entry=sorted '[[1,2],[3,4]]' '[[0,1,1],[0,1,0]]' | FileCheck %s --check-prefix=UNCHECKED
// UNCHECKED: {{\[\[}}1. 2. 2.]
func.func @sorted(%x: tensor<?x?xf32>, %i: tensor<?x?xi8>) -> tensor<?x?xf32> {
  %r = tslice.gather %x[%i] batch [0] dims [1] sorted : tensor<?x?xf32>, tensor<?x?xi8> -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// RUN: not tslice-run %s --entry=components '[[1,2],[3,4]]' '[[0,1],[1,1],[1,0]]' --check-promises 2>&1 | FileCheck %s --check-prefix=SECOND
// SECOND: 'sorted' is promised, but the index at position [2] is lower than that at [1]
// RUN: tslice-run %s --entry=components '[[1,2],[3,4]]' '[[0,1],[1,0],[1,1]]' --check-promises | FileCheck %s --check-prefix=PAIRS
// PAIRS: [2. 3. 4.]
func.func @components(%x: tensor<2x2xf32>, %i: tensor<?x2xi64>) -> tensor<?xf32> {
  %r = tslice.gather %x[%i] dims [0, 1] sorted unique : tensor<2x2xf32>, tensor<?x2xi64> -> tensor<?xf32>
  return %r : tensor<?xf32>
}

// An index outside is found first.
// RUN: not tslice-run %s --entry=components '[[1,2],[3,4]]' '[[0,1],[2,0]]' --check-promises 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// OUTSIDE: index 2 at position [1] is outside [0, 2) of dimension 0 of 'x'
