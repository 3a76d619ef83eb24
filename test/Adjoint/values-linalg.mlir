// RUN: %python %S/Inputs/check_gradients.py %tslice_bin %s | FileCheck %s
// CHECK-NOT: {{WRONG|FAILED}}
// CHECK: 15 of 15 agree

// CASE matmul
func.func private @f(%a: tensor<3x4xf64>, %b: tensor<4x2xf64>, %c: tensor<3x2xf64>) -> tensor<3x2xf64> {
  %r = linalg.matmul ins(%a, %b : tensor<3x4xf64>, tensor<4x2xf64>) outs(%c : tensor<3x2xf64>) -> tensor<3x2xf64>
  return %r : tensor<3x2xf64>
}

// -----

// CASE conv
func.func private @f(%a: tensor<1x7x6x2xf64>, %b: tensor<3x2x2x3xf64>) -> tensor<1x3x5x3xf64> {
  %z = arith.constant dense<0.5> : tensor<1x3x5x3xf64>
  %r = linalg.conv_2d_nhwc_hwcf {strides = dense<[2, 1]> : tensor<2xi64>} ins(%a, %b : tensor<1x7x6x2xf64>, tensor<3x2x2x3xf64>) outs(%z : tensor<1x3x5x3xf64>) -> tensor<1x3x5x3xf64>
  return %r : tensor<1x3x5x3xf64>
}

// -----

// CASE pool
func.func private @f(%a: tensor<1x4x4x2xf64>) -> tensor<1x2x2x2xf64> {
  %z = arith.constant dense<0xFFF0000000000000> : tensor<1x2x2x2xf64>
  %w = tensor.empty() : tensor<2x2xf64>
  %r = linalg.pooling_nhwc_max {strides = dense<[2, 2]> : tensor<2xi64>} ins(%a, %w : tensor<1x4x4x2xf64>, tensor<2x2xf64>) outs(%z : tensor<1x2x2x2xf64>) -> tensor<1x2x2x2xf64>
  return %r : tensor<1x2x2x2xf64>
}

// -----

// CASE bcast
func.func private @f(%a: tensor<3xf64>, %s: f64) -> tensor<4x3xf64> {
  %e = tensor.empty() : tensor<4x3xf64>
  %b = linalg.broadcast ins(%a : tensor<3xf64>) outs(%e : tensor<4x3xf64>) dimensions = [0]
  %f = linalg.fill ins(%s : f64) outs(%e : tensor<4x3xf64>) -> tensor<4x3xf64>
  %m = arith.mulf %b, %f : tensor<4x3xf64>
  %e2 = tensor.empty() : tensor<3x4xf64>
  %t = linalg.transpose ins(%m : tensor<4x3xf64>) outs(%e2 : tensor<3x4xf64>) permutation = [1, 0]
  %z = arith.constant dense<1.0> : tensor<3xf64>
  %r = linalg.reduce { arith.addf } ins(%t : tensor<3x4xf64>) outs(%z : tensor<3xf64>) dimensions = [1]
  %b2 = linalg.broadcast ins(%r : tensor<3xf64>) outs(%e : tensor<4x3xf64>) dimensions = [0]
  %o = arith.mulf %b2, %m : tensor<4x3xf64>
  return %o : tensor<4x3xf64>
}

// -----

// CASE reduce_maximumf
func.func private @f(%a: tensor<3x4xf64>, %i: tensor<4xf64>) -> tensor<4xf64> {
  %r = linalg.reduce { arith.maximumf } ins(%a : tensor<3x4xf64>) outs(%i : tensor<4xf64>) dimensions = [0]
  return %r : tensor<4xf64>
}

// -----

// CASE reduce_minimumf
func.func private @f(%a: tensor<3x4xf64>, %i: tensor<4xf64>) -> tensor<4xf64> {
  %r = linalg.reduce { arith.minimumf } ins(%a : tensor<3x4xf64>) outs(%i : tensor<4xf64>) dimensions = [0]
  return %r : tensor<4xf64>
}

// -----

// CASE reduce_addf
func.func private @f(%a: tensor<3x4xf64>, %i: tensor<4xf64>) -> tensor<4xf64> {
  %r = linalg.reduce { arith.addf } ins(%a : tensor<3x4xf64>) outs(%i : tensor<4xf64>) dimensions = [0]
  return %r : tensor<4xf64>
}

