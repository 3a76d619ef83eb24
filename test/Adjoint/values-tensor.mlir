// RUN: %python %S/Inputs/check_gradients.py %tslice_bin %s | FileCheck %s
// CHECK-NOT: {{WRONG|FAILED}}
// CHECK: 5 of 5 agree

// CASE shapes
// SIZES 0: 3
// RESULT 0: 3
// RESULT 1: 12
func.func private @f(%x: tensor<?x4xf64>) -> (tensor<?x2x2xf64>, tensor<?xf64>) {
  %c0 = arith.constant 0 : index
  %d = tensor.dim %x, %c0 : tensor<?x4xf64>
  %y = math.sin %x : tensor<?x4xf64>
  %e = tensor.expand_shape %y [[0], [1, 2]] output_shape [%d, 2, 2] : tensor<?x4xf64> into tensor<?x2x2xf64>
  %c = tensor.collapse_shape %y [[0, 1]] : tensor<?x4xf64> into tensor<?xf64>
  return %e, %c : tensor<?x2x2xf64>, tensor<?xf64>
}

// -----

// CASE pad
func.func private @f(%x: tensor<2x3xf64>, %v: f64) -> tensor<5x4xf64> {
  %y = arith.mulf %x, %x : tensor<2x3xf64>
  %p = tensor.pad %y low[1, 0] high[2, 1] { ^bb0(%i: index, %j: index): tensor.yield %v : f64 } : tensor<2x3xf64> to tensor<5x4xf64>
  %r = arith.mulf %p, %p : tensor<5x4xf64>
  return %r : tensor<5x4xf64>
}

// -----

// CASE concat
// SIZES 1: 2
// RESULT 0: 7
func.func private @f(%x: tensor<2x3xf64>, %y: tensor<?x3xf64>, %z: tensor<1x3xf64>) -> tensor<?x3xf64> {
  %p = tensor.concat dim(0) %x, %y, %z, %x : (tensor<2x3xf64>, tensor<?x3xf64>, tensor<1x3xf64>, tensor<2x3xf64>) -> tensor<?x3xf64>
  %r = arith.mulf %p, %p : tensor<?x3xf64>
  return %r : tensor<?x3xf64>
}

// -----

// CASE elems
// ARG 2: 1
func.func private @f(%s: f64, %x: tensor<2x3xf64>, %i: index) -> tensor<2x3xf64> {
  %c1 = arith.constant 1 : index
  %e = tensor.extract %x[%i, %c1] : tensor<2x3xf64>
  %m = arith.mulf %e, %s : f64
  %y = tensor.insert %m into %x[%i, %i] : tensor<2x3xf64>
  %f = tensor.from_elements %s, %e, %m, %e : tensor<2x2xf64>
  %z = tensor.insert_slice %f into %y[0, 0][2, 2][1, 2] : tensor<2x2xf64> into tensor<2x3xf64>
  %q = tensor.extract_slice %z[0, 1][1, 2][1, 1] : tensor<2x3xf64> to tensor<2xf64>
  %w = tensor.insert_slice %q into %z[1, 1][1, 2][1, 1] : tensor<2xf64> into tensor<2x3xf64>
  %sp = tensor.splat %m : tensor<2x3xf64>
  %r = arith.mulf %w, %sp : tensor<2x3xf64>
  return %r : tensor<2x3xf64>
}

// -----

// CASE rescast
func.func private @f(%x: tensor<2x3xf64>) -> tensor<3x2xf64> {
  %sh = arith.constant dense<[3,2]> : tensor<2xindex>
  %c = tensor.cast %x : tensor<2x3xf64> to tensor<?x3xf64>
  %q = arith.mulf %c, %c : tensor<?x3xf64>
  %d = tensor.cast %q : tensor<?x3xf64> to tensor<2x3xf64>
  %r = tensor.reshape %d(%sh) : (tensor<2x3xf64>, tensor<2xindex>) -> tensor<3x2xf64>
  return %r : tensor<3x2xf64>
}
