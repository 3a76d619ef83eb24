// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Steps of optimizers on gathered rows: the same bits as the dense form, which
// --no-optimize runs, and as the evaluator, for every number of threads.

// RUN: %python %S/Inputs/coalesced-updates.py %tslice_bin/tslice-run %s %t %if sanitized %{ --no-memory %} | FileCheck %s
// CHECK: all steps are the same

// An index out of range is the gather's, also where nothing but the step needs it.
// RUN: not tslice-run %s --entry=two_reads 'random(9x3, f32, 1)' '[0, 1, 9, 2, -1]' '[[1, 2]]' 'random(5x3, f32, 1)' 0.5 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// OUTSIDE: gather #1 (coalesced-updates.mlir:{{.*}}): index 9 at position [2] is outside [0, 9) of dimension 0 of 'x'
// RUN: not tslice-run %s --entry=by_pairs 'random(4x5, f64, 1)' '[0, 1, 2, 3, 0, 1]' '[[0, 0], [-1, -6], [3, 0], [2, 2], [2, 2], [-2, -3], [1, 4]]' 2>&1 | FileCheck %s --check-prefix=PAIR
// PAIR: gather #1 (coalesced-updates.mlir:{{.*}}): index -6 at position [1] is outside [0, 5) of dimension 1 of 'x'
// Sizes that do not agree.
// RUN: not tslice-run %s --entry=adagrad 'random(9x64, f32, 1)' 'random(8x64, f32, 1)' '[1, 2]' 'random(2x64, f32, 1)' 0.5 2>&1 | FileCheck %s --check-prefix=SIZES
// SIZES: arith.addf (coalesced-updates.mlir:{{.*}}): size 9 of dimension 0 of 'gg' is expected to be 8

