// Named ops of linalg between those of slicing graphs.

// RUN: tslice-run %s --entry=matmul '[[1, 2], [3, 4]]' '[[5, 6], [7, 8]]' --check-against=evaluate | FileCheck %s --check-prefix=MATMUL
// MATMUL: {{^}}{{\[}}[19. 22.]
// MATMUL-NEXT: [43. 50.]]
func.func @matmul(%x: tensor<?x2xf32>, %y: tensor<2x?xf32>) -> tensor<2x2xf32> {
  %zero = arith.constant dense<0.0> : tensor<2x2xf32>
  %r = linalg.matmul ins(%x, %y : tensor<?x2xf32>, tensor<2x?xf32>)
    outs(%zero : tensor<2x2xf32>) -> tensor<2x2xf32>
  return %r : tensor<2x2xf32>
}

// RUN: tslice-run %s --entry=matvec '[[1, 2], [3, 4]]' '[5, 6]' --check-against=evaluate | FileCheck %s --check-prefix=MATVEC
// MATVEC: {{^}}[17. 39.]
func.func @matvec(%x: tensor<2x2xf32>, %y: tensor<2xf32>) -> tensor<2xf32> {
  %zero = arith.constant dense<0.0> : tensor<2xf32>
  %r = linalg.matvec ins(%x, %y : tensor<2x2xf32>, tensor<2xf32>)
    outs(%zero : tensor<2xf32>) -> tensor<2xf32>
  return %r : tensor<2xf32>
}

// RUN: tslice-run %s --entry=vecmat '[5, 6]' '[[1, 2], [3, 4]]' --check-against=evaluate | FileCheck %s --check-prefix=VECMAT
// VECMAT: {{^}}[23. 34.]
func.func @vecmat(%x: tensor<2xf32>, %y: tensor<2x2xf32>) -> tensor<2xf32> {
  %zero = arith.constant dense<0.0> : tensor<2xf32>
  %r = linalg.vecmat ins(%x, %y : tensor<2xf32>, tensor<2x2xf32>)
    outs(%zero : tensor<2xf32>) -> tensor<2xf32>
  return %r : tensor<2xf32>
}

// RUN: tslice-run %s --entry=dot '[1, 2, 3]' '[4, 5, 6]' --check-against=evaluate | FileCheck %s --check-prefix=DOT
// DOT: {{^}}32.
func.func @dot(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<f32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %r = linalg.dot ins(%x, %y : tensor<?xf32>, tensor<?xf32>)
    outs(%zero : tensor<f32>) -> tensor<f32>
  return %r : tensor<f32>
}

// RUN: tslice-run %s --entry=batch_matmul '[[[1, 2]], [[3, 4]]]' '[[[5], [6]], [[7], [8]]]' --check-against=evaluate | FileCheck %s --check-prefix=BATCH
// BATCH: 17.
// BATCH: 53.
func.func @batch_matmul(%x: tensor<2x1x2xf32>, %y: tensor<2x2x1xf32>)
    -> tensor<2x1x1xf32> {
  %zero = arith.constant dense<0.0> : tensor<2x1x1xf32>
  %r = linalg.batch_matmul
    ins(%x, %y : tensor<2x1x2xf32>, tensor<2x2x1xf32>)
    outs(%zero : tensor<2x1x1xf32>) -> tensor<2x1x1xf32>
  return %r : tensor<2x1x1xf32>
}

// RUN: tslice-run %s --entry=conv '[1, 2, 3, 4]' '[10, 1]' --check-against=evaluate | FileCheck %s --check-prefix=CONV
// CONV: {{^}}[12. 23. 34.]
func.func @conv(%x: tensor<4xf32>, %k: tensor<2xf32>) -> tensor<3xf32> {
  %zero = arith.constant dense<0.0> : tensor<3xf32>
  %r = linalg.conv_1d ins(%x, %k : tensor<4xf32>, tensor<2xf32>)
    outs(%zero : tensor<3xf32>) -> tensor<3xf32>
  return %r : tensor<3xf32>
}

