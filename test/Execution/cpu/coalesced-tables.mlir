// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Steps on two tables, each of which needs rows of the other as they were, under
// conditions and in loops: the same bits as the dense form and as the evaluator.

// RUN: tslice-run %s --entry=step_once 'random(20x8, f32, 1)' 'random(9x8, f32, 2)' 'random(70, i32, 3, 0, 9)' 'random(70, i32, 4, 0, 9)' 0.01 --check-against=evaluate | FileCheck %s
// RUN: tslice-run %s --entry=step_twice 'random(20x8, f32, 1)' 'random(9x8, f32, 2)' 'random(70, i32, 3, 0, 9)' 'random(70, i32, 4, 0, 9)' 0.01 --check-against=evaluate | FileCheck %s
// RUN: tslice-run %s --entry=step_which 'random(20x8, f32, 1)' 'random(9x8, f32, 2)' 'random(70, i32, 3, 0, 9)' 'random(70, i32, 4, 0, 9)' 0 0.01 --check-against=evaluate | FileCheck %s
// RUN: tslice-run %s --entry=step_which 'random(20x8, f32, 1)' 'random(9x8, f32, 2)' 'random(70, i32, 3, 0, 9)' 'random(70, i32, 4, 0, 9)' 1 0.01 --check-against=evaluate | FileCheck %s
// RUN: tslice-run %s --entry=step_which 'random(20x8, f32, 1)' 'random(9x8, f32, 2)' 'random(70, i32, 3, 0, 9)' 'random(70, i32, 4, 0, 9)' 2 0.01 --check-against=evaluate | FileCheck %s
// RUN: tslice-run %s --entry=step_which 'random(20x8, f32, 1)' 'random(9x8, f32, 2)' 'random(70, i32, 3, 0, 9)' 'random(70, i32, 4, 0, 9)' 3 0.01 --check-against=evaluate | FileCheck %s
// RUN: tslice-run %s --entry=train 'random(20x8, f32, 1)' 'random(9x8, f32, 2)' 'random(70, i32, 3, 0, 9)' 'random(70, i32, 4, 0, 9)' 0.01 --check-against=evaluate | FileCheck %s
// RUN: tslice-run %s --entry=train 'random(20x8, f32, 1)' 'random(9x8, f32, 2)' '[]' '[]' inf --check-against=evaluate | FileCheck %s
// RUN: tslice-run %s --entry=train 'random(20x8, f32, 1)' 'random(9x8, f32, 2)' 'random(70, i32, 3, 0, 9)' 'random(70, i32, 4, 0, 9)' nan --check-against=evaluate | FileCheck %s
// CHECK: check against the evaluator: equal

