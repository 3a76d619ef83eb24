// What other systems get wrong or refuse, by what it is. Values are worked out by
// hand.

// Of updates that set one cell only the last is in the result: (0, 2, 3) in the
// order of cells. A plain gather of the cotangent would give 1 to all.
// RUN: tslice-run %s --entry=set_with_duplicates '[5, 6, 7]' '[1, 2, 3, 4]' '[0, 1, 0, 1]' '[10, 20, 30]' | FileCheck %s --check-prefix=SET
// SET: [ 0.  0. 30.]
// SET-NEXT: [ 0.  0. 10. 20.]
func.func private @set(%x: tensor<3xf64>, %u: tensor<4xf64>, %i: tensor<4xi32>) -> tensor<3xf64> {
  %r = tslice.scatter set %u into %x[%i] dims [0] : tensor<4xf64> into tensor<3xf64>, tensor<4xi32>
  return %r : tensor<3xf64>
}
func.func @set_with_duplicates(%x: tensor<3xf64>, %u: tensor<4xf64>, %i: tensor<4xi32>, %w: tensor<3xf64>) -> (tensor<3xf64>, tensor<4xf64>) {
  %g:2 = tslice.vjp @set(%x, %u, %i)(%w) wrt [0, 1] : (tensor<3xf64>, tensor<4xf64>, tensor<4xi32>)(tensor<3xf64>) -> (tensor<3xf64>, tensor<4xf64>)
  return %g#0, %g#1 : tensor<3xf64>, tensor<4xf64>
}

// A product with duplicates, one cell with one zero and one with two, where
// result / factor is NaN: the product of the others.
// RUN: tslice-run %s --entry=mul_with_duplicates '[2, 3]' '[0, 5, 7, 0, 0]' '[0, 0, 0, 1, 1]' '[1, 1]' | FileCheck %s --check-prefix=MUL
// MUL: [0. 0.]
// MUL-NEXT: [70.  0.  0.  0.  0.]
// Its second derivative where the peers stop: with x y z = 2 * u * v and v = 0,
// the derivative in u of that in v is the rest.
// RUN: tslice-run %s --entry=mul_twice '[2, 3]' '[0, 5, 7, 0, 0]' '[0, 0, 0, 1, 1]' '[1, 0, 0, 1, 0]' | FileCheck %s --check-prefix=MUL2
// MUL2: [ 0. 14. 10.  0.  3.]
func.func private @mul(%x: tensor<2xf64>, %u: tensor<5xf64>, %i: tensor<5xi32>) -> tensor<2xf64> {
  %r = tslice.scatter mul %u into %x[%i] dims [0] : tensor<5xf64> into tensor<2xf64>, tensor<5xi32>
  return %r : tensor<2xf64>
}
func.func @mul_with_duplicates(%x: tensor<2xf64>, %u: tensor<5xf64>, %i: tensor<5xi32>, %w: tensor<2xf64>) -> (tensor<2xf64>, tensor<5xf64>) {
  %g:2 = tslice.vjp @mul(%x, %u, %i)(%w) wrt [0, 1] : (tensor<2xf64>, tensor<5xf64>, tensor<5xi32>)(tensor<2xf64>) -> (tensor<2xf64>, tensor<5xf64>)
  return %g#0, %g#1 : tensor<2xf64>, tensor<5xf64>
}
func.func private @mul_gradient(%x: tensor<2xf64>, %u: tensor<5xf64>, %i: tensor<5xi32>) -> tensor<5xf64> {
  %one = arith.constant dense<1.0> : tensor<2xf64>
  %g = tslice.vjp @mul(%x, %u, %i)(%one) wrt [1] : (tensor<2xf64>, tensor<5xf64>, tensor<5xi32>)(tensor<2xf64>) -> tensor<5xf64>
  return %g : tensor<5xf64>
}
func.func @mul_twice(%x: tensor<2xf64>, %u: tensor<5xf64>, %i: tensor<5xi32>, %v: tensor<5xf64>) -> tensor<5xf64> {
  %h = tslice.vjp @mul_gradient(%x, %u, %i)(%v) wrt [1] : (tensor<2xf64>, tensor<5xf64>, tensor<5xi32>)(tensor<5xf64>) -> tensor<5xf64>
  return %h : tensor<5xf64>
}

// The maximum of x and updates that tie: even shares, of x too, and nothing is
// taken back from what x got before, so that infinities elsewhere do no harm.
// RUN: tslice-run %s --entry=max_ties '[4, inf, 1]' '[4, 4, 0, 2]' '[0, 0, 1, 2]' '[3, 5, 7]' | FileCheck %s --check-prefix=MAX
// MAX: [1. 5. 0.]
// MAX-NEXT: [1. 1. 0. 7.]
func.func private @max(%x: tensor<3xf64>, %u: tensor<4xf64>, %i: tensor<4xi32>) -> tensor<3xf64> {
  %r = tslice.scatter max %u into %x[%i] dims [0] : tensor<4xf64> into tensor<3xf64>, tensor<4xi32>
  return %r : tensor<3xf64>
}
func.func @max_ties(%x: tensor<3xf64>, %u: tensor<4xf64>, %i: tensor<4xi32>, %w: tensor<3xf64>) -> (tensor<3xf64>, tensor<4xf64>) {
  %g:2 = tslice.vjp @max(%x, %u, %i)(%w) wrt [0, 1] : (tensor<3xf64>, tensor<4xf64>, tensor<4xi32>)(tensor<3xf64>) -> (tensor<3xf64>, tensor<4xf64>)
  return %g#0, %g#1 : tensor<3xf64>, tensor<4xf64>
}

