// Derivatives with values, auxiliary results and arguments in every order. The
// functions are small enough to be derived by hand.

func.func private @loss(%x: tensor<2xf64>, %n: i32, %y: f64) -> (f64, i32, tensor<2xf64>, tensor<1xi64>, f64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = tensor.extract %x[%c0] : tensor<2xf64>
  %b = tensor.extract %x[%c1] : tensor<2xf64>
  %p = arith.mulf %a, %b : f64
  %r = arith.mulf %p, %y : f64
  %m = arith.addi %n, %n : i32
  %s = math.sqrt %x : tensor<2xf64>
  %i = arith.fptosi %y : f64 to i64
  %t = tensor.from_elements %i : tensor<1xi64>
  return %r, %m, %s, %t, %y : f64, i32, tensor<2xf64>, tensor<1xi64>, f64
}

// RUN: tslice-run %s --entry=grad '[4, 9]' 5 2 | FileCheck %s --check-prefix=GRAD
// GRAD: {{^}}[18. 8.]
// GRAD-NEXT: {{^}}36.0
func.func @grad(%x: tensor<2xf64>, %n: i32, %y: f64) -> (tensor<2xf64>, f64) {
  %g:2 = tslice.grad @loss(%x, %n, %y) wrt [0, 2] : (tensor<2xf64>, i32, f64) -> (tensor<2xf64>, f64)
  return %g#0, %g#1 : tensor<2xf64>, f64
}

// The order of wrt is that of the results; values of all kinds come first.
// RUN: tslice-run %s --entry=grad_value '[4, 9]' 5 2 | FileCheck %s --check-prefix=VALUE
// VALUE: {{^}}72.0
// VALUE-NEXT: {{^}}10
// VALUE-NEXT: {{^}}[2. 3.]
// VALUE-NEXT: {{^}}[2]
// VALUE-NEXT: {{^}}2.0
// VALUE-NEXT: {{^}}36.0
// VALUE-NEXT: {{^}}[18. 8.]
func.func @grad_value(%x: tensor<2xf64>, %n: i32, %y: f64) -> (f64, i32, tensor<2xf64>, tensor<1xi64>, f64, f64, tensor<2xf64>) {
  %g:7 = tslice.grad @loss(%x, %n, %y) wrt [2, 0] value : (tensor<2xf64>, i32, f64) -> (f64, i32, tensor<2xf64>, tensor<1xi64>, f64, f64, tensor<2xf64>)
  return %g#0, %g#1, %g#2, %g#3, %g#4, %g#5, %g#6 : f64, i32, tensor<2xf64>, tensor<1xi64>, f64, f64, tensor<2xf64>
}

// Of several results the cotangents are added; one of them is an argument.
// RUN: tslice-run %s --entry=vjp_value '[4, 9]' 5 2 1 '[8, 6]' 7 | FileCheck %s --check-prefix=VJP
// VJP: {{^}}72.0
// VJP-NEXT: {{^}}10
// VJP-NEXT: {{^}}[2. 3.]
// VJP-NEXT: {{^}}[2]
// VJP-NEXT: {{^}}2.0
// VJP-NEXT: {{^}}43.0
// VJP-NEXT: {{^}}[20. 9.]
func.func @vjp_value(%x: tensor<2xf64>, %n: i32, %y: f64, %w: f64, %v: tensor<2xf64>, %u: f64) -> (f64, i32, tensor<2xf64>, tensor<1xi64>, f64, f64, tensor<2xf64>) {
  %g:7 = tslice.vjp @loss(%x, %n, %y)(%w, %v, %u) wrt [2, 0] value : (tensor<2xf64>, i32, f64)(f64, tensor<2xf64>, f64) -> (f64, i32, tensor<2xf64>, tensor<1xi64>, f64, f64, tensor<2xf64>)
  return %g#0, %g#1, %g#2, %g#3, %g#4, %g#5, %g#6 : f64, i32, tensor<2xf64>, tensor<1xi64>, f64, f64, tensor<2xf64>
}

// RUN: tslice-run %s --entry=jvp_value '[4, 9]' 5 2 3 '[1, 2]' | FileCheck %s --check-prefix=JVP
// JVP: {{^}}72.0
// JVP-NEXT: {{^}}10
// JVP-NEXT: {{^}}[2. 3.]
// JVP-NEXT: {{^}}[2]
// JVP-NEXT: {{^}}2.0
// JVP-NEXT: {{^}}142.0
// JVP-NEXT: {{^}}[0.25 0.33333333]
// JVP-NEXT: {{^}}3.0
func.func @jvp_value(%x: tensor<2xf64>, %n: i32, %y: f64, %w: f64, %v: tensor<2xf64>) -> (f64, i32, tensor<2xf64>, tensor<1xi64>, f64, f64, tensor<2xf64>, f64) {
  %g:8 = tslice.jvp @loss(%x, %n, %y)(%w, %v) wrt [2, 0] value : (tensor<2xf64>, i32, f64)(f64, tensor<2xf64>) -> (f64, i32, tensor<2xf64>, tensor<1xi64>, f64, f64, tensor<2xf64>, f64)
  return %g#0, %g#1, %g#2, %g#3, %g#4, %g#5, %g#6, %g#7 : f64, i32, tensor<2xf64>, tensor<1xi64>, f64, f64, tensor<2xf64>, f64
}

