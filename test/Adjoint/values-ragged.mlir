// What a step keeps may have another size in each step: loops in loops that nobody
// can count, bounds that the step knows, windows of any size, what is concatenated,
// loops that only some steps have.

// RUN: tslice-run --check-grad %s --entry=while_in_for 'random(4xf64, 1)' 0 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=while_in_for 'random(4xf64, 1)' 1 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=while_in_for 'random(4xf64, 1)' 6 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=triangle 'random(4xf64, 1)' 0 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=triangle 'random(4xf64, 1)' 1 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=triangle 'random(4xf64, 1)' 6 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=nested 'random(4x2xf64, 1)' 0 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=nested 'random(4x2xf64, 1)' 1 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=nested 'random(4x2xf64, 1)' 6 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=windows 'random(3x4xf64, 1)' 0 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=windows 'random(3x4xf64, 1)' 1 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=windows 'random(3x4xf64, 1)' 6 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=grows 'random(4xf64, 1)' 0 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=grows 'random(4xf64, 1)' 1 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=grows 'random(4xf64, 1)' 6 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=shrinks 'random(4xf64, 1)' 0 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=shrinks 'random(4xf64, 1)' 1 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=shrinks 'random(4xf64, 1)' 6 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=branches 'random(4xf64, 1)' 0 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=branches 'random(4xf64, 1)' 1 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=branches 'random(4xf64, 1)' 6 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=grows 'random(0xf64, 1)' 3 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=windows 'random(4x3xf64, 1)' 6 --no-optimize | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=slope 'random(4xf64, 1)' 3 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=slope_of_growth 'random(4xf64, 1)' 3 | FileCheck %s
// CHECK: check of the derivatives: forward and reverse mode differ by {{.*}}, finite differences agree

// The bits of the evaluator.
// RUN: tslice-run --check-against=evaluate --grad=0 %s --entry=nested 'random(4x2xf64, 1)' 6 | FileCheck %s --check-prefix=EVALUATED
// RUN: tslice-run --check-against=evaluate --grad=0 %s --entry=branches 'random(4xf64, 1)' 9 | FileCheck %s --check-prefix=EVALUATED
// EVALUATED: check against the evaluator: equal

// while in for
func.func @while_in_for(%x: tensor<?xf64>, %n: index) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %limit = arith.constant 2.0 : f64
  %size = tensor.dim %x, %c0 : tensor<?xf64>
  %r = scf.for %s = %c0 to %n step %c1 iter_args(%b = %x) -> (tensor<?xf64>) {
    %k = arith.remui %s, %size : index
    %q:2 = scf.while (%a = %b, %i = %c0) : (tensor<?xf64>, index) -> (tensor<?xf64>, index) {
      %v = tensor.extract %a[%k] : tensor<?xf64>
      %c = arith.cmpf olt, %v, %limit : f64
      scf.condition(%c) %a, %i : tensor<?xf64>, index
    } do {
    ^bb0(%a: tensor<?xf64>, %i: index):
      %v = tensor.extract %a[%k] : tensor<?xf64>
      %e = math.exp %v : f64
      %w = arith.addf %v, %e : f64
      %t = tensor.insert %w into %a[%k] : tensor<?xf64>
      %l0 = arith.addi %k, %c1 : index
      %l = arith.remui %l0, %size : index
      %o = tensor.extract %a[%l] : tensor<?xf64>
      %p = arith.mulf %o, %v : f64
      %sp = math.sin %p : f64
      %u = tensor.insert %sp into %t[%l] : tensor<?xf64>
      %j = arith.addi %i, %c1 : index
      scf.yield %u, %j : tensor<?xf64>, index
    }
    scf.yield %q#0 : tensor<?xf64>
  }
  %e = tensor.empty() : tensor<f64>
  %z = arith.constant 0.0 : f64
  %f = linalg.fill ins(%z : f64) outs(%e : tensor<f64>) -> tensor<f64>
  %sum = linalg.reduce { arith.addf } ins(%r : tensor<?xf64>) outs(%f : tensor<f64>) dimensions = [0]
  %o = tensor.extract %sum[] : tensor<f64>
  return %o : f64
}