// RUN: tslice-run %s --entry=transpose '[[1, 2, 3]]' --check-against=evaluate | FileCheck %s --check-prefix=TRANSPOSE
// TRANSPOSE: {{^}}{{\[}}[1.]
// TRANSPOSE-NEXT: [2.]
// TRANSPOSE-NEXT: [3.]]
func.func @transpose(%x: tensor<1x3xf32>) -> tensor<3x1xf32> {
  %e = tensor.empty() : tensor<3x1xf32>
  %r = linalg.transpose ins(%x : tensor<1x3xf32>) outs(%e : tensor<3x1xf32>)
    permutation = [1, 0]
  return %r : tensor<3x1xf32>
}

// RUN: tslice-run %s --entry=reduce '[[1, 7, 3], [4, 5, 6]]' --check-against=evaluate | FileCheck %s --check-prefix=REDUCE
// REDUCE: {{^}}[7. 6.]
func.func @reduce(%x: tensor<2x3xf32>) -> tensor<2xf32> {
  %low = arith.constant dense<0xFF800000> : tensor<2xf32>
  %r = linalg.reduce { arith.maximumf } ins(%x : tensor<2x3xf32>)
    outs(%low : tensor<2xf32>) dimensions = [1]
  return %r : tensor<2xf32>
}

// RUN: tslice-run %s --entry=fill 3 2 --check-against=evaluate | FileCheck %s --check-prefix=FILL0
// FILL0: {{^}}{{\[\[}}3. 3.]
// FILL0-NEXT:  [3. 3.]]
// RUN: not tslice-run %s --entry=fill 3 -2 2>&1 | FileCheck %s --check-prefix=FILL1
// FILL1: tensor.empty ({{.*}}): size -2 of dimension 0 of 'e' is negative
func.func @fill(%v: f32, %n: index) -> tensor<?x2xf32> {
  %e = tensor.empty(%n) : tensor<?x2xf32>
  %r = linalg.fill ins(%v : f32) outs(%e : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %r : tensor<?x2xf32>
}

// RUN: tslice-run %s --entry=broadcast '[1, 2]' '[[0, 0], [0, 0]]' --check-against=evaluate | FileCheck %s --check-prefix=BROADCAST0
// BROADCAST0: {{^}}{{\[\[}}1. 2.]
// BROADCAST0-NEXT:  [1. 2.]]
// RUN: not tslice-run %s --entry=broadcast '[1, 2, 3]' '[[0, 0], [0, 0]]' 2>&1 | FileCheck %s --check-prefix=BROADCAST1
// BROADCAST1: linalg.broadcast ({{.*}}): size 3 of dimension 0 of 'x' is expected to be 2
func.func @broadcast(%x: tensor<?xf32>, %o: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %r = linalg.broadcast ins(%x : tensor<?xf32>) outs(%o : tensor<?x?xf32>) dimensions = [0]
  return %r : tensor<?x?xf32>
}

// RUN: tslice-run %s --entry=map '[1, 2]' '[3, -4]' '[0, 0]' --check-against=evaluate | FileCheck %s --check-prefix=MAP
// MAP: {{^}}[3. 8.]
func.func @map(%x: tensor<?xf32>, %y: tensor<?xf32>, %o: tensor<?xf32>) -> tensor<?xf32> {
  %r = linalg.map ins(%x, %y : tensor<?xf32>, tensor<?xf32>) outs(%o : tensor<?xf32>)
    (%a: f32, %b: f32, %c: f32) {
      %d = arith.mulf %a, %b : f32
      %e = math.absf %d : f32
      linalg.yield %e : f32
    }
  return %r : tensor<?xf32>
}

// RUN: tslice-run %s --entry=generic '[[1, 9, 3], [4, 5, -6]]' '[1, -1, 2]' --check-against=evaluate | FileCheck %s --check-prefix=GENERIC0
// GENERIC0: {{^}}[6. 4.]
// GENERIC0-NEXT: [2 0]
// RUN: not tslice-run %s --entry=generic '[[1, 9, 3], [4, 5, -6]]' '[1, -1]' 2>&1 | FileCheck %s --check-prefix=GENERIC1
// GENERIC1: tensor.extract ({{.*}}): index 2 is outside [0, 2) of dimension 0 of 'y'
func.func @generic(%x: tensor<?x?xf32>, %y: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xindex>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x?xf32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %f = tensor.empty(%n) : tensor<?xindex>
  %low = arith.constant 0xFF800000 : f32
  %a = linalg.fill ins(%low : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %b = linalg.fill ins(%c0 : index) outs(%f : tensor<?xindex>) -> tensor<?xindex>
  %r:2 = linalg.generic {
    indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i)>],
    iterator_types = ["parallel", "reduction"]}
    ins(%x : tensor<?x?xf32>) outs(%a, %b : tensor<?xf32>, tensor<?xindex>) {
  ^bb0(%v: f32, %best: f32, %at: index):
    %j = linalg.index 1 : index
    %w = tensor.extract %y[%j] : tensor<?xf32>
    %vw = arith.mulf %v, %w : f32
    %c = arith.cmpf ogt, %vw, %best : f32
    %p = arith.select %c, %vw, %best : f32
    %q = arith.select %c, %j, %at : index
    linalg.yield %p, %q : f32, index
  } -> (tensor<?xf32>, tensor<?xindex>)
  return %r#0, %r#1 : tensor<?xf32>, tensor<?xindex>
}