// Derivatives of derivatives with values: grad of a function that returns a value
// beside a gradient differentiates the value, and jvp both.
// RUN: tslice-run %s --entry=nested '[4, 9]' 5 2 | FileCheck %s --check-prefix=NESTED
// NESTED: {{^}}[18. 8.]
// NESTED-NEXT: {{^}}36.0
// NESTED-NEXT: {{^}}36.0
func.func private @value_and_slope(%x: tensor<2xf64>, %n: i32, %y: f64) -> (f64, f64) {
  %g:6 = tslice.grad @loss(%x, %n, %y) wrt [2] value : (tensor<2xf64>, i32, f64) -> (f64, i32, tensor<2xf64>, tensor<1xi64>, f64, f64)
  return %g#0, %g#5 : f64, f64
}
func.func @nested(%x: tensor<2xf64>, %n: i32, %y: f64) -> (tensor<2xf64>, f64, f64) {
  %g = tslice.grad @value_and_slope(%x, %n, %y) wrt [0] : (tensor<2xf64>, i32, f64) -> tensor<2xf64>
  %one = arith.constant dense<[1.0, 0.0]> : tensor<2xf64>
  %t:2 = tslice.jvp @value_and_slope(%x, %n, %y)(%one) wrt [0] : (tensor<2xf64>, i32, f64)(tensor<2xf64>) -> (f64, f64)
  %four = arith.constant 4.0 : f64
  %u = arith.mulf %t#1, %four : f64
  %v = arith.addf %t#0, %t#0 : f64
  return %g, %v, %u : tensor<2xf64>, f64, f64
}

// The same value returned twice, the argument itself, and one that is passed
// twice to a function.
// RUN: tslice-run %s --entry=repeated 3 | FileCheck %s --check-prefix=REPEATED
// REPEATED: {{^}}15.0
// REPEATED-NEXT: {{^}}7.0
// REPEATED-NEXT: {{^}}6.0
// REPEATED-NEXT: {{^}}1.0
func.func private @twice(%x: f64) -> (f64, f64, f64) {
  %s = arith.mulf %x, %x : f64
  return %s, %s, %x : f64, f64, f64
}
func.func private @product(%x: f64, %y: f64) -> f64 {
  %s = arith.mulf %x, %y : f64
  return %s : f64
}
func.func private @square(%x: f64) -> f64 {
  %s = call @product(%x, %x) : (f64, f64) -> f64
  return %s : f64
}
func.func private @identity(%x: f64) -> f64 {
  return %x : f64
}
func.func @repeated(%x: f64) -> (f64, f64, f64, f64) {
  %one = arith.constant 1.0 : f64
  %half = arith.constant 0.5 : f64
  %two = arith.constant 2.0 : f64
  %a = tslice.vjp @twice(%x)(%one, %one, %x) wrt [0] : (f64)(f64, f64, f64) -> f64
  %t:3 = tslice.jvp @twice(%x)(%one) wrt [0] : (f64)(f64) -> (f64, f64, f64)
  %b = arith.addf %t#0, %t#2 : f64
  %c = tslice.grad @square(%x) wrt [0] : (f64) -> f64
  %d = tslice.grad @identity(%x) wrt [0] : (f64) -> f64
  return %a, %b, %c, %d : f64, f64, f64, f64
}

// Complex numbers: with z = x + iy and f = Re(z^2) = x^2 - y^2 the gradient pairs
// with dz by its real part: 2z, not conjugated.
// RUN: tslice-run %s --entry=complex 3 4 | FileCheck %s --check-prefix=COMPLEX
// COMPLEX: {{^}}6.0
// COMPLEX-NEXT: {{^}}8.0
func.func private @real_of_square(%z: complex<f64>) -> f64 {
  %s = complex.mul %z, %z : complex<f64>
  %r = complex.re %s : complex<f64>
  return %r : f64
}
func.func @complex(%x: f64, %y: f64) -> (f64, f64) {
  %z = complex.create %x, %y : complex<f64>
  %g = tslice.grad @real_of_square(%z) wrt [0] : (complex<f64>) -> complex<f64>
  %a = complex.re %g : complex<f64>
  %b = complex.im %g : complex<f64>
  return %a, %b : f64, f64
}

// A product of the Hessian of sum(x^4) with a vector, and the third derivative
// along it twice.
// RUN: tslice-run %s --entry=hessian '[1, 2, 3]' '[1, 0, 2]' | FileCheck %s --check-prefix=HESSIAN
// HESSIAN: {{^}}[ 12. 0. 216.]
// HESSIAN-NEXT: {{^}}[ 24. 0. 288.]
func.func private @fourth(%x: tensor<3xf64>) -> tensor<f64> {
  %s = arith.mulf %x, %x : tensor<3xf64>
  %q = arith.mulf %s, %s : tensor<3xf64>
  %zero = arith.constant dense<0.0> : tensor<f64>
  %r = linalg.reduce { arith.addf } ins(%q : tensor<3xf64>) outs(%zero : tensor<f64>) dimensions = [0]
  return %r : tensor<f64>
}
func.func private @first(%x: tensor<3xf64>) -> tensor<3xf64> {
  %g = tslice.grad @fourth(%x) wrt [0] : (tensor<3xf64>) -> tensor<3xf64>
  return %g : tensor<3xf64>
}
func.func private @second(%x: tensor<3xf64>, %v: tensor<3xf64>) -> tensor<3xf64> {
  %h = tslice.jvp @first(%x)(%v) wrt [0] : (tensor<3xf64>)(tensor<3xf64>) -> tensor<3xf64>
  return %h : tensor<3xf64>
}
func.func @hessian(%x: tensor<3xf64>, %v: tensor<3xf64>) -> (tensor<3xf64>, tensor<3xf64>) {
  %h = call @second(%x, %v) : (tensor<3xf64>, tensor<3xf64>) -> tensor<3xf64>
  %t = tslice.vjp @second(%x, %v)(%v) wrt [0] : (tensor<3xf64>, tensor<3xf64>)(tensor<3xf64>) -> tensor<3xf64>
  return %h, %t : tensor<3xf64>, tensor<3xf64>
}
