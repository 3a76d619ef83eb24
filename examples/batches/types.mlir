// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// x[1:] of every element type: that of the result is the same by the rules of the
// language, and so is that of a gradient.

func.func @numbers(%a: tensor<?x2xf64>, %b: tensor<?x2xf32>, %c: tensor<?x2xf16>, %d: tensor<?x2xbf16>)
    -> (tensor<?x2xf64>, tensor<?x2xf32>, tensor<?x2xf16>, tensor<?x2xbf16>) {
  %0 = func.call @f64(%a) : (tensor<?x2xf64>) -> tensor<?x2xf64>
  %1 = func.call @f32(%b) : (tensor<?x2xf32>) -> tensor<?x2xf32>
  %2 = func.call @f16(%c) : (tensor<?x2xf16>) -> tensor<?x2xf16>
  %3 = func.call @bf16(%d) : (tensor<?x2xbf16>) -> tensor<?x2xbf16>
  return %0, %1, %2, %3 : tensor<?x2xf64>, tensor<?x2xf32>, tensor<?x2xf16>, tensor<?x2xbf16>
}
func.func private @f64(%x: tensor<?x2xf64>) -> tensor<?x2xf64> {
  %r = tslice.index %x[1:] : tensor<?x2xf64> -> tensor<?x2xf64>
  return %r : tensor<?x2xf64>
}
func.func private @f32(%x: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %r = tslice.index %x[1:] : tensor<?x2xf32> -> tensor<?x2xf32>
  return %r : tensor<?x2xf32>
}
func.func private @f16(%x: tensor<?x2xf16>) -> tensor<?x2xf16> {
  %r = tslice.index %x[1:] : tensor<?x2xf16> -> tensor<?x2xf16>
  return %r : tensor<?x2xf16>
}
func.func private @bf16(%x: tensor<?x2xbf16>) -> tensor<?x2xbf16> {
  %r = tslice.index %x[1:] : tensor<?x2xbf16> -> tensor<?x2xbf16>
  return %r : tensor<?x2xbf16>
}

func.func @integers(%a: tensor<?x2xi1>, %b: tensor<?x2xi8>, %c: tensor<?x2xi16>, %d: tensor<?x2xi32>, %e: tensor<?x2xi64>)
    -> (tensor<?x2xi1>, tensor<?x2xi8>, tensor<?x2xi16>, tensor<?x2xi32>, tensor<?x2xi64>) {
  %0 = tslice.index %a[1:] : tensor<?x2xi1> -> tensor<?x2xi1>
  %1 = tslice.index %b[1:] : tensor<?x2xi8> -> tensor<?x2xi8>
  %2 = tslice.index %c[1:] : tensor<?x2xi16> -> tensor<?x2xi16>
  %3 = tslice.index %d[1:] : tensor<?x2xi32> -> tensor<?x2xi32>
  %4 = tslice.index %e[1:] : tensor<?x2xi64> -> tensor<?x2xi64>
  return %0, %1, %2, %3, %4 : tensor<?x2xi1>, tensor<?x2xi8>, tensor<?x2xi16>, tensor<?x2xi32>, tensor<?x2xi64>
}

// Takes the gradients of the four slices and yields those of what was sliced.
func.func @gradients(%a: tensor<?x2xf64>, %b: tensor<?x2xf32>, %c: tensor<?x2xf16>, %d: tensor<?x2xbf16>,
                     %ga: tensor<?x2xf64>, %gb: tensor<?x2xf32>, %gc: tensor<?x2xf16>, %gd: tensor<?x2xbf16>)
    -> (tensor<?x2xf64>, tensor<?x2xf32>, tensor<?x2xf16>, tensor<?x2xbf16>) {
  %0 = tslice.vjp @f64(%a)(%ga) wrt [0] : (tensor<?x2xf64>)(tensor<?x2xf64>) -> tensor<?x2xf64>
  %1 = tslice.vjp @f32(%b)(%gb) wrt [0] : (tensor<?x2xf32>)(tensor<?x2xf32>) -> tensor<?x2xf32>
  %2 = tslice.vjp @f16(%c)(%gc) wrt [0] : (tensor<?x2xf16>)(tensor<?x2xf16>) -> tensor<?x2xf16>
  %3 = tslice.vjp @bf16(%d)(%gd) wrt [0] : (tensor<?x2xbf16>)(tensor<?x2xbf16>) -> tensor<?x2xbf16>
  return %0, %1, %2, %3 : tensor<?x2xf64>, tensor<?x2xf32>, tensor<?x2xf16>, tensor<?x2xbf16>
}