// With exclude_self x is no candidate, and is not counted among the ties.
// RUN: tslice-run %s --entry=max_without_self '[4, 9, 1]' '[4, 4, 0, 2]' '[0, 0, 1, 2]' '[3, 5, 7]' | FileCheck %s --check-prefix=SELF
// SELF: [0. 0. 0.]
// SELF-NEXT: [1.5 1.5 5.  7. ]
func.func private @max_self(%x: tensor<3xf64>, %u: tensor<4xf64>, %i: tensor<4xi32>) -> tensor<3xf64> {
  %r = tslice.scatter max %u into %x[%i] dims [0] exclude_self : tensor<4xf64> into tensor<3xf64>, tensor<4xi32>
  return %r : tensor<3xf64>
}
func.func @max_without_self(%x: tensor<3xf64>, %u: tensor<4xf64>, %i: tensor<4xi32>, %w: tensor<3xf64>) -> (tensor<3xf64>, tensor<4xf64>) {
  %g:2 = tslice.vjp @max_self(%x, %u, %i)(%w) wrt [0, 1] : (tensor<3xf64>, tensor<4xf64>, tensor<4xi32>)(tensor<3xf64>) -> (tensor<3xf64>, tensor<4xf64>)
  return %g#0, %g#1 : tensor<3xf64>, tensor<4xf64>
}

// A reduction to the maximum: ties share; they do not get all of it each. NaN
// wins, and every NaN is one.
// RUN: tslice-run %s --entry=reduce_max_ties '[[1, 4, 4, 4], [nan, 2, nan, 9]]' | FileCheck %s --check-prefix=REDUCE_MAX
// REDUCE_MAX: [0. 0.33333333 0.33333333 0.33333333]
// REDUCE_MAX-NEXT: [0.5 0. 0.5 0. ]
func.func private @reduce_max(%x: tensor<2x4xf64>) -> tensor<2xf64> {
  %low = arith.constant dense<0xFFF0000000000000> : tensor<2xf64>
  %r = linalg.reduce { arith.maximumf } ins(%x : tensor<2x4xf64>) outs(%low : tensor<2xf64>) dimensions = [1]
  return %r : tensor<2xf64>
}
func.func @reduce_max_ties(%x: tensor<2x4xf64>) -> tensor<2x4xf64> {
  %one = arith.constant dense<1.0> : tensor<2xf64>
  %g = tslice.vjp @reduce_max(%x)(%one) wrt [0] : (tensor<2x4xf64>)(tensor<2xf64>) -> tensor<2x4xf64>
  return %g : tensor<2x4xf64>
}

