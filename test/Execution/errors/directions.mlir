// Cotangents and tangents of another size than the values that they belong to.

// RUN: tslice-run %s --entry=pull '[1, 2, 3]' '[1, 10, 100]' --check-against=evaluate | FileCheck %s --check-prefix=EQUAL
// EQUAL: [  2.  40. 600.]
// EQUAL-NEXT: check against the evaluator: equal
//
// RUN: not tslice-run %s --entry=pull '[1, 2, 3]' '[1, 2, 3, 4]' 2>&1 | FileCheck %s --check-prefix=LONG
// RUN: not tslice-run %s --entry=pull '[1, 2, 3]' '[1, 2, 3, 4]' --no-optimize 2>&1 | FileCheck %s --check-prefix=LONG
// RUN: not tslice-run %s --entry=pull '[1, 2, 3]' '[1, 2, 3, 4]' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=LONG
// RUN: not tslice-run %s --entry=pull '[1, 2, 3]' '[1, 2, 3, 4]' --emulate-gpu 2>&1 | FileCheck %s --check-prefix=LONG
// LONG: tslice-run: tslice.vjp (directions.mlir:[[#@LINE+15]]:8): size 4 of dimension 0 of 'ct' is expected to be 3
// RUN: not tslice-run %s --entry=pull '[1, 2, 3]' '[1, 2]' 2>&1 | FileCheck %s --check-prefix=SHORT
// RUN: not tslice-run %s --entry=pull '[1, 2, 3]' '[1, 2]' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=SHORT
// SHORT: size 2 of dimension 0 of 'ct' is expected to be 3
// RUN: not tslice-run %s --entry=pull '[1, 2, 3]' '[]' 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: not tslice-run %s --entry=pull '[1, 2, 3]' '[]' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: size 0 of dimension 0 of 'ct' is expected to be 3
// RUN: not tslice-run %s --entry=pull '[]' '[1]' 2>&1 | FileCheck %s --check-prefix=MORE
// RUN: not tslice-run %s --entry=pull '[]' '[1]' --no-optimize 2>&1 | FileCheck %s --check-prefix=MORE
// MORE: size 1 of dimension 0 of 'ct' is expected to be 0
func.func private @square(%x: tensor<?xf64>) -> tensor<?xf64> {
  %r = arith.mulf %x, %x : tensor<?xf64>
  return %r : tensor<?xf64>
}
func.func @pull(%x: tensor<?xf64>, %ct: tensor<?xf64>) -> tensor<?xf64> {
  %g = tslice.vjp @square(%x)(%ct) wrt [0] : (tensor<?xf64>)(tensor<?xf64>) -> tensor<?xf64>
  return %g : tensor<?xf64>
}

// RUN: tslice-run %s --entry=push '[1, 2, 3]' 2 '[1, 10, 100]' 0 --check-against=evaluate | FileCheck %s --check-prefix=PUSHED
// PUSHED: [  2.  20. 200.]
// RUN: not tslice-run %s --entry=push '[1, 2, 3]' 2 '[1, 2, 3, 4]' 0 2>&1 | FileCheck %s --check-prefix=PUSHLONG
// RUN: not tslice-run %s --entry=push '[1, 2, 3]' 2 '[1, 2, 3, 4]' 0 --no-optimize 2>&1 | FileCheck %s --check-prefix=PUSHLONG
// RUN: not tslice-run %s --entry=push '[1, 2, 3]' 2 '[1, 2, 3, 4]' 0 --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=PUSHLONG
// RUN: not tslice-run %s --entry=push '[1, 2, 3]' 2 '[1, 2, 3, 4]' 0 --emulate-gpu 2>&1 | FileCheck %s --check-prefix=PUSHLONG
// PUSHLONG: tslice-run: tslice.jvp (directions.mlir:[[#@LINE+11]]:8): size 4 of dimension 0 of 't' is expected to be 3
// RUN: not tslice-run %s --entry=push '[1, 2, 3]' 2 '[]' 0 --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=PUSHNONE
// PUSHNONE: size 0 of dimension 0 of 't' is expected to be 3
func.func private @scale(%x: tensor<?xf64>, %y: f64) -> tensor<?xf64> {
  %n = arith.constant 0 : index
  %size = tensor.dim %x, %n : tensor<?xf64>
  %all = tensor.splat %y[%size] : tensor<?xf64>
  %r = arith.mulf %x, %all : tensor<?xf64>
  return %r : tensor<?xf64>
}
func.func @push(%x: tensor<?xf64>, %y: f64, %t: tensor<?xf64>, %s: f64) -> tensor<?xf64> {
  %r = tslice.jvp @scale(%x, %y)(%t, %s) wrt [0, 1] : (tensor<?xf64>, f64)(tensor<?xf64>, f64) -> tensor<?xf64>
  return %r : tensor<?xf64>
}

