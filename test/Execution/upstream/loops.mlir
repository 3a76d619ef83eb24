// Loops over tensors: a million iterations in the memory of a thousand.

// RUN: %python %S/Inputs/loops.py tslice-run %s | FileCheck %s
// CHECK: {{^}}10 loops as expected, 0 not

// in-place update of one row per step
func.func @row(%x: tensor<?x4xf32>, %n: index) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant dense<1.0> : tensor<1x4xf32>
  %m = tensor.dim %x, %c0 : tensor<?x4xf32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%y = %x) -> tensor<?x4xf32> {
    %j = arith.remui %i, %m : index
    %z = tslice.update add %one into %y[%j, 0][1, 4][1, 1] : tensor<1x4xf32> into tensor<?x4xf32>
    scf.yield %z : tensor<?x4xf32>
  }
  return %r : tensor<?x4xf32>
}
// a temporary of dynamic size per step
func.func @temporary(%x: tensor<?xf32>, %n: index) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  %zero = arith.constant 0.0 : f32
  %half = arith.constant 0.5 : f32
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%s = %zero) -> f32 {
    %k = arith.remui %i, %c7 : index
    %k1 = arith.addi %k, %c1 : index
    %t = tslice.slice %x[0][%k1][1] : tensor<?xf32> to tensor<?xf32>
    %p = tensor.pad %t low[1] high[1] {
    ^bb0(%q: index):
      tensor.yield %s : f32
    } : tensor<?xf32> to tensor<?xf32>
    %c = tensor.concat dim(0) %p, %t : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
    %v = tensor.extract %c[%k1] : tensor<?xf32>
    %w = tensor.extract %c[%k] : tensor<?xf32>
    %sum = arith.addf %v, %w : f32
    %u = arith.mulf %sum, %half : f32
    scf.yield %u : f32
  }
  return %r : f32
}
// ping-pong
func.func @pingpong(%x: tensor<?xf32>, %y: tensor<?xf32>, %n: index) -> (tensor<?xf32>, tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %h = arith.constant 0.5 : f32
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %b = %y) -> (tensor<?xf32>, tensor<?xf32>) {
    %s = arith.addf %a, %b : tensor<?xf32>
    %m = tensor.dim %x, %c0 : tensor<?xf32>
    %hs = tensor.splat %h[%m] : tensor<?xf32>
    %t = arith.mulf %s, %hs : tensor<?xf32>
    scf.yield %b, %t : tensor<?xf32>, tensor<?xf32>
  }
  return %r#0, %r#1 : tensor<?xf32>, tensor<?xf32>
}
// swap only
func.func @swap(%x: tensor<?xf32>, %y: tensor<?xf32>, %n: index) -> (tensor<?xf32>, tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %b = %y) -> (tensor<?xf32>, tensor<?xf32>) {
    scf.yield %b, %a : tensor<?xf32>, tensor<?xf32>
  }
  return %r#0, %r#1 : tensor<?xf32>, tensor<?xf32>
}
// changing size: grows by one up to 8, then shrinks to 1
func.func @resize(%x: tensor<?xf32>, %n: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> tensor<?xf32> {
    %m = tensor.dim %a, %c0 : tensor<?xf32>
    %big = arith.cmpi uge, %m, %c8 : index
    %z = scf.if %big -> tensor<?xf32> {
      %t = tslice.slice %a[0][1][1] : tensor<?xf32> to tensor<1xf32>
      %u = tensor.cast %t : tensor<1xf32> to tensor<?xf32>
      scf.yield %u : tensor<?xf32>
    } else {
      %t = tslice.slice %a[0][1][1] : tensor<?xf32> to tensor<1xf32>
      %u = tensor.concat dim(0) %a, %t : (tensor<?xf32>, tensor<1xf32>) -> tensor<?xf32>
      scf.yield %u : tensor<?xf32>
    }
    scf.yield %z : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}
func.func @nested(%x: tensor<?xf32>, %n: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c10 = arith.constant 10 : index
  %h = arith.constant 0.5 : f32
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> tensor<?xf32> {
    %s = scf.for %j = %c0 to %c10 step %c1 iter_args(%b = %a) -> tensor<?xf32> {
      %m = tensor.dim %b, %c0 : tensor<?xf32>
      %hs = tensor.splat %h[%m] : tensor<?xf32>
      %t = arith.mulf %b, %hs : tensor<?xf32>
      %u = arith.addf %t, %hs : tensor<?xf32>
      scf.yield %u : tensor<?xf32>
    }
    scf.yield %s : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}
func.func @while_row(%x: tensor<?x4xf32>, %n: index) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant dense<1.0> : tensor<1x4xf32>
  %m = tensor.dim %x, %c0 : tensor<?x4xf32>
  %r:2 = scf.while (%y = %x, %i = %c0) : (tensor<?x4xf32>, index) -> (tensor<?x4xf32>, index) {
    %c = arith.cmpi ult, %i, %n : index
    scf.condition(%c) %y, %i : tensor<?x4xf32>, index
  } do {
  ^bb0(%y: tensor<?x4xf32>, %i: index):
    %j = arith.remui %i, %m : index
    %z = tslice.update add %one into %y[%j, 0][1, 4][1, 1] : tensor<1x4xf32> into tensor<?x4xf32>
    %k = arith.addi %i, %c1 : index
    scf.yield %z, %k : tensor<?x4xf32>, index
  }
  return %r#0 : tensor<?x4xf32>
}
func.func @while_fresh(%x: tensor<?xf32>, %n: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.while (%y = %x, %i = %c0) : (tensor<?xf32>, index) -> (tensor<?xf32>, index) {
    %c = arith.cmpi ult, %i, %n : index
    scf.condition(%c) %y, %i : tensor<?xf32>, index
  } do {
  ^bb0(%y: tensor<?xf32>, %i: index):
    %m = tensor.dim %y, %c0 : tensor<?xf32>
    %l = arith.subi %m, %c1 : index
    %z = tslice.slice %y[%l][%m][-1] : tensor<?xf32> to tensor<?xf32>
    %k = arith.addi %i, %c1 : index
    scf.yield %z, %k : tensor<?xf32>, index
  }
  return %r#0 : tensor<?xf32>
}
func.func @while_resize(%x: tensor<?xf32>, %n: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %r:2 = scf.while (%y = %x, %i = %c0) : (tensor<?xf32>, index) -> (tensor<?xf32>, index) {
    %c = arith.cmpi ult, %i, %n : index
    scf.condition(%c) %y, %i : tensor<?xf32>, index
  } do {
  ^bb0(%y: tensor<?xf32>, %i: index):
    %m = arith.remui %i, %c8 : index
    %m1 = arith.addi %m, %c1 : index
    %t = tslice.slice %y[0][1][1] : tensor<?xf32> to tensor<1xf32>
    %u = tensor.extract %t[%c0] : tensor<1xf32>
    %z = tensor.splat %u[%m1] : tensor<?xf32>
    %k = arith.addi %i, %c1 : index
    scf.yield %z, %k : tensor<?xf32>, index
  }
  return %r#0 : tensor<?xf32>
}
func.func @parallel(%x: tensor<?xf32>, %n: index, %e: tensor<?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  %m = tensor.dim %e, %c0 : tensor<?xf32>
  %r = scf.forall (%i) in (%m) shared_outs(%o = %e) -> tensor<?xf32> {
    %s = scf.for %j = %c0 to %n step %c1 iter_args(%a = %x) -> tensor<?xf32> {
      %k = arith.remui %j, %c7 : index
      %k1 = arith.addi %k, %c1 : index
      %t = tslice.slice %a[0][1][1] : tensor<?xf32> to tensor<1xf32>
      %u = tensor.extract %t[%c0] : tensor<1xf32>
      %z = tensor.splat %u[%k1] : tensor<?xf32>
      scf.yield %z : tensor<?xf32>
    }
    %v = tslice.slice %s[0][1][1] : tensor<?xf32> to tensor<1xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %v into %o[%i] [1] [1] : tensor<1xf32> into tensor<?xf32>
    }
  }
  return %r : tensor<?xf32>
}
