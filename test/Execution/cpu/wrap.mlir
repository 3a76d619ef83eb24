// `wrap` adds the size to what is below 0, once, ahead of the bounds policy.

// RUN: tslice-run %s --entry=slice '[10, 20, 30, 40, 50]' -4 --check-against=evaluate | FileCheck %s --check-prefix=SLICE
// RUN: tslice-run %s --entry=slice '[10, 20, 30, 40, 50]' 1 --check-against=evaluate | FileCheck %s --check-prefix=SLICE
// SLICE: [20 40]
// RUN: not tslice-run %s --entry=slice '[10, 20, 30, 40, 50]' -6 --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=SLICE-BELOW
// SLICE-BELOW: slice #1 (wrap.mlir:[[#@LINE+9]]:8): index -6 is outside [-5, 5) of dimension 0 of 'x'
// RUN: not tslice-run %s --entry=slice '[10, 20, 30, 40, 50]' 7 --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=SLICE-ABOVE
// SLICE-ABOVE: slice #1 (wrap.mlir:[[#@LINE+7]]:8): index 7 is outside [-5, 5) of dimension 0 of 'x'
// RUN: not tslice-run %s --entry=slice '[10, 20, 30, 40, 50]' -1 --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=SLICE-LAST
// RUN: not tslice-run %s --entry=slice '[10, 20, 30, 40, 50]' 4 --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=SLICE-LAST
// SLICE-LAST: slice #1 (wrap.mlir:[[#@LINE+4]]:8): index 6 is outside [0, 5) of dimension 0 of 'x'
// RUN: not tslice-run %s --entry=slice '[10, 20, 30, 40, 50]' -9223372036854775808 --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=SLICE-LEAST
// SLICE-LEAST: index -9223372036854775808 is outside [-5, 5)
func.func @slice(%x: tensor<?xi32>, %i: index) -> tensor<2xi32> {
  %r = tslice.slice %x[%i][2][2] wrap : tensor<?xi32> to tensor<2xi32>
  return %r : tensor<2xi32>
}

// RUN: tslice-run %s --entry=policies '[10, 20, 30, 40, 50]' '[-1, -5, -6, -7, 4, 5]' --check-against=evaluate | FileCheck %s --check-prefix=POLICIES
// POLICIES:      {{\[}}[40 50]
// POLICIES-NEXT:  [10 20]
// POLICIES-NEXT:  [10 20]
// POLICIES-NEXT:  [10 20]
// POLICIES-NEXT:  [40 50]
// POLICIES-NEXT:  [40 50]]
// POLICIES-NEXT: {{\[}}[-1 -1]
// POLICIES-NEXT:  [10 20]
// POLICIES-NEXT:  [-1 -1]
// POLICIES-NEXT:  [-1 -1]
// POLICIES-NEXT:  [-1 -1]
// POLICIES-NEXT:  [-1 -1]]
// POLICIES-NEXT: {{\[}}[50 -1]
// POLICIES-NEXT:  [10 20]
// POLICIES-NEXT:  [-1 10]
// POLICIES-NEXT:  [-1 -1]
// POLICIES-NEXT:  [50 -1]
// POLICIES-NEXT:  [-1 -1]]
func.func @policies(%x: tensor<?xi32>, %i: tensor<?xi8>) -> (tensor<?x2xi32>, tensor<?x2xi32>, tensor<?x2xi32>) {
  %0 = tslice.gather %x[%i] dims [0] window [2] bounds clamp wrap : tensor<?xi32>, tensor<?xi8> -> tensor<?x2xi32>
  %1 = tslice.gather %x[%i] dims [0] window [2] bounds skip_window wrap fill -1 : tensor<?xi32>, tensor<?xi8> -> tensor<?x2xi32>
  %2 = tslice.gather %x[%i] dims [0] window [2] bounds skip_element wrap fill -1 : tensor<?xi32>, tensor<?xi8> -> tensor<?x2xi32>
  return %0, %1, %2 : tensor<?x2xi32>, tensor<?x2xi32>, tensor<?x2xi32>
}

// A window of 2 may start 4 and not 1 from the end.
// RUN: tslice-run %s --entry=window '[10, 20, 30, 40, 50]' '[-2, -5, 3]' --check-against=evaluate | FileCheck %s --check-prefix=WINDOW
// WINDOW:      {{\[}}[40 50]
// WINDOW-NEXT:  [10 20]
// WINDOW-NEXT:  [40 50]]
// RUN: not tslice-run %s --entry=window '[10, 20, 30, 40, 50]' '[0, -1, 0]' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=WINDOW-LATE
// WINDOW-LATE: gather #1 (wrap.mlir:[[#@LINE+2]]:8): index -1 at position [1] is outside [-5, 4) of dimension 0 of 'x' (size 5, window 2)
func.func @window(%x: tensor<?xi32>, %i: tensor<?xi64>) -> tensor<?x2xi32> {
  %r = tslice.gather %x[%i] dims [0] window [2] wrap : tensor<?xi32>, tensor<?xi64> -> tensor<?x2xi32>
  return %r : tensor<?x2xi32>
}