func.func private @loss(%x: tensor<?x64xf32>, %i: tensor<?xi32>, %y: tensor<?x64xf32>) -> f32 {
  %c0 = arith.constant 0.0 : f32
  %init = tensor.from_elements %c0 : tensor<f32>
  %r = tslice.gather %x[%i] dims [0] : tensor<?x64xf32>, tensor<?xi32> -> tensor<?x64xf32>
  %d = arith.subf %r, %y : tensor<?x64xf32>
  %s = arith.mulf %d, %d : tensor<?x64xf32>
  %sum = linalg.reduce { arith.addf } ins(%s : tensor<?x64xf32>) outs(%init : tensor<f32>) dimensions = [0, 1]
  %e = tensor.extract %sum[] : tensor<f32>
  return %e : f32
}
func.func @adagrad(%x: tensor<?x64xf32> {tslice.donate}, %s: tensor<?x64xf32> {tslice.donate}, %i: tensor<?xi32>, %y: tensor<?x64xf32>, %lr: f32) -> (tensor<?x64xf32>, tensor<?x64xf32>, f32) {
  %l, %g = tslice.grad @loss(%x, %i, %y) wrt [0] value : (tensor<?x64xf32>, tensor<?xi32>, tensor<?x64xf32>) -> (f32, tensor<?x64xf32>)
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x64xf32>
  %rates = tensor.splat %lr[%n] : tensor<?x64xf32>
  %eps = arith.constant 1.0e-10 : f32
  %epss = tensor.splat %eps[%n] : tensor<?x64xf32>
  %gg = arith.mulf %g, %g : tensor<?x64xf32>
  %s2 = arith.addf %s, %gg : tensor<?x64xf32>
  %root = math.sqrt %s2 : tensor<?x64xf32>
  %den = arith.addf %root, %epss : tensor<?x64xf32>
  %q = arith.divf %g, %den : tensor<?x64xf32>
  %m = arith.mulf %rates, %q : tensor<?x64xf32>
  %new = arith.subf %x, %m : tensor<?x64xf32>
  return %new, %s2, %l : tensor<?x64xf32>, tensor<?x64xf32>, f32
}
func.func @rowwise(%x: tensor<?x64xf32> {tslice.donate}, %s: tensor<?xf32> {tslice.donate}, %i: tensor<?xi32>, %y: tensor<?x64xf32>, %lr: f32) -> (tensor<?x64xf32>, tensor<?xf32>) {
  %g = tslice.grad @loss(%x, %i, %y) wrt [0] : (tensor<?x64xf32>, tensor<?xi32>, tensor<?x64xf32>) -> tensor<?x64xf32>
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x64xf32>
  %gg = arith.mulf %g, %g : tensor<?x64xf32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %sum = linalg.reduce { arith.addf } ins(%gg : tensor<?x64xf32>) outs(%z : tensor<?xf32>) dimensions = [1]
  %c64 = arith.constant 64.0 : f32
  %c64s = tensor.splat %c64[%n] : tensor<?xf32>
  %mean = arith.divf %sum, %c64s : tensor<?xf32>
  %s2 = arith.addf %s, %mean : tensor<?xf32>
  %root = math.sqrt %s2 : tensor<?xf32>
  %eps = arith.constant 1.0e-8 : f32
  %epss = tensor.splat %eps[%n] : tensor<?xf32>
  %den = arith.addf %root, %epss : tensor<?xf32>
  %rates = tensor.splat %lr[%n] : tensor<?xf32>
  %rate = arith.divf %rates, %den : tensor<?xf32>
  %eb = tensor.empty(%n) : tensor<?x64xf32>
  %rb = linalg.broadcast ins(%rate : tensor<?xf32>) outs(%eb : tensor<?x64xf32>) dimensions = [1]
  %m = arith.mulf %rb, %g : tensor<?x64xf32>
  %new = arith.subf %x, %m : tensor<?x64xf32>
  return %new, %s2 : tensor<?x64xf32>, tensor<?xf32>
}
func.func @decay(%x: tensor<?x64xf32> {tslice.donate}, %i: tensor<?xi32>, %y: tensor<?x64xf32>, %lr: f32) -> (tensor<?x64xf32>) {
  %g = tslice.grad @loss(%x, %i, %y) wrt [0] : (tensor<?x64xf32>, tensor<?xi32>, tensor<?x64xf32>) -> tensor<?x64xf32>
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x64xf32>
  %rates = tensor.splat %lr[%n] : tensor<?x64xf32>
  %wd = arith.mulf %rates, %x : tensor<?x64xf32>
  %g2 = arith.addf %g, %wd : tensor<?x64xf32>
  %m = arith.mulf %rates, %g2 : tensor<?x64xf32>
  %new = arith.subf %x, %m : tensor<?x64xf32>
  return %new : tensor<?x64xf32>
}
func.func @sgd(%x: tensor<?x64xf32> {tslice.donate}, %i: tensor<?xi32>, %y: tensor<?x64xf32>, %lr: f32) -> tensor<?x64xf32> {
  %g = tslice.grad @loss(%x, %i, %y) wrt [0] : (tensor<?x64xf32>, tensor<?xi32>, tensor<?x64xf32>) -> tensor<?x64xf32>
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x64xf32>
  %rates = tensor.splat %lr[%n] : tensor<?x64xf32>
  %m = arith.mulf %rates, %g : tensor<?x64xf32>
  %new = arith.subf %x, %m : tensor<?x64xf32>
  return %new : tensor<?x64xf32>
}
func.func @momentum(%x: tensor<?x64xf32> {tslice.donate}, %v: tensor<?x64xf32> {tslice.donate}, %i: tensor<?xi32>, %y: tensor<?x64xf32>, %lr: f32) -> (tensor<?x64xf32>, tensor<?x64xf32>) {
  %g = tslice.grad @loss(%x, %i, %y) wrt [0] : (tensor<?x64xf32>, tensor<?xi32>, tensor<?x64xf32>) -> tensor<?x64xf32>
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x64xf32>
  %rates = tensor.splat %lr[%n] : tensor<?x64xf32>
  %less = arith.mulf %rates, %v : tensor<?x64xf32>
  %v2 = arith.addf %less, %g : tensor<?x64xf32>
  %m = arith.mulf %rates, %v2 : tensor<?x64xf32>
  %new = arith.subf %x, %m : tensor<?x64xf32>
  return %new, %v2 : tensor<?x64xf32>, tensor<?x64xf32>
}

