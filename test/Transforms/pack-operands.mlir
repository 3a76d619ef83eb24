// RUN: tslice-opt --tslice-pack-operands --canonicalize --cse --split-input-file %s | FileCheck %s
// RUN: tslice-opt --tslice-pack-operands=min-reuse=33 --split-input-file %s | FileCheck %s --check-prefix=OFTEN
// OFTEN-LABEL: func.func @static
// OFTEN-NOT:   linalg.transpose
// OFTEN-LABEL: func.func @dynamic

// The gradient of a product: dx[i, k] = sum of dy[i, j] * w[k, j], for 32 rows i.

#dy = affine_map<(i, k, j) -> (i, j)>
#w = affine_map<(i, k, j) -> (k, j)>
#dx = affine_map<(i, k, j) -> (i, k)>
// CHECK-DAG:   #[[$DY:.*]] = affine_map<(d0, d1, d2) -> (d0, d2)>
// CHECK-DAG:   #[[$T:.*]] = affine_map<(d0, d1, d2) -> (d2, d1)>
// CHECK-DAG:   #[[$DX:.*]] = affine_map<(d0, d1, d2) -> (d0, d1)>
// CHECK-LABEL: func.func @static
// CHECK:       %[[E:.*]] = tensor.empty() : tensor<64x128xf32>
// CHECK:       %[[P:.*]] = linalg.transpose ins(%arg1 : tensor<128x64xf32>) outs(%[[E]] : tensor<64x128xf32>) permutation = [1, 0]
// CHECK:       linalg.generic {indexing_maps = [#[[$DY]], #[[$T]], #[[$DX]]], iterator_types = ["parallel", "parallel", "reduction"]}
// CHECK-SAME:    ins(%arg0, %[[P]] :
func.func @static(%dy: tensor<32x64xf32>, %w: tensor<128x64xf32>, %zero: tensor<32x128xf32>) -> tensor<32x128xf32> {
  %dx = linalg.generic {indexing_maps = [#dy, #w, #dx], iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%dy, %w : tensor<32x64xf32>, tensor<128x64xf32>) outs(%zero : tensor<32x128xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<32x128xf32>
  return %dx : tensor<32x128xf32>
}

// -----

// How many rows there are is known to the call only.

#dy = affine_map<(i, k, j) -> (i, j)>
#w = affine_map<(i, k, j) -> (k, j)>
#dx = affine_map<(i, k, j) -> (i, k)>
// CHECK-DAG:   #[[$END:.*]] = affine_map<()[s0] -> ((s0 floordiv 16) * 16)>
// CHECK-DAG:   #[[$REST:.*]] = affine_map<()[s0] -> (s0 mod 16)>
// CHECK-LABEL: func.func @dynamic
// CHECK-DAG:   %[[C8:.*]] = arith.constant 8 : index
// CHECK-DAG:   %[[READS:.*]] = tensor.dim %arg0, %c0
// CHECK:       %[[SOME:.*]] = arith.minsi %[[READS]], %[[C8]]
// CHECK:       %[[MANY:.*]] = arith.cmpi sge, %{{.*}}, %[[C8]]
// CHECK:       scf.if %[[MANY]] -> (tensor<?x?xf32>)
// CHECK:         %[[ROWS:.*]] = tensor.dim %arg1, %c0
// CHECK:         %[[COLUMNS:.*]] = tensor.dim %arg1, %c1
// CHECK:         %[[E:.*]] = tensor.empty(%[[COLUMNS]], %[[ROWS]])
// CHECK-DAG:     %[[END:.*]] = affine.apply #[[$END]]()[%[[ROWS]]]
// CHECK-DAG:     %[[REST:.*]] = affine.apply #[[$REST]]()[%[[ROWS]]]
// CHECK:         %[[BLOCKS:.*]] = scf.forall (%[[I:.*]]) = (0) to (%[[END]]) step (16) shared_outs(%[[TO:.*]] = %[[E]])
// CHECK:           %[[PART:.*]] = tensor.extract_slice %arg1[%[[I]], 0] [16, %{{.*}}] [1, 1]
// CHECK:           %[[HOLE:.*]] = tensor.extract_slice %[[TO]][0, %[[I]]] [%{{.*}}, 16] [1, 1]
// CHECK:           %[[COPY:.*]] = linalg.transpose ins(%[[PART]] : {{.*}}) outs(%[[HOLE]] : {{.*}}) permutation = [1, 0]
// CHECK:           tensor.parallel_insert_slice %[[COPY]] into %[[TO]][0, %[[I]]] [%{{.*}}, 16] [1, 1]
// CHECK:         tensor.extract_slice %arg1[%[[END]], 0] [%[[REST]], %{{.*}}] [1, 1]
// CHECK:         %[[LAST:.*]] = linalg.transpose
// CHECK:         %[[P:.*]] = tensor.insert_slice %[[LAST]] into %[[BLOCKS]][0, %[[END]]] [%{{.*}}, %[[REST]]] [1, 1]
// CHECK:         linalg.generic
// CHECK-SAME:      ins(%arg0, %[[P]] :
// CHECK:       } else {
// CHECK:         linalg.generic
// CHECK-SAME:      ins(%arg0, %arg1 :
func.func @dynamic(%dy: tensor<?x?xf32>, %w: tensor<?x?xf32>, %zero: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %dx = linalg.generic {indexing_maps = [#dy, #w, #dx], iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%dy, %w : tensor<?x?xf32>, tensor<?x?xf32>) outs(%zero : tensor<?x?xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<?x?xf32>
  return %dx : tensor<?x?xf32>
}

// -----

// A large one goes by blocks; 128 rows are 8 of them, and nothing is left.

#dy = affine_map<(i, k, j) -> (i, j)>
#w = affine_map<(i, k, j) -> (k, j)>
#dx = affine_map<(i, k, j) -> (i, k)>
// CHECK-LABEL: func.func @large
// CHECK:       scf.forall (%{{.*}}) = (0) to (128) step (16) shared_outs(%{{.*}} = %{{.*}}) -> (tensor<1024x128xf32>)
// CHECK:         linalg.transpose ins(%{{.*}} : tensor<16x1024xf32>) outs(%{{.*}} : tensor<1024x16xf32>) permutation = [1, 0]
// CHECK-NOT:   linalg.transpose
func.func @large(%dz: tensor<32x1024xf32>, %wide: tensor<128x1024xf32>, %zeros: tensor<32x128xf32>) -> tensor<32x128xf32> {
  %large = linalg.generic {indexing_maps = [#dy, #w, #dx], iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%dz, %wide : tensor<32x1024xf32>, tensor<128x1024xf32>) outs(%zeros : tensor<32x128xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<32x128xf32>
  return %large : tensor<32x128xf32>
}

// -----

// The gradient of a convolution: what a pixel gets from each of its windows. The
// kernel is read once for each of 30 pixels; its input channels come last.

#dy = affine_map<(n, h, c, kh, f) -> (n, h + kh, f)>
#w = affine_map<(n, h, c, kh, f) -> (kh, c, f)>
#dx = affine_map<(n, h, c, kh, f) -> (n, h, c)>
// CHECK-LABEL: func.func @convolution
// CHECK:       linalg.transpose ins(%arg1 : tensor<3x16x8xf32>) outs(%{{.*}} : tensor<3x8x16xf32>) permutation = [0, 2, 1]
func.func @convolution(%dy: tensor<3x12x8xf32>, %w: tensor<3x16x8xf32>, %zero: tensor<3x10x16xf32>) -> tensor<3x10x16xf32> {
  %dx = linalg.generic {indexing_maps = [#dy, #w, #dx], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]}
    ins(%dy, %w : tensor<3x12x8xf32>, tensor<3x16x8xf32>) outs(%zero : tensor<3x10x16xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<3x10x16xf32>
  return %dx : tensor<3x10x16xf32>
}

// -----

// Each element of %w is read once, or seven times: a copy would cost as much.

#w = affine_map<(k, j) -> (k, j)>
#y = affine_map<(k, j) -> (j)>
#x = affine_map<(k, j) -> (k)>
#dy = affine_map<(i, k, j) -> (i, j)>
#w7 = affine_map<(i, k, j) -> (k, j)>
#dx = affine_map<(i, k, j) -> (i, k)>
// CHECK-LABEL: func.func @seldom
// CHECK-NOT:   linalg.transpose
func.func @seldom(%w: tensor<128x64xf32>, %y: tensor<64xf32>, %x: tensor<128xf32>, %dy: tensor<7x64xf32>, %zero: tensor<7x128xf32>)
    -> (tensor<128xf32>, tensor<7x128xf32>) {
  %r = linalg.generic {indexing_maps = [#w, #y, #x], iterator_types = ["parallel", "reduction"]}
    ins(%w, %y : tensor<128x64xf32>, tensor<64xf32>) outs(%x : tensor<128xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<128xf32>
  %dx = linalg.generic {indexing_maps = [#dy, #w7, #dx], iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%dy, %w : tensor<7x64xf32>, tensor<128x64xf32>) outs(%zero : tensor<7x128xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<7x128xf32>
  return %r, %dx : tensor<128xf32>, tensor<7x128xf32>
}

// -----

// A matrix product reads rows. Where two operands are in the way, one copy does not
// help; nor where a row of the result has three elements.

#a = affine_map<(i, k, j) -> (i, j)>
#b = affine_map<(i, k, j) -> (j, k)>
#bt = affine_map<(i, k, j) -> (k, j)>
#c = affine_map<(i, k, j) -> (i, k)>
// CHECK-LABEL: func.func @stays
// CHECK-NOT:   linalg.transpose
func.func @stays(%a: tensor<32x64xf32>, %b: tensor<64x128xf32>, %bt: tensor<128x64xf32>, %d: tensor<3x64xf32>,
                 %c: tensor<32x128xf32>, %e: tensor<32x3xf32>) -> (tensor<32x128xf32>, tensor<32x128xf32>, tensor<32x3xf32>) {
  %product = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%a, %b : tensor<32x64xf32>, tensor<64x128xf32>) outs(%c : tensor<32x128xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<32x128xf32>
  %two = linalg.generic {indexing_maps = [#bt, #bt, #c], iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%bt, %bt : tensor<128x64xf32>, tensor<128x64xf32>) outs(%c : tensor<32x128xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<32x128xf32>
  %narrow = linalg.generic {indexing_maps = [#a, #bt, #c], iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%a, %d : tensor<32x64xf32>, tensor<3x64xf32>) outs(%e : tensor<32x3xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<32x3xf32>
  return %product, %two, %narrow : tensor<32x128xf32>, tensor<32x128xf32>, tensor<32x3xf32>
}
