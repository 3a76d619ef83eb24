// Assignment to parts of immutable tensors: by slice, by row, by pairs, with
// every combiner and with duplicates. The original value stays usable.
//
// RUN: tslice-run %s --entry=set_one '[[1, 2, 3], [4, 5, 6]]' 10 --check-against=evaluate | FileCheck %s --check-prefix=ONE
// ONE:      {{\[}}[10 2 3]
// ONE-NEXT: [ 4 5 6]]
// ONE-NEXT: {{\[}}[1 2 3]
// ONE-NEXT: [4 5 6]]
func.func @set_one(%x: tensor<2x3xi32>, %u: i32) -> (tensor<2x3xi32>, tensor<2x3xi32>) {
  %t = tensor.from_elements %u : tensor<i32>
  %r = tslice.update set %t into %x[0, 0][1, 1][1, 1] drop [0, 1] : tensor<i32> into tensor<2x3xi32>
  return %r, %x : tensor<2x3xi32>, tensor<2x3xi32>
}

// RUN: tslice-run %s --entry=donated '[[1, 2, 3], [4, 5, 6]]' 10 --check-against=evaluate | FileCheck %s --check-prefix=DONATED
// DONATED:      {{\[}}[10 2 3]
// DONATED-NEXT: [ 4 5 6]]
func.func @donated(%x: tensor<2x3xi32> {tslice.donate}, %u: tensor<i32>) -> tensor<2x3xi32> {
  %r = tslice.update set %u into %x[0, 0][1, 1][1, 1] drop [0, 1] : tensor<i32> into tensor<2x3xi32>
  return %r : tensor<2x3xi32>
}

// x[3:0:-2] += [10, 20]
// RUN: tslice-run %s --entry=add_reversed '[1, 2, 3, 4]' '[10, 20]' --check-against=evaluate | FileCheck %s --check-prefix=REVERSED
// REVERSED: [ 1. 22. 3. 14.]
func.func @add_reversed(%x: tensor<?xf32>, %u: tensor<2xf32>) -> tensor<?xf32> {
  %r = tslice.update add %u into %x[3][2][-2] : tensor<2xf32> into tensor<?xf32>
  return %r : tensor<?xf32>
}

// Duplicates: the last one wins, sums accumulate, in row-major order.
// RUN: tslice-run %s --entry=rows '[1, 1, 2]' '[[1, 2], [3, 4], [5, 6]]' --check-against=evaluate | FileCheck %s --check-prefix=ROWS
// ROWS:      {{\[}}[0. 0.]
// ROWS-NEXT: [3. 4.]
// ROWS-NEXT: [5. 6.]]
// ROWS-NEXT: {{\[}}[0. 0.]
// ROWS-NEXT: [4. 6.]
// ROWS-NEXT: [5. 6.]]
// ROWS-NEXT: {{\[}}[1. 1.]
// ROWS-NEXT: [3. 8.]
// ROWS-NEXT: [5. 6.]]
// ROWS-NEXT: {{\[}}[2. 2.]
// ROWS-NEXT: [1. 2.]
// ROWS-NEXT: [2. 2.]]
// ROWS-NEXT: {{\[}}[2. 2.]
// ROWS-NEXT: [3. 4.]
// ROWS-NEXT: [5. 6.]]
// RUN: not tslice-run %s --entry=rows '[1, 3, -1]' '[[1, 2], [3, 4], [5, 6]]' 2>&1 | FileCheck %s --check-prefix=BAD
// BAD: scatter #1 (assign.mlir:{{.*}}): index 3 at position [1] is outside [0, 3) of dimension 0
func.func @rows(%i: tensor<?xi32>, %u: tensor<?x2xf32>)
    -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>) {
  %0 = arith.constant dense<0.0> : tensor<3x2xf32>
  %1 = arith.constant dense<1.0> : tensor<3x2xf32>
  %2 = arith.constant dense<2.0> : tensor<3x2xf32>
  %set = tslice.scatter set %u into %0[%i] dims [0] : tensor<?x2xf32> into tensor<3x2xf32>, tensor<?xi32>
  %add = tslice.scatter add %u into %0[%i] dims [0] : tensor<?x2xf32> into tensor<3x2xf32>, tensor<?xi32>
  %mul = tslice.scatter mul %u into %1[%i] dims [0] : tensor<?x2xf32> into tensor<3x2xf32>, tensor<?xi32>
  %min = tslice.scatter min %u into %2[%i] dims [0] : tensor<?x2xf32> into tensor<3x2xf32>, tensor<?xi32>
  %max = tslice.scatter max %u into %2[%i] dims [0] : tensor<?x2xf32> into tensor<3x2xf32>, tensor<?xi32>
  return %set, %add, %mul, %min, %max : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
}

// x[[0, 2], [1, 0]] = [7, 8], positions as pairs
// RUN: tslice-run %s --entry=pairs '[[1, 2], [3, 4], [5, 6]]' '[[0, 1], [2, 0]]' '[7, 8]' --check-against=evaluate | FileCheck %s --check-prefix=PAIRS
// PAIRS:      {{\[}}[1 7]
// PAIRS-NEXT: [3 4]
// PAIRS-NEXT: [8 6]]
// RUN: not tslice-run %s --entry=pairs '[[1, 2], [3, 4], [5, 6]]' '[[0, 1], [2, 2]]' '[7, 8]' 2>&1 | FileCheck %s --check-prefix=BADPAIR
// BADPAIR: scatter #1 ({{.*}}): index 2 at position [1] is outside [0, 2) of dimension 1 of 'x'
func.func @pairs(%x: tensor<?x?xi8>, %i: tensor<?x2xindex>, %u: tensor<?xi8>) -> tensor<?x?xi8> {
  %r = tslice.scatter set %u into %x[%i] dims [0, 1] : tensor<?xi8> into tensor<?x?xi8>, tensor<?x2xindex>
  return %r : tensor<?x?xi8>
}

// Windows that overlap: each cell folds its updates in order.
// RUN: tslice-run %s --entry=windows '[0, 0, 0, 0]' '[0, 1]' '[[1, 2], [3, 4]]' --check-against=evaluate | FileCheck %s --check-prefix=WINDOWS
// WINDOWS: [1. 3. 4. 0.]
// RUN: tslice-run %s --entry=windows '[0, 0, 0, 0]' '[5, 3]' '[[1, 2], [3, 4]]' --check-against=evaluate | FileCheck %s --check-prefix=DROPPED
// DROPPED: [0. 0. 0. 0.]
func.func @windows(%x: tensor<4xf64>, %i: tensor<2xi64>, %u: tensor<2x2xf64>) -> tensor<4xf64> {
  %r = tslice.scatter set %u into %x[%i] dims [0] window [2] bounds skip_window : tensor<2x2xf64> into tensor<4xf64>, tensor<2xi64>
  return %r : tensor<4xf64>
}

// What is written twice and read in between.
// RUN: tslice-run %s --entry=chain '[1, 2, 3]' --check-against=evaluate | FileCheck %s --check-prefix=CHAIN
// CHAIN: [1. 1. 1.]
// CHAIN-NEXT: [1. 1. 3.]
func.func @chain(%x: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %a = tslice.slice %x[0][1][1] : tensor<3xf32> to tensor<1xf32>
  %y = tslice.update set %a into %x[1][1][1] : tensor<1xf32> into tensor<3xf32>
  %b = tslice.slice %y[1][1][1] : tensor<3xf32> to tensor<1xf32>
  %z = tslice.update set %b into %y[2][1][1] : tensor<1xf32> into tensor<3xf32>
  return %z, %y : tensor<3xf32>, tensor<3xf32>
}
