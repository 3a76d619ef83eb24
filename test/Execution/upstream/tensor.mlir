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

// RUN: tslice-run %s --entry=expand_static '[1, 2, 3, 4, 5, 6]' --check-against=evaluate | FileCheck %s --check-prefix=EXPANDS
// EXPANDS: {{^}}{{\[\[}}1. 2. 3.]
// EXPANDS-NEXT:  [4. 5. 6.]]
func.func @expand_static(%x: tensor<6xf32>) -> tensor<2x3xf32> {
  %r = tensor.expand_shape %x [[0, 1]] output_shape [2, 3] : tensor<6xf32> into tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}

// RUN: tslice-run %s --entry=expand '[1, 2, 3, 4, 5, 6]' 2 3 --check-against=evaluate | FileCheck %s --check-prefix=EXPAND0
// EXPAND0: {{^}}{{\[\[}}1. 2. 3.]
// EXPAND0-NEXT:  [4. 5. 6.]]
// RUN: not tslice-run %s --entry=expand '[1, 2, 3, 4, 5, 6]' 2 2 2>&1 | FileCheck %s --check-prefix=EXPAND1
// EXPAND1: size 6 of dimension 0 of 'x' is expected to be 4
// RUN: not tslice-run %s --entry=expand '[1, 2, 3, 4, 5, 6]' -2 -3 2>&1 | FileCheck %s --check-prefix=EXPAND2
// EXPAND2: size -2 of dimension 0 of 'r' is negative
func.func @expand(%x: tensor<?xf32>, %n: index, %m: index) -> tensor<?x?xf32> {
  %r = tensor.expand_shape %x [[0, 1]] output_shape [%n, %m] : tensor<?xf32> into tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// RUN: tslice-run %s --entry=cast '[1, 2, 3, 4]' --check-against=evaluate | FileCheck %s --check-prefix=CAST0
// CAST0: {{^}}[1. 2. 3. 4.]
// RUN: not tslice-run %s --entry=cast '[1, 2, 3]' 2>&1 | FileCheck %s --check-prefix=CAST1
// CAST1: tensor.cast ({{.*}}): size 3 of dimension 0 of 'x' is expected to be 4
func.func @cast(%x: tensor<?xf32>) -> tensor<4xf32> {
  %r = tensor.cast %x : tensor<?xf32> to tensor<4xf32>
  return %r : tensor<4xf32>
}

// RUN: tslice-run %s --entry=rank '[[1]]' --check-against=evaluate | FileCheck %s --check-prefix=RANK
// RANK: {{^}}2
func.func @rank(%x: tensor<?x?xf32>) -> index {
  %r = tensor.rank %x : tensor<?x?xf32>
  return %r : index
}

// RUN: tslice-run %s --entry=dim '[[1, 2]]' 1 --check-against=evaluate | FileCheck %s --check-prefix=DIM0
// DIM0: {{^}}2
// RUN: not tslice-run %s --entry=dim '[[1, 2]]' 2 2>&1 | FileCheck %s --check-prefix=DIM1
// DIM1: index 2 is outside [0, 2) of the dimensions of 'x'
func.func @dim(%x: tensor<?x?xf32>, %d: index) -> index {
  %r = tensor.dim %x, %d : tensor<?x?xf32>
  return %r : index
}

// RUN: tslice-run %s --entry=reshape_static '[[1, 2, 3], [4, 5, 6]]' --check-against=evaluate | FileCheck %s --check-prefix=RESHAPES
// RESHAPES: {{^}}{{\[\[}}1. 2.]
// RESHAPES-NEXT:  [3. 4.]
// RESHAPES-NEXT:  [5. 6.]]
func.func @reshape_static(%x: tensor<2x3xf32>) -> tensor<3x2xf32> {
  %s = arith.constant dense<[3, 2]> : tensor<2xindex>
  %r = tensor.reshape %x(%s) : (tensor<2x3xf32>, tensor<2xindex>) -> tensor<3x2xf32>
  return %r : tensor<3x2xf32>
}

// RUN: tslice-run %s --entry=reshape '[[1, 2, 3], [4, 5, 6]]' '[3, 2, 1]' --check-against=evaluate | FileCheck %s --check-prefix=RESHAPE0
// RESHAPE0: {{^}}{{\[\[}}[1.]
// RESHAPE0-NEXT:   [2.]]
// RUN: not tslice-run %s --entry=reshape '[[1, 2, 3], [4, 5, 6]]' '[3, 1, 3]' 2>&1 | FileCheck %s --check-prefix=RESHAPE1
// RESHAPE1: tensor.reshape ({{.*}}): size 6 of dimension 0 of 'the flattened source' is expected to be 9
// RUN: not tslice-run %s --entry=reshape '[[1, 2, 3], [4, 5, 6]]' '[-3, 1, -2]' 2>&1 | FileCheck %s --check-prefix=RESHAPE2
// RESHAPE2: tensor.reshape ({{.*}}): size -3 of dimension 0 of 'r' is negative
func.func @reshape(%x: tensor<?x?xf32>, %s: tensor<3xindex>) -> tensor<?x?x?xf32> {
  %r = tensor.reshape %x(%s) : (tensor<?x?xf32>, tensor<3xindex>) -> tensor<?x?x?xf32>
  return %r : tensor<?x?x?xf32>
}

// RUN: tslice-run %s --entry=reshape_scalar '[3]' --check-against=evaluate | FileCheck %s --check-prefix=RESHAPE_SCALAR0
// RESHAPE_SCALAR0: {{^}}3.0
// RUN: not tslice-run %s --entry=reshape_scalar '[3, 4]' 2>&1 | FileCheck %s --check-prefix=RESHAPE_SCALAR1
// RESHAPE_SCALAR1: tensor.reshape ({{.*}}): size 2 of dimension 0 of 'x' is expected to be 1
func.func @reshape_scalar(%x: tensor<?xf32>) -> tensor<f32> {
  %s = tensor.empty() : tensor<0xi32>
  %r = tensor.reshape %x(%s) : (tensor<?xf32>, tensor<0xi32>) -> tensor<f32>
  return %r : tensor<f32>
}

// RUN: tslice-run %s --entry=pad_dynamic '[[1, 2], [3, 4]]' 1 1 9 --check-against=evaluate | FileCheck %s --check-prefix=PAD_DYNAMIC0
// PAD_DYNAMIC0: {{^}}{{\[\[}}9. 9. 9.]
// PAD_DYNAMIC0-NEXT:  [1. 2. 9.]
// PAD_DYNAMIC0-NEXT:  [3. 4. 9.]
// PAD_DYNAMIC0-NEXT:  [9. 9. 9.]]
// RUN: not tslice-run %s --entry=pad_dynamic '[[1, 2], [3, 4]]' -1 2 9 2>&1 | FileCheck %s --check-prefix=PAD_DYNAMIC1
// PAD_DYNAMIC1: tensor.pad ({{.*}}): size -1 of dimension 0 of 'low' is negative
func.func @pad_dynamic(%x: tensor<?x?xf32>, %l: index, %h: index, %v: f32) -> tensor<?x?xf32> {
  %r = tensor.pad %x low[%l, 0] high[1, %h] {
  ^bb0(%i: index, %j: index):
    tensor.yield %v : f32
  } : tensor<?x?xf32> to tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// RUN: tslice-run %s --entry=pad_index '[7, 8]' --check-against=evaluate | FileCheck %s --check-prefix=PAD_INDEX
// PAD_INDEX: {{^}}[0 1 7 8 4 5]
func.func @pad_index(%x: tensor<?xindex>) -> tensor<?xindex> {
  %r = tensor.pad %x low[2] high[2] {
  ^bb0(%i: index):
    tensor.yield %i : index
  } : tensor<?xindex> to tensor<?xindex>
  return %r : tensor<?xindex>
}

// RUN: tslice-run %s --entry=splat 3 2 --check-against=evaluate | FileCheck %s --check-prefix=SPLAT
// SPLAT: {{^}}{{\[\[}}3. 3.]
// SPLAT-NEXT:  [3. 3.]]
func.func @splat(%v: f32, %n: index) -> tensor<?x2xf32> {
  %r = tensor.splat %v[%n] : tensor<?x2xf32>
  return %r : tensor<?x2xf32>
}

// RUN: tslice-run %s --entry=concat_columns '[[1, 2]]' '[[3]]' '[[4]]' --check-against=evaluate | FileCheck %s --check-prefix=CONCAT_COLUMNS0
// CONCAT_COLUMNS0: {{^}}{{\[\[}}1. 2. 3. 4.]]
// RUN: not tslice-run %s --entry=concat_columns '[[1, 2]]' '[[3], [5]]' '[[4]]' 2>&1 | FileCheck %s --check-prefix=CONCAT_COLUMNS1
// CONCAT_COLUMNS1: tensor.concat ({{.*}}): size 2 of dimension 0 of 'y' is expected to be 1
func.func @concat_columns(%x: tensor<?x?xf32>, %y: tensor<?x?xf32>, %z: tensor<?x1xf32>) -> tensor<?x?xf32> {
  %r = tensor.concat dim(1) %x, %y, %z : (tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x1xf32>) -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// RUN: tslice-run %s --entry=bitcast '[1, 2]' --check-against=evaluate | FileCheck %s --check-prefix=BITCAST
// BITCAST: {{^}}[1065353216 1073741824]
func.func @bitcast(%x: tensor<?xf32>) -> tensor<?xi32> {
  %r = tensor.bitcast %x : tensor<?xf32> to tensor<?xi32>
  return %r : tensor<?xi32>
}

// RUN: tslice-run %s --entry=extract_slice '[[1, 2, 3, 4], [5, 6, 7, 8]]' 0 2 3 --check-against=evaluate | FileCheck %s --check-prefix=EXTRACT_SLICE0
// EXTRACT_SLICE0: {{^}}[5. 8.]
// RUN: not tslice-run %s --entry=extract_slice '[[1, 2, 3, 4], [5, 6, 7, 8]]' 0 3 2 2>&1 | FileCheck %s --check-prefix=EXTRACT_SLICE1
// EXTRACT_SLICE1: tensor.extract_slice ({{.*}}): index 4 is outside [0, 4) of dimension 1 of 'x'
// RUN: tslice-run %s --entry=extract_slice '[[1, 2, 3, 4], [5, 6, 7, 8]]' 3 2 -3 --check-against=evaluate | FileCheck %s --check-prefix=EXTRACT_SLICE2
// EXTRACT_SLICE2: {{^}}[8. 5.]
func.func @extract_slice(%x: tensor<?x?xf32>, %o: index, %n: index, %s: index) -> tensor<?xf32> {
  %r = tensor.extract_slice %x[1, %o] [1, %n] [1, %s] : tensor<?x?xf32> to tensor<?xf32>
  return %r : tensor<?xf32>
}

// RUN: tslice-run %s --entry=insert_slice '[[1, 2, 3, 4], [5, 6, 7, 8]]' '[10, 20]' 1 --check-against=evaluate | FileCheck %s --check-prefix=INSERT_SLICE0
// INSERT_SLICE0: {{^}}{{\[\[}} 1.  2.  3.  4.]
// INSERT_SLICE0-NEXT:  [10.  6. 20.  8.]]
// RUN: not tslice-run %s --entry=insert_slice '[[1, 2, 3, 4], [5, 6, 7, 8]]' '[10, 20, 30]' 1 2>&1 | FileCheck %s --check-prefix=INSERT_SLICE1
// INSERT_SLICE1: tensor.insert_slice ({{.*}}): index 4 is outside [0, 4) of dimension 1 of 'x'
func.func @insert_slice(%x: tensor<?x?xf32>, %u: tensor<?xf32>, %o: index) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %u, %c0 : tensor<?xf32>
  %r = tensor.insert_slice %u into %x[%o, 0] [1, %n] [1, 2] : tensor<?xf32> into tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// RUN: tslice-run %s --entry=gather '[[1, 2], [3, 4]]' '[[1], [0]]' --check-against=evaluate | FileCheck %s --check-prefix=GATHER0
// GATHER0: {{^}}{{\[\[}}[3. 4.]]
// GATHER0:   {{\[\[}}1. 2.]]]
// RUN: not tslice-run %s --entry=gather '[[1, 2], [3, 4]]' '[[1], [1], [2]]' 2>&1 | FileCheck %s --check-prefix=GATHER1
// GATHER1: tensor.gather ({{.*}}): index 2 at position [2] is outside [0, 2) of dimension 0 of 'x'
func.func @gather(%x: tensor<?x?xf32>, %i: tensor<?x1xindex>) -> tensor<?x1x?xf32> {
  %c0 = arith.constant 0 : index
  %r = tensor.gather %x[%i] gather_dims([0]) : (tensor<?x?xf32>, tensor<?x1xindex>) -> tensor<?x1x?xf32>
  return %r : tensor<?x1x?xf32>
}

// RUN: tslice-run %s --entry=gather_reduced '[[1, 2, 3, 4], [3, 4, 5, 6], [5, 6, 7, 8]]' '[[1], [3]]' --check-against=evaluate | FileCheck %s --check-prefix=GATHER_REDUCED
// GATHER_REDUCED: {{^}}{{\[\[}}2. 4. 6.]
// GATHER_REDUCED-NEXT:  [4. 6. 8.]]
func.func @gather_reduced(%x: tensor<3x4xf32>, %i: tensor<2x1xi32>) -> tensor<2x3xf32> {
  %r = tensor.gather %x[%i] gather_dims([1]) : (tensor<3x4xf32>, tensor<2x1xi32>) -> tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}

// RUN: tslice-run %s --entry=scatter '[[1, 2, 3], [4, 5, 6], [7, 8, 9], [1, 1, 1]]' '[[1], [3]]' '[[[0, 0, 0]], [[5, 5, 5]]]' --check-against=evaluate | FileCheck %s --check-prefix=SCATTER0
// SCATTER0: {{^}}{{\[\[}}1. 2. 3.]
// SCATTER0-NEXT:  [0. 0. 0.]
// SCATTER0-NEXT:  [7. 8. 9.]
// SCATTER0-NEXT:  [5. 5. 5.]]
// RUN: not tslice-run %s --entry=scatter '[[1, 2, 3], [4, 5, 6], [7, 8, 9], [1, 1, 1]]' '[[1], [4]]' '[[[0, 0, 0]], [[5, 5, 5]]]' 2>&1 | FileCheck %s --check-prefix=SCATTER1
// SCATTER1: tensor.scatter ({{.*}}): index 4 at position [1] is outside [0, 4) of dimension 0 of 'x'
func.func @scatter(%x: tensor<4x3xf32>, %i: tensor<2x1xindex>, %u: tensor<2x1x3xf32>) -> tensor<4x3xf32> {
  %r = tensor.scatter %u into %x[%i] scatter_dims([0]) unique : (tensor<2x1x3xf32>, tensor<4x3xf32>, tensor<2x1xindex>) -> tensor<4x3xf32>
  return %r : tensor<4x3xf32>
}
