// RUN: %python %S/Inputs/check_gradients.py %tslice_bin %s | FileCheck %s
// CHECK-NOT: {{WRONG|FAILED}}
// CHECK: 20 of 20 agree

// CASE update_set_error
// ARG 2: 3
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<2x2xf64>, %o: index) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.update set %u into %xx[%o, 1][2, 2][-2, 1] bounds error : tensor<2x2xf64> into tensor<4x3xf64>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_add_error
// ARG 2: 3
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<2x2xf64>, %o: index) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.update add %u into %xx[%o, 1][2, 2][-2, 1] bounds error : tensor<2x2xf64> into tensor<4x3xf64>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_min_error
// ARG 2: 3
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<2x2xf64>, %o: index) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.update min %u into %xx[%o, 1][2, 2][-2, 1] bounds error : tensor<2x2xf64> into tensor<4x3xf64>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_max_error
// ARG 2: 3
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<2x2xf64>, %o: index) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.update max %u into %xx[%o, 1][2, 2][-2, 1] bounds error : tensor<2x2xf64> into tensor<4x3xf64>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_mul_error
// ARG 2: 3
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<2x2xf64>, %o: index) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.update mul %u into %xx[%o, 1][2, 2][-2, 1] bounds error : tensor<2x2xf64> into tensor<4x3xf64>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_set_clamp
// ARG 2: 5
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<2x2xf64>, %o: index) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.update set %u into %xx[%o, 1][2, 2][-2, 1] bounds clamp : tensor<2x2xf64> into tensor<4x3xf64>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_add_clamp
// ARG 2: 5
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<2x2xf64>, %o: index) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.update add %u into %xx[%o, 1][2, 2][-2, 1] bounds clamp : tensor<2x2xf64> into tensor<4x3xf64>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_min_clamp
// ARG 2: 5
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<2x2xf64>, %o: index) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.update min %u into %xx[%o, 1][2, 2][-2, 1] bounds clamp : tensor<2x2xf64> into tensor<4x3xf64>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_max_clamp
// ARG 2: 5
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<2x2xf64>, %o: index) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.update max %u into %xx[%o, 1][2, 2][-2, 1] bounds clamp : tensor<2x2xf64> into tensor<4x3xf64>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_mul_clamp
// ARG 2: 5
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<2x2xf64>, %o: index) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.update mul %u into %xx[%o, 1][2, 2][-2, 1] bounds clamp : tensor<2x2xf64> into tensor<4x3xf64>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_set_skip_window
// ARG 2: 5
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<2x2xf64>, %o: index) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.update set %u into %xx[%o, 1][2, 2][-2, 1] bounds skip_window : tensor<2x2xf64> into tensor<4x3xf64>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_add_skip_window
// ARG 2: 5
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<2x2xf64>, %o: index) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.update add %u into %xx[%o, 1][2, 2][-2, 1] bounds skip_window : tensor<2x2xf64> into tensor<4x3xf64>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_min_skip_window
// ARG 2: 5
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<2x2xf64>, %o: index) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.update min %u into %xx[%o, 1][2, 2][-2, 1] bounds skip_window : tensor<2x2xf64> into tensor<4x3xf64>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_max_skip_window
// ARG 2: 5
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<2x2xf64>, %o: index) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.update max %u into %xx[%o, 1][2, 2][-2, 1] bounds skip_window : tensor<2x2xf64> into tensor<4x3xf64>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_mul_skip_window
// ARG 2: 5
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<2x2xf64>, %o: index) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.update mul %u into %xx[%o, 1][2, 2][-2, 1] bounds skip_window : tensor<2x2xf64> into tensor<4x3xf64>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_set_skip_element
// ARG 2: 4
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<2x2xf64>, %o: index) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.update set %u into %xx[%o, 1][2, 2][-2, 1] bounds skip_element : tensor<2x2xf64> into tensor<4x3xf64>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_add_skip_element
// ARG 2: 4
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<2x2xf64>, %o: index) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.update add %u into %xx[%o, 1][2, 2][-2, 1] bounds skip_element : tensor<2x2xf64> into tensor<4x3xf64>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_min_skip_element
// ARG 2: 4
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<2x2xf64>, %o: index) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.update min %u into %xx[%o, 1][2, 2][-2, 1] bounds skip_element : tensor<2x2xf64> into tensor<4x3xf64>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_max_skip_element
// ARG 2: 4
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<2x2xf64>, %o: index) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.update max %u into %xx[%o, 1][2, 2][-2, 1] bounds skip_element : tensor<2x2xf64> into tensor<4x3xf64>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_mul_skip_element
// ARG 2: 4
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<2x2xf64>, %o: index) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.update mul %u into %xx[%o, 1][2, 2][-2, 1] bounds skip_element : tensor<2x2xf64> into tensor<4x3xf64>
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}
