// A loop that updates k elements per step takes O(k) per step: no step allocates or
// copies the tensor that it carries.

// RUN: tslice-opt %s --tslice-cpu-pipeline --mlir-print-ir-after=one-shot-bufferize -o %t 2>&1 | FileCheck %s

// A window is read, and written back.

// CHECK-LABEL: func.func @window(
// CHECK-NOT:     memref.alloc(%
// CHECK-NOT:     memref.copy {{.*}} : memref<?{{[^,]*}} to memref<?
// CHECK:         return
func.func @window(%x: tensor<?xf32> {tslice.donate}, %n: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%y = %x) -> tensor<?xf32> {
    %s = tslice.slice %y[%i][4][1] : tensor<?xf32> to tensor<4xf32>
    %t = arith.addf %s, %one : tensor<4xf32>
    %z = tslice.update set %t into %y[%i][4][1] : tensor<4xf32> into tensor<?xf32>
    scf.yield %z : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// The window is read after it was written over, in the text.

// CHECK-LABEL: func.func @old_window(
// CHECK-NOT:     memref.alloc(%
// CHECK-NOT:     memref.copy {{.*}} : memref<?{{[^,]*}} to memref<?
// CHECK:         return
func.func @old_window(%x: tensor<?xf32> {tslice.donate}, %acc: tensor<4xf32>, %n: index) -> (tensor<?xf32>, tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%y = %x, %q = %acc) -> (tensor<?xf32>, tensor<4xf32>) {
    %z = tslice.update set %one into %y[%i][4][1] : tensor<4xf32> into tensor<?xf32>
    %s = tslice.slice %y[%i][4][1] : tensor<?xf32> to tensor<4xf32>
    %t = arith.addf %s, %q : tensor<4xf32>
    scf.yield %z, %t : tensor<?xf32>, tensor<4xf32>
  }
  return %r#0, %r#1 : tensor<?xf32>, tensor<4xf32>
}

// Rows are gathered, and scattered.

// CHECK-LABEL: func.func @rows(
// CHECK-NOT:     memref.alloc(%
// CHECK-NOT:     memref.copy {{.*}} : memref<?{{[^,]*}} to memref<?
// CHECK:         return
func.func @rows(%x: tensor<?x4xf32> {tslice.donate}, %ids: tensor<?x2xi64>, %n: index) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%y = %x) -> tensor<?x4xf32> {
    %j = tslice.slice %ids[%i, 0][1, 2][1, 1] drop [0] : tensor<?x2xi64> to tensor<2xi64>
    %s = tslice.gather %y[%j] dims [0] : tensor<?x4xf32>, tensor<2xi64> -> tensor<2x4xf32>
    %t = arith.mulf %s, %s : tensor<2x4xf32>
    %z = tslice.scatter add %t into %y[%j] dims [0] : tensor<2x4xf32> into tensor<?x4xf32>, tensor<2xi64>
    scf.yield %z : tensor<?x4xf32>
  }
  return %r : tensor<?x4xf32>
}

// What was there before is compared with what is there now.

// CHECK-LABEL: func.func @old_and_new(
// CHECK-NOT:     memref.alloc(%
// CHECK-NOT:     memref.copy {{.*}} : memref<?{{[^,]*}} to memref<?
// CHECK:         return
func.func @old_and_new(%x: tensor<?xf32> {tslice.donate}, %n: index) -> (tensor<?xf32>, f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %f0 = arith.constant 0.0 : f32
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%y = %x, %q = %f0) -> (tensor<?xf32>, f32) {
    %z = tslice.update add %one into %y[%i][4][1] : tensor<4xf32> into tensor<?xf32>
    %v = tensor.extract %z[%i] : tensor<?xf32>
    %w = tensor.extract %y[%i] : tensor<?xf32>
    %d = arith.subf %v, %w : f32
    %e = arith.addf %d, %q : f32
    scf.yield %z, %e : tensor<?xf32>, f32
  }
  return %r#0, %r#1 : tensor<?xf32>, f32
}

// One branch writes, the other does not.

