// RUN: %python %S/Inputs/check_gradients.py %tslice_bin %s | FileCheck %s
// CHECK-NOT: {{WRONG|FAILED}}
// CHECK: 9 of 9 agree

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
