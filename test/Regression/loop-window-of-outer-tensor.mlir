// A window that a loop writes whole and then inserts into a tensor from outside of
// the loop was written to that tensor: the next step found it there.

// RUN: tslice-run %s --entry=while '[[1., 2., 3.], [4., 5., 6.], [7., 8., 9.], [10., 11., 12.]]' '[100., 200., 300., 400.]' 3 --check-against=evaluate | FileCheck %s --check-prefix=WHILE
// RUN: tslice-run %s --entry=while '[[1., 2., 3.], [4., 5., 6.], [7., 8., 9.], [10., 11., 12.]]' '[100., 200., 300., 400.]' 3 --check-against=evaluate --no-optimize | FileCheck %s --check-prefix=WHILE
// WHILE:      {{\[}}[ -1.  -2. 100.]
// WHILE-NEXT:  [ -4.  -5. 200.]
// WHILE-NEXT:  [ -7.  -8. 300.]
// WHILE-NEXT:  [-10. -11. 400.]]
func.func @while(%d0: tensor<4x3xf32>, %u: tensor<4xf32>, %n: index) -> tensor<4x3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %d = arith.negf %d0 : tensor<4x3xf32>
  %r:2 = scf.while (%i = %c0, %x = %d0) : (index, tensor<4x3xf32>) -> (index, tensor<4x3xf32>) {
    %c = arith.cmpi slt, %i, %n : index
    scf.condition(%c) %i, %x : index, tensor<4x3xf32>
  } do {
  ^bb0(%i: index, %x: tensor<4x3xf32>):
    %y = tslice.update set %u into %d[0, %i][4, 1][1, 1] drop [1] : tensor<4xf32> into tensor<4x3xf32>
    %j = arith.addi %i, %c1 : index
    scf.yield %j, %y : index, tensor<4x3xf32>
  }
  return %r#1 : tensor<4x3xf32>
}

// RUN: tslice-run %s --entry=for '[[1., 2., 3.], [4., 5., 6.], [7., 8., 9.], [10., 11., 12.]]' '[100., 200., 300., 400.]' 3 --check-against=evaluate | FileCheck %s --check-prefix=FOR
// RUN: tslice-run %s --entry=for '[[1., 2., 3.], [4., 5., 6.], [7., 8., 9.], [10., 11., 12.]]' '[100., 200., 300., 400.]' 3 --check-against=evaluate --no-optimize | FileCheck %s --check-prefix=FOR
// FOR:      {{\[}}[ -1.  -2. 100.]
// FOR-NEXT:  [ -4.  -5. 200.]
// FOR-NEXT:  [ -7.  -8. 300.]
// FOR-NEXT:  [-10. -11. 400.]]
func.func @for(%d: tensor<4x3xf32>, %u: tensor<4xf32>, %n: index) -> tensor<4x3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %y = arith.negf %d : tensor<4x3xf32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%x = %d) -> tensor<4x3xf32> {
    %t = tslice.update set %u into %y[0, %i][4, 1][1, 1] drop [1] : tensor<4xf32> into tensor<4x3xf32>
    scf.yield %t : tensor<4x3xf32>
  }
  return %r : tensor<4x3xf32>
}

// RUN: tslice-run %s --entry=branch '[[1., 2., 3.], [4., 5., 6.], [7., 8., 9.], [10., 11., 12.]]' '[100., 200., 300., 400.]' 3 --check-against=evaluate | FileCheck %s --check-prefix=BRANCH
// RUN: tslice-run %s --entry=branch '[[1., 2., 3.], [4., 5., 6.], [7., 8., 9.], [10., 11., 12.]]' '[100., 200., 300., 400.]' 3 --check-against=evaluate --no-optimize | FileCheck %s --check-prefix=BRANCH
// BRANCH:      {{\[}}[ -1.  -2. 100.]
// BRANCH-NEXT:  [ -4.  -5. 200.]
// BRANCH-NEXT:  [ -7.  -8. 300.]
// BRANCH-NEXT:  [-10. -11. 400.]]
func.func @branch(%d: tensor<4x3xf32>, %u: tensor<4xf32>, %n: index) -> tensor<4x3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %y = arith.negf %d : tensor<4x3xf32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%x = %d) -> tensor<4x3xf32> {
    %odd = arith.andi %i, %c1 : index
    %c = arith.cmpi eq, %odd, %c0 : index
    %z = scf.if %c -> tensor<4x3xf32> {
      %t = tslice.update set %u into %y[0, %i][4, 1][1, 1] drop [1] : tensor<4xf32> into tensor<4x3xf32>
      scf.yield %t : tensor<4x3xf32>
    } else {
      scf.yield %d : tensor<4x3xf32>
    }
    scf.yield %z : tensor<4x3xf32>
  }
  return %r : tensor<4x3xf32>
}

