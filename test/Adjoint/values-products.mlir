// RUN: %python %S/Inputs/check_gradients.py %tslice_bin %s | FileCheck %s
// CHECK-NOT: {{WRONG|FAILED}}
// CHECK: 7 of 7 agree

// CASE prod0
func.func private @f(%x: tensor<4xf64>, %i: tensor<f64>) -> tensor<f64> {
  %r = linalg.reduce { arith.mulf } ins(%x : tensor<4xf64>) outs(%i : tensor<f64>) dimensions = [0]
  return %r : tensor<f64>
}

// -----

// CASE prod0z
// ARG 0: [2.0, 0.0, 3.0, 1.5]
func.func private @f(%x: tensor<4xf64>, %i: tensor<f64>) -> tensor<f64> {
  %r = linalg.reduce { arith.mulf } ins(%x : tensor<4xf64>) outs(%i : tensor<f64>) dimensions = [0]
  return %r : tensor<f64>
}

// -----

// CASE prod1
func.func private @f(%x: tensor<4x3x5xf64>, %i: tensor<3xf64>) -> tensor<3xf64> {
  %r = linalg.reduce { arith.mulf } ins(%x : tensor<4x3x5xf64>) outs(%i : tensor<3xf64>) dimensions = [0, 2]
  return %r : tensor<3xf64>
}

// -----

// CASE proddyn
// SIZES 0: 3 4 2
// SIZES 1: 2 4
// RESULT 0: 2 4
#m = affine_map<(i, j, k) -> (i, j, k)>
#o = affine_map<(i, j, k) -> (k, j)>
func.func private @f(%x: tensor<?x?x?xf64>, %i: tensor<?x?xf64>) -> tensor<?x?xf64> {
  %r = linalg.generic {indexing_maps = [#m, #o], iterator_types = ["reduction", "parallel", "parallel"]} ins(%x : tensor<?x?x?xf64>) outs(%i : tensor<?x?xf64>) {
  ^bb0(%a: f64, %o: f64):
    %s = math.sin %a : f64
    %t = arith.mulf %s, %o : f64
    %u = arith.mulf %t, %a : f64
    linalg.yield %u : f64
  } -> tensor<?x?xf64>
  return %r : tensor<?x?xf64>
}

// -----

// CASE empty
// SIZES 0: 0
func.func private @f(%x: tensor<?xf64>, %i: tensor<f64>) -> tensor<f64> {
  %r = linalg.reduce { arith.mulf } ins(%x : tensor<?xf64>) outs(%i : tensor<f64>) dimensions = [0]
  return %r : tensor<f64>
}

// -----

// The product of two terms, of complex numbers, beside a sum of the same body.
// CASE terms
// RANGE -1.5 1.5
#m = affine_map<(i, j) -> (i, j)>
#r = affine_map<(i, j) -> (i)>
#c = affine_map<(i, j) -> (j)>
func.func private @f(%x: tensor<3x4xf64>, %u: tensor<3xf64>, %v: tensor<4xf64>) -> (tensor<3xf64>, tensor<4xf64>, tensor<f64>) {
  %r:2 = linalg.generic {indexing_maps = [#m, #r, #c], iterator_types = ["reduction", "reduction"]}
      ins(%x : tensor<3x4xf64>) outs(%u, %v : tensor<3xf64>, tensor<4xf64>) {
  ^bb0(%a: f64, %p: f64, %s: f64):
    %e = math.exp %a : f64
    %b = arith.mulf %p, %a : f64
    %c = arith.mulf %e, %b : f64
    %d = arith.subf %s, %e : f64
    linalg.yield %c, %d : f64, f64
  } -> (tensor<3xf64>, tensor<4xf64>)
  %one = complex.constant [1.0 : f64, 0.5 : f64] : complex<f64>
  %i = tensor.from_elements %one : tensor<complex<f64>>
  %z = linalg.generic {indexing_maps = [#m, affine_map<(i, j) -> ()>], iterator_types = ["reduction", "reduction"]}
      ins(%x : tensor<3x4xf64>) outs(%i : tensor<complex<f64>>) {
  ^bb0(%a: f64, %p: complex<f64>):
    %w = complex.create %a, %a : complex<f64>
    %q = complex.mul %p, %w : complex<f64>
    linalg.yield %q : complex<f64>
  } -> tensor<complex<f64>>
  %e = tensor.extract %z[] : tensor<complex<f64>>
  %re = complex.re %e : complex<f64>
  %t = tensor.from_elements %re : tensor<f64>
  return %r#0, %r#1, %t : tensor<3xf64>, tensor<4xf64>, tensor<f64>
}

// -----

// CASE twozeros
// ARG 0: [[2.0, 0.0, 3.0], [0.0, 0.0, 4.0]]
// ARG 1: [0.5, 0.0]
func.func private @f(%x: tensor<2x3xf64>, %i: tensor<2xf64>) -> tensor<2xf64> {
  %r = linalg.reduce { arith.mulf } ins(%x : tensor<2x3xf64>) outs(%i : tensor<2xf64>) dimensions = [1]
  return %r : tensor<2xf64>
}