// -----

// CASE generic2
func.func private @f(%a: tensor<3x4xf64>, %b: tensor<4xf64>, %s: f64, %i: tensor<3x4xf64>) -> (tensor<3x4xf64>, tensor<3xf64>) {
  %z = arith.constant dense<0.0> : tensor<3xf64>
  %r:2 = linalg.generic {indexing_maps=[affine_map<(i,j)->(i,j)>,affine_map<(i,j)->(j)>,affine_map<(i,j)->()>,affine_map<(i,j)->(i,j)>,affine_map<(i,j)->(i)>], iterator_types=["parallel","reduction"]} ins(%a,%b,%s: tensor<3x4xf64>,tensor<4xf64>,f64) outs(%i,%z: tensor<3x4xf64>,tensor<3xf64>) {
  ^bb0(%x: f64, %y: f64, %t: f64, %o: f64, %c: f64):
  %k = linalg.index 1 : index
  %ki = arith.index_cast %k : index to i64
  %kf = arith.sitofp %ki : i64 to f64
  %1 = arith.mulf %x, %y : f64
  %2 = math.sin %1 : f64
  %3 = arith.mulf %2, %o : f64
  %4 = arith.mulf %3, %kf : f64
  %5 = arith.mulf %1, %t : f64
  %6 = arith.subf %c, %5 : f64
  %7 = arith.addf %3, %6 : f64
  linalg.yield %4, %7 : f64, f64 } -> (tensor<3x4xf64>, tensor<3xf64>)
  return %r#0, %r#1 : tensor<3x4xf64>, tensor<3xf64>
}

// -----

// CASE map
func.func private @f(%x: tensor<5xf64>, %y: tensor<5xf64>) -> tensor<5xf64> {
  %e = tensor.empty() : tensor<5xf64>
  %r = linalg.map { arith.mulf } ins(%x, %y : tensor<5xf64>, tensor<5xf64>) outs(%e : tensor<5xf64>)
  return %r : tensor<5xf64>
}

// -----