// a loop in a loop, as far as that has come
func.func @triangle(%x: tensor<?xf64>, %n: index) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %size = tensor.dim %x, %c0 : tensor<?xf64>
  %r = scf.for %s = %c0 to %n step %c1 iter_args(%b = %x) -> (tensor<?xf64>) {
    %q = scf.for %i = %c0 to %s step %c1 iter_args(%a = %b) -> (tensor<?xf64>) {
      %p = arith.addi %s, %i : index
      %k = arith.remui %p, %size : index
      %l = arith.remui %i, %size : index
      %v = tensor.extract %a[%k] : tensor<?xf64>
      %w = tensor.extract %a[%l] : tensor<?xf64>
      %m = arith.mulf %v, %w : f64
      %y = math.sin %m : f64
      %t = tensor.insert %y into %a[%k] : tensor<?xf64>
      scf.yield %t : tensor<?xf64>
    }
    scf.yield %q : tensor<?xf64>
  }
  %o = tensor.extract %r[%c1] : tensor<?xf64>
  return %o : f64
}

// while in while in for: rows of rows
func.func @nested(%x: tensor<?x2xf64>, %n: index) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %h = arith.constant 0.7 : f64
  %size = tensor.dim %x, %c0 : tensor<?x2xf64>
  %r = scf.for %s = %c0 to %n step %c1 iter_args(%b = %x) -> (tensor<?x2xf64>) {
    %q:2 = scf.while (%a = %b, %i = %c0) : (tensor<?x2xf64>, index) -> (tensor<?x2xf64>, index) {
      %c = arith.cmpi ult, %i, %s : index
      scf.condition(%c) %a, %i : tensor<?x2xf64>, index
    } do {
    ^bb0(%a: tensor<?x2xf64>, %i: index):
      %bound = arith.remui %i, %c2 : index
      %g:2 = scf.while (%d = %a, %m = %c0) : (tensor<?x2xf64>, index) -> (tensor<?x2xf64>, index) {
        %c = arith.cmpi ule, %m, %bound : index
        scf.condition(%c) %d, %m : tensor<?x2xf64>, index
      } do {
      ^bb0(%d: tensor<?x2xf64>, %m: index):
        %p0 = arith.addi %i, %m : index
        %p = arith.remui %p0, %size : index
        %row = tslice.slice %d[%p, 0][1, 2][1, 1] : tensor<?x2xf64> to tensor<1x2xf64>
        %sin = math.sin %row : tensor<1x2xf64>
        %sq = arith.mulf %sin, %row : tensor<1x2xf64>
        %t = tslice.update set %sq into %d[%p, 0][1, 2][1, 1] : tensor<1x2xf64> into tensor<?x2xf64>
        %m1 = arith.addi %m, %c1 : index
        scf.yield %t, %m1 : tensor<?x2xf64>, index
      }
      %j = arith.addi %i, %c1 : index
      scf.yield %g#0, %j : tensor<?x2xf64>, index
    }
    scf.yield %q#0 : tensor<?x2xf64>
  }
  %o = tensor.extract %r[%c1, %c1] : tensor<?x2xf64>
  %o2 = tensor.extract %r[%c0, %c1] : tensor<?x2xf64>
  %o3 = arith.mulf %o, %o2 : f64
  return %o3 : f64
}

// a window whose size changes in two dimensions
func.func @windows(%x: tensor<?x?xf64>, %n: index) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %z = arith.constant 0.0 : f64
  %r:2 = scf.for %s = %c0 to %n step %c1 iter_args(%b = %x, %sum = %z) -> (tensor<?x?xf64>, f64) {
    %h = arith.remui %s, %c3 : index
    %w0 = arith.addi %s, %c1 : index
    %w = arith.remui %w0, %c3 : index
    %v = tslice.slice %b[0, 0][%h, %w][1, 1] : tensor<?x?xf64> to tensor<?x?xf64>
    %sin = math.sin %v : tensor<?x?xf64>
    %sq = arith.mulf %sin, %v : tensor<?x?xf64>
    %u = tslice.update set %sq into %b[0, 0][%h, %w][1, 1] : tensor<?x?xf64> into tensor<?x?xf64>
    %e = tensor.empty() : tensor<f64>
    %f = linalg.fill ins(%sum : f64) outs(%e : tensor<f64>) -> tensor<f64>
    %red = linalg.reduce { arith.addf } ins(%sq : tensor<?x?xf64>) outs(%f : tensor<f64>) dimensions = [0, 1]
    %t = tensor.extract %red[] : tensor<f64>
    %c = math.cos %t : f64
    scf.yield %u, %c : tensor<?x?xf64>, f64
  }
  %o = tensor.extract %r#0[%c0, %c0] : tensor<?x?xf64>
  %o2 = arith.mulf %o, %r#1 : f64
  return %o2 : f64
}

