// Sizes that are none, given to ops that make tensors of them.

// RUN: tslice-run %s --entry=expand '[1,2,3,4,5,6]' 2 3 --check-against=evaluate | FileCheck %s --check-prefix=EXPAND
// EXPAND: {{\[}}[1. 2. 3.]
// EXPAND-NEXT: [4. 5. 6.]]
// EXPAND-NEXT: check against the evaluator: equal
// RUN: tslice-run %s --entry=expand '[]' 4294967296 0 | FileCheck %s --check-prefix=EXPANDEMPTY
// EXPANDEMPTY: []
// RUN: not tslice-run %s --entry=expand '[1,2,3,4,5,6,7]' 2 3 --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=PRODUCT
// RUN: not tslice-run %s --entry=expand '[1,2,3,4,5,6,7]' 2 3 --no-optimize 2>&1 | FileCheck %s --check-prefix=PRODUCT
// RUN: not tslice-run %s --entry=expand '[1,2,3,4,5,6,7]' 2 3 --emulate-gpu 2>&1 | FileCheck %s --check-prefix=PRODUCT
// PRODUCT: tslice-run: tensor.expand_shape (shapes.mlir:[[#@LINE+8]]:8): size 7 of dimension 0 of 'x' is expected to be 6
// RUN: not tslice-run %s --entry=expand '[1,2,3,4,5,6]' -2 -3 --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=FACTOR
// FACTOR: tensor.expand_shape (shapes.mlir:[[#@LINE+6]]:8): size -2 of dimension 0 of 'r' is negative
//
// 2^64 elements are not 0.
// RUN: not tslice-run %s --entry=expand '[]' 4294967296 4294967296 2>&1 | FileCheck %s --check-prefix=WRAP
// WRAP: size 0 of dimension 0 of 'x' is expected to be 9223372036854775807
func.func @expand(%x: tensor<?xf32>, %n: index, %m: index) -> tensor<?x?xf32> {
  %r = tensor.expand_shape %x [[0, 1]] output_shape [%n, %m] : tensor<?xf32> into tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// RUN: tslice-run %s --entry=expand_by_four '[[1,2],[3,4],[5,6],[7,8]]' 1 | FileCheck %s --check-prefix=FOUR
// FOUR: {{\[\[}}[ 2.  4.]
// RUN: not tslice-run %s --entry=expand_by_four '[[1,2],[3,4],[5,6]]' 1 2>&1 | FileCheck %s --check-prefix=THREE
// THREE: tensor.expand_shape (shapes.mlir:[[#@LINE+3]]:8): size 3 of dimension 0 of 'twice' is expected to be 4
func.func @expand_by_four(%x: tensor<?x2xf32>, %n: index) -> tensor<?x4x2xf32> {
  %twice = arith.addf %x, %x : tensor<?x2xf32>
  %r = tensor.expand_shape %twice [[0, 1], [2]] output_shape [%n, 4, 2] : tensor<?x2xf32> into tensor<?x4x2xf32>
  return %r : tensor<?x4x2xf32>
}

// RUN: not tslice-run %s --entry=empty -3 --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=NEGATIVE
// RUN: not tslice-run %s --entry=empty -3 --no-optimize 2>&1 | FileCheck %s --check-prefix=NEGATIVE
// NEGATIVE: tslice-run: tensor.empty (shapes.mlir:[[#@LINE+3]]:8): size -3 of dimension 1 of 'e' is negative
func.func @empty(%n: index) -> tensor<2x?xf32> {
  %one = arith.constant 1.0 : f32
  %e = tensor.empty(%n) : tensor<2x?xf32>
  %r = linalg.fill ins(%one : f32) outs(%e : tensor<2x?xf32>) -> tensor<2x?xf32>
  return %r : tensor<2x?xf32>
}

// RUN: not tslice-run %s --entry=constant 2>&1 | FileCheck %s --check-prefix=CONSTANT
// CONSTANT: tensor.empty (shapes.mlir:[[#@LINE+3]]:8): size -3 of dimension 0 of 'e' is negative
func.func @constant() -> tensor<?xf32> {
  %n = arith.constant -3 : index
  %e = tensor.empty(%n) : tensor<?xf32>
  return %e : tensor<?xf32>
}

// RUN: not tslice-run %s --entry=generate -3 2>&1 | FileCheck %s --check-prefix=GENERATE
// GENERATE: tensor.generate (shapes.mlir:[[#@LINE+2]]:8): size -3 of dimension 0 of 'e' is negative
func.func @generate(%n: index) -> tensor<?xindex> {
  %e = tensor.generate %n {
  ^bb0(%i: index):
    tensor.yield %i : index
  } : tensor<?xindex>
  return %e : tensor<?xindex>
}

// RUN: not tslice-run %s --entry=splat -3 7 2>&1 | FileCheck %s --check-prefix=SPLAT
// SPLAT: tensor.splat (shapes.mlir:[[#@LINE+2]]:8): size -3 of dimension 0 of 's' is negative
func.func @splat(%n: index, %v: f32) -> tensor<?x2xf32> {
  %s = tensor.splat %v[%n] : tensor<?x2xf32>
  return %s : tensor<?x2xf32>
}

// Upstream's way of padding by less than nothing writes ahead of the buffer.
// RUN: tslice-run %s --entry=pad '[1,2]' 1 2 --check-against=evaluate | FileCheck %s --check-prefix=PAD
// PAD: [0. 1. 2. 0. 0.]
// RUN: not tslice-run %s --entry=pad '[1,2,3]' -1 2 --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=LOW
// LOW: tensor.pad (shapes.mlir:[[#@LINE+5]]:8): size -1 of dimension 0 of 'low' is negative
// RUN: not tslice-run %s --entry=pad '[1,2,3]' 1 -2 2>&1 | FileCheck %s --check-prefix=HIGH
// HIGH: tensor.pad (shapes.mlir:[[#@LINE+3]]:8): size -2 of dimension 0 of 'high' is negative
func.func @pad(%x: tensor<?xf32>, %low: index, %high: index) -> tensor<?xf32> {
  %zero = arith.constant 0.0 : f32
  %r = tensor.pad %x low[%low] high[%high] {
  ^bb0(%i: index):
    tensor.yield %zero : f32
  } : tensor<?xf32> to tensor<?xf32>
  return %r : tensor<?xf32>
}

// The number of a dimension is one of the tensor's.
// RUN: tslice-run %s --entry=dim '[[1,2]]' 1 --check-against=evaluate | FileCheck %s --check-prefix=DIM
// DIM: 2
// RUN: not tslice-run %s --entry=dim '[[1,2]]' 2 --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=DIMHIGH
// RUN: not tslice-run %s --entry=dim '[[1,2]]' 2 --no-optimize 2>&1 | FileCheck %s --check-prefix=DIMHIGH
// DIMHIGH: tslice-run: tensor.dim (shapes.mlir:[[#@LINE+4]]:8): index 2 is outside [0, 2) of the dimensions of 'x'
// RUN: not tslice-run %s --entry=dim '[[1,2]]' -1 2>&1 | FileCheck %s --check-prefix=DIMLOW
// DIMLOW: index -1 is outside [0, 2) of the dimensions of 'x'
func.func @dim(%x: tensor<?x2xf32>, %d: index) -> index {
  %r = tensor.dim %x, %d : tensor<?x2xf32>
  return %r : index
}
