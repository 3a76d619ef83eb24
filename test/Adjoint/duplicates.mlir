// RUN: tslice-run %s --entry=mul '[2, 2, 2, 2]' '[0, 0, 1, 1, 2, 2, 2]' '[0, 3, 0, 0, 0, 3, inf]' '[1, 1, 1, 7]' | FileCheck %s --check-prefix=MUL
// RUN: tslice-run %s --entry=mul_self '[5, nan, 2]' '[0, 0, 0, 1]' '[0, 3, 4, 7]' '[1, 10, 100]' | FileCheck %s --check-prefix=MULSELF
// RUN: tslice-run %s --entry=mul_wide 1 '[0, 0, 0]' '[256, 256, 0.00390625]' 1 | FileCheck %s --check-prefix=MULWIDE
// RUN: tslice-run %s --entry=mul_wide_self 3 '[0, 0, 0]' '[256, 256, 0.00390625]' 1 | FileCheck %s --check-prefix=WIDESELF
// RUN: tslice-run %s --entry=mul_complex '[1j, 3]' '[0, 0]' '[2, 1+1j]' '[1, 1]' | FileCheck %s --check-prefix=COMPLEX
// RUN: tslice-run %s --entry=add_self '[1, 2, 3]' '[0, 2, 0, 9]' '[7, 8, 9, 6]' '[nan, 5, 6]' | FileCheck %s --check-prefix=ADDSELF
// RUN: tslice-run %s --entry=max_self '[2, 9, 5]' '[0, 1, 0, 1, 0]' '[2, 4, 2, 1, 1]' '[6, 6, 6]' | FileCheck %s --check-prefix=MAXSELF
// RUN: tslice-run %s --entry=max_first '[2, 5, 1, 0]' '[0, 1, 2, 2, 3, 3]' '[2, 7, 4, 4, nan, nan]' '[6, 7, 8, 9]' | FileCheck %s --check-prefix=MAXFIRST
// RUN: tslice-run %s --entry=max_first_self '[2, 5, 1, 0]' '[0, 1, 2, 2, 9, 9]' '[2, 3, 4, 4, nan, nan]' '[6, 7, 8, 9]' | FileCheck %s --check-prefix=FIRSTSELF
// RUN: tslice-run %s --entry=min_bf16 '[1, 2]' '[0, 0, 0]' '[1, 1, 2]' '[1, 4]' | FileCheck %s --check-prefix=BF16
// RUN: tslice-run %s --entry=skipped '[1, 2]' '[0, 9, 0]' '[1, 0, 2]' '[1, 4]' | FileCheck %s --check-prefix=SKIPPED
// RUN: tslice-run %s --entry=replaced '[inf, 2]' '[0, 1, 0]' '[0, 3, 1]' '[1, 4]' | FileCheck %s --check-prefix=REPLACED
// RUN: tslice-run %s --entry=once 2 '[1, 2, 3]' '[0, 4]' '[1, 1, 1]' | FileCheck %s --check-prefix=ONCE
// RUN: tslice-run %s --entry=pair '[1, 3]' '[-1, -1]' '[5, 2, 7, 2]' '[0, 1, 2, 3]' '[0, 1, 0, 1]' '[10, 20]' | FileCheck %s --check-prefix=PAIR
// RUN: tslice-run %s --entry=pair_complex '[1j, 2]' '[0, 0]' '[1, 2j]' '[1, 10]' | FileCheck %s --check-prefix=REGIONC
// RUN: tslice-run %s --entry=many '[1, 2]' | FileCheck %s --check-prefix=MANY
//
// Cells that several updates meet: closed forms, where finite differences say nothing.

// Cell 0: one zero, whose factor is the rest. Cell 1: two. Cell 2: the product that a zero and an infinity leave open.
// MUL: [ 0. 0. nan 7.]
// MUL: [ 6. 0. 0. 0. inf nan 0.]
func.func private @f_mul(%x: tensor<4xf64>, %i: tensor<7xi32>, %u: tensor<7xf64>) -> tensor<4xf64> {
  %y = tslice.scatter mul %u into %x[%i] dims [0] : tensor<7xf64> into tensor<4xf64>, tensor<7xi32>
  return %y : tensor<4xf64>
}
func.func @mul(%x: tensor<4xf64>, %i: tensor<7xi32>, %u: tensor<7xf64>, %c: tensor<4xf64>) -> (tensor<4xf64>, tensor<7xf64>) {
  %g:2 = tslice.vjp @f_mul(%x, %i, %u)(%c) wrt [0, 2] : (tensor<4xf64>, tensor<7xi32>, tensor<7xf64>)(tensor<4xf64>) -> (tensor<4xf64>, tensor<7xf64>)
  return %g#0, %g#1 : tensor<4xf64>, tensor<7xf64>
}

