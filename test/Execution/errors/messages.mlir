// What a reader sees when an access is out of range: the op and its number in
// its function, its place, the index, where it stood, what is legal, and of what.

// RUN: not tslice-run %s --entry=slice '[1,2,3,4,5]' 3 2>&1 | FileCheck %s --check-prefix=SLICE-LAST
// RUN: not tslice-run %s --entry=slice '[1,2,3,4,5]' -1 2>&1 | FileCheck %s --check-prefix=SLICE-FIRST
// SLICE-LAST: tslice-run: slice #1 (messages.mlir:[[#@LINE+3]]:8): index 5 is outside [0, 5) of dimension 0 of 'row'
// SLICE-FIRST: tslice-run: slice #1 (messages.mlir:[[#@LINE+2]]:8): index -1 is outside [0, 5) of dimension 0 of 'row'
func.func @slice(%row: tensor<5xf32>, %first: index) -> tensor<3xf32> {
  %r = tslice.slice %row[%first][3][1] : tensor<5xf32> to tensor<3xf32>
  return %r : tensor<3xf32>
}

// A stride of 0 and a size below 0 are errors under every policy.
// RUN: not tslice-run %s --entry=ranges '[1,2,3,4,5]' 0 3 0 2>&1 | FileCheck %s --check-prefix=STRIDE
// RUN: not tslice-run %s --entry=ranges '[1,2,3,4,5]' 0 -3 1 2>&1 | FileCheck %s --check-prefix=SIZE
// STRIDE: tslice-run: slice #1 (messages.mlir:[[#@LINE+3]]:8): stride of dimension 0 of 'row' is zero
// SIZE: tslice-run: slice #1 (messages.mlir:[[#@LINE+2]]:8): size -3 of dimension 0 of 'row' is negative
func.func @ranges(%row: tensor<5xf32>, %first: index, %size: index, %stride: index) -> tensor<?xf32> {
  %r = tslice.slice %row[%first][%size][%stride] bounds skip_element : tensor<5xf32> to tensor<?xf32>
  return %r : tensor<?xf32>
}

// The second access fails; it is number 2, whatever its kind.
// RUN: not tslice-run %s --entry=update '[[1,2],[3,4]]' '[7]' 0 2 2>&1 | FileCheck %s --check-prefix=UPDATE
// UPDATE: tslice-run: update #2 (messages.mlir:[[#@LINE+3]]:8): index 2 is outside [0, 2) of dimension 1 of 'matrix'
func.func @update(%matrix: tensor<2x2xf32>, %u: tensor<1xf32>, %i: index, %j: index) -> (tensor<1xf32>, tensor<2x2xf32>) {
  %s = tslice.slice %matrix[%i, 0][1, 1][1, 1] drop [0] : tensor<2x2xf32> to tensor<1xf32>
  %r = tslice.update set %u into %matrix[%i, %j][1, 1][1, 1] drop [0] : tensor<1xf32> into tensor<2x2xf32>
  return %s, %r : tensor<1xf32>, tensor<2x2xf32>
}

// An update of another size than the access.
// RUN: not tslice-run %s --entry=mismatch '[1,2,3,4]' '[7,8,9]' 2 2>&1 | FileCheck %s --check-prefix=MISMATCH
// MISMATCH: tslice-run: update #1 (messages.mlir:[[#@LINE+2]]:8): size 3 of dimension 0 of 'u' is expected to be 2
func.func @mismatch(%x: tensor<4xf32>, %u: tensor<?xf32>, %n: index) -> tensor<4xf32> {
  %r = tslice.update set %u into %x[0][%n][1] : tensor<?xf32> into tensor<4xf32>
  return %r : tensor<4xf32>
}

// Where the index stood in the indices, without their dimension of components.
// RUN: not tslice-run %s --entry=gather '[[1,2,3],[4,5,6]]' '[[[0,0],[1,2]],[[0,-3],[0,1]]]' 2>&1 | FileCheck %s --check-prefix=GATHER
// GATHER: tslice-run: gather #1 (messages.mlir:[[#@LINE+2]]:8): index -3 at position [1, 0] is outside [0, 3) of dimension 1 of 'table'
func.func @gather(%table: tensor<2x3xf32>, %ids: tensor<?x?x2xi16>) -> tensor<?x?xf32> {
  %r = tslice.gather %table[%ids] dims [0, 1] : tensor<2x3xf32>, tensor<?x?x2xi16> -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// With a window the legal starts are fewer than the size; the message says both.
// RUN: not tslice-run %s --entry=window '[1,2,3,4,5]' '[0,4,1]' 2>&1 | FileCheck %s --check-prefix=WINDOW
// WINDOW: tslice-run: gather #1 (messages.mlir:[[#@LINE+2]]:8): index 4 at position [1] is outside [0, 4) of dimension 0 of 'text' (size 5, window 2)
func.func @window(%text: tensor<?xi8>, %starts: tensor<?xi64>) -> tensor<?x2xi8> {
  %r = tslice.gather %text[%starts] dims [0] window [2] : tensor<?xi8>, tensor<?xi64> -> tensor<?x2xi8>
  return %r : tensor<?x2xi8>
}

// Of several the first one, in row-major order, also by several threads.
// RUN: not tslice-run %s --entry=scatter --threads=4 '[0,0,0]' '[1,1,1,1]' '[1,9,-1,3]' 2>&1 | FileCheck %s --check-prefix=SCATTER
// SCATTER: tslice-run: scatter #1 (messages.mlir:[[#@LINE+2]]:8): index 9 at position [1] is outside [0, 3) of dimension 0 of 'counts'
func.func @scatter(%counts: tensor<?xi64>, %ones: tensor<?xi64>, %ids: tensor<?xi32>) -> tensor<?xi64> {
  %r = tslice.scatter add %ones into %counts[%ids] dims [0] : tensor<?xi64> into tensor<?xi64>, tensor<?xi32>
  return %r : tensor<?xi64>
}

// Clamping cannot help where the window is larger than the dimension.
// RUN: not tslice-run %s --entry=clamp '[1,2]' '[0]' 2>&1 | FileCheck %s --check-prefix=CLAMP
// CLAMP: tslice-run: gather #1 (messages.mlir:[[#@LINE+2]]:8): window of 3 does not fit in dimension 0 of 'x', which has size 2
func.func @clamp(%x: tensor<?xf32>, %ids: tensor<?xi32>) -> tensor<?x3xf32> {
  %r = tslice.gather %x[%ids] dims [0] window [3] bounds clamp : tensor<?xf32>, tensor<?xi32> -> tensor<?x3xf32>
  return %r : tensor<?x3xf32>
}

// A name given in the program is used in place of the one in the source.
// RUN: not tslice-run %s --entry=named '[1,2]' '[2]' 2>&1 | FileCheck %s --check-prefix=NAMED
// NAMED: of dimension 0 of 'embeddings'
func.func @named(%x: tensor<?xf32> {tslice.name = "embeddings"}, %ids: tensor<?xi32>) -> tensor<?xf32> {
  %r = tslice.gather %x[%ids] dims [0] : tensor<?xf32>, tensor<?xi32> -> tensor<?xf32>
  return %r : tensor<?xf32>
}