// CHECK-LABEL: func.func @branch(
// CHECK-NOT:     memref.alloc(%
// CHECK-NOT:     memref.copy {{.*}} : memref<?{{[^,]*}} to memref<?
// CHECK:         return
func.func @branch(%x: tensor<?xf32> {tslice.donate}, %n: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%y = %x) -> tensor<?xf32> {
    %m = arith.remui %i, %c2 : index
    %c = arith.cmpi eq, %m, %c0 : index
    %z = scf.if %c -> tensor<?xf32> {
      %u = tslice.update add %one into %y[%i][4][1] : tensor<4xf32> into tensor<?xf32>
      scf.yield %u : tensor<?xf32>
    } else {
      scf.yield %y : tensor<?xf32>
    }
    scf.yield %z : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// The same in a while loop.

// CHECK-LABEL: func.func @while_loop(
// CHECK-NOT:     memref.alloc(%
// CHECK-NOT:     memref.copy {{.*}} : memref<?{{[^,]*}} to memref<?
// CHECK:         return
func.func @while_loop(%x: tensor<?xf32> {tslice.donate}, %n: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %r:2 = scf.while (%y = %x, %i = %c0) : (tensor<?xf32>, index) -> (tensor<?xf32>, index) {
    %c = arith.cmpi ult, %i, %n : index
    scf.condition(%c) %y, %i : tensor<?xf32>, index
  } do {
  ^bb0(%y: tensor<?xf32>, %i: index):
    %s = tslice.slice %y[%i][4][1] : tensor<?xf32> to tensor<4xf32>
    %t = arith.addf %s, %one : tensor<4xf32>
    %z = tslice.update set %t into %y[%i][4][1] : tensor<4xf32> into tensor<?xf32>
    %j = arith.addi %i, %c1 : index
    scf.yield %z, %j : tensor<?xf32>, index
  }
  return %r#0 : tensor<?xf32>
}

// The window that is read overlaps the one that is written.

// CHECK-LABEL: func.func @overlap(
// CHECK-NOT:     memref.alloc(%
// CHECK-NOT:     memref.copy {{.*}} : memref<?{{[^,]*}} to memref<?
// CHECK:         return
func.func @overlap(%x: tensor<?xf32> {tslice.donate}, %n: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%y = %x) -> tensor<?xf32> {
    %j = arith.addi %i, %c1 : index
    %s = tslice.slice %y[%i][4][1] : tensor<?xf32> to tensor<4xf32>
    %z = tslice.update set %s into %y[%j][4][1] : tensor<4xf32> into tensor<?xf32>
    scf.yield %z : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// Rows of two carries are exchanged.

// CHECK-LABEL: func.func @exchange(
// CHECK-NOT:     memref.alloc(%
// CHECK-NOT:     memref.copy {{.*}} : memref<?{{[^,]*}} to memref<?
// CHECK:         return
func.func @exchange(%x: tensor<?x4xf32> {tslice.donate}, %y: tensor<?x4xf32> {tslice.donate}, %n: index) -> (tensor<?x4xf32>, tensor<?x4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %b = %y) -> (tensor<?x4xf32>, tensor<?x4xf32>) {
    %s = tslice.slice %a[%i, 0][1, 4][1, 1] : tensor<?x4xf32> to tensor<1x4xf32>
    %t = tslice.slice %b[%i, 0][1, 4][1, 1] : tensor<?x4xf32> to tensor<1x4xf32>
    %u = tslice.update set %s into %b[%i, 0][1, 4][1, 1] : tensor<1x4xf32> into tensor<?x4xf32>
    %v = tslice.update set %t into %a[%i, 0][1, 4][1, 1] : tensor<1x4xf32> into tensor<?x4xf32>
    scf.yield %v, %u : tensor<?x4xf32>, tensor<?x4xf32>
  }
  return %r#0, %r#1 : tensor<?x4xf32>, tensor<?x4xf32>
}

// Single elements.

// CHECK-LABEL: func.func @elements(
// CHECK-NOT:     memref.alloc(%
// CHECK-NOT:     memref.copy {{.*}} : memref<?{{[^,]*}} to memref<?
// CHECK:         return
func.func @elements(%x: tensor<?xf32> {tslice.donate}, %n: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%y = %x) -> tensor<?xf32> {
    %v = tensor.extract %y[%i] : tensor<?xf32>
    %w = arith.addf %v, %v : f32
    %j = arith.addi %i, %c1 : index
    %z = tensor.insert %w into %y[%j] : tensor<?xf32>
    scf.yield %z : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// Carries that change places: two steps at a time; the last of an odd number copies.

// CHECK-LABEL: func.func @ping_pong(
// CHECK:         scf.for
// CHECK-NOT:       memref.alloc(%
// CHECK-NOT:       : memref<?xf32> to memref<?xf32>
// CHECK:         scf.yield
// CHECK:         scf.for
// CHECK:           memref.copy {{.*}} : memref<?xf32> to memref<?xf32>
// CHECK:         return
func.func @ping_pong(%x: tensor<?xf32> {tslice.donate}, %y: tensor<?xf32> {tslice.donate}, %n: index) -> (tensor<?xf32>, tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %b = %y) -> (tensor<?xf32>, tensor<?xf32>) {
    %z = tslice.update add %one into %a[%i][4][1] : tensor<4xf32> into tensor<?xf32>
    scf.yield %b, %z : tensor<?xf32>, tensor<?xf32>
  }
  return %r#0, %r#1 : tensor<?xf32>, tensor<?xf32>
}

// Branches that make what they yield do so in memory of the same kind, which is
// not copied behind them.

// CHECK-LABEL: func.func @made_in_branches(
// CHECK-NOT:     memref.copy
// CHECK:         return
func.func @made_in_branches(%c: i1, %n: index, %v: f32) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.if %c -> tensor<?xf32> {
    %e = bufferization.alloc_tensor(%n) : tensor<?xf32>
    %z = linalg.fill ins(%v : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
    scf.yield %z : tensor<?xf32>
  } else {
    %e = tensor.empty(%n) : tensor<?xf32>
    %f = scf.for %i = %c0 to %n step %c1 iter_args(%o = %e) -> tensor<?xf32> {
      %g = tensor.insert %v into %o[%i] : tensor<?xf32>
      scf.yield %g : tensor<?xf32>
    }
    scf.yield %f : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// What the steps of a while loop keep for their adjoints: where the tape is full
// there is another one, and nothing else is copied.

// CHECK-LABEL: func.func @chain_grad(
// CHECK:         scf.while
// CHECK:         } do {
// CHECK:           memref.alloc(%{{.*}}) {{.*}} : memref<?xf32>
// CHECK-NOT:       memref.alloc
// CHECK:           memref.copy
// CHECK-NOT:       memref.copy
// CHECK:           scf.while
// CHECK-NOT:       memref.alloc(%
// CHECK-NOT:       memref.copy {{.*}} : memref<?{{[^,]*}} to memref<?
// CHECK:         scf.for
// CHECK-NOT:       memref.alloc(%
// CHECK-NOT:       memref.copy {{.*}} : memref<?{{[^,]*}} to memref<?
// CHECK:         return
func.func private @chain(%x: tensor<?xf32>, %n: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.while (%i = %c0, %a = %x) : (index, tensor<?xf32>) -> (index, tensor<?xf32>) {
    %c = arith.cmpi slt, %i, %n : index
    scf.condition(%c) %i, %a : index, tensor<?xf32>
  } do {
  ^bb0(%i: index, %a: tensor<?xf32>):
    %v = tensor.extract %a[%i] : tensor<?xf32>
    %w = math.sin %v : f32
    %j = arith.addi %i, %c1 : index
    %u = tensor.insert %w into %a[%j] : tensor<?xf32>
    scf.yield %j, %u : index, tensor<?xf32>
  }
  return %r#1 : tensor<?xf32>
}
func.func @chain_grad(%x: tensor<?xf32>, %n: index, %d: tensor<?xf32> {tslice.donate}) -> tensor<?xf32> {
  %r = tslice.vjp @chain(%x, %n)(%d) wrt [0] : (tensor<?xf32>, index)(tensor<?xf32>) -> tensor<?xf32>
  return %r : tensor<?xf32>
}