// The second cotangent, in its second dimension; the integers have none. Rows that nothing gathers are no excuse.
// RUN: tslice-run %s --entry=pair '[[1, 2], [3, 4]]' '[1, 0, 1]' '[5, 6]' '[[1, 2], [3, 4], [5, 6]]' --check-against=evaluate | FileCheck %s --check-prefix=PAIR
// PAIR: {{\[\[}}3. 4.]
// PAIR-NEXT: [6. 8.]]
// PAIR-NEXT: [5. 6.]
// PAIR: equal
// RUN: not tslice-run %s --entry=pair '[[1, 2], [3, 4]]' '[1, 0, 1]' '[5, 6]' '[[1, 2], [3, 4]]' 2>&1 | FileCheck %s --check-prefix=FEWROWS
// RUN: not tslice-run %s --entry=pair '[[1, 2], [3, 4]]' '[1, 0, 1]' '[5, 6]' '[[1, 2], [3, 4]]' --no-optimize 2>&1 | FileCheck %s --check-prefix=FEWROWS
// RUN: not tslice-run %s --entry=pair '[[1, 2], [3, 4]]' '[1, 0, 1]' '[5, 6]' '[[1, 2], [3, 4]]' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=FEWROWS
// RUN: not tslice-run %s --entry=pair '[[1, 2], [3, 4]]' '[1, 0, 1]' '[5, 6]' '[[1, 2], [3, 4]]' --emulate-gpu 2>&1 | FileCheck %s --check-prefix=FEWROWS
// FEWROWS: tslice-run: tslice.vjp (directions.mlir:[[#@LINE+12]]:10): size 2 of dimension 0 of 'rows_ct' is expected to be 3
// RUN: not tslice-run %s --entry=pair '[[1, 2], [3, 4]]' '[]' '[5, 6]' '[[1, 2]]' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=MANYROWS
// MANYROWS: size 1 of dimension 0 of 'rows_ct' is expected to be 0
// RUN: not tslice-run %s --entry=pair '[[1, 2], [3, 4]]' '[1]' '[5, 6, 7]' '[[1, 2]]' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=OTHER
// OTHER: size 3 of dimension 0 of 'y_ct' is expected to be 2
func.func private @read(%x: tensor<?x2xf64>, %i: tensor<?xi32>, %y: tensor<?xf64>) -> (tensor<?xf64>, tensor<?xi32>, tensor<?x2xf64>) {
  %r = tslice.gather %x[%i] dims [0] : tensor<?x2xf64>, tensor<?xi32> -> tensor<?x2xf64>
  return %y, %i, %r : tensor<?xf64>, tensor<?xi32>, tensor<?x2xf64>
}
func.func @pair(%x: tensor<?x2xf64>, %i: tensor<?xi32>, %y_ct: tensor<?xf64>, %rows_ct: tensor<?x2xf64>) -> (tensor<?x2xf64>, tensor<?xf64>) {
  %y = arith.constant dense<[7.0, 8.0]> : tensor<2xf64>
  %open = tensor.cast %y : tensor<2xf64> to tensor<?xf64>
  %g:2 = tslice.vjp @read(%x, %i, %open)(%y_ct, %rows_ct) wrt [0, 2] : (tensor<?x2xf64>, tensor<?xi32>, tensor<?xf64>)(tensor<?xf64>, tensor<?x2xf64>) -> (tensor<?x2xf64>, tensor<?xf64>)
  return %g#0, %g#1 : tensor<?x2xf64>, tensor<?xf64>
}

