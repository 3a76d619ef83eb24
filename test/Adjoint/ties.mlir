// RUN: tslice-run %s --entry=scatter_max '[2, 5, 1]' '[0, 0, 2, 1, 1]' '[2, 1, 4, 5, 5]' '[6, 6, 6]' | FileCheck %s --check-prefix=SCATTER
// RUN: tslice-run %s --entry=scatter_nan '[nan, 1]' '[0, 1, 1]' '[1, nan, nan]' '[6, 6]' | FileCheck %s --check-prefix=NAN
// RUN: tslice-run %s --entry=scatter_set '[1, 2, 3]' '[0, 2, 0]' '[7, 8, 9]' '[nan, 5, 6]' | FileCheck %s --check-prefix=SET
// RUN: tslice-run %s --entry=reduce_max '[3, 1, 3, 3]' 3 | FileCheck %s --check-prefix=REDUCE
// RUN: tslice-run %s --entry=maximum '[1, 2, nan, 0]' '[1, 3, 1, -0.0]' | FileCheck %s --check-prefix=MAXIMUM
// RUN: tslice-run %s --entry=power '[0, 0, 2]' '[0, 2, 0]' | FileCheck %s --check-prefix=POWER
//
// Kinks and ties, where finite differences say nothing: closed forms.

// Cell 0: the destination and update 0 tie at 2. Cell 1: all three at 5. Cell 2: the update alone.
// SCATTER: [3. 2. 0.]
// SCATTER: [3. 0. 6. 2. 2.]
func.func private @f_scatter_max(%x: tensor<3xf64>, %i: tensor<5xi32>, %u: tensor<5xf64>) -> tensor<3xf64> {
  %y = tslice.scatter max %u into %x[%i] dims [0] : tensor<5xf64> into tensor<3xf64>, tensor<5xi32>
  return %y : tensor<3xf64>
}
func.func @scatter_max(%x: tensor<3xf64>, %i: tensor<5xi32>, %u: tensor<5xf64>, %c: tensor<3xf64>) -> (tensor<3xf64>, tensor<5xf64>) {
  %g:2 = tslice.vjp @f_scatter_max(%x, %i, %u)(%c) wrt [0, 2] : (tensor<3xf64>, tensor<5xi32>, tensor<5xf64>)(tensor<3xf64>) -> (tensor<3xf64>, tensor<5xf64>)
  return %g#0, %g#1 : tensor<3xf64>, tensor<5xf64>
}

// A NaN wins and takes the gradient; two share it.
// NAN: [6. 0.]
// NAN: [0. 3. 3.]
func.func private @f_scatter_nan(%x: tensor<2xf64>, %i: tensor<3xi32>, %u: tensor<3xf64>) -> tensor<2xf64> {
  %y = tslice.scatter max %u into %x[%i] dims [0] : tensor<3xf64> into tensor<2xf64>, tensor<3xi32>
  return %y : tensor<2xf64>
}
func.func @scatter_nan(%x: tensor<2xf64>, %i: tensor<3xi32>, %u: tensor<3xf64>, %c: tensor<2xf64>) -> (tensor<2xf64>, tensor<3xf64>) {
  %g:2 = tslice.vjp @f_scatter_nan(%x, %i, %u)(%c) wrt [0, 2] : (tensor<2xf64>, tensor<3xi32>, tensor<3xf64>)(tensor<2xf64>) -> (tensor<2xf64>, tensor<3xf64>)
  return %g#0, %g#1 : tensor<2xf64>, tensor<3xf64>
}

// Only the last writer of a cell receives, and NaN does not leak into who lost.
// SET: [0. 5. 0.]
// SET: [ 0. 6. nan]
func.func private @f_scatter_set(%x: tensor<3xf64>, %i: tensor<3xi32>, %u: tensor<3xf64>) -> tensor<3xf64> {
  %y = tslice.scatter set %u into %x[%i] dims [0] : tensor<3xf64> into tensor<3xf64>, tensor<3xi32>
  return %y : tensor<3xf64>
}
func.func @scatter_set(%x: tensor<3xf64>, %i: tensor<3xi32>, %u: tensor<3xf64>, %c: tensor<3xf64>) -> (tensor<3xf64>, tensor<3xf64>) {
  %g:2 = tslice.vjp @f_scatter_set(%x, %i, %u)(%c) wrt [0, 2] : (tensor<3xf64>, tensor<3xi32>, tensor<3xf64>)(tensor<3xf64>) -> (tensor<3xf64>, tensor<3xf64>)
  return %g#0, %g#1 : tensor<3xf64>, tensor<3xf64>
}

// The initial value is one of four that share.
// REDUCE: [0.25 0. 0.25 0.25]
// REDUCE: 0.25
func.func private @f_reduce_max(%x: tensor<4xf64>, %i: tensor<f64>) -> tensor<f64> {
  %y = linalg.reduce { arith.maximumf } ins(%x : tensor<4xf64>) outs(%i : tensor<f64>) dimensions = [0]
  return %y : tensor<f64>
}
func.func @reduce_max(%x: tensor<4xf64>, %i: tensor<f64>) -> (tensor<4xf64>, tensor<f64>) {
  %g:2 = tslice.grad @f_reduce_max(%x, %i) wrt [0, 1] : (tensor<4xf64>, tensor<f64>) -> (tensor<4xf64>, tensor<f64>)
  return %g#0, %g#1 : tensor<4xf64>, tensor<f64>
}

// Zeros of both signs tie.
// MAXIMUM: [0.5 0. 1. 0.5]
// MAXIMUM: [0.5 1. 0. 0.5]
func.func private @f_maximum(%x: tensor<4xf64>, %y: tensor<4xf64>) -> tensor<4xf64> {
  %m = arith.maximumf %x, %y : tensor<4xf64>
  return %m : tensor<4xf64>
}
func.func @maximum(%x: tensor<4xf64>, %y: tensor<4xf64>) -> (tensor<4xf64>, tensor<4xf64>) {
  %c = arith.constant dense<1.0> : tensor<4xf64>
  %g:2 = tslice.vjp @f_maximum(%x, %y)(%c) wrt [0, 1] : (tensor<4xf64>, tensor<4xf64>)(tensor<4xf64>) -> (tensor<4xf64>, tensor<4xf64>)
  return %g#0, %g#1 : tensor<4xf64>, tensor<4xf64>
}

// x^0 is constant, also at 0; 0^y is constant for y > 0; d 2^y = log 2 at y = 0.
// POWER: [0. 0. 0.]
// POWER: [0. 0. 0.69314718
func.func private @f_power(%x: tensor<3xf64>, %y: tensor<3xf64>) -> tensor<3xf64> {
  %p = math.powf %x, %y : tensor<3xf64>
  return %p : tensor<3xf64>
}
func.func @power(%x: tensor<3xf64>, %y: tensor<3xf64>) -> (tensor<3xf64>, tensor<3xf64>) {
  %c = arith.constant dense<1.0> : tensor<3xf64>
  %g:2 = tslice.vjp @f_power(%x, %y)(%c) wrt [0, 1] : (tensor<3xf64>, tensor<3xf64>)(tensor<3xf64>) -> (tensor<3xf64>, tensor<3xf64>)
  return %g#0, %g#1 : tensor<3xf64>, tensor<3xf64>
}