// Two reads of one table, one of them of pairs of rows.
func.func private @two(%x: tensor<?x3xf32>, %i: tensor<?xi32>, %j: tensor<?x2xi64>, %y: tensor<?x3xf32>) -> f32 {
  %c0 = arith.constant 0.0 : f32
  %init = tensor.from_elements %c0 : tensor<f32>
  %a = tslice.gather %x[%i] dims [0] : tensor<?x3xf32>, tensor<?xi32> -> tensor<?x3xf32>
  %b = tslice.gather %x[%j] dims [0] bounds skip_window : tensor<?x3xf32>, tensor<?x2xi64> -> tensor<?x2x3xf32>
  %d = arith.mulf %a, %y : tensor<?x3xf32>
  %e = arith.mulf %b, %b : tensor<?x2x3xf32>
  %s = linalg.reduce { arith.addf } ins(%d : tensor<?x3xf32>) outs(%init : tensor<f32>) dimensions = [0, 1]
  %t = linalg.reduce { arith.addf } ins(%e : tensor<?x2x3xf32>) outs(%s : tensor<f32>) dimensions = [0, 1, 2]
  %r = tensor.extract %t[] : tensor<f32>
  return %r : f32
}
func.func @two_reads(%x: tensor<?x3xf32> {tslice.donate}, %i: tensor<?xi32>, %j: tensor<?x2xi64>, %y: tensor<?x3xf32>, %rate: f32) -> tensor<?x3xf32> {
  %c0 = arith.constant 0 : index
  %g = tslice.grad @two(%x, %i, %j, %y) wrt [0] : (tensor<?x3xf32>, tensor<?xi32>, tensor<?x2xi64>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %n = tensor.dim %x, %c0 : tensor<?x3xf32>
  %rates = tensor.splat %rate[%n] : tensor<?x3xf32>
  %m = arith.mulf %g, %rates : tensor<?x3xf32>
  %new = arith.subf %x, %m : tensor<?x3xf32>
  return %new : tensor<?x3xf32>
}

// Indices that wrap, that clamp, and pairs of indices.
func.func private @policies(%x: tensor<4x5xf64>, %i: tensor<6xi16>, %j: tensor<7x2xi32>) -> f64 {
  %init = arith.constant dense<0.0> : tensor<f64>
  %a = tslice.gather %x[%i] dims [0] bounds clamp wrap : tensor<4x5xf64>, tensor<6xi16> -> tensor<6x5xf64>
  %e = math.exp %a : tensor<6x5xf64>
  %s = linalg.reduce { arith.addf } ins(%e : tensor<6x5xf64>) outs(%init : tensor<f64>) dimensions = [0, 1]
  %r = tensor.extract %s[] : tensor<f64>
  return %r : f64
}
func.func private @pairs(%x: tensor<4x5xf64>, %i: tensor<6xi16>, %j: tensor<7x2xi32>) -> f64 {
  %init = arith.constant dense<0.0> : tensor<f64>
  %b = tslice.gather %x[%j] dims [0, 1] wrap : tensor<4x5xf64>, tensor<7x2xi32> -> tensor<7xf64>
  %c = arith.mulf %b, %b : tensor<7xf64>
  %s = linalg.reduce { arith.addf } ins(%c : tensor<7xf64>) outs(%init : tensor<f64>) dimensions = [0]
  %r = tensor.extract %s[] : tensor<f64>
  return %r : f64
}
func.func @by_clamped(%x: tensor<4x5xf64> {tslice.donate}, %i: tensor<6xi16>, %j: tensor<7x2xi32>) -> tensor<4x5xf64> {
  %g = tslice.grad @policies(%x, %i, %j) wrt [0] : (tensor<4x5xf64>, tensor<6xi16>, tensor<7x2xi32>) -> tensor<4x5xf64>
  %rates = arith.constant dense<0.125> : tensor<4x5xf64>
  %m = arith.mulf %rates, %g : tensor<4x5xf64>
  %new = arith.subf %x, %m : tensor<4x5xf64>
  return %new : tensor<4x5xf64>
}
func.func @by_pairs(%x: tensor<4x5xf64> {tslice.donate}, %i: tensor<6xi16>, %j: tensor<7x2xi32>) -> tensor<4x5xf64> {
  %g = tslice.grad @pairs(%x, %i, %j) wrt [0] : (tensor<4x5xf64>, tensor<6xi16>, tensor<7x2xi32>) -> tensor<4x5xf64>
  %rates = arith.constant dense<-0.125> : tensor<4x5xf64>
  %m = arith.mulf %rates, %g : tensor<4x5xf64>
  %new = arith.addf %x, %m : tensor<4x5xf64>
  return %new : tensor<4x5xf64>
}

// Narrow elements are added up in f32, rounded once; the state is wide.
func.func private @narrow(%x: tensor<?x4xbf16>, %i: tensor<?xi32>) -> bf16 {
  %c0 = arith.constant 0.0 : bf16
  %init = tensor.from_elements %c0 : tensor<bf16>
  %a = tslice.gather %x[%i] dims [0] : tensor<?x4xbf16>, tensor<?xi32> -> tensor<?x4xbf16>
  %d = arith.mulf %a, %a : tensor<?x4xbf16>
  %s = linalg.reduce { arith.addf } ins(%d : tensor<?x4xbf16>) outs(%init : tensor<bf16>) dimensions = [0, 1]
  %r = tensor.extract %s[] : tensor<bf16>
  return %r : bf16
}
func.func @mixed(%x: tensor<?x4xbf16> {tslice.donate}, %s: tensor<?x4xf32> {tslice.donate}, %i: tensor<?xi32>, %rate: f32) -> (tensor<?x4xbf16>, tensor<?x4xf32>) {
  %c0 = arith.constant 0 : index
  %g = tslice.grad @narrow(%x, %i) wrt [0] : (tensor<?x4xbf16>, tensor<?xi32>) -> tensor<?x4xbf16>
  %n = tensor.dim %x, %c0 : tensor<?x4xbf16>
  %rates = tensor.splat %rate[%n] : tensor<?x4xf32>
  %eps = arith.constant 1.0e-6 : f32
  %tiny = tensor.splat %eps[%n] : tensor<?x4xf32>
  %wide = arith.extf %g : tensor<?x4xbf16> to tensor<?x4xf32>
  %square = arith.mulf %wide, %wide : tensor<?x4xf32>
  %sum = arith.addf %s, %square : tensor<?x4xf32>
  %shifted = arith.addf %sum, %tiny : tensor<?x4xf32>
  %scale = math.rsqrt %shifted : tensor<?x4xf32>
  %scaled = arith.mulf %scale, %rates : tensor<?x4xf32>
  %m = arith.mulf %wide, %scaled : tensor<?x4xf32>
  %old = arith.extf %x : tensor<?x4xbf16> to tensor<?x4xf32>
  %moved = arith.subf %old, %m : tensor<?x4xf32>
  %new = arith.truncf %moved : tensor<?x4xf32> to tensor<?x4xbf16>
  return %new, %sum : tensor<?x4xbf16>, tensor<?x4xf32>
}

// A table of numbers, in a loop of steps.
func.func private @numbers(%x: tensor<?xf32>, %i: tensor<?x?xi8>) -> tensor<f32> {
  %init = arith.constant dense<0.0> : tensor<f32>
  %a = tslice.gather %x[%i] dims [0] : tensor<?xf32>, tensor<?x?xi8> -> tensor<?x?xf32>
  %e = arith.mulf %a, %a : tensor<?x?xf32>
  %s = linalg.reduce { arith.addf } ins(%e : tensor<?x?xf32>) outs(%init : tensor<f32>) dimensions = [0, 1]
  return %s : tensor<f32>
}
func.func @train(%x: tensor<?xf32> {tslice.donate}, %i: tensor<?x?xi8>, %steps: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %rate = arith.constant 0.0625 : f32
  %r = scf.for %k = %c0 to %steps step %c1 iter_args(%t = %x) -> (tensor<?xf32>) {
    %g = tslice.grad @numbers(%t, %i) wrt [0] : (tensor<?xf32>, tensor<?x?xi8>) -> tensor<?xf32>
    %n = tensor.dim %t, %c0 : tensor<?xf32>
    %rates = tensor.splat %rate[%n] : tensor<?xf32>
    %m = arith.mulf %rates, %g : tensor<?xf32>
    %new = arith.subf %t, %m : tensor<?xf32>
    scf.yield %new : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}