// What is replaced is no factor, a NaN neither.
// MULSELF: [ 0. 0. 100.]
// MULSELF: [12. 0. 0. 10.]
func.func private @f_mul_self(%x: tensor<3xf64>, %i: tensor<4xi32>, %u: tensor<4xf64>) -> tensor<3xf64> {
  %y = tslice.scatter mul %u into %x[%i] dims [0] exclude_self : tensor<4xf64> into tensor<3xf64>, tensor<4xi32>
  return %y : tensor<3xf64>
}
func.func @mul_self(%x: tensor<3xf64>, %i: tensor<4xi32>, %u: tensor<4xf64>, %c: tensor<3xf64>) -> (tensor<3xf64>, tensor<4xf64>) {
  %g:2 = tslice.vjp @f_mul_self(%x, %i, %u)(%c) wrt [0, 2] : (tensor<3xf64>, tensor<4xi32>, tensor<4xf64>)(tensor<3xf64>) -> (tensor<3xf64>, tensor<4xf64>)
  return %g#0, %g#1 : tensor<3xf64>, tensor<4xf64>
}

// 256 * 256 is not an f16, but the fold goes on in f32 both ways; in f16 the tangent would be inf.
// MULWIDE: 256.0
// MULWIDE: [ 1. 1. inf]
// MULWIDE: 256.0
func.func private @f_mul_wide(%x: tensor<f16>, %i: tensor<3x0xi32>, %u: tensor<3xf16>) -> tensor<f16> {
  %y = tslice.scatter mul %u into %x[%i] dims [] accumulate f32 : tensor<3xf16> into tensor<f16>, tensor<3x0xi32>
  return %y : tensor<f16>
}
func.func @mul_wide(%x: tensor<f16>, %j: tensor<3xi32>, %u: tensor<3xf16>, %c: tensor<f16>) -> (tensor<f16>, tensor<3xf16>, tensor<f16>) {
  %i = tensor.empty() : tensor<3x0xi32>
  %zero = arith.constant dense<0.0> : tensor<3xf16>
  %g:2 = tslice.vjp @f_mul_wide(%x, %i, %u)(%c) wrt [0, 2] : (tensor<f16>, tensor<3x0xi32>, tensor<3xf16>)(tensor<f16>) -> (tensor<f16>, tensor<3xf16>)
  %t = tslice.jvp @f_mul_wide(%x, %i, %u)(%c, %zero) wrt [0, 2] : (tensor<f16>, tensor<3x0xi32>, tensor<3xf16>)(tensor<f16>, tensor<3xf16>) -> tensor<f16>
  return %g#0, %g#1, %t : tensor<f16>, tensor<3xf16>, tensor<f16>
}

// WIDESELF: 0.0
// WIDESELF: [ 1. 1. inf]
// WIDESELF: 1.0
func.func private @f_mul_wide_self(%x: tensor<f16>, %i: tensor<3x0xi32>, %u: tensor<3xf16>) -> tensor<f16> {
  %y = tslice.scatter mul %u into %x[%i] dims [] exclude_self accumulate f32 : tensor<3xf16> into tensor<f16>, tensor<3x0xi32>
  return %y : tensor<f16>
}
func.func @mul_wide_self(%x: tensor<f16>, %j: tensor<3xi32>, %u: tensor<3xf16>, %c: tensor<f16>) -> (tensor<f16>, tensor<3xf16>, tensor<f16>) {
  %i = tensor.empty() : tensor<3x0xi32>
  %t = arith.constant dense<[1.0, 0.0, 0.0]> : tensor<3xf16>
  %g:2 = tslice.vjp @f_mul_wide_self(%x, %i, %u)(%c) wrt [0, 2] : (tensor<f16>, tensor<3x0xi32>, tensor<3xf16>)(tensor<f16>) -> (tensor<f16>, tensor<3xf16>)
  %d = tslice.jvp @f_mul_wide_self(%x, %i, %u)(%t) wrt [2] : (tensor<f16>, tensor<3x0xi32>, tensor<3xf16>)(tensor<3xf16>) -> tensor<f16>
  return %g#0, %g#1, %d : tensor<f16>, tensor<3xf16>, tensor<f16>
}