// -1 and 2 are one cell: the updates meet in row-major order.
// RUN: tslice-run %s --entry=scatter '[[1, 2], [3, 4], [5, 6]]' '[2, -1, -3]' '[[10, 10], [20, 20], [30, 30]]' --check-against=evaluate | FileCheck %s --check-prefix=SCATTER
// SCATTER:      {{\[}}[31. 32.]
// SCATTER-NEXT:  [ 3. 4.]
// SCATTER-NEXT:  [35. 36.]]
// RUN: not tslice-run %s --entry=scatter '[[1, 2], [3, 4], [5, 6]]' '[2, -1, -4]' '[[10, 10], [20, 20], [30, 30]]' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=SCATTER-BAD
// SCATTER-BAD: scatter #1 (wrap.mlir:[[#@LINE+2]]:8): index -4 at position [2] is outside [-3, 3) of dimension 0 of 'x'
func.func @scatter(%x: tensor<?x2xf32>, %i: tensor<?xi32>, %u: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %r = tslice.scatter add %u into %x[%i] dims [0] wrap : tensor<?x2xf32> into tensor<?x2xf32>, tensor<?xi32>
  return %r : tensor<?x2xf32>
}

// RUN: tslice-run %s --entry=update '[1, 2, 3, 4]' 10 -1 --check-against=evaluate | FileCheck %s --check-prefix=UPDATE
// UPDATE: [ 1 2 3 14]
// UPDATE: [10 2 3 4]
// UPDATE: [1 2 3 4]
func.func @update(%x: tensor<?xi32>, %u: tensor<i32>, %i: index) -> (tensor<?xi32>, tensor<?xi32>, tensor<?xi32>) {
  %0 = tslice.update add %u into %x[%i][1][1] drop [0] wrap : tensor<i32> into tensor<?xi32>
  %1 = tslice.update set %u into %x[-9][1][1] drop [0] bounds clamp wrap : tensor<i32> into tensor<?xi32>
  %2 = tslice.update set %u into %x[-9][1][1] drop [0] bounds skip_window wrap : tensor<i32> into tensor<?xi32>
  return %0, %1, %2 : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>
}

// Gradients go back to where the value came from.
// RUN: tslice-run %s --entry=gradient '[1, 2, 3]' '[-1, 2, -3]' --check-against=evaluate | FileCheck %s --check-prefix=GRADIENT
// GRADIENT: [ 2. 0. 12.]
func.func private @squares(%x: tensor<3xf64>, %i: tensor<3xi32>) -> tensor<3xf64> {
  %g = tslice.gather %x[%i] dims [0] wrap : tensor<3xf64>, tensor<3xi32> -> tensor<3xf64>
  %r = arith.mulf %g, %g : tensor<3xf64>
  return %r : tensor<3xf64>
}
func.func @gradient(%x: tensor<3xf64>, %i: tensor<3xi32>) -> tensor<3xf64> {
  %ones = arith.constant dense<1.0> : tensor<3xf64>
  %g = tslice.vjp @squares(%x, %i)(%ones) wrt [0] : (tensor<3xf64>, tensor<3xi32>)(tensor<3xf64>) -> tensor<3xf64>
  return %g : tensor<3xf64>
}

// Two windows of one tensor, one counted from the end: the same cell twice.
// RUN: tslice-run %s --entry=windows '[1, 2, 3]' --check-against=evaluate | FileCheck %s --check-prefix=WINDOWS
// WINDOWS: [0. 0. 6.]
func.func private @twice(%x: tensor<3xf64>) -> tensor<f64> {
  %a = tslice.slice %x[-1][1][1] drop [0] wrap : tensor<3xf64> to tensor<f64>
  %b = tslice.slice %x[2][1][1] drop [0] : tensor<3xf64> to tensor<f64>
  %r = arith.mulf %a, %b : tensor<f64>
  return %r : tensor<f64>
}
func.func @windows(%x: tensor<3xf64>) -> tensor<3xf64> {
  %g = tslice.grad @twice(%x) wrt [0] : (tensor<3xf64>) -> tensor<3xf64>
  return %g : tensor<3xf64>
}