// CASE softmax
func.func private @f(%x: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %e = tensor.empty() : tensor<4x3xf64>
  %r = linalg.softmax dimension(1) ins(%x : tensor<4x3xf64>) outs(%e : tensor<4x3xf64>) -> tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE pack
func.func private @f(%x: tensor<5x4xf64>, %v: f64) -> tensor<3x2x2x2xf64> {
  %e = tensor.empty() : tensor<3x2x2x2xf64>
  %r = linalg.pack %x padding_value(%v : f64) inner_dims_pos = [0, 1] inner_tiles = [2, 2] into %e : tensor<5x4xf64> -> tensor<3x2x2x2xf64>
  return %r : tensor<3x2x2x2xf64>
}

// -----

// CASE unpack
func.func private @f(%x: tensor<3x2x2x2xf64>) -> tensor<5x4xf64> {
  %e = tensor.empty() : tensor<5x4xf64>
  %r = linalg.unpack %x inner_dims_pos = [0, 1] inner_tiles = [2, 2] into %e : tensor<3x2x2x2xf64> -> tensor<5x4xf64>
  return %r : tensor<5x4xf64>
}

// -----

// CASE named
func.func private @f(%x: tensor<2x3xf64>, %y: tensor<2x3xf64>, %t: tensor<3x2xf64>, %r: tensor<3xf64>, %v: f64) -> (tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>) {
  %e = tensor.empty() : tensor<2x3xf64>
  %u0 = linalg.abs ins(%x : tensor<2x3xf64>) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %u1 = linalg.copy ins(%x : tensor<2x3xf64>) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %u2 = linalg.erf ins(%x : tensor<2x3xf64>) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %u3 = linalg.exp ins(%x : tensor<2x3xf64>) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %u4 = linalg.log ins(%x : tensor<2x3xf64>) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %u5 = linalg.negf ins(%x : tensor<2x3xf64>) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %u6 = linalg.reciprocal ins(%x : tensor<2x3xf64>) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %u7 = linalg.rsqrt ins(%x : tensor<2x3xf64>) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %u8 = linalg.sqrt ins(%x : tensor<2x3xf64>) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %u9 = linalg.square ins(%x : tensor<2x3xf64>) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %u10 = linalg.tanh ins(%x : tensor<2x3xf64>) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %u11 = linalg.floor ins(%x : tensor<2x3xf64>) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %u12 = linalg.ceil ins(%x : tensor<2x3xf64>) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %u13 = linalg.round ins(%x : tensor<2x3xf64>) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %b0 = linalg.add ins(%x, %y : tensor<2x3xf64>, tensor<2x3xf64>) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %b1 = linalg.sub ins(%x, %y : tensor<2x3xf64>, tensor<2x3xf64>) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %b2 = linalg.mul ins(%x, %y : tensor<2x3xf64>, tensor<2x3xf64>) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %b3 = linalg.div ins(%x, %y : tensor<2x3xf64>, tensor<2x3xf64>) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %b4 = linalg.powf ins(%x, %y : tensor<2x3xf64>, tensor<2x3xf64>) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %b5 = linalg.max ins(%x, %y : tensor<2x3xf64>, tensor<2x3xf64>) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %b6 = linalg.min ins(%x, %y : tensor<2x3xf64>, tensor<2x3xf64>) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %l0 = linalg.elementwise kind=#linalg.elementwise_kind<div> ins(%x, %y : tensor<2x3xf64>, tensor<2x3xf64>) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %p = arith.cmpf olt, %x, %y : tensor<2x3xf64>
  %l1 = linalg.select ins(%p, %x, %y : tensor<2x3xi1>, tensor<2x3xf64>, tensor<2x3xf64>) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %l2 = linalg.fill ins(%v : f64) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  %l3 = linalg.transpose ins(%t : tensor<3x2xf64>) outs(%e : tensor<2x3xf64>) permutation = [1, 0]
  %l4 = linalg.broadcast ins(%r : tensor<3xf64>) outs(%e : tensor<2x3xf64>) dimensions = [0]
  return %u0, %u1, %u2, %u3, %u4, %u5, %u6, %u7, %u8, %u9, %u10, %u11, %u12, %u13, %b0, %b1, %b2, %b3, %b4, %b5, %b6, %l0, %l1, %l2, %l3, %l4 : tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<2x3xf64>
}

// -----

// CASE random
func.func private @f(%low: f64, %high: f64) -> tensor<2x3xf64> {
  %seed = arith.constant 7 : i32
  %e = tensor.empty() : tensor<2x3xf64>
  %r = linalg.fill_rng_2d ins(%low, %high, %seed : f64, f64, i32) outs(%e : tensor<2x3xf64>) -> tensor<2x3xf64>
  return %r : tensor<2x3xf64>
}

// -----

// Several results, of which one reads what it overwrites, and a permuted one.
// CASE results
#m = affine_map<(i, j) -> (i, j)>
#t = affine_map<(i, j) -> (j, i)>
#r = affine_map<(i, j) -> (i)>
func.func private @f(%x: tensor<2x3xf64>, %o: tensor<2x3xf64>, %p: tensor<3x2xf64>, %s: tensor<2xf64>, %k: tensor<3xf64>) -> (tensor<2x3xf64>, tensor<3x2xf64>, tensor<2xf64>, tensor<3xf64>) {
  %r:4 = linalg.generic {indexing_maps = [#m, #m, #t, #r, affine_map<(i, j) -> (j)>], iterator_types = ["reduction", "reduction"]}
      ins(%x : tensor<2x3xf64>) outs(%o, %p, %s, %k : tensor<2x3xf64>, tensor<3x2xf64>, tensor<2xf64>, tensor<3xf64>) {
  ^bb0(%a: f64, %b: f64, %c: f64, %d: f64, %e: f64):
    %0 = arith.mulf %a, %b : f64
    %1 = arith.divf %a, %c : f64
    %2 = arith.mulf %0, %a : f64
    %3 = arith.addf %d, %2 : f64
    %4 = arith.addf %3, %1 : f64
    %5 = arith.minimumf %1, %e : f64
    linalg.yield %0, %1, %4, %5 : f64, f64, f64, f64
  } -> (tensor<2x3xf64>, tensor<3x2xf64>, tensor<2xf64>, tensor<3xf64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<2x3xf64>, tensor<3x2xf64>, tensor<2xf64>, tensor<3xf64>
}