// The transpose, never conjugated: x_ct = 2 (1+i), u_ct = [i (1+i), 2i].
// COMPLEX: [2.+2.j 1.+0.j]
// COMPLEX: [-1.+1.j 0.+2.j]
func.func private @f_mul_complex(%x: tensor<2xcomplex<f64>>, %i: tensor<2xi32>, %u: tensor<2xcomplex<f64>>) -> tensor<2xcomplex<f64>> {
  %y = tslice.scatter mul %u into %x[%i] dims [0] : tensor<2xcomplex<f64>> into tensor<2xcomplex<f64>>, tensor<2xi32>
  return %y : tensor<2xcomplex<f64>>
}
func.func @mul_complex(%x: tensor<2xcomplex<f64>>, %i: tensor<2xi32>, %u: tensor<2xcomplex<f64>>, %c: tensor<2xcomplex<f64>>) -> (tensor<2xcomplex<f64>>, tensor<2xcomplex<f64>>) {
  %g:2 = tslice.vjp @f_mul_complex(%x, %i, %u)(%c) wrt [0, 2] : (tensor<2xcomplex<f64>>, tensor<2xi32>, tensor<2xcomplex<f64>>)(tensor<2xcomplex<f64>>) -> (tensor<2xcomplex<f64>>, tensor<2xcomplex<f64>>)
  return %g#0, %g#1 : tensor<2xcomplex<f64>>, tensor<2xcomplex<f64>>
}

// Each update of a cell receives, what it replaced does not; what is skipped neither.
// ADDSELF: [0. 5. 0.]
// ADDSELF: [nan 6. nan 0.]
func.func private @f_add_self(%x: tensor<3xf64>, %i: tensor<4xi32>, %u: tensor<4xf64>) -> tensor<3xf64> {
  %y = tslice.scatter add %u into %x[%i] dims [0] bounds skip_window exclude_self : tensor<4xf64> into tensor<3xf64>, tensor<4xi32>
  return %y : tensor<3xf64>
}
func.func @add_self(%x: tensor<3xf64>, %i: tensor<4xi32>, %u: tensor<4xf64>, %c: tensor<3xf64>) -> (tensor<3xf64>, tensor<4xf64>) {
  %g:2 = tslice.vjp @f_add_self(%x, %i, %u)(%c) wrt [0, 2] : (tensor<3xf64>, tensor<4xi32>, tensor<4xf64>)(tensor<3xf64>) -> (tensor<3xf64>, tensor<4xf64>)
  return %g#0, %g#1 : tensor<3xf64>, tensor<4xf64>
}

// The destination is no candidate, and counts in no tie: cell 0 has two winners, not three.
// MAXSELF: [0. 0. 6.]
// MAXSELF: [3. 6. 3. 0. 0.]
func.func private @f_max_self(%x: tensor<3xf64>, %i: tensor<5xi32>, %u: tensor<5xf64>) -> tensor<3xf64> {
  %y = tslice.scatter max %u into %x[%i] dims [0] exclude_self : tensor<5xf64> into tensor<3xf64>, tensor<5xi32>
  return %y : tensor<3xf64>
}
func.func @max_self(%x: tensor<3xf64>, %i: tensor<5xi32>, %u: tensor<5xf64>, %c: tensor<3xf64>) -> (tensor<3xf64>, tensor<5xf64>) {
  %g:2 = tslice.vjp @f_max_self(%x, %i, %u)(%c) wrt [0, 2] : (tensor<3xf64>, tensor<5xi32>, tensor<5xf64>)(tensor<3xf64>) -> (tensor<3xf64>, tensor<5xf64>)
  return %g#0, %g#1 : tensor<3xf64>, tensor<5xf64>
}

