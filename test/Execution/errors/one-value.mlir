// An index out of range of a tensor that is known to hold one value everywhere:
// the evaluator reports it, compiled code, which needs no index for the result,
// may leave it out. Of any other tensor it is reported.

// RUN: tslice-run %s --entry=same '[3, 4]' '[0, 9]' --check-against=evaluate | FileCheck %s --check-prefix=SAME
// RUN: tslice-run %s --entry=same '[3, 4]' '[0, 9]' --check-against=evaluate --no-optimize | FileCheck %s --check-prefix=SAME
// SAME: [0 0]
// SAME-NEXT: check against the evaluator: only the evaluator fails: gather #1 (one-value.mlir:[[#@LINE+3]]:8): index 9 at position [1] is outside [0, 2) of dimension 0
func.func @same(%x: tensor<2xi32>, %i: tensor<2xi32>) -> tensor<2xi32> {
  %d = arith.subi %x, %x : tensor<2xi32>
  %r = tslice.gather %d[%i] dims [0] window [1] drop [0] : tensor<2xi32>, tensor<2xi32> -> tensor<2xi32>
  return %r : tensor<2xi32>
}

// RUN: not tslice-run %s --entry=sum '[0, 0]' '[0, 9]' 2>&1 | FileCheck %s --check-prefix=SUM
// RUN: not tslice-run %s --entry=sum '[0, 0]' '[0, 9]' --no-optimize 2>&1 | FileCheck %s --check-prefix=SUM
// SUM: gather #1 (one-value.mlir:[[#@LINE+3]]:8): index 9 at position [1] is outside [0, 2) of dimension 0
func.func @sum(%x: tensor<2xi32>, %i: tensor<2xi32>) -> tensor<2xi32> {
  %d = arith.addi %x, %x : tensor<2xi32>
  %r = tslice.gather %d[%i] dims [0] window [1] drop [0] : tensor<2xi32>, tensor<2xi32> -> tensor<2xi32>
  return %r : tensor<2xi32>
}