func.func private @score(%x: tensor<?x8xf32>, %y: tensor<?x8xf32>, %i: tensor<?xi32>, %j: tensor<?xi32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %p = tslice.gather %x[%i] dims [0] : tensor<?x8xf32>, tensor<?xi32> -> tensor<?x8xf32>
  %q = tslice.gather %y[%j] dims [0] : tensor<?x8xf32>, tensor<?xi32> -> tensor<?x8xf32>
  %m = arith.mulf %p, %q : tensor<?x8xf32>
  %n = tensor.dim %i, %c0 : tensor<?xi32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %s = linalg.reduce { arith.addf } ins(%m : tensor<?x8xf32>) outs(%z : tensor<?xf32>) dimensions = [1]
  return %s : tensor<?xf32>
}
func.func private @squares(%s: tensor<?xf32>) -> tensor<f32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %m = arith.mulf %s, %s : tensor<?xf32>
  %r = linalg.reduce { arith.addf } ins(%m : tensor<?xf32>) outs(%zero : tensor<f32>) dimensions = [0]
  return %r : tensor<f32>
}
// One read of each table, two of one; by a condition; none.
func.func private @once(%x: tensor<?x8xf32>, %y: tensor<?x8xf32>, %i: tensor<?xi32>, %j: tensor<?xi32>) -> tensor<f32> {
  %s = func.call @score(%x, %y, %i, %j) : (tensor<?x8xf32>, tensor<?x8xf32>, tensor<?xi32>, tensor<?xi32>) -> tensor<?xf32>
  %r = func.call @squares(%s) : (tensor<?xf32>) -> tensor<f32>
  return %r : tensor<f32>
}
func.func private @twice(%x: tensor<?x8xf32>, %y: tensor<?x8xf32>, %i: tensor<?xi32>, %j: tensor<?xi32>) -> tensor<f32> {
  %s = func.call @score(%x, %y, %i, %j) : (tensor<?x8xf32>, tensor<?x8xf32>, tensor<?xi32>, tensor<?xi32>) -> tensor<?xf32>
  %t = func.call @score(%x, %y, %i, %i) : (tensor<?x8xf32>, tensor<?x8xf32>, tensor<?xi32>, tensor<?xi32>) -> tensor<?xf32>
  %d = arith.subf %s, %t : tensor<?xf32>
  %r = func.call @squares(%d) : (tensor<?xf32>) -> tensor<f32>
  return %r : tensor<f32>
}
func.func private @either(%x: tensor<?x8xf32>, %y: tensor<?x8xf32>, %i: tensor<?xi32>, %j: tensor<?xi32>, %c: i1) -> tensor<f32> {
  %r = scf.if %c -> tensor<f32> {
    %0 = func.call @once(%x, %y, %i, %j) : (tensor<?x8xf32>, tensor<?x8xf32>, tensor<?xi32>, tensor<?xi32>) -> tensor<f32>
    scf.yield %0 : tensor<f32>
  } else {
    %0 = func.call @twice(%x, %y, %i, %j) : (tensor<?x8xf32>, tensor<?x8xf32>, tensor<?xi32>, tensor<?xi32>) -> tensor<f32>
    scf.yield %0 : tensor<f32>
  }
  return %r : tensor<f32>
}
func.func private @which(%x: tensor<?x8xf32>, %y: tensor<?x8xf32>, %i: tensor<?xi32>, %j: tensor<?xi32>, %k: index) -> tensor<f32> {
  %r = scf.index_switch %k -> tensor<f32>
  case 0 {
    %0 = func.call @once(%x, %y, %i, %j) : (tensor<?x8xf32>, tensor<?x8xf32>, tensor<?xi32>, tensor<?xi32>) -> tensor<f32>
    scf.yield %0 : tensor<f32>
  }
  case 1 {
    // Nothing of x.
    %0 = func.call @once(%y, %y, %i, %j) : (tensor<?x8xf32>, tensor<?x8xf32>, tensor<?xi32>, tensor<?xi32>) -> tensor<f32>
    scf.yield %0 : tensor<f32>
  }
  case 2 {
    // A condition that depends on the data.
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0.0 : f32
    %first = tensor.extract %x[%c0, %c0] : tensor<?x8xf32>
    %c = arith.cmpf olt, %first, %zero : f32
    %0 = func.call @either(%x, %y, %i, %j, %c) : (tensor<?x8xf32>, tensor<?x8xf32>, tensor<?xi32>, tensor<?xi32>, i1) -> tensor<f32>
    scf.yield %0 : tensor<f32>
  }
  default {
    %0 = arith.constant dense<1.0> : tensor<f32>
    scf.yield %0 : tensor<f32>
  }
  return %r : tensor<f32>
}

