// Index expressions fail by their own name and number, with the program's
// number, as the evaluator says too.

// RUN: not tslice-run %s --entry=integer '[[1,2],[3,4],[5,6]]' 0 -4 --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=INTEGER
// INTEGER: tslice-run: index #2 (indexing.mlir:[[#@LINE+3]]:8): index -4 is outside [-3, 3) of dimension 0 of 'table'
func.func @integer(%table: tensor<?x2xf32>, %i: index, %j: index) -> (tensor<2xf32>, tensor<2xf32>) {
  %a = tslice.index %table[%i] : tensor<?x2xf32>, index -> tensor<2xf32>
  %b = tslice.index %table[%j, ::-1] : tensor<?x2xf32>, index -> tensor<2xf32>
  return %a, %b : tensor<2xf32>, tensor<2xf32>
}

// RUN: not tslice-run %s --entry=static '[[1,2],[3,4],[5,6]]' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=STATIC
// STATIC: tslice-run: index #1 (indexing.mlir:[[#@LINE+2]]:8): index -4 is outside [-3, 3) of dimension 0 of 'table'
func.func @static(%table: tensor<?x2xf32>) -> tensor<2xf32> {
  %b = tslice.index %table[-4, ::-1] : tensor<?x2xf32> -> tensor<2xf32>
  return %b : tensor<2xf32>
}

// RUN: not tslice-run %s --entry=tensors '[[[1,2],[3,4]]]' '[0,0,0]' '[1,-2,2]' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=TENSORS
// TENSORS: tslice-run: index #1 (indexing.mlir:[[#@LINE+4]]:8): index 2 at position [2] is outside [-2, 2) of dimension 2 of 'table'
// RUN: not tslice-run %s --entry=tensors '[[[1,2],[3,4]]]' '[0,0]' '[1,-2,2]' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=UNLIKE
// UNLIKE: tslice-run: index #1 (indexing.mlir:[[#@LINE+2]]:8): size 3 of dimension 0 of 'columns' is expected to be 2
func.func @tensors(%table: tensor<?x?x?xf32>, %rows: tensor<?xi32>, %columns: tensor<?xi32>) -> tensor<?x?xf32> {
  %r = tslice.index %table[%rows, :, %columns] : tensor<?x?x?xf32>, tensor<?xi32>, tensor<?xi32> -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// RUN: not tslice-run %s --entry=mask '[[1,2],[3,4]]' '[1,0,1]' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=MASK
// MASK: tslice-run: index #1 (indexing.mlir:[[#@LINE+2]]:8): size 3 of dimension 0 of 'mask' is expected to be 2
func.func @mask(%table: tensor<?x2xf32>, %mask: tensor<?xi1>) -> tensor<?x2xf32> {
  %r = tslice.index %table[%mask] : tensor<?x2xf32>, tensor<?xi1> -> tensor<?x2xf32>
  return %r : tensor<?x2xf32>
}

// RUN: not tslice-run %s --entry=step '[1,2,3]' 0 --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=STEP
// STEP: tslice-run: index #1 (indexing.mlir:[[#@LINE+2]]:8): stride of dimension 0 of 'row' is zero
func.func @step(%row: tensor<?xf32>, %step: index) -> tensor<?xf32> {
  %r = tslice.index %row[::%step] : tensor<?xf32> -> tensor<?xf32>
  return %r : tensor<?xf32>
}

// RUN: not tslice-run %s --entry=update '[[1,2,3],[4,5,6]]' '[7,8]' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=UPDATE
// UPDATE: tslice-run: index_update #1 (indexing.mlir:[[#@LINE+2]]:8): size 2 of dimension 0 of 'u' is expected to be 3
func.func @update(%x: tensor<?x?xf32>, %u: tensor<?xf32>) -> tensor<?x?xf32> {
  %r = tslice.index_update add %u into %x[1:] : tensor<?xf32> into tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// RUN: not tslice-run %s --entry=scatter '[[1,2,3],[4,5,6]]' '[[7],[8],[9]]' '[0,0]' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=SCATTER
// SCATTER: tslice-run: index_update #1 (indexing.mlir:[[#@LINE+4]]:8): size 3 of dimension 0 of 'u' is expected to be 2
// RUN: not tslice-run %s --entry=scatter '[[1,2,3],[4,5,6]]' '[[7],[8]]' '[0,9]' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=SCATTER-INDEX
// SCATTER-INDEX: tslice-run: index_update #1 (indexing.mlir:[[#@LINE+2]]:8): index 9 at position [1] is outside [-2, 2) of dimension 0 of 'x'
func.func @scatter(%x: tensor<?x?xf32>, %u: tensor<?x1xf32>, %i: tensor<?xi32>) -> tensor<?x?xf32> {
  %r = tslice.index_update add %u into %x[%i] : tensor<?x1xf32> into tensor<?x?xf32>, tensor<?xi32>
  return %r : tensor<?x?xf32>
}

// RUN: not tslice-run %s --entry=along '[[1,2,3],[4,5,6]]' '[[0],[-4]]' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=ALONG
// ALONG: tslice-run: take_along #1 (indexing.mlir:[[#@LINE+4]]:8): index -4 at position [1, 0] is outside [-3, 3) of dimension 1 of 'x'
// RUN: not tslice-run %s --entry=along '[[1,2,3],[4,5,6]]' '[[0]]' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=ALONG-SIZE
// ALONG-SIZE: tslice-run: take_along #1 (indexing.mlir:[[#@LINE+2]]:8): size 1 of dimension 0 of 'i' is expected to be 2
func.func @along(%x: tensor<?x?xf32>, %i: tensor<?x?xi32>) -> tensor<?x?xf32> {
  %r = tslice.take_along %x[%i] dim 1 : tensor<?x?xf32>, tensor<?x?xi32> -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}
