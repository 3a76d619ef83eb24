// Derivatives through loops and choices, in both modes, and derivatives of these:
// forward against reverse mode, against finite differences.

// RUN: tslice-run --check-grad --grad=0 %s --entry=pow 0.7 0 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=pow 0.7 1 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=pow 0.7 5 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=branch 0.7 0.3 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=branch -- -0.7 0.3 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0,1 %s --entry=loop 'random(6xf64, 1)' 'random(3xf64, 2)' '[0, 1, 2, 1, 0, 1]' | FileCheck %s
// RUN: tslice-run --check-grad --grad=0,1 %s --entry=loop 'random(1xf64, 1)' 'random(3xf64, 2)' '[0]' | FileCheck %s
// RUN: tslice-run --check-grad --grad=0,1 %s --entry=loop 'random(0xf64, 1)' 'random(3xf64, 2)' 'random(0xi32, 1)' | FileCheck %s
// RUN: tslice-run --check-grad --grad=0,1 %s --entry=swap -- 0.7 0.3 -4 9 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0,1 %s --entry=swap 0.7 0.3 5 5 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0,1 %s --entry=swap 0.7 0.3 6 5 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=sweeps 'random(6xf64, 1)' 3 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=sweeps 'random(6xf64, 1)' 0 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0,1 %s --entry=choices -- '[0.5, 0.9, 1.2, -0.4]' 0.7 '[0, 1, 2, 3, 2, 0, 1]' | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=newton 2.0 1.0 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=newton 1.0 1.0 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=fill 'random(6x2xf64, 1)' 5 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=fill 'random(6x2xf64, 1)' 0 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=message 'random(4x3xf64, 1)' '[0, 1, 1, 3]' 3 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=g '[0.5, 0.9, 1.2, 0.4]' 0.7 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=j '[0.5, 0.9, 1.2, 0.4]' 0.7 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=few 0.7 0 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=few 0.7 1 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=few 0.7 2 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=few 0.7 23 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0,1 %s --entry=few_rows 'random(16x2xf64, 1)' 'random(3xf64, 2)' '[0, 1, 2, 1, 0, 1, 0, 1, 2, 1, 0, 1, 2, 2, 2, 1]' | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=scoped 0.7 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=inside_while 'random(3x2xf64, 1)' 2 3 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=nest 'random(6x2xf64, 1)' 3 4 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=nest 'random(6x2xf64, 1)' 2 1 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=nest 'random(6x2xf64, 1)' 0 3 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=inside_crossed 'random(3x2xf64, 1)' 3 3 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=inside_crossed 'random(3x2xf64, 1)' 2 1 | FileCheck %s
// RUN: tslice-run --check-grad %s --entry=no_indices 'random(3x2xf64, 1)' '[[], [], [], []]' 3 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=conditional 'random(9x2xf64, 1)' '[3, 0, 1, 2, 3, 1, 0, 2, 1]' | FileCheck %s

// CHECK: check of the derivatives: forward and reverse mode differ by {{.*}}, finite differences agree

