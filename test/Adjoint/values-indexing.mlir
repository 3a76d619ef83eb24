// RUN: %python %S/Inputs/check_gradients.py %tslice_bin %s | FileCheck %s
// CHECK-NOT: {{WRONG|FAILED}}
// CHECK: 6 of 6 agree

// CASE ranges
func.func private @f(%x: tensor<4x3xf64>) -> tensor<2x1xf64> {
  %s = tslice.index %x[::-2, newaxis, -1] : tensor<4x3xf64> -> tensor<2x1xf64>
  %r = arith.mulf %s, %s : tensor<2x1xf64>
  return %r : tensor<2x1xf64>
}

// -----

// CASE tensors
// ARG 1: [0, -1, 2, 0]
// ARG 2: -2
// SIZES 0: 3
// RESULT 0: 4
func.func private @f(%x: tensor<?x4x3xf64>, %i: tensor<?xi32>, %k: index) -> tensor<?x2xf64> {
  %s = tslice.index %x[%i, 1:3, %k] : tensor<?x4x3xf64>, tensor<?xi32>, index -> tensor<?x2xf64>
  %r = arith.mulf %s, %s : tensor<?x2xf64>
  return %r : tensor<?x2xf64>
}

// -----

// CASE mask
// ARG 1: [[1, 0, 1], [0, 0, 1]]
// RESULT 0: 3
func.func private @f(%x: tensor<2x3xf64>, %m: tensor<2x3xi1>) -> tensor<?xf64> {
  %s = tslice.index %x[%m] : tensor<2x3xf64>, tensor<2x3xi1> -> tensor<?xf64>
  %r = arith.mulf %s, %s : tensor<?xf64>
  return %r : tensor<?xf64>
}

// -----

// CASE update_broadcast
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<2x1xf64>) -> tensor<4x3xf64> {
  %s = tslice.index_update mul %u into %x[1::2] : tensor<2x1xf64> into tensor<4x3xf64>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_tensors
// ARG 2: [0, -1, 3, 0]
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<4x2xf64>, %i: tensor<4xi32>) -> tensor<4x3xf64> {
  %s = tslice.index_update add %u into %x[%i, 1:] : tensor<4x2xf64> into tensor<4x3xf64>, tensor<4xi32>
  %t = tslice.index_update mul %u into %s[%i, :2] : tensor<4x2xf64> into tensor<4x3xf64>, tensor<4xi32>
  %r = arith.mulf %s, %t : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE take_along
// ARG 2: [[0, -1, 1], [3, 3, 0]]
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<2x3xf64>, %i: tensor<2x3xi32>) -> (tensor<2x3xf64>, tensor<4x3xf64>) {
  %s = tslice.take_along %x[%i] dim 0 : tensor<4x3xf64>, tensor<2x3xi32> -> tensor<2x3xf64>
  %t = arith.mulf %s, %u : tensor<2x3xf64>
  %w = tslice.take_along_update set %t into %x[%i] dim 0 : tensor<2x3xf64> into tensor<4x3xf64>, tensor<2x3xi32>
  %r = arith.mulf %w, %w : tensor<4x3xf64>
  return %t, %r : tensor<2x3xf64>, tensor<4x3xf64>
}