// a carry that grows
func.func @grows(%x: tensor<?xf64>, %n: index) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %z = arith.constant 0.0 : f64
  %r = scf.for %s = %c0 to %n step %c1 iter_args(%a = %x) -> (tensor<?xf64>) {
    %sin = math.sin %a : tensor<?xf64>
    %sq = arith.mulf %sin, %a : tensor<?xf64>
    %k = tensor.concat dim(0) %sq, %x : (tensor<?xf64>, tensor<?xf64>) -> tensor<?xf64>
    scf.yield %k : tensor<?xf64>
  }
  %e = tensor.empty() : tensor<f64>
  %f = linalg.fill ins(%z : f64) outs(%e : tensor<f64>) -> tensor<f64>
  %sum = linalg.reduce { arith.addf } ins(%r : tensor<?xf64>) outs(%f : tensor<f64>) dimensions = [0]
  %o = tensor.extract %sum[] : tensor<f64>
  return %o : f64
}

// a carry that shrinks
func.func @shrinks(%x: tensor<?xf64>, %n: index) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c1 to %n step %c1 iter_args(%a = %x) -> (tensor<?xf64>) {
    %p = arith.mulf %a, %a : tensor<?xf64>
    %s = tensor.dim %p, %c0 : tensor<?xf64>
    %h = arith.ceildivui %s, %i : index
    %q = tslice.slice %p[0][%h][1] : tensor<?xf64> to tensor<?xf64>
    scf.yield %q : tensor<?xf64>
  }
  %v = tensor.extract %r[%c0] : tensor<?xf64>
  return %v : f64
}

// second order
func.func @slope(%x: tensor<?xf64>, %n: index) -> f64 {
  %g = tslice.grad @while_in_for(%x, %n) wrt [0] : (tensor<?xf64>, index) -> tensor<?xf64>
  %p = arith.mulf %g, %g : tensor<?xf64>
  %z = arith.constant 0.0 : f64
  %e = tensor.empty() : tensor<f64>
  %f = linalg.fill ins(%z : f64) outs(%e : tensor<f64>) -> tensor<f64>
  %sum = linalg.reduce { arith.addf } ins(%p : tensor<?xf64>) outs(%f : tensor<f64>) dimensions = [0]
  %o = tensor.extract %sum[] : tensor<f64>
  return %o : f64
}
func.func @slope_of_growth(%x: tensor<?xf64>, %n: index) -> f64 {
  %c0 = arith.constant 0 : index
  %g = tslice.grad @grows(%x, %n) wrt [0] : (tensor<?xf64>, index) -> tensor<?xf64>
  %o = tensor.extract %g[%c0] : tensor<?xf64>
  return %o : f64
}

// loops in branches in loops
func.func @branches(%x: tensor<?xf64>, %n: index) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %size = tensor.dim %x, %c0 : tensor<?xf64>
  %r = scf.for %s = %c0 to %n step %c1 iter_args(%b = %x) -> (tensor<?xf64>) {
    %k = arith.remui %s, %size : index
    %m = arith.remui %s, %c3 : index
    %odd = arith.cmpi ne, %m, %c2 : index
    %y = scf.if %odd -> (tensor<?xf64>) {
      %z = scf.index_switch %m -> tensor<?xf64>
      case 0 {
        %q:2 = scf.while (%a = %b, %i = %c0) : (tensor<?xf64>, index) -> (tensor<?xf64>, index) {
          %c = arith.cmpi ult, %i, %k : index
          scf.condition(%c) %a, %i : tensor<?xf64>, index
        } do {
        ^bb0(%a: tensor<?xf64>, %i: index):
          %v = tensor.extract %a[%k] : tensor<?xf64>
          %w = tensor.extract %a[%i] : tensor<?xf64>
          %p = arith.mulf %v, %w : f64
          %e = math.sin %p : f64
          %t = tensor.insert %e into %a[%i] : tensor<?xf64>
          %j = arith.addi %i, %c1 : index
          scf.yield %t, %j : tensor<?xf64>, index
        }
        scf.yield %q#0 : tensor<?xf64>
      }
      default {
        %v = tensor.extract %b[%k] : tensor<?xf64>
        %e = math.cos %v : f64
        %t = tensor.insert %e into %b[%k] : tensor<?xf64>
        scf.yield %t : tensor<?xf64>
      }
      scf.yield %z : tensor<?xf64>
    } else {
      %q = scf.for %i = %c0 to %c2 step %c1 iter_args(%a = %b) -> (tensor<?xf64>) {
        %v = tensor.extract %a[%i] : tensor<?xf64>
        %e = math.exp %v : f64
        %t = tensor.insert %e into %a[%k] : tensor<?xf64>
        scf.yield %t : tensor<?xf64>
      }
      scf.yield %q : tensor<?xf64>
    }
    scf.yield %y : tensor<?xf64>
  }
  %o = tensor.extract %r[%c1] : tensor<?xf64>
  return %o : f64
}
