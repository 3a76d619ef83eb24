// Ops of tensor between those of slicing graphs.

// RUN: tslice-run %s --entry=collapse '[[1, 2, 3], [4, 5, 6]]' --check-against=evaluate | FileCheck %s --check-prefix=COLLAPSE
// COLLAPSE: {{^}}[1. 2. 3. 4. 5. 6.]
func.func @collapse(%x: tensor<?x3xf32>) -> tensor<?xf32> {
  %r = tensor.collapse_shape %x [[0, 1]] : tensor<?x3xf32> into tensor<?xf32>
  return %r : tensor<?xf32>
}

// RUN: tslice-run %s --entry=pad '[1, 2]' --check-against=evaluate | FileCheck %s --check-prefix=PAD
// PAD: {{^}}[9. 1. 2. 9. 9.]
func.func @pad(%x: tensor<?xf32>) -> tensor<?xf32> {
  %nine = arith.constant 9.0 : f32
  %r = tensor.pad %x low[1] high[2] {
  ^bb0(%i: index):
    tensor.yield %nine : f32
  } : tensor<?xf32> to tensor<?xf32>
  return %r : tensor<?xf32>
}

// RUN: tslice-run %s --entry=concat '[1, 2]' '[3]' --check-against=evaluate | FileCheck %s --check-prefix=CONCAT
// CONCAT: {{^}}[1. 2. 3.]
func.func @concat(%x: tensor<?xf32>, %y: tensor<1xf32>) -> tensor<?xf32> {
  %r = tensor.concat dim(0) %x, %y
    : (tensor<?xf32>, tensor<1xf32>) -> tensor<?xf32>
  return %r : tensor<?xf32>
}

// RUN: tslice-run %s --entry=generate '[7, 8, 9]' --check-against=evaluate | FileCheck %s --check-prefix=GENERATE
// GENERATE: {{^}}[9. 8. 7.]
func.func @generate(%x: tensor<?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %last = arith.subi %n, %c1 : index
  %r = tensor.generate %n {
  ^bb0(%i: index):
    %j = arith.subi %last, %i : index
    %e = tensor.extract %x[%j] : tensor<?xf32>
    tensor.yield %e : f32
  } : tensor<?xf32>
  return %r : tensor<?xf32>
}

// RUN: tslice-run %s --entry=insert '[1, 2, 3]' '5' --check-against=evaluate | FileCheck %s --check-prefix=INSERT
// INSERT: {{^}}[1. 5. 3.]
func.func @insert(%x: tensor<?xf32>, %v: f32) -> tensor<?xf32> {
  %c1 = arith.constant 1 : index
  %r = tensor.insert %v into %x[%c1] : tensor<?xf32>
  return %r : tensor<?xf32>
}

// RUN: tslice-run %s --entry=slices '[1, 2, 3, 4, 5]' --check-against=evaluate | FileCheck %s --check-prefix=SLICES
// SLICES: {{^}}[1. 2. 3. 2. 4.]
func.func @slices(%x: tensor<5xf32>) -> tensor<5xf32> {
  %s = tensor.extract_slice %x[1] [2] [2] : tensor<5xf32> to tensor<2xf32>
  %r = tensor.insert_slice %s into %x[3] [2] [1]
    : tensor<2xf32> into tensor<5xf32>
  return %r : tensor<5xf32>
}

// RUN: tslice-run %s --entry=elements '4' '5' --check-against=evaluate | FileCheck %s --check-prefix=ELEMENTS
// ELEMENTS: {{^}}[8. 9.]
func.func @elements(%a: f32, %b: f32) -> tensor<2xf32> {
  %e = tensor.from_elements %a, %b : tensor<2xf32>
  %s = tensor.splat %a : tensor<2xf32>
  %r = arith.addf %e, %s : tensor<2xf32>
  return %r : tensor<2xf32>
}