// Cell 0: the destination precedes. Cell 2: the first of two updates. Cell 3: the first NaN.
// MAXFIRST: [6. 0. 0. 0.]
// MAXFIRST: [0. 7. 8. 0. 9. 0.]
// MAXFIRST: [2. 0. 0. 0.]
func.func private @f_max_first(%x: tensor<4xf64>, %i: tensor<6xi32>, %u: tensor<6xf64>) -> tensor<4xf64> {
  %y = tslice.scatter max %u into %x[%i] dims [0] ties first : tensor<6xf64> into tensor<4xf64>, tensor<6xi32>
  return %y : tensor<4xf64>
}
func.func @max_first(%x: tensor<4xf64>, %i: tensor<6xi32>, %u: tensor<6xf64>, %c: tensor<4xf64>) -> (tensor<4xf64>, tensor<6xf64>, tensor<4xf64>) {
  %g:2 = tslice.vjp @f_max_first(%x, %i, %u)(%c) wrt [0, 2] : (tensor<4xf64>, tensor<6xi32>, tensor<6xf64>)(tensor<4xf64>) -> (tensor<4xf64>, tensor<6xf64>)
  %t = tslice.jvp @f_max_first(%x, %i, %u)(%x) wrt [0] : (tensor<4xf64>, tensor<6xi32>, tensor<6xf64>)(tensor<4xf64>) -> tensor<4xf64>
  return %g#0, %g#1, %t : tensor<4xf64>, tensor<6xf64>, tensor<4xf64>
}

// FIRSTSELF: [0. 0. 0. 9.]
// FIRSTSELF: [6. 7. 8. 0. 0. 0.]
func.func private @f_max_first_self(%x: tensor<4xf64>, %i: tensor<6xi32>, %u: tensor<6xf64>) -> tensor<4xf64> {
  %y = tslice.scatter max %u into %x[%i] dims [0] bounds skip_element exclude_self ties first : tensor<6xf64> into tensor<4xf64>, tensor<6xi32>
  return %y : tensor<4xf64>
}
func.func @max_first_self(%x: tensor<4xf64>, %i: tensor<6xi32>, %u: tensor<6xf64>, %c: tensor<4xf64>) -> (tensor<4xf64>, tensor<6xf64>) {
  %g:2 = tslice.vjp @f_max_first_self(%x, %i, %u)(%c) wrt [0, 2] : (tensor<4xf64>, tensor<6xi32>, tensor<6xf64>)(tensor<4xf64>) -> (tensor<4xf64>, tensor<6xf64>)
  return %g#0, %g#1 : tensor<4xf64>, tensor<6xf64>
}

// Three share in bf16, which the third is rounded to.
// BF16: [0.334 4. ]
// BF16: [0.334 0.334 0. ]
func.func private @f_min_bf16(%x: tensor<2xbf16>, %i: tensor<3xi32>, %u: tensor<3xbf16>) -> tensor<2xbf16> {
  %y = tslice.scatter min %u into %x[%i] dims [0] : tensor<3xbf16> into tensor<2xbf16>, tensor<3xi32>
  return %y : tensor<2xbf16>
}
func.func @min_bf16(%x: tensor<2xbf16>, %i: tensor<3xi32>, %u: tensor<3xbf16>, %c: tensor<2xbf16>) -> (tensor<2xbf16>, tensor<3xbf16>) {
  %g:2 = tslice.vjp @f_min_bf16(%x, %i, %u)(%c) wrt [0, 2] : (tensor<2xbf16>, tensor<3xi32>, tensor<3xbf16>)(tensor<2xbf16>) -> (tensor<2xbf16>, tensor<3xbf16>)
  return %g#0, %g#1 : tensor<2xbf16>, tensor<3xbf16>
}

