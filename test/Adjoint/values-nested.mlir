// RUN: %python %S/Inputs/check_gradients.py %tslice_bin %s | FileCheck %s
// CHECK-NOT: {{WRONG|FAILED}}
// CHECK: 2 of 2 agree

// CASE calls
// ARG 2: [0,1,1,0]
func.func private @two(%x: tensor<3xf64>, %y: f64) -> (tensor<3xf64>, f64) {
  %s = math.sin %x : tensor<3xf64>
  %c0 = arith.constant 0 : index
  %v = tensor.extract %s[%c0] : tensor<3xf64>
  %m = arith.mulf %v, %y : f64
  return %s, %m : tensor<3xf64>, f64
}
func.func private @f(%x: tensor<3xf64>, %y: f64, %i: tensor<4xi32>, %u: tensor<4xf64>) -> f64 {
  %a,
  %b = func.call @two(%x, %y) : (tensor<3xf64>, f64) -> (tensor<3xf64>, f64)
  %c = tslice.scatter set %u into %a[%i] dims [0] : tensor<4xf64> into tensor<3xf64>, tensor<4xi32>
  %d = tslice.scatter max %u into %c[%i] dims [0] : tensor<4xf64> into tensor<3xf64>, tensor<4xi32>
  %z = arith.constant dense<0xFFF0000000000000> : tensor<f64>
  %m = linalg.reduce { arith.maximumf } ins(%d : tensor<3xf64>) outs(%z : tensor<f64>) dimensions = [0]
  %e = tensor.extract %m[] : tensor<f64>
  %r = arith.mulf %e, %b : f64
  return %r : f64
}

// -----

// CASE second
// ARG 2: [2,0,2]
// TOLERANCE 1e-4
func.func private @h(%x: tensor<6xf64>, %t: tensor<4x2xf64>, %i: tensor<3xi32>) -> f64 {
  %a = tslice.gather %t[%i] dims [0] : tensor<4x2xf64>, tensor<3xi32> -> tensor<3x2xf64>
  %s = tslice.slice %x[4][3][-2] : tensor<6xf64> to tensor<3xf64>
  %s2 = tslice.slice %x[1][3][2] : tensor<6xf64> to tensor<3xf64>
  %x2 = tslice.update mul %s into %x[0][3][1] : tensor<3xf64> into tensor<6xf64>
  %x3 = tslice.update set %s2 into %x2[2][3][1] : tensor<3xf64> into tensor<6xf64>
  %e = tensor.expand_shape %x3 [[0, 1]] output_shape [3, 2] : tensor<6xf64> into tensor<3x2xf64>
  %m = arith.mulf %a, %e : tensor<3x2xf64>
  %q = math.sin %m : tensor<3x2xf64>
  %sc = tslice.scatter set %q into %t[%i] dims [0] : tensor<3x2xf64> into tensor<4x2xf64>, tensor<3xi32>
  %sd = tslice.scatter max %m into %sc[%i] dims [0] : tensor<3x2xf64> into tensor<4x2xf64>, tensor<3xi32>
  %p = arith.mulf %sd, %sc : tensor<4x2xf64>
  %z = arith.constant dense<0.0> : tensor<f64>
  %r = linalg.generic {indexing_maps=[affine_map<(i,j)->(i,j)>,affine_map<(i,j)->()>], iterator_types=["reduction","reduction"]} ins(%p: tensor<4x2xf64>) outs(%z: tensor<f64>) {
  ^bb0(%g: f64, %c: f64):
  %1 = math.exp %g : f64
  %2 = arith.addf %c, %1 : f64
  linalg.yield %2 : f64 } -> tensor<f64>
  %o = tensor.extract %r[] : tensor<f64>
  return %o : f64
}
func.func private @f(%x: tensor<6xf64>, %t: tensor<4x2xf64>, %i: tensor<3xi32>) -> (tensor<6xf64>, tensor<4x2xf64>) {
  %g:2 = tslice.grad @h(%x, %t, %i) wrt [0, 1] : (tensor<6xf64>, tensor<4x2xf64>, tensor<3xi32>) -> (tensor<6xf64>, tensor<4x2xf64>)
  return %g#0, %g#1 : tensor<6xf64>, tensor<4x2xf64>
}