func.func private @move(%x: tensor<?x8xf32>, %g: tensor<?x8xf32>, %rate: f32) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x8xf32>
  %rates = tensor.splat %rate[%n] : tensor<?x8xf32>
  %m = arith.mulf %rates, %g : tensor<?x8xf32>
  %new = arith.subf %x, %m : tensor<?x8xf32>
  return %new : tensor<?x8xf32>
}
func.func @step_once(%x: tensor<?x8xf32> {tslice.donate}, %y: tensor<?x8xf32> {tslice.donate}, %i: tensor<?xi32>, %j: tensor<?xi32>, %rate: f32) -> (tensor<?x8xf32>, tensor<?x8xf32>) {
  %gx, %gy = tslice.grad @once(%x, %y, %i, %j) wrt [0, 1] : (tensor<?x8xf32>, tensor<?x8xf32>, tensor<?xi32>, tensor<?xi32>) -> (tensor<?x8xf32>, tensor<?x8xf32>)
  %nx = func.call @move(%x, %gx, %rate) : (tensor<?x8xf32>, tensor<?x8xf32>, f32) -> tensor<?x8xf32>
  %ny = func.call @move(%y, %gy, %rate) : (tensor<?x8xf32>, tensor<?x8xf32>, f32) -> tensor<?x8xf32>
  return %nx, %ny : tensor<?x8xf32>, tensor<?x8xf32>
}
func.func @step_twice(%x: tensor<?x8xf32> {tslice.donate}, %y: tensor<?x8xf32> {tslice.donate}, %i: tensor<?xi32>, %j: tensor<?xi32>, %rate: f32) -> (tensor<?x8xf32>, tensor<?x8xf32>) {
  %gx, %gy = tslice.grad @twice(%x, %y, %i, %j) wrt [0, 1] : (tensor<?x8xf32>, tensor<?x8xf32>, tensor<?xi32>, tensor<?xi32>) -> (tensor<?x8xf32>, tensor<?x8xf32>)
  %nx = func.call @move(%x, %gx, %rate) : (tensor<?x8xf32>, tensor<?x8xf32>, f32) -> tensor<?x8xf32>
  %ny = func.call @move(%y, %gy, %rate) : (tensor<?x8xf32>, tensor<?x8xf32>, f32) -> tensor<?x8xf32>
  return %nx, %ny : tensor<?x8xf32>, tensor<?x8xf32>
}
func.func @step_which(%x: tensor<?x8xf32> {tslice.donate}, %y: tensor<?x8xf32> {tslice.donate}, %i: tensor<?xi32>, %j: tensor<?xi32>, %k: index, %rate: f32) -> (tensor<?x8xf32>, tensor<?x8xf32>) {
  %gx, %gy = tslice.grad @which(%x, %y, %i, %j, %k) wrt [0, 1] : (tensor<?x8xf32>, tensor<?x8xf32>, tensor<?xi32>, tensor<?xi32>, index) -> (tensor<?x8xf32>, tensor<?x8xf32>)
  %nx = func.call @move(%x, %gx, %rate) : (tensor<?x8xf32>, tensor<?x8xf32>, f32) -> tensor<?x8xf32>
  %ny = func.call @move(%y, %gy, %rate) : (tensor<?x8xf32>, tensor<?x8xf32>, f32) -> tensor<?x8xf32>
  return %nx, %ny : tensor<?x8xf32>, tensor<?x8xf32>
}
// Six steps: which loss, by the number of the step.
func.func @train(%x0: tensor<?x8xf32> {tslice.donate}, %y0: tensor<?x8xf32> {tslice.donate}, %i: tensor<?xi32>, %j: tensor<?xi32>, %rate: f32) -> (tensor<?x8xf32>, tensor<?x8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c6 = arith.constant 6 : index
  %r:2 = scf.for %s = %c0 to %c6 step %c1 iter_args(%x = %x0, %y = %y0) -> (tensor<?x8xf32>, tensor<?x8xf32>) {
    %k = arith.remui %s, %c4 : index
    %gx, %gy = tslice.grad @which(%x, %y, %i, %j, %k) wrt [0, 1] : (tensor<?x8xf32>, tensor<?x8xf32>, tensor<?xi32>, tensor<?xi32>, index) -> (tensor<?x8xf32>, tensor<?x8xf32>)
    %nx = func.call @move(%x, %gx, %rate) : (tensor<?x8xf32>, tensor<?x8xf32>, f32) -> tensor<?x8xf32>
    %ny = func.call @move(%y, %gy, %rate) : (tensor<?x8xf32>, tensor<?x8xf32>, f32) -> tensor<?x8xf32>
    scf.yield %nx, %ny : tensor<?x8xf32>, tensor<?x8xf32>
  }
  return %r#0, %r#1 : tensor<?x8xf32>, tensor<?x8xf32>
}