// The region is not called for what is skipped: its infinite slope at 0 is of no account. d(a sqrt(u)) with a = 1, 1: x_ct = sqrt(2), u_ct = [sqrt(2)/2, 0, 1/(2 sqrt(2))].
// SKIPPED: [1.41421356 4. ]
// SKIPPED: [0.70710678 0. 0.35355339]
func.func private @f_skipped(%x: tensor<2xf64>, %i: tensor<3xi32>, %u: tensor<3xf64>) -> tensor<2xf64> {
  %y = tslice.scatter %u into %x[%i] dims [0] bounds skip_window : tensor<3xf64> into tensor<2xf64>, tensor<3xi32> {
  ^bb0(%a: f64, %b: f64):
    %r = math.sqrt %b : f64
    %p = arith.mulf %a, %r : f64
    tslice.yield %p : f64
  }
  return %y : tensor<2xf64>
}
func.func @skipped(%x: tensor<2xf64>, %i: tensor<3xi32>, %u: tensor<3xf64>, %c: tensor<2xf64>) -> (tensor<2xf64>, tensor<3xf64>) {
  %g:2 = tslice.vjp @f_skipped(%x, %i, %u)(%c) wrt [0, 2] : (tensor<2xf64>, tensor<3xi32>, tensor<3xf64>)(tensor<2xf64>) -> (tensor<2xf64>, tensor<3xf64>)
  return %g#0, %g#1 : tensor<2xf64>, tensor<3xf64>
}

// Nor for the first update of a cell, whose slope there is 1. Cell 0 becomes 0 * sqrt(1): u_ct = [1, ., 0 * 1/2].
// REPLACED: [0. 0.]
// REPLACED: [1. 4. 0.]
func.func private @f_replaced(%x: tensor<2xf64>, %i: tensor<3xi32>, %u: tensor<3xf64>) -> tensor<2xf64> {
  %y = tslice.scatter %u into %x[%i] dims [0] exclude_self : tensor<3xf64> into tensor<2xf64>, tensor<3xi32> {
  ^bb0(%a: f64, %b: f64):
    %r = math.sqrt %b : f64
    %p = arith.mulf %a, %r : f64
    tslice.yield %p : f64
  }
  return %y : tensor<2xf64>
}
func.func @replaced(%x: tensor<2xf64>, %i: tensor<3xi32>, %u: tensor<3xf64>, %c: tensor<2xf64>) -> (tensor<2xf64>, tensor<3xf64>) {
  %g:2 = tslice.vjp @f_replaced(%x, %i, %u)(%c) wrt [0, 2] : (tensor<2xf64>, tensor<3xi32>, tensor<3xf64>)(tensor<2xf64>) -> (tensor<2xf64>, tensor<3xf64>)
  return %g#0, %g#1 : tensor<2xf64>, tensor<3xf64>
}

// The same of an update, of which the first element is outside: u = [0, 4] at offsets 3 and 2.
// ONCE: [1. 1. 2.]
// ONCE: [0. 0.75]
func.func private @f_once(%o: index, %x: tensor<3xf64>, %u: tensor<2xf64>) -> tensor<3xf64> {
  %c1 = arith.constant 1 : index
  %start = arith.addi %o, %c1 : index
  %y = tslice.update %u into %x[%start][2][-1] bounds skip_element : tensor<2xf64> into tensor<3xf64> {
  ^bb0(%a: f64, %b: f64):
    %r = math.sqrt %b : f64
    %p = arith.mulf %a, %r : f64
    tslice.yield %p : f64
  }
  return %y : tensor<3xf64>
}
func.func @once(%o: index, %x: tensor<3xf64>, %u: tensor<2xf64>, %c: tensor<3xf64>) -> (tensor<3xf64>, tensor<2xf64>) {
  %g:2 = tslice.vjp @f_once(%o, %x, %u)(%c) wrt [1, 2] : (index, tensor<3xf64>, tensor<2xf64>)(tensor<3xf64>) -> (tensor<3xf64>, tensor<2xf64>)
  return %g#0, %g#1 : tensor<3xf64>, tensor<2xf64>
}

// The greatest of each cell and where it came from: who it came from receives. In cell 1 the destination stays.
// PAIR: [ 0. 20.]
// PAIR: [ 0. 0. 10. 0.]
func.func private @f_pair(%x: tensor<2xf64>, %where: tensor<2xi64>, %u: tensor<4xf64>, %k: tensor<4xi64>, %ids: tensor<4xi32>) -> tensor<2xf64> {
  %r:2 = tslice.scatter %u, %k into %x, %where[%ids] dims [0] : tensor<4xf64>, tensor<4xi64> into tensor<2xf64>, tensor<2xi64>, tensor<4xi32> {
  ^bb0(%found: f64, %at: i64, %written: f64, %from: i64):
    %greater = arith.cmpf ogt, %written, %found : f64
    %max = arith.select %greater, %written, %found : f64
    %arg = arith.select %greater, %from, %at : i64
    tslice.yield %max, %arg : f64, i64
  }
  return %r#0 : tensor<2xf64>
}
func.func @pair(%x: tensor<2xf64>, %where: tensor<2xi64>, %u: tensor<4xf64>, %k: tensor<4xi64>, %ids: tensor<4xi32>, %c: tensor<2xf64>) -> (tensor<2xf64>, tensor<4xf64>) {
  %g:2 = tslice.vjp @f_pair(%x, %where, %u, %k, %ids)(%c) wrt [0, 2] : (tensor<2xf64>, tensor<2xi64>, tensor<4xf64>, tensor<4xi64>, tensor<4xi32>)(tensor<2xf64>) -> (tensor<2xf64>, tensor<4xf64>)
  return %g#0, %g#1 : tensor<2xf64>, tensor<4xf64>
}