// RUN: tslice-run %s --entry=reduce2 '[[1, 2], [3, 4]]' --check-against=evaluate | FileCheck %s --check-prefix=REDUCE2
// REDUCE2: {{^}}[4 6]
// REDUCE2-NEXT: [3 8]
func.func @reduce2(%x: tensor<?x?xi32>) -> (tensor<?xi32>, tensor<?xi32>) {
  %c1 = arith.constant 1 : index
  %z = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %n = tensor.dim %x, %c1 : tensor<?x?xi32>
  %e = tensor.empty(%n) : tensor<?xi32>
  %a = linalg.fill ins(%z : i32) outs(%e : tensor<?xi32>) -> tensor<?xi32>
  %b = linalg.fill ins(%one : i32) outs(%e : tensor<?xi32>) -> tensor<?xi32>
  %r:2 = linalg.reduce ins(%x, %x : tensor<?x?xi32>, tensor<?x?xi32>) outs(%a, %b : tensor<?xi32>, tensor<?xi32>) dimensions = [0]
    (%p: i32, %q: i32, %s: i32, %t: i32) {
      %u = arith.addi %p, %s : i32
      %v = arith.muli %q, %t : i32
      linalg.yield %u, %v : i32, i32
    }
  return %r#0, %r#1 : tensor<?xi32>, tensor<?xi32>
}