// A gradient of a gradient, in a function that is called.
// RUN: tslice-run %s --entry=nested '[1, 2, 3]' '[1, 10, 100]' --check-against=evaluate | FileCheck %s --check-prefix=NESTED
// NESTED: [  2.  20. 200.]
// RUN: not tslice-run %s --entry=nested '[1, 2, 3]' '[1, 2]' 2>&1 | FileCheck %s --check-prefix=INNER
// RUN: not tslice-run %s --entry=nested '[1, 2, 3]' '[1, 2]' --no-optimize 2>&1 | FileCheck %s --check-prefix=INNER
// RUN: not tslice-run %s --entry=nested '[1, 2, 3]' '[1, 2]' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=INNER
// RUN: not tslice-run %s --entry=nested '[1, 2, 3]' '[1, 2]' --emulate-gpu 2>&1 | FileCheck %s --check-prefix=INNER
// INNER: tslice-run: tslice.vjp (directions.mlir:[[#@LINE+8]]:8): size 2 of dimension 0 of 'v' is expected to be 3
// RUN: not tslice-run %s --entry=nested '[1, 2]' '[1, 2, 3]' 2>&1 | FileCheck %s --check-prefix=INNERLONG
// RUN: not tslice-run %s --entry=nested '[1, 2]' '[1, 2, 3]' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=INNERLONG
// INNERLONG: size 3 of dimension 0 of 'v' is expected to be 2
// RUN: tslice-run %s --entry=linear '[1, 2, 3]' '[1, 10, 100]' --check-against=evaluate | FileCheck %s --check-prefix=LINEAR
// LINEAR: [2. 4. 6.]
// RUN: not tslice-run %s --entry=linear '[1, 2, 3]' '[1, 2]' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=INNER
func.func private @weigh(%x: tensor<?xf64>, %v: tensor<?xf64>) -> f64 {
  %g = tslice.vjp @square(%x)(%v) wrt [0] : (tensor<?xf64>)(tensor<?xf64>) -> tensor<?xf64>
  %zero = arith.constant dense<0.0> : tensor<f64>
  %sum = linalg.reduce { arith.addf } ins(%g : tensor<?xf64>) outs(%zero : tensor<f64>) dimensions = [0]
  %r = tensor.extract %sum[] : tensor<f64>
  return %r : f64
}
func.func private @calls(%x: tensor<?xf64>, %v: tensor<?xf64>) -> f64 {
  %r = call @weigh(%x, %v) : (tensor<?xf64>, tensor<?xf64>) -> f64
  return %r : f64
}
func.func @nested(%x: tensor<?xf64>, %v: tensor<?xf64>) -> tensor<?xf64> {
  %g = tslice.grad @calls(%x, %v) wrt [0] : (tensor<?xf64>, tensor<?xf64>) -> tensor<?xf64>
  return %g : tensor<?xf64>
}

func.func @linear(%x: tensor<?xf64>, %v: tensor<?xf64>) -> tensor<?xf64> {
  %g = tslice.grad @calls(%x, %v) wrt [1] : (tensor<?xf64>, tensor<?xf64>) -> tensor<?xf64>
  return %g : tensor<?xf64>
}

// A rule of its own gets what it may rely on. One that ignores its cotangent does not fail.
// RUN: tslice-run %s --entry=ruled '[1, 2, 3]' '[4, 5, 6]' --check-against=evaluate | FileCheck %s --check-prefix=RULED
// RULED: [4. 5. 6.]
// RUN: not tslice-run %s --entry=ruled '[1, 2, 3]' '[4, 5]' 2>&1 | FileCheck %s --check-prefix=RULE
// RUN: not tslice-run %s --entry=ruled '[1, 2, 3]' '[4, 5]' --no-optimize 2>&1 | FileCheck %s --check-prefix=RULE
// RUN: not tslice-run %s --entry=ruled '[1, 2, 3]' '[4, 5]' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=RULE
// RULE: tslice-run: tslice.vjp (directions.mlir:[[#@LINE+11]]:8): size 2 of dimension 0 of 'ct' is expected to be 3
// RUN: tslice-run %s --entry=deaf '[1, 2, 3]' '[4, 5]' --check-against=evaluate | FileCheck %s --check-prefix=DEAF
// DEAF: [0. 0. 0.]
func.func private @pass(%x: tensor<?xf64>, %ct: tensor<?xf64>) -> tensor<?xf64> {
  return %ct : tensor<?xf64>
}
func.func private @round(%x: tensor<?xf64>) -> tensor<?xf64> attributes {no_inline, tslice.vjp = @pass} {
  %r = math.roundeven %x : tensor<?xf64>
  return %r : tensor<?xf64>
}
func.func @ruled(%x: tensor<?xf64>, %ct: tensor<?xf64>) -> tensor<?xf64> {
  %g = tslice.vjp @round(%x)(%ct) wrt [0] : (tensor<?xf64>)(tensor<?xf64>) -> tensor<?xf64>
  return %g : tensor<?xf64>
}
func.func private @flat(%x: tensor<?xf64>) -> tensor<?xf64> {
  %r = math.roundeven %x : tensor<?xf64>
  return %r : tensor<?xf64>
}
func.func @deaf(%x: tensor<?xf64>, %ct: tensor<?xf64>) -> tensor<?xf64> {
  %g = tslice.vjp @flat(%x)(%ct) wrt [0] : (tensor<?xf64>)(tensor<?xf64>) -> tensor<?xf64>
  return %g : tensor<?xf64>
}