// a u + u: cell 0 becomes (i 1 + 1) 2i + 2i: u_ct = [(i + 1) 2i, (i + 1) + 1], x_ct = 1 * 2i.
// REGIONC: [ 0.+2.j 10.+0.j]
// REGIONC: [-2.+2.j 2.+1.j]
func.func private @f_pair_complex(%x: tensor<2xcomplex<f32>>, %i: tensor<2xi32>, %u: tensor<2xcomplex<f32>>) -> tensor<2xcomplex<f32>> {
  %y = tslice.scatter %u into %x[%i] dims [0] : tensor<2xcomplex<f32>> into tensor<2xcomplex<f32>>, tensor<2xi32> {
  ^bb0(%a: complex<f32>, %b: complex<f32>):
    %p = complex.mul %a, %b : complex<f32>
    %q = complex.add %p, %b : complex<f32>
    tslice.yield %q : complex<f32>
  }
  return %y : tensor<2xcomplex<f32>>
}
func.func @pair_complex(%x: tensor<2xcomplex<f32>>, %i: tensor<2xi32>, %u: tensor<2xcomplex<f32>>, %c: tensor<2xcomplex<f32>>) -> (tensor<2xcomplex<f32>>, tensor<2xcomplex<f32>>) {
  %g:2 = tslice.vjp @f_pair_complex(%x, %i, %u)(%c) wrt [0, 2] : (tensor<2xcomplex<f32>>, tensor<2xi32>, tensor<2xcomplex<f32>>)(tensor<2xcomplex<f32>>) -> (tensor<2xcomplex<f32>>, tensor<2xcomplex<f32>>)
  return %g#0, %g#1 : tensor<2xcomplex<f32>>, tensor<2xcomplex<f32>>
}

// 3000 reads of one element: a sum in f16 would stay at 2048. The tangents of 3000 equal maxima share.
// MANY: [3000. 0.]
// MANY: [1. 0.]
func.func private @f_many(%x: tensor<2xf16>, %i: tensor<3000xi32>) -> tensor<3000xf16> {
  %y = tslice.gather %x[%i] dims [0] : tensor<2xf16>, tensor<3000xi32> -> tensor<3000xf16>
  return %y : tensor<3000xf16>
}
func.func private @f_many_max(%x: tensor<2xf16>, %i: tensor<3000xi32>, %u: tensor<3000xf16>) -> tensor<2xf16> {
  %y = tslice.scatter max %u into %x[%i] dims [0] exclude_self : tensor<3000xf16> into tensor<2xf16>, tensor<3000xi32>
  return %y : tensor<2xf16>
}
func.func @many(%x: tensor<2xf16>) -> (tensor<2xf16>, tensor<2xf16>) {
  %i = arith.constant dense<0> : tensor<3000xi32>
  %c = arith.constant dense<1.0> : tensor<3000xf16>
  %zero = arith.constant dense<0.0> : tensor<2xf16>
  %g = tslice.vjp @f_many(%x, %i)(%c) wrt [0] : (tensor<2xf16>, tensor<3000xi32>)(tensor<3000xf16>) -> tensor<2xf16>
  %t = tslice.jvp @f_many_max(%x, %i, %c)(%zero, %c) wrt [0, 2] : (tensor<2xf16>, tensor<3000xi32>, tensor<3000xf16>)(tensor<2xf16>, tensor<3000xf16>) -> tensor<2xf16>
  return %g, %t : tensor<2xf16>, tensor<2xf16>
}