// A reduction to the product, with no zero, one and two: never result / element.
// Factors whose product is no number of the type are no matter either.
// RUN: tslice-run %s --entry=reduce_mul_zeros '[[2, 3, 4], [0, 3, 4], [0, 3, 0], [1e300, 1e300, 1e-300]]' | FileCheck %s --check-prefix=REDUCE_MUL
// REDUCE_MUL: {{\[\[}}12. 8. 6.]
// REDUCE_MUL-NEXT: [12. 0. 0.]
// REDUCE_MUL-NEXT: [ 0. 0. 0.]
// REDUCE_MUL-NEXT: [ 1. 1. inf]]
func.func private @reduce_mul(%x: tensor<4x3xf64>) -> tensor<4xf64> {
  %one = arith.constant dense<1.0> : tensor<4xf64>
  %r = linalg.reduce { arith.mulf } ins(%x : tensor<4x3xf64>) outs(%one : tensor<4xf64>) dimensions = [1]
  return %r : tensor<4xf64>
}
func.func @reduce_mul_zeros(%x: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %one = arith.constant dense<1.0> : tensor<4xf64>
  %g = tslice.vjp @reduce_mul(%x)(%one) wrt [0] : (tensor<4x3xf64>)(tensor<4xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// An index that clamp moves is moved in reverse too, and an update that is
// skipped gets nothing.
// RUN: tslice-run %s --entry=same_bounds '[1, 2, 3]' '[5, 5]' '[-4, 9]' '[1, 2]' | FileCheck %s --check-prefix=BOUNDS
// BOUNDS: [1. 0. 2.]
// BOUNDS-NEXT: [0. 0.]
func.func private @clamped(%x: tensor<3xf64>, %i: tensor<2xi32>) -> tensor<2xf64> {
  %r = tslice.gather %x[%i] dims [0] bounds clamp : tensor<3xf64>, tensor<2xi32> -> tensor<2xf64>
  return %r : tensor<2xf64>
}
func.func private @skipped(%x: tensor<3xf64>, %u: tensor<2xf64>, %i: tensor<2xi32>) -> tensor<3xf64> {
  %r = tslice.scatter max %u into %x[%i] dims [0] bounds skip_window : tensor<2xf64> into tensor<3xf64>, tensor<2xi32>
  return %r : tensor<3xf64>
}
func.func @same_bounds(%x: tensor<3xf64>, %u: tensor<2xf64>, %i: tensor<2xi32>, %w: tensor<2xf64>) -> (tensor<3xf64>, tensor<2xf64>) {
  %g = tslice.vjp @clamped(%x, %i)(%w) wrt [0] : (tensor<3xf64>, tensor<2xi32>)(tensor<2xf64>) -> tensor<3xf64>
  %h = tslice.vjp @skipped(%x, %u, %i)(%x) wrt [1] : (tensor<3xf64>, tensor<2xf64>, tensor<2xi32>)(tensor<3xf64>) -> tensor<2xf64>
  return %g, %h : tensor<3xf64>, tensor<2xf64>
}

// Cotangents are selected, never multiplied by 0: what is chosen away may be
// infinite or NaN.
// RUN: tslice-run %s --entry=no_zero_times_nan '[1, 4]' '[inf, nan]' | FileCheck %s --check-prefix=SELECT
// SELECT: [inf nan]
// SELECT-NEXT: [0. 0.]
func.func private @choose(%x: tensor<2xf64>, %y: tensor<2xf64>) -> tensor<2xf64> {
  %five = arith.constant dense<5.0> : tensor<2xf64>
  %m = arith.minimumf %x, %five : tensor<2xf64>
  %p = arith.cmpf olt, %m, %five : tensor<2xf64>
  %r = arith.select %p, %m, %y : tensor<2xi1>, tensor<2xf64>
  return %r : tensor<2xf64>
}
func.func @no_zero_times_nan(%x: tensor<2xf64>, %w: tensor<2xf64>) -> (tensor<2xf64>, tensor<2xf64>) {
  %g:2 = tslice.vjp @choose(%x, %x)(%w) wrt [0, 1] : (tensor<2xf64>, tensor<2xf64>)(tensor<2xf64>) -> (tensor<2xf64>, tensor<2xf64>)
  return %g#0, %g#1 : tensor<2xf64>, tensor<2xf64>
}

// The cotangent of a padding is summed over the cells that were padded, not
// taken from a total that would cancel.
// RUN: tslice-run %s --entry=padding_without_cancellation '[1, 2]' 3 '[1, 1e20, -1, 2]' | FileCheck %s --check-prefix=PAD
// PAD: 3.0
func.func private @pad(%x: tensor<2xf64>, %v: f64) -> tensor<4xf64> {
  %r = tensor.pad %x low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %v : f64
  } : tensor<2xf64> to tensor<4xf64>
  return %r : tensor<4xf64>
}
func.func @padding_without_cancellation(%x: tensor<2xf64>, %v: f64, %w: tensor<4xf64>) -> f64 {
  %g = tslice.vjp @pad(%x, %v)(%w) wrt [1] : (tensor<2xf64>, f64)(tensor<4xf64>) -> f64
  return %g : f64
}

// Sums of f16 over many elements are kept in f32: one at a time in f16 they
// stop at 2048.
// RUN: tslice-run %s --entry=sums_of_halves 'random(4096x1, f16, 1)' 1 | FileCheck %s --check-prefix=HALF
// HALF: [4096.]
// HALF-NEXT: 4096.0
func.func private @bias(%x: tensor<4096x1xf16>, %b: tensor<1xf16>) -> tensor<4096x1xf16> {
  %e = tensor.empty() : tensor<4096x1xf16>
  %c = linalg.broadcast ins(%b : tensor<1xf16>) outs(%e : tensor<4096x1xf16>) dimensions = [0]
  %r = arith.addf %x, %c : tensor<4096x1xf16>
  return %r : tensor<4096x1xf16>
}
func.func private @splat(%v: f16) -> tensor<4096x1xf16> {
  %r = tensor.splat %v : tensor<4096x1xf16>
  return %r : tensor<4096x1xf16>
}
func.func @sums_of_halves(%x: tensor<4096x1xf16>, %v: f16) -> (tensor<1xf16>, f16) {
  %one = arith.constant dense<1.0> : tensor<4096x1xf16>
  %b = tensor.from_elements %v : tensor<1xf16>
  %g = tslice.vjp @bias(%x, %b)(%one) wrt [1] : (tensor<4096x1xf16>, tensor<1xf16>)(tensor<4096x1xf16>) -> tensor<1xf16>
  %h = tslice.vjp @splat(%v)(%one) wrt [0] : (f16)(tensor<4096x1xf16>) -> f16
  return %g, %h : tensor<1xf16>, f16
}

// Arithmetic of derivatives promises nothing that its function did not.
// RUN: tslice-opt --tslice-derive-adjoints %s | FileCheck %s --check-prefix=FASTMATH
// FASTMATH-NOT: fastmath