// no step, one, some
func.func @pow(%x: f64, %n: index) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1.0 : f64
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %one) -> (f64) {
    %b = arith.mulf %a, %x : f64
    %s = math.sin %b : f64
    scf.yield %s : f64
  }
  return %r : f64
}
func.func @branch(%x: f64, %y: f64) -> f64 {
  %z = arith.constant 0.0 : f64
  %c = arith.cmpf ogt, %x, %z : f64
  %r = scf.if %c -> (f64) {
    %a = arith.mulf %x, %y : f64
    scf.yield %a : f64
  } else {
    %a = math.exp %y : f64
    %b = arith.mulf %a, %x : f64
    scf.yield %b : f64
  }
  %s = arith.mulf %r, %x : f64
  return %s : f64
}
// x[i] = sin(x[i-1]) * w[k[i]]
func.func @loop(%x: tensor<?xf64>, %w: tensor<?xf64>, %k: tensor<?xi32>) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %z = arith.constant 0.0 : f64
  %n = tensor.dim %x, %c0 : tensor<?xf64>
  %r = scf.for %i = %c1 to %n step %c1 iter_args(%a = %x) -> (tensor<?xf64>) {
    %p = arith.subi %i, %c1 : index
    %b = tslice.slice %a[%p][1][1] drop [0] : tensor<?xf64> to tensor<f64>
    %ki = tslice.slice %k[%i][1][1] drop [0] : tensor<?xi32> to tensor<i32>
    %g = tslice.gather %w[%ki] dims [0] : tensor<?xf64>, tensor<i32> -> tensor<f64>
    %s = math.sin %b : tensor<f64>
    %m = arith.mulf %s, %g : tensor<f64>
    %u = tslice.update set %m into %a[%i][1][1] drop [0] : tensor<f64> into tensor<?xf64>
    scf.yield %u : tensor<?xf64>
  }
  %zt = arith.constant dense<0.0> : tensor<f64>
  %sum = linalg.reduce { arith.addf } ins(%r : tensor<?xf64>) outs(%zt : tensor<f64>) dimensions = [0]
  %v = tensor.extract %sum[] : tensor<f64>
  return %v : f64
}
// bounds below 0 and a step of 3, two carries that are swapped, and one that is not differentiated
func.func @swap(%x: f64, %y: f64, %lo: index, %hi: index) -> f64 {
  %c3 = arith.constant 3 : index
  %c0 = arith.constant 0 : index
  %r:3 = scf.for %i = %lo to %hi step %c3 iter_args(%a = %x, %b = %y, %k = %c0) -> (f64, f64, index) {
    %s = math.sin %a : f64
    %t = arith.mulf %s, %b : f64
    %ii = arith.index_cast %i : index to i64
    %f = arith.sitofp %ii : i64 to f64
    %u = arith.addf %t, %f : f64
    %k1 = arith.addi %k, %c3 : index
    scf.yield %b, %u, %k1 : f64, f64, index
  }
  %kk = arith.index_cast %r#2 : index to i64
  %kf = arith.sitofp %kk : i64 to f64
  %p = arith.mulf %r#0, %r#1 : f64
  %q = arith.mulf %p, %kf : f64
  return %q : f64
}
// nested loops: stencil sweeps
func.func @sweeps(%x: tensor<?xf64>, %t: index) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?xf64>
  %r = scf.for %s = %c0 to %t step %c1 iter_args(%a = %x) -> (tensor<?xf64>) {
    %q = scf.for %i = %c1 to %n step %c1 iter_args(%b = %a) -> (tensor<?xf64>) {
      %p = arith.subi %i, %c1 : index
      %l = tensor.extract %b[%p] : tensor<?xf64>
      %m = tensor.extract %b[%i] : tensor<?xf64>
      %lm = arith.mulf %l, %m : f64
      %e = math.sin %lm : f64
      %u = tensor.insert %e into %b[%i] : tensor<?xf64>
      scf.yield %u : tensor<?xf64>
    }
    scf.yield %q : tensor<?xf64>
  }
  %zt = arith.constant dense<0.0> : tensor<f64>
  %sum = linalg.reduce { arith.addf } ins(%r : tensor<?xf64>) outs(%zt : tensor<f64>) dimensions = [0]
  %v = tensor.extract %sum[] : tensor<f64>
  return %v : f64
}
// if in a loop, switch in the if; data-dependent
func.func @choices(%x: tensor<?xf64>, %w: f64, %k: tensor<?xi32>) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %z = arith.constant 0.0 : f64
  %n = tensor.dim %k, %c0 : tensor<?xi32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %w) -> (f64) {
    %ki = tensor.extract %k[%i] : tensor<?xi32>
    %kj = arith.index_cast %ki : i32 to index
    %v = tensor.extract %x[%kj] : tensor<?xf64>
    %c = arith.cmpf ogt, %v, %z : f64
    %o = scf.if %c -> (f64) {
      %m = arith.mulf %v, %a : f64
      %q = scf.index_switch %kj -> f64
      case 0 {
        %s = math.sin %m : f64
        scf.yield %s : f64
      }
      case 1 {
        %s = math.exp %m : f64
        scf.yield %s : f64
      }
      default {
        %s = arith.mulf %m, %w : f64
        scf.yield %s : f64
      }
      scf.yield %q : f64
    } else {
      scf.yield %a : f64
    }
    scf.yield %o : f64
  }
  return %r : f64
}
// Newton's square root until it is good
func.func @newton(%x: f64, %s: f64) -> f64 {
  %half = arith.constant 0.5 : f64
  %eps = arith.constant 1.0e-3 : f64
  %r = scf.while (%a = %s) : (f64) -> (f64) {
    %q = arith.mulf %a, %a : f64
    %d = arith.subf %q, %x : f64
    %ad = math.absf %d : f64
    %c = arith.cmpf ogt, %ad, %eps : f64
    %o = arith.mulf %a, %half : f64
    scf.condition(%c) %o : f64
  } do {
  ^bb0(%h: f64):
    %d = arith.divf %x, %h : f64
    %e = arith.mulf %d, %half : f64
    %f = arith.mulf %e, %half : f64
    %g = arith.addf %h, %f : f64
    %gg = arith.addf %g, %f : f64
    %ggg = arith.subf %gg, %f : f64
    scf.yield %ggg : f64
  }
  return %r : f64
}
// a while loop that fills a table with products of earlier rows
func.func @fill(%x: tensor<?x2xf64>, %stop: index) -> tensor<?x2xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.while (%a = %x, %i = %c1) : (tensor<?x2xf64>, index) -> (tensor<?x2xf64>, index) {
    %c = arith.cmpi slt, %i, %stop : index
    scf.condition(%c) %a, %i : tensor<?x2xf64>, index
  } do {
  ^bb0(%a: tensor<?x2xf64>, %i: index):
    %p = arith.subi %i, %c1 : index
    %u = tslice.slice %a[%p, 0][1, 2][1, 1] : tensor<?x2xf64> to tensor<1x2xf64>
    %v = tslice.slice %a[%i, 0][1, 2][1, 1] : tensor<?x2xf64> to tensor<1x2xf64>
    %m = arith.mulf %u, %v : tensor<1x2xf64>
    %b = tslice.update set %m into %a[%i, 0][1, 2][1, 1] : tensor<1x2xf64> into tensor<?x2xf64>
    %j = arith.addi %i, %c1 : index
    scf.yield %b, %j : tensor<?x2xf64>, index
  }
  return %r#0 : tensor<?x2xf64>
}
// rows with scatter and gather of indices from a tensor
func.func @message(%h: tensor<?x3xf64>, %e: tensor<?xi32>, %t: index) -> tensor<?x3xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %s = %c0 to %t step %c1 iter_args(%a = %h) -> (tensor<?x3xf64>) {
    %g = tslice.gather %a[%e] dims [0] : tensor<?x3xf64>, tensor<?xi32> -> tensor<?x3xf64>
    %m = math.tanh %g : tensor<?x3xf64>
    %b = tslice.scatter add %m into %a[%e] dims [0] : tensor<?x3xf64> into tensor<?x3xf64>, tensor<?xi32>
    scf.yield %b : tensor<?x3xf64>
  }
  return %r : tensor<?x3xf64>
}
// second order: gradients of gradients through loops
func.func private @f(%x: tensor<4xf64>, %w: f64) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %r = scf.for %i = %c1 to %c4 step %c1 iter_args(%a = %x) -> (tensor<4xf64>) {
    %p = arith.subi %i, %c1 : index
    %l = tensor.extract %a[%p] : tensor<4xf64>
    %m = tensor.extract %a[%i] : tensor<4xf64>
    %lm = arith.mulf %l, %m : f64
    %lw = arith.mulf %lm, %w : f64
    %e = math.sin %lw : f64
    %u = tensor.insert %e into %a[%i] : tensor<4xf64>
    scf.yield %u : tensor<4xf64>
  }
  %c = scf.while (%q = %w) : (f64) -> (f64) {
    %two = arith.constant 2.0 : f64
    %b = arith.cmpf olt, %q, %two : f64
    scf.condition(%b) %q : f64
  } do {
  ^bb0(%q: f64):
    %qq = arith.mulf %q, %q : f64
    %s = arith.addf %qq, %w : f64
    scf.yield %s : f64
  }
  %c3 = arith.constant 3 : index
  %v = tensor.extract %r[%c3] : tensor<4xf64>
  %vc = arith.mulf %v, %c : f64
  return %vc : f64
}
func.func @g(%x: tensor<4xf64>, %w: f64) -> f64 {
  %g, %h = tslice.grad @f(%x, %w) wrt [0, 1] : (tensor<4xf64>, f64) -> (tensor<4xf64>, f64)
  %zt = arith.constant dense<0.0> : tensor<f64>
  %gg = arith.mulf %g, %g : tensor<4xf64>
  %sum = linalg.reduce { arith.addf } ins(%gg : tensor<4xf64>) outs(%zt : tensor<f64>) dimensions = [0]
  %v = tensor.extract %sum[] : tensor<f64>
  %r = arith.mulf %v, %h : f64
  return %r : f64
}
func.func @j(%x: tensor<4xf64>, %w: f64) -> f64 {
  %one = arith.constant 1.0 : f64
  %g = tslice.jvp @f(%x, %w)(%x, %one) wrt [0, 1] : (tensor<4xf64>, f64)(tensor<4xf64>, f64) -> f64
  return %g : f64
}
// few states are kept
func.func @few(%x: f64, %n: index) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1.0 : f64
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %one) -> (f64) {
    %b = arith.mulf %a, %x : f64
    %s = math.sin %b : f64
    %ii = arith.index_cast %i : index to i64
    %f = arith.sitofp %ii : i64 to f64
    %t = arith.addf %s, %f : f64
    scf.yield %t : f64
  } {tslice.checkpoint = 3 : i64}
  return %r : f64
}
func.func @few_rows(%x: tensor<?x2xf64>, %w: tensor<?xf64>, %k: tensor<?xi32>) -> f64 {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %lo = arith.constant -6 : index
  %hi = arith.constant 23 : index
  %r:2 = scf.for %i = %lo to %hi step %c2 iter_args(%a = %x, %s = %w) -> (tensor<?x2xf64>, tensor<?xf64>) {
    %p = arith.subi %i, %lo : index
    %q = arith.divui %p, %c2 : index
    %b = tslice.slice %a[%q, 0][1, 2][1, 1] : tensor<?x2xf64> to tensor<1x2xf64>
    %ki = tensor.extract %k[%q] : tensor<?xi32>
    %kk = arith.index_cast %ki : i32 to index
    %g = tensor.extract %s[%kk] : tensor<?xf64>
    %v = tensor.splat %g : tensor<1x2xf64>
    %m = arith.mulf %b, %v : tensor<1x2xf64>
    %n = math.sin %m : tensor<1x2xf64>
    %u = tslice.update add %n into %a[%kk, 0][1, 2][1, 1] : tensor<1x2xf64> into tensor<?x2xf64>
    %e = tensor.extract %n[%c0, %c0] : tensor<1x2xf64>
    %t = tensor.insert %e into %s[%kk] : tensor<?xf64>
    scf.yield %u, %t : tensor<?x2xf64>, tensor<?xf64>
  } {tslice.checkpoint = 4 : i64}
  %zt = arith.constant dense<0.0> : tensor<f64>
  %sum = linalg.reduce { arith.addf } ins(%r#0 : tensor<?x2xf64>) outs(%zt : tensor<f64>) dimensions = [0, 1]
  %v = tensor.extract %sum[] : tensor<f64>
  return %v : f64
}
// a block of its own
func.func @scoped(%x: f64) -> f64 {
  %r = scf.execute_region -> f64 no_inline {
    %s = math.sin %x : f64
    %t = arith.mulf %s, %x : f64
    scf.yield %t : f64
  }
  %y = arith.mulf %r, %x : f64
  return %y : f64
}
// rows that are updated or not, in one of several ways
func.func @conditional(%x: tensor<?x2xf64>, %k: tensor<?xi32>) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1 : i32
  %n = tensor.dim %x, %c0 : tensor<?x2xf64>
  %r = scf.for %i = %c1 to %n step %c1 iter_args(%a = %x) -> (tensor<?x2xf64>) {
    %ki = tensor.extract %k[%i] : tensor<?xi32>
    %kk = arith.index_cast %ki : i32 to index
    %p = arith.cmpi sge, %ki, %one : i32
    %o = scf.if %p -> (tensor<?x2xf64>) {
      %b = arith.subi %i, %c1 : index
      %l = tslice.slice %a[%b, 0][1, 2][1, 1] : tensor<?x2xf64> to tensor<1x2xf64>
      %s = scf.index_switch %kk -> tensor<1x2xf64>
      case 1 {
        %q = tslice.slice %a[%i, 0][1, 2][1, 1] : tensor<?x2xf64> to tensor<1x2xf64>
        %t = arith.mulf %l, %q : tensor<1x2xf64>
        scf.yield %t : tensor<1x2xf64>
      }
      case 2 {
        %t = math.sin %l : tensor<1x2xf64>
        scf.yield %t : tensor<1x2xf64>
      }
      default {
        %q = tslice.slice %a[%kk, 0][1, 2][1, 1] : tensor<?x2xf64> to tensor<1x2xf64>
        scf.yield %q : tensor<1x2xf64>
      }
      %lm = arith.mulf %l, %s : tensor<1x2xf64>
      %u = tslice.update set %lm into %a[%i, 0][1, 2][1, 1] : tensor<1x2xf64> into tensor<?x2xf64>
      scf.yield %u : tensor<?x2xf64>
    } else {
      scf.yield %a : tensor<?x2xf64>
    }
    scf.yield %o : tensor<?x2xf64>
  }
  %zt = arith.constant dense<0.0> : tensor<f64>
  %sum = linalg.reduce { arith.addf } ins(%r : tensor<?x2xf64>) outs(%zt : tensor<f64>) dimensions = [0, 1]
  %v = tensor.extract %sum[] : tensor<f64>
  return %v : f64
}
// a loop inside that keeps the sizes of what it begins with
func.func @inside_while(%x: tensor<?x2xf64>, %n: index, %m: index) -> tensor<?x2xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %y = math.exp %x : tensor<?x2xf64>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (tensor<?x2xf64>) {
    %w:2 = scf.while (%j = %c0, %b = %y) : (index, tensor<?x2xf64>) -> (index, tensor<?x2xf64>) {
      %more = arith.cmpi slt, %j, %m : index
      scf.condition(%more) %j, %b : index, tensor<?x2xf64>
    } do {
    ^bb0(%j: index, %b: tensor<?x2xf64>):
      %s = tslice.slice %a[%j, 0][1, 2][1, 1] : tensor<?x2xf64> to tensor<1x2xf64>
      %t = math.sin %s : tensor<1x2xf64>
      %u = tslice.update set %t into %b[%j, 0][1, 2][1, 1] : tensor<1x2xf64> into tensor<?x2xf64>
      %k = arith.addi %j, %c1 : index
      scf.yield %k, %u : index, tensor<?x2xf64>
    }
    scf.yield %w#1 : tensor<?x2xf64>
  }
  return %r : tensor<?x2xf64>
}
// loops in loops in loops, each of which updates what the others read
func.func @nest(%x: tensor<?x2xf64>, %n: index, %m: index) -> tensor<?x2xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %t = %c0 to %n step %c1 iter_args(%p = %x) -> (tensor<?x2xf64>) {
    %q = scf.for %i = %c0 to %m step %c1 iter_args(%a = %p) -> (tensor<?x2xf64>) {
      %g = tslice.slice %a[%i, 0][1, 2][1, 1] : tensor<?x2xf64> to tensor<1x2xf64>
      %s = math.sin %g : tensor<1x2xf64>
      %k = arith.addi %i, %t : index
      %b = tslice.update add %s into %a[%k, 0][1, 2][1, 1] : tensor<1x2xf64> into tensor<?x2xf64>
      %e = scf.for %j = %c0 to %i step %c1 iter_args(%c = %b) -> (tensor<?x2xf64>) {
        %h = tslice.slice %c[%j, 0][1, 2][1, 1] : tensor<?x2xf64> to tensor<1x2xf64>
        %o = arith.mulf %h, %s : tensor<1x2xf64>
        %u = tslice.update mul %o into %c[%k, 0][1, 2][1, 1] : tensor<1x2xf64> into tensor<?x2xf64>
        scf.yield %u : tensor<?x2xf64>
      }
      scf.yield %e : tensor<?x2xf64>
    }
    scf.yield %q : tensor<?x2xf64>
  }
  return %r : tensor<?x2xf64>
}
// two carries that take each other's place, in a loop that carries one of them:
// none changes its size, as is seen of all of them together only
func.func @inside_crossed(%x: tensor<?x2xf64>, %n: index, %m: index) -> tensor<?x2xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (tensor<?x2xf64>) {
    %w:3 = scf.while (%j = %c0, %b = %a, %d = %x) : (index, tensor<?x2xf64>, tensor<?x2xf64>) -> (index, tensor<?x2xf64>, tensor<?x2xf64>) {
      %more = arith.cmpi slt, %j, %m : index
      scf.condition(%more) %j, %b, %d : index, tensor<?x2xf64>, tensor<?x2xf64>
    } do {
    ^bb0(%j: index, %b: tensor<?x2xf64>, %d: tensor<?x2xf64>):
      %s = tslice.slice %b[%j, 0][1, 2][1, 1] : tensor<?x2xf64> to tensor<1x2xf64>
      %t = math.sin %s : tensor<1x2xf64>
      %u = tslice.update add %t into %d[%j, 0][1, 2][1, 1] : tensor<1x2xf64> into tensor<?x2xf64>
      %k = arith.addi %j, %c1 : index
      scf.yield %k, %u, %a : index, tensor<?x2xf64>, tensor<?x2xf64>
    }
    %v = arith.addf %w#1, %w#2 : tensor<?x2xf64>
    scf.yield %v : tensor<?x2xf64>
  }
  return %r : tensor<?x2xf64>
}
// a step that keeps indices of which there are none
func.func @no_indices(%x: tensor<?x2xf64>, %i: tensor<4x0xi64>, %n: index) -> tensor<?x2xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %w:2 = scf.while (%j = %c0, %b = %x) : (index, tensor<?x2xf64>) -> (index, tensor<?x2xf64>) {
    %more = arith.cmpi slt, %j, %n : index
    scf.condition(%more) %j, %b : index, tensor<?x2xf64>
  } do {
  ^bb0(%j: index, %b: tensor<?x2xf64>):
    %none = tslice.slice %i[%j, 0][1, 0][1, 1] drop [0] : tensor<4x0xi64> to tensor<0xi64>
    %s = tslice.gather %b[%none] dims [0] : tensor<?x2xf64>, tensor<0xi64> -> tensor<0x2xf64>
    %t = arith.mulf %s, %s : tensor<0x2xf64>
    %u = tslice.scatter set %t into %b[%none] dims [0] : tensor<0x2xf64> into tensor<?x2xf64>, tensor<0xi64>
    %v = math.sin %u : tensor<?x2xf64>
    %k = arith.addi %j, %c1 : index
    scf.yield %k, %v : index, tensor<?x2xf64>
  }
  return %w#1 : tensor<?x2xf64>
}