// The carry of a loop is from outside of the loop in it.

// RUN: tslice-run %s --entry=nested '[[1., 2., 3.], [4., 5., 6.], [7., 8., 9.], [10., 11., 12.]]' '[100., 200., 300., 400.]' 3 --check-against=evaluate | FileCheck %s --check-prefix=NESTED
// RUN: tslice-run %s --entry=nested '[[1., 2., 3.], [4., 5., 6.], [7., 8., 9.], [10., 11., 12.]]' '[100., 200., 300., 400.]' 3 --check-against=evaluate --no-optimize | FileCheck %s --check-prefix=NESTED
// NESTED:      {{\[}}[ 699.  698.  697.]
// NESTED-NEXT:  [1396. 1395. 1394.]
// NESTED-NEXT:  [2093. 2092. 2091.]
// NESTED-NEXT:  [2790. 2789. 2788.]]
func.func @nested(%d: tensor<4x3xf32>, %u: tensor<4xf32>, %n: index) -> tensor<4x3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %y = arith.negf %d : tensor<4x3xf32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%x = %y) -> tensor<4x3xf32> {
    %q = scf.for %j = %c0 to %n step %c1 iter_args(%w = %d) -> tensor<4x3xf32> {
      %t = tslice.update set %u into %x[0, %j][4, 1][1, 1] drop [1] : tensor<4xf32> into tensor<4x3xf32>
      %s = arith.addf %w, %t : tensor<4x3xf32>
      scf.yield %s : tensor<4x3xf32>
    }
    scf.yield %q : tensor<4x3xf32>
  }
  return %r : tensor<4x3xf32>
}

// A view of it in the loop is the same tensor.

// RUN: tslice-run %s --entry=cast '[[1., 2., 3.], [4., 5., 6.], [7., 8., 9.], [10., 11., 12.]]' '[100., 200., 300., 400.]' 3 --check-against=evaluate | FileCheck %s --check-prefix=CAST
// RUN: tslice-run %s --entry=cast '[[1., 2., 3.], [4., 5., 6.], [7., 8., 9.], [10., 11., 12.]]' '[100., 200., 300., 400.]' 3 --check-against=evaluate --no-optimize | FileCheck %s --check-prefix=CAST
// CAST:      {{\[}}[ -1.  -2. 100.]
// CAST-NEXT:  [ -4.  -5. 200.]
// CAST-NEXT:  [ -7.  -8. 300.]
// CAST-NEXT:  [-10. -11. 400.]]
func.func @cast(%d: tensor<4x3xf32>, %u: tensor<4xf32>, %n: index) -> tensor<?x3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %y = arith.negf %d : tensor<4x3xf32>
  %dd = tensor.cast %d : tensor<4x3xf32> to tensor<?x3xf32>
  %r:2 = scf.while (%i = %c0, %x = %dd) : (index, tensor<?x3xf32>) -> (index, tensor<?x3xf32>) {
    %c = arith.cmpi slt, %i, %n : index
    scf.condition(%c) %i, %x : index, tensor<?x3xf32>
  } do {
  ^bb0(%i: index, %x: tensor<?x3xf32>):
    %p = tensor.cast %y : tensor<4x3xf32> to tensor<?x3xf32>
    %t = tslice.update set %u into %p[0, %i][4, 1][1, 1] drop [1] : tensor<4xf32> into tensor<?x3xf32>
    %j = arith.addi %i, %c1 : index
    scf.yield %j, %t : index, tensor<?x3xf32>
  }
  return %r#1 : tensor<?x3xf32>
}
