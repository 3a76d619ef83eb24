// Control flow of scf and calls, around ops of slicing graphs.

// RUN: tslice-run %s --entry=branch '[1, 2]' 'true' --check-against=evaluate | FileCheck %s --check-prefix=TRUE
// RUN: tslice-run %s --entry=branch '[1, 2]' 'false' --check-against=evaluate | FileCheck %s --check-prefix=FALSE
// TRUE: {{^}}[2. 4.]
// FALSE: {{^}}[1. 2.]
func.func @branch(%x: tensor<?xf32>, %c: i1) -> tensor<?xf32> {
  %r = scf.if %c -> tensor<?xf32> {
    %y = arith.addf %x, %x : tensor<?xf32>
    scf.yield %y : tensor<?xf32>
  } else {
    scf.yield %x : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// RUN: tslice-run %s --entry=loop '[1, 3]' '3' --check-against=evaluate | FileCheck %s --check-prefix=LOOP
// LOOP: {{^}}[ 8. 24.]
func.func @loop(%x: tensor<?xf32>, %n: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%y = %x) -> tensor<?xf32> {
    %z = arith.addf %y, %y : tensor<?xf32>
    scf.yield %z : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// RUN: tslice-run %s --entry=while_loop '3' --check-against=evaluate | FileCheck %s --check-prefix=WHILE
// WHILE: {{^}}24
func.func @while_loop(%x: i64) -> i64 {
  %c20 = arith.constant 20 : i64
  %r = scf.while (%y = %x) : (i64) -> i64 {
    %c = arith.cmpi slt, %y, %c20 : i64
    scf.condition(%c) %y : i64
  } do {
  ^bb0(%y: i64):
    %z = arith.addi %y, %y : i64
    scf.yield %z : i64
  }
  return %r : i64
}

// RUN: tslice-run %s --entry=switch '[1, 2]' '1' --check-against=evaluate | FileCheck %s --check-prefix=CASE
// RUN: tslice-run %s --entry=switch '[1, 2]' '4' --check-against=evaluate | FileCheck %s --check-prefix=DEFAULT
// CASE: {{^}}[1. 4.]
// DEFAULT: {{^}}[1. 2.]
func.func @switch(%x: tensor<2xf32>, %i: index) -> tensor<2xf32> {
  %r = scf.index_switch %i -> tensor<2xf32>
  case 1 {
    %y = arith.mulf %x, %x : tensor<2xf32>
    scf.yield %y : tensor<2xf32>
  }
  default {
    scf.yield %x : tensor<2xf32>
  }
  return %r : tensor<2xf32>
}

func.func private @twice(%x: tensor<?xf32>) -> tensor<?xf32> {
  %r = arith.addf %x, %x : tensor<?xf32>
  return %r : tensor<?xf32>
}
// RUN: tslice-run %s --entry=call '[1, 2]' --check-against=evaluate | FileCheck %s --check-prefix=CALL
// CALL: {{^}}[4. 8.]
func.func @call(%x: tensor<?xf32>) -> tensor<?xf32> {
  %y = func.call @twice(%x) : (tensor<?xf32>) -> tensor<?xf32>
  %r = func.call @twice(%y) : (tensor<?xf32>) -> tensor<?xf32>
  return %r : tensor<?xf32>
}

// RUN: tslice-run %s --entry=execute_region '[1, 2]' --check-against=evaluate | FileCheck %s --check-prefix=EXECUTE
// EXECUTE: {{^}}[2. 4.]
func.func @execute_region(%x: tensor<?xf32>) -> tensor<?xf32> {
  %r = scf.execute_region -> tensor<?xf32> {
    %y = arith.addf %x, %x : tensor<?xf32>
    scf.yield %y : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// RUN: tslice-run %s --entry=parallel '[1, 2, 4]' --check-against=evaluate | FileCheck %s --check-prefix=PARALLEL
// PARALLEL: {{^}}7.0
func.func @parallel(%x: tensor<?xf32>) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %z = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %r = scf.parallel (%i) = (%c0) to (%n) step (%c1) init (%z) -> f32 {
    %v = tensor.extract %x[%i] : tensor<?xf32>
    scf.reduce (%v : f32) {
    ^bb0(%a: f32, %b: f32):
      %s = arith.addf %a, %b : f32
      scf.reduce.return %s : f32
    }
  }
  return %r : f32
}

// RUN: tslice-run %s --entry=while_tensor '[3, 4]' --check-against=evaluate | FileCheck %s --check-prefix=WHILE_TENSOR
// WHILE_TENSOR: {{^}}[192. 256.]
// WHILE_TENSOR-NEXT: 6
func.func @while_tensor(%x: tensor<?xf32>) -> (tensor<?xf32>, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %lim = arith.constant 100.0 : f32
  %r:2 = scf.while (%y = %x, %i = %c0) : (tensor<?xf32>, index) -> (tensor<?xf32>, index) {
    %v = tensor.extract %y[%c0] : tensor<?xf32>
    %c = arith.cmpf olt, %v, %lim : f32
    scf.condition(%c) %y, %i : tensor<?xf32>, index
  } do {
  ^bb0(%y: tensor<?xf32>, %i: index):
    %z = arith.addf %y, %y : tensor<?xf32>
    %j = arith.addi %i, %c1 : index
    scf.yield %z, %j : tensor<?xf32>, index
  }
  return %r#0, %r#1 : tensor<?xf32>, index
}

// RUN: tslice-run %s --entry=forall2 '[[1, 2, 3], [4, 5, 6]]' '[[0, 0], [0, 0], [0, 0]]' --check-against=evaluate | FileCheck %s --check-prefix=FORALL0
// FORALL0: {{^}}{{\[\[}}1. 4.]
// FORALL0-NEXT:  [2. 5.]
// FORALL0-NEXT:  [3. 6.]]
// RUN: not tslice-run %s --entry=forall2 '[[1, 2, 3], [4, 5, 6]]' '[[0, 0], [0, 0]]' 2>&1 | FileCheck %s --check-prefix=FORALL1
// FORALL1: tensor.parallel_insert_slice ({{.*}}): index 2 is outside [0, 2) of dimension 0 of 't'
func.func @forall2(%x: tensor<?x?xf32>, %o: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?x?xf32>
  %m = tensor.dim %x, %c1 : tensor<?x?xf32>
  %r = scf.forall (%i, %j) in (%n, %m) shared_outs(%t = %o) -> tensor<?x?xf32> {
    %v = tensor.extract %x[%i, %j] : tensor<?x?xf32>
    %e = tensor.from_elements %v : tensor<1x1xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %e into %t[%j, %i] [1, 1] [1, 1] : tensor<1x1xf32> into tensor<?x?xf32>
    }
  }
  return %r : tensor<?x?xf32>
}

// RUN: tslice-run %s --entry=indirect '[1, 2]' | FileCheck %s --check-prefix=INDIRECT
// INDIRECT: {{^}}[2. 4.]
func.func @indirect(%x: tensor<?xf32>) -> tensor<?xf32> {
  %f = func.constant @twice : (tensor<?xf32>) -> tensor<?xf32>
  %r = func.call_indirect %f(%x) : (tensor<?xf32>) -> tensor<?xf32>
  return %r : tensor<?xf32>
}
