// --check-grad: forward mode against reverse mode against finite differences.

// Any arguments and results.
// RUN: tslice-run %s --entry=rows '[[1, 2], [3, 4], [5, 6]]' '[2, 0, 2]' --check-grad | FileCheck %s --check-prefix=ROWS
// ROWS: check of the derivatives: forward and reverse mode differ by {{[0-9.]+}}e{{[-+][0-9]+}} of 1.0e-12, finite differences agree
// ROWS-NOT: check
func.func @rows(%x: tensor<?x2xf64>, %i: tensor<?xi32>) -> (tensor<?x2xf64>, index) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x2xf64>
  %r = tslice.gather %x[%i] dims [0] : tensor<?x2xf64>, tensor<?xi32> -> tensor<?x2xf64>
  %s = arith.mulf %r, %r : tensor<?x2xf64>
  return %s, %n : tensor<?x2xf64>, index
}

// Complex numbers, whose absolute value is no complex function.
// RUN: tslice-run %s --entry=absolute '3-4j' --check-grad | FileCheck %s --check-prefix=COMPLEX
// COMPLEX: finite differences agree
func.func @absolute(%z: complex<f64>) -> f64 {
  %r = complex.abs %z : complex<f64>
  return %r : f64
}

// At a kink any slope between those of the two sides is one.
// RUN: tslice-run %s --entry=kink '[1, 2]' '[1, 1]' --check-grad | FileCheck %s --check-prefix=COMPLEX
func.func @kink(%x: tensor<2xf64>, %y: tensor<2xf64>) -> tensor<2xf64> {
  %r = arith.maximumf %x, %y : tensor<2xf64>
  return %r : tensor<2xf64>
}

// If the result is one number, element by element, too.
// RUN: tslice-run %s --entry=one '[1, 2]' 3 --check-grad | FileCheck %s --check-prefix=ONE
// ONE:      check of the derivatives: {{.*}} finite differences agree
// ONE-NEXT: check of the gradient: argument 'x': equal to finite differences at 2 of 2 elements
// ONE-NEXT: check of the gradient: argument 's': equal to finite differences at 1 of 1 elements
// Only what --grad names.
// RUN: tslice-run %s --entry=one '[1, 2]' 3 --check-grad --grad=1 | FileCheck %s --check-prefix=SOME
// SOME-NOT: 'x'
// SOME:     check of the gradient: argument 's'
func.func @one(%x: tensor<2xf32>, %s: f32) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = tensor.extract %x[%c0] : tensor<2xf32>
  %b = tensor.extract %x[%c1] : tensor<2xf32>
  %c = arith.mulf %a, %b : f32
  %r = arith.mulf %c, %s : f32
  return %r : f32
}

// Rules that are wrong are found: in one mode, in both.
// RUN: not tslice-run %s --entry=wrong_reverse '[1, 2]' --check-grad 2>&1 | FileCheck %s --check-prefix=REVERSE
// REVERSE: tslice-run: check of the derivatives: forward mode gives {{.*}}, reverse mode {{.*}} along the same directions
func.func private @copy(%x: tensor<2xf64>, %c: tensor<2xf64>) -> tensor<2xf64> {
  return %c : tensor<2xf64>
}
func.func @wrong_reverse(%x: tensor<2xf64>) -> tensor<2xf64> attributes {tslice.vjp = @copy} {
  %r = arith.mulf %x, %x : tensor<2xf64>
  return %r : tensor<2xf64>
}
// RUN: not tslice-run %s --entry=wrong '[1, 2]' --check-grad 2>&1 | FileCheck %s --check-prefix=WRONG
// WRONG: tslice-run: check of the derivatives: they give {{.*}} along a direction, but finite differences {{.*}} to
func.func @wrong(%x: tensor<2xf64>) -> tensor<2xf64> attributes {tslice.vjp = @copy, tslice.jvp = @copy} {
  %r = arith.mulf %x, %x : tensor<2xf64>
  return %r : tensor<2xf64>
}

// Where nothing can be said.
// RUN: not tslice-run %s --entry=logarithm '[1, 0]' --check-grad 2>&1 | FileCheck %s --check-prefix=INFINITE
// INFINITE: tslice-run: check of the derivatives: they are not finite at these arguments
func.func @logarithm(%x: tensor<2xf64>) -> tensor<2xf64> {
  %r = math.log %x : tensor<2xf64>
  return %r : tensor<2xf64>
}
// RUN: not tslice-run %s --entry=integers '[1, 0]' --check-grad 2>&1 | FileCheck %s --check-prefix=INTEGERS
// INTEGERS: tslice-run: --check-grad needs a function with arguments and results of floating-point or complex type
func.func @integers(%x: tensor<2xi32>) -> tensor<2xi32> {
  return %x : tensor<2xi32>
}
// RUN: not tslice-run %s --entry=rows '[[1, 2]]' '[0]' --check-grad --grad=1 2>&1 | FileCheck %s --check-prefix=INDEX
// INDEX: error: argument 1 of 'rows' has no derivative: expected a number of an argument of floating-point or complex type
