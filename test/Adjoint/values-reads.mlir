// RUN: %python %S/Inputs/check_gradients.py %tslice_bin %s | FileCheck %s
// CHECK-NOT: {{WRONG|FAILED}}
// CHECK: 2 of 2 agree

// CASE slice
func.func private @f(%x: tensor<4xf64>) -> tensor<2xf64> {
  %s = tslice.slice %x[3][2][-2] : tensor<4xf64> to tensor<2xf64>
  %r = arith.mulf %s, %s : tensor<2xf64>
  return %r : tensor<2xf64>
}

// -----

// CASE gather
// ARG 1: [0, 2, 2, 4]
// SIZES 0: 5
// RESULT 0: 4
func.func private @f(%x: tensor<?x3xf64>, %i: tensor<?xi32>) -> tensor<?x3xf64> {
  %s = tslice.gather %x[%i] dims [0] : tensor<?x3xf64>, tensor<?xi32> -> tensor<?x3xf64>
  %r = arith.mulf %s, %s : tensor<?x3xf64>
  return %r : tensor<?x3xf64>
}
