// An index out of range where no row has an element: the evaluator reports it,
// compiled code, which needs no index for the result, does not.

// RUN: tslice-run %s --entry=gather '[[],[]]' '[0, 9]' --check-against=evaluate | FileCheck %s --check-prefix=GATHER
// RUN: tslice-run %s --entry=gather '[[],[]]' '[0, 9]' --emulate-gpu | FileCheck %s --check-prefix=EMPTY
// EMPTY: []
// GATHER: []
// GATHER-NEXT: check against the evaluator: only the evaluator fails: gather #1 (no-elements.mlir:[[#@LINE+4]]:8): index 9 at position [1] is outside [0, 2) of dimension 0 of 'x'
// RUN: not tslice-run %s --entry=gather '[[1],[2]]' '[0, 9]' 2>&1 | FileCheck %s --check-prefix=ROWS
// ROWS: gather #1 (no-elements.mlir:[[#@LINE+2]]:8): index 9 at position [1] is outside [0, 2) of dimension 0 of 'x'
func.func @gather(%x: tensor<2x?xf32>, %i: tensor<2xi32>) -> tensor<2x?xf32> {
  %r = tslice.gather %x[%i] dims [0] : tensor<2x?xf32>, tensor<2xi32> -> tensor<2x?xf32>
  return %r : tensor<2x?xf32>
}

// Rows of a scatter are found before they are written.
// RUN: not tslice-run %s --entry=scatter '[[],[]]' '[[],[]]' '[0, 9]' 2>&1 | FileCheck %s --check-prefix=SCATTER
// SCATTER: scatter #1 (no-elements.mlir:[[#@LINE+2]]:8): index 9 at position [1] is outside [0, 2) of dimension 0 of 'x'
func.func @scatter(%x: tensor<2x?xf32>, %u: tensor<2x?xf32>, %i: tensor<2xi32>) -> tensor<2x?xf32> {
  %r = tslice.scatter add %u into %x[%i] dims [0] : tensor<2x?xf32> into tensor<2x?xf32>, tensor<2xi32>
  return %r : tensor<2x?xf32>
}
