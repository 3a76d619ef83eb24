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
