// What a GPU cannot do is an error at the op, and no text.

// RUN: split-file %s %t
// RUN: not tslice-translate --tslice-to-ptx %t/exp.mlir -o - 2>&1 | FileCheck %t/exp.mlir
// RUN: not tslice-translate --tslice-to-ptx %t/rem.mlir -o - 2>&1 | FileCheck %t/rem.mlir
// RUN: not tslice-translate --tslice-to-ptx %t/recursion.mlir -o - 2>&1 | FileCheck %t/recursion.mlir
// RUN: not tslice-translate --tslice-to-ptx --chip=sm_35 %t/exp.mlir -o - 2>&1 | FileCheck %s --check-prefix=CHIP
// CHIP: for the --chip option: Cannot find option named 'sm_35'!
// RUN: not tslice-opt --tslice-nvvm-pipeline=chip=sm_35 %t/exp.mlir -o - 2>&1 | FileCheck %s --check-prefix=PIPELINE
// PIPELINE: Cannot find option named 'sm_35'!

//--- exp.mlir
// CHECK: exp.mlir:[[#@LINE+3]]:8: error: 'math.exp' op on 'f64' cannot be computed on a GPU: there is no expansion of it
// CHECK-NOT: .version
func.func @exp(%x: tensor<?xf64>) -> tensor<?xf64> {
  %r = math.exp %x : tensor<?xf64>
  return %r : tensor<?xf64>
}

//--- rem.mlir
// CHECK: rem.mlir:[[#@LINE+2]]:8: error: 'arith.remf' op on 'f32' cannot be computed on a GPU: there is no expansion of it
func.func @rem(%x: tensor<?xf32>) -> tensor<?xf32> {
  %r = arith.remf %x, %x : tensor<?xf32>
  return %r : tensor<?xf32>
}

//--- recursion.mlir
// CHECK: recursion.mlir:[[#@LINE+2]]:8: error: calls @again recursively, which cannot be compiled
func.func private @again(%x: tensor<4xf32>) -> tensor<4xf32> {
  %r = func.call @again(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %r = func.call @again(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}