// Not random, but the same numbers everywhere: within the bounds.
// RUN: tslice-run %s --entry=rng 2 3 5 '[[0, 0], [0, 0]]' --check-against=evaluate | FileCheck %s --check-prefix=RNG
// RNG: {{^}}{{\[\[}}2.{{[0-9]+}} 2.{{[0-9]+}}]
// RNG-NEXT: [2.{{[0-9]+}} 2.{{[0-9]+}}{{ *}}]]
func.func @rng(%lo: f64, %hi: f64, %seed: i32, %o: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %r = linalg.fill_rng_2d ins(%lo, %hi, %seed : f64, f64, i32) outs(%o : tensor<?x?xf32>) -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// RUN: tslice-run %s --entry=softmax '[[0, 0], [0, 1]]' '[[0, 0], [0, 0]]' --check-against=evaluate | FileCheck %s --check-prefix=SOFTMAX0
// SOFTMAX0: {{^}}{{\[\[}}0.5        0.26894143]
// SOFTMAX0-NEXT:  [0.5        0.7310586 ]]
// RUN: not tslice-run %s --entry=softmax '[[0, 0], [0, 1]]' '[[0, 0]]' 2>&1 | FileCheck %s --check-prefix=SOFTMAX1
// SOFTMAX1: linalg.softmax ({{.*}}): size 
func.func @softmax(%x: tensor<?x?xf32>, %o: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %r = linalg.softmax dimension(0) ins(%x : tensor<?x?xf32>) outs(%o : tensor<?x?xf32>) -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// RUN: tslice-run %s --entry=pack '[[1, 2, 3, 4], [5, 6, 7, 8], [1, 2, 3, 4], [5, 6, 7, 8], [9, 8, 7, 6]]' 0 --check-against=evaluate | FileCheck %s --check-prefix=PACK
// PACK: {{^}}{{\[\[}}{{\[\[}}1. 2.]
// PACK-NEXT:    [5. 6.]]
func.func @pack(%x: tensor<5x4xf32>, %p: f32) -> tensor<3x2x2x2xf32> {
  %e = tensor.empty() : tensor<3x2x2x2xf32>
  %r = linalg.pack %x padding_value(%p : f32) inner_dims_pos = [0, 1] inner_tiles = [2, 2] into %e : tensor<5x4xf32> -> tensor<3x2x2x2xf32>
  return %r : tensor<3x2x2x2xf32>
}

// RUN: tslice-run %s --entry=pack_dynamic '[[1, 2], [5, 6], [3, 4]]' 9 'random(2x1x2x2, f32, 1)' --check-against=evaluate | FileCheck %s --check-prefix=PACK_DYNAMIC0
// PACK_DYNAMIC0: {{^}}{{\[\[}}{{\[\[}}1. 2.]
// PACK_DYNAMIC0-NEXT:    [5. 6.]]]
// PACK_DYNAMIC0:  {{\[\[}}[3. 4.]
// PACK_DYNAMIC0-NEXT:    [9. 9.]]]]
// RUN: not tslice-run %s --entry=pack_dynamic '[[1, 2], [5, 6], [3, 4]]' 9 'random(1x1x2x2, f32, 1)' 2>&1 | FileCheck %s --check-prefix=PACK_DYNAMIC1
// PACK_DYNAMIC1: linalg.pack ({{.*}}): size -1 of dimension 0 of 'high' is negative
func.func @pack_dynamic(%x: tensor<?x?xf32>, %p: f32, %e: tensor<?x?x2x2xf32>) -> tensor<?x?x2x2xf32> {
  %r = linalg.pack %x padding_value(%p : f32) inner_dims_pos = [0, 1] inner_tiles = [2, 2] into %e : tensor<?x?xf32> -> tensor<?x?x2x2xf32>
  return %r : tensor<?x?x2x2xf32>
}

// RUN: tslice-run %s --entry=unpack_dynamic '[[[[1, 2], [5, 6]]], [[[3, 4], [9, 9]]]]' '[[0, 0], [0, 0], [0, 0]]' --check-against=evaluate | FileCheck %s --check-prefix=UNPACK_DYNAMIC0
// UNPACK_DYNAMIC0: {{^}}{{\[\[}}1. 2.]
// UNPACK_DYNAMIC0-NEXT:  [5. 6.]
// UNPACK_DYNAMIC0-NEXT:  [3. 4.]]
// RUN: not tslice-run %s --entry=unpack_dynamic '[[[[1, 2], [5, 6]]], [[[3, 4], [9, 9]]]]' '[[0, 0], [0, 0], [0, 0], [0, 0], [0, 0]]' 2>&1 | FileCheck %s --check-prefix=UNPACK_DYNAMIC1
// UNPACK_DYNAMIC1: linalg.unpack ({{.*}}): index 4 is outside [0, 4)
func.func @unpack_dynamic(%x: tensor<?x?x2x2xf32>, %e: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %r = linalg.unpack %x inner_dims_pos = [0, 1] inner_tiles = [2, 2] into %e : tensor<?x?x2x2xf32> -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// RUN: tslice-run %s --entry=conv_dynamic '[1, 2, 3, 4]' '[10, 1]' '[0, 0, 0]' --check-against=evaluate | FileCheck %s --check-prefix=CONV_DYNAMIC0
// CONV_DYNAMIC0: {{^}}[12. 23. 34.]
// RUN: not tslice-run %s --entry=conv_dynamic '[1, 2, 3, 4]' '[10, 1]' '[0, 0, 0, 0]' 2>&1 | FileCheck %s --check-prefix=CONV_DYNAMIC1
// CONV_DYNAMIC1: linalg.conv_1d ({{.*}}): window of 5 does not fit in dimension 0 of 'x', which has size 4
// RUN: tslice-run %s --entry=conv_dynamic '[1]' '[]' '[1, 2, 3]' --check-against=evaluate | FileCheck %s --check-prefix=CONV_DYNAMIC2
// CONV_DYNAMIC2: {{^}}[1. 2. 3.]
func.func @conv_dynamic(%x: tensor<?xf32>, %k: tensor<?xf32>, %o: tensor<?xf32>) -> tensor<?xf32> {
  %r = linalg.conv_1d ins(%x, %k : tensor<?xf32>, tensor<?xf32>) outs(%o : tensor<?xf32>) -> tensor<?xf32>
  return %r : tensor<?xf32>
}

// The three transforms around a product are the convolution.
// RUN: tslice-run %s --entry=winograd '[[[[1],[2],[3],[4]],[[0],[1],[0],[1]],[[2],[2],[0],[0]],[[1],[0],[0],[3]]]]' '[[[[1],[0],[2]],[[0],[1],[0]],[[1],[1],[1]]]]' --check-against=evaluate | FileCheck %s --check-prefix=WINOGRAD
// WINOGRAD-COUNT-2: {{^}}{{\[\[\[\[}}12.]
func.func @winograd(%x: tensor<1x4x4x1xf32>, %k: tensor<1x3x3x1xf32>) -> (tensor<1x2x2x1xf32>, tensor<1x2x2x1xf32>) {
  %0 = tensor.empty() : tensor<4x4x1x1xf32>
  %1 = linalg.winograd_filter_transform fmr(F_2_3) ins(%k : tensor<1x3x3x1xf32>) outs(%0 : tensor<4x4x1x1xf32>) -> tensor<4x4x1x1xf32>
  %2 = tensor.empty() : tensor<4x4x1x1x1x1xf32>
  %3 = linalg.winograd_input_transform fmr(F_2_3) ins(%x : tensor<1x4x4x1xf32>) outs(%2 : tensor<4x4x1x1x1x1xf32>) -> tensor<4x4x1x1x1x1xf32>
  %a = tensor.collapse_shape %1 [[0, 1], [2], [3]] : tensor<4x4x1x1xf32> into tensor<16x1x1xf32>
  %b = tensor.collapse_shape %3 [[0, 1], [2, 3, 4], [5]] : tensor<4x4x1x1x1x1xf32> into tensor<16x1x1xf32>
  %z = arith.constant dense<0.0> : tensor<16x1x1xf32>
  %c = linalg.batch_matmul ins(%b, %a : tensor<16x1x1xf32>, tensor<16x1x1xf32>) outs(%z : tensor<16x1x1xf32>) -> tensor<16x1x1xf32>
  %d = tensor.expand_shape %c [[0, 1], [2, 3, 4], [5]] output_shape [4, 4, 1, 1, 1, 1] : tensor<16x1x1xf32> into tensor<4x4x1x1x1x1xf32>
  %y = arith.constant dense<0.0> : tensor<1x2x2x1xf32>
  %r = linalg.winograd_output_transform fmr(F_2_3) ins(%d : tensor<4x4x1x1x1x1xf32>) outs(%y : tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32>
  %s = linalg.conv_2d_nhwc_fhwc {strides = dense<1> : tensor<2xi64>, dilations = dense<1> : tensor<2xi64>} ins(%x, %k : tensor<1x4x4x1xf32>, tensor<1x3x3x1xf32>) outs(%y : tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32>
  return %r, %s : tensor<1x2x2x1xf32>, tensor<1x2x2x1xf32>
}
