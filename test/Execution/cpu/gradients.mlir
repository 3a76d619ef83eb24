// Gradients through slices and gathers, values worked out by hand.

// d sum(x[1:3]) / dx
// RUN: tslice-run %s --entry=sum_middle --grad=0 '[1, 2, 3, 4]' --check-against=evaluate | FileCheck %s --check-prefix=MIDDLE
// MIDDLE: [0. 1. 1. 0.]
func.func @sum_middle(%x: tensor<4xf32>) -> tensor<f32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %s = tslice.slice %x[1][2][1] : tensor<4xf32> to tensor<2xf32>
  %sum = linalg.reduce { arith.addf } ins(%s : tensor<2xf32>) outs(%zero : tensor<f32>) dimensions = [0]
  return %sum : tensor<f32>
}

// The same by gather; a row that is read twice counts twice.
// RUN: tslice-run %s --entry=sum_gather --grad=0 '[1, 2, 3, 4]' '[1, 2]' --check-against=evaluate | FileCheck %s --check-prefix=MIDDLE
// RUN: tslice-run %s --entry=sum_gather --grad=0 '[1, 2, 3, 4]' '[1, 1, 2]' --check-against=evaluate | FileCheck %s --check-prefix=TWICE
// TWICE: [0. 2. 1. 0.]
// RUN: not tslice-run %s --entry=sum_gather --grad=0 '[1, 2, 3, 4]' '[1, 4]' 2>&1 | FileCheck %s --check-prefix=BAD
// BAD: gather #1 (gradients.mlir:{{.*}}): index 4 at position [1] is outside [0, 4) of dimension 0 of 'x'
func.func @sum_gather(%x: tensor<4xf32>, %i: tensor<?xi32>) -> tensor<f32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %s = tslice.gather %x[%i] dims [0] : tensor<4xf32>, tensor<?xi32> -> tensor<?xf32>
  %sum = linalg.reduce { arith.addf } ins(%s : tensor<?xf32>) outs(%zero : tensor<f32>) dimensions = [0]
  return %sum : tensor<f32>
}

// RUN: tslice-run %s --entry=sum_reshaped --grad=0 '[[1, 2], [3, 4]]' --check-against=evaluate | FileCheck %s --check-prefix=RESHAPED
// RESHAPED:      {{\[}}[1. 1.]
// RESHAPED-NEXT: [1. 1.]]
func.func @sum_reshaped(%x: tensor<2x2xf64>) -> tensor<f64> {
  %zero = arith.constant dense<0.0> : tensor<f64>
  %s = tensor.collapse_shape %x [[0, 1]] : tensor<2x2xf64> into tensor<4xf64>
  %sum = linalg.reduce { arith.addf } ins(%s : tensor<4xf64>) outs(%zero : tensor<f64>) dimensions = [0]
  return %sum : tensor<f64>
}

// d sum(update(x, u) ^ 2): 2u to the update, 2x to the rest.
// RUN: tslice-run %s --entry=assigned --grad=0,1 '[1, 2, 3, 4]' '[5, 6]' --check-against=evaluate | FileCheck %s --check-prefix=ASSIGNED
// ASSIGNED: [2. 0. 0. 8.]
// ASSIGNED-NEXT: [10. 12.]
func.func @assigned(%x: tensor<4xf32>, %u: tensor<2xf32>) -> tensor<f32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %y = tslice.update set %u into %x[1][2][1] : tensor<2xf32> into tensor<4xf32>
  %q = arith.mulf %y, %y : tensor<4xf32>
  %sum = linalg.reduce { arith.addf } ins(%q : tensor<4xf32>) outs(%zero : tensor<f32>) dimensions = [0]
  return %sum : tensor<f32>
}

// Each row moves by its own gradient only.
// RUN: tslice-run %s --entry=step '[[1, 2], [3, 4], [5, 6]]' '[2, 0, 2]' --check-against=evaluate | FileCheck %s --check-prefix=STEP
// STEP:      {{\[}}[0.5 1. ]
// STEP-NEXT: [3. 4. ]
// STEP-NEXT: [0. 0. ]]
func.func private @loss(%table: tensor<3x2xf32>, %ids: tensor<?xi64>) -> tensor<f32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %rows = tslice.gather %table[%ids] dims [0] : tensor<3x2xf32>, tensor<?xi64> -> tensor<?x2xf32>
  %q = arith.mulf %rows, %rows : tensor<?x2xf32>
  %sum = linalg.reduce { arith.addf } ins(%q : tensor<?x2xf32>) outs(%zero : tensor<f32>) dimensions = [0, 1]
  return %sum : tensor<f32>
}
func.func @step(%table: tensor<3x2xf32> {tslice.donate}, %ids: tensor<?xi64>) -> tensor<3x2xf32> {
  %g = tslice.grad @loss(%table, %ids) wrt [0] : (tensor<3x2xf32>, tensor<?xi64>) -> tensor<3x2xf32>
  %rate = arith.constant dense<0.25> : tensor<3x2xf32>
  %d = arith.mulf %rate, %g : tensor<3x2xf32>
  %r = arith.subf %table, %d : tensor<3x2xf32>
  return %r : tensor<3x2xf32>
}
