// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: tslice-opt %s --tslice-coalesce-updates --canonicalize --cse --split-input-file --remarks-filter='tslice-coalesce-updates' -o - 2>%t | FileCheck %s
// RUN: FileCheck %s --check-prefix=REMARK < %t

// Stochastic gradient descent: one row at a time, read from the carried table.
// REMARK: [Passed] RowUpdate | Category:tslice-coalesce-updates | Function=sgd | Remark="updates the rows that have a gradient and no others"
// CHECK-LABEL: func.func @sgd
// CHECK-SAME:    %[[T:.*]]: tensor<99x64xf32>, %[[I:.*]]: tensor<8xi32>, %[[U:.*]]: tensor<8x64xf32>
// CHECK-NOT:   dense<0.0{{.*}}99x64xf32>
// CHECK:       %[[P:.*]], %[[S:.*]] = tslice.group %[[T]][%[[I]]] dims [0]
// CHECK:       scf.forall {{.*}} shared_outs(%{{.*}} = %[[T]])
// CHECK:         scf.for {{.*}} iter_args(%[[C:.*]] = %{{.*}}) -> (tensor<99x64xf32>)
// CHECK:           %[[R:.*]] = tensor.extract_slice %[[C]][%[[ROW:.*]], 0] [1, 64]
// CHECK:           linalg.fill
// CHECK:           %[[G:.*]] = scf.for {{.*}} -> (tensor<1x64xf32>)
// CHECK:             tensor.extract_slice %[[U]][%{{.*}}, 0] [1, 64]
// CHECK:             arith.addf
// CHECK:           %[[M:.*]] = arith.mulf %[[G]], %{{.*}} : tensor<1x64xf32>
// CHECK:           %[[N:.*]] = arith.subf %[[R]], %[[M]]
// CHECK:           %[[D:.*]] = bufferization.materialize_in_destination %[[N]] in %[[R]]
// CHECK:           tensor.insert_slice %[[D]] into %[[C]][%[[ROW]], 0] [1, 64]
// CHECK-NOT:   scf.if
func.func @sgd(%t: tensor<99x64xf32>, %i: tensor<8xi32>, %u: tensor<8x64xf32>) -> tensor<99x64xf32> {
  %zeros = arith.constant dense<0.0> : tensor<99x64xf32>
  %rates = arith.constant dense<0.5> : tensor<99x64xf32>
  %g = tslice.scatter add %u into %zeros[%i] dims [0] : tensor<8x64xf32> into tensor<99x64xf32>, tensor<8xi32>
  %m = arith.mulf %rates, %g : tensor<99x64xf32>
  %new = arith.subf %t, %m : tensor<99x64xf32>
  return %new : tensor<99x64xf32>
}

// -----

// What a gather of the same rows reads is read in the loop, unless it is of
// another table.
// CHECK-LABEL: func.func @reads_carried
// CHECK-NOT:   tslice.gather %arg0
// CHECK:       tslice.gather %arg3
// CHECK-NOT:   tslice.gather
func.func @reads_carried(%t: tensor<99x64xf32>, %i: tensor<8xi32>, %y: tensor<8x64xf32>, %z: tensor<99x64xf32>) -> tensor<99x64xf32> {
  %zeros = arith.constant dense<0.0> : tensor<99x64xf32>
  %a = tslice.gather %t[%i] dims [0] : tensor<99x64xf32>, tensor<8xi32> -> tensor<8x64xf32>
  %b = tslice.gather %z[%i] dims [0] : tensor<99x64xf32>, tensor<8xi32> -> tensor<8x64xf32>
  %c = arith.subf %a, %b : tensor<8x64xf32>
  %u = arith.mulf %c, %y : tensor<8x64xf32>
  %g = tslice.scatter add %u into %zeros[%i] dims [0] : tensor<8x64xf32> into tensor<99x64xf32>, tensor<8xi32>
  %new = arith.subf %t, %g : tensor<99x64xf32>
  return %new : tensor<99x64xf32>
}

// -----

// A rate that is not known must be finite and not negative.
// CHECK-LABEL: func.func @rate
// CHECK:         %[[Z:.*]] = arith.mulf %arg3, %cst
// CHECK:         %[[B:.*]] = arith.bitcast %[[Z]] : f32 to i32
// CHECK:         %[[C:.*]] = arith.cmpi eq, %[[B]], %c0_i32
// CHECK:         scf.if %[[C]]
// CHECK:           scf.forall
// CHECK:         } else {
// CHECK:           tslice.scatter add
// CHECK:           bufferization.materialize_in_destination %{{.*}} in %arg0
func.func @rate(%t: tensor<99x64xf32>, %i: tensor<8xi32>, %u: tensor<8x64xf32>, %rate: f32) -> tensor<99x64xf32> {
  %zeros = arith.constant dense<0.0> : tensor<99x64xf32>
  %rates = tensor.splat %rate : tensor<99x64xf32>
  %g = tslice.scatter add %u into %zeros[%i] dims [0] : tensor<8x64xf32> into tensor<99x64xf32>, tensor<8xi32>
  %m = arith.mulf %rates, %g : tensor<99x64xf32>
  %new = arith.subf %t, %m : tensor<99x64xf32>
  return %new : tensor<99x64xf32>
}

// -----

// Two tables of one loop; the sum of squares of a row, too.
// REMARK: [Passed] RowUpdate | Category:tslice-coalesce-updates | Function=rowwise | Remark="updates the rows that have a gradient and no others; what squares are added to is taken for a sum of squares"
// CHECK-LABEL: func.func @rowwise
// CHECK:         scf.forall {{.*}} shared_outs(%{{.*}} = %arg1, %{{.*}} = %arg0) -> (tensor<99xf32>, tensor<99x64xf32>)
// CHECK:           linalg.reduce {{.*}} ins(%{{.*}} : tensor<1x64xf32>) outs(%{{.*}} : tensor<1xf32>)
// CHECK:           tensor.insert_slice {{.*}} : tensor<1xf32> into tensor<99xf32>
// CHECK:           tensor.insert_slice {{.*}} : tensor<1x64xf32> into tensor<99x64xf32>
func.func @rowwise(%t: tensor<99x64xf32>, %s: tensor<99xf32>, %i: tensor<8xi32>, %u: tensor<8x64xf32>) -> (tensor<99x64xf32>, tensor<99xf32>) {
  %zeros = arith.constant dense<0.0> : tensor<99x64xf32>
  %none = arith.constant dense<0.0> : tensor<99xf32>
  %rates = arith.constant dense<0.5> : tensor<99xf32>
  %tiny = arith.constant dense<1.0e-8> : tensor<99xf32>
  %empty = tensor.empty() : tensor<99x64xf32>
  %g = tslice.scatter add %u into %zeros[%i] dims [0] : tensor<8x64xf32> into tensor<99x64xf32>, tensor<8xi32>
  %squares = arith.mulf %g, %g : tensor<99x64xf32>
  %sum = linalg.reduce { arith.addf } ins(%squares : tensor<99x64xf32>) outs(%none : tensor<99xf32>) dimensions = [1]
  %new_s = arith.addf %s, %sum : tensor<99xf32>
  %root = math.sqrt %new_s : tensor<99xf32>
  %shifted = arith.addf %root, %tiny : tensor<99xf32>
  %scale = arith.divf %rates, %shifted : tensor<99xf32>
  %scales = linalg.broadcast ins(%scale : tensor<99xf32>) outs(%empty : tensor<99x64xf32>) dimensions = [1]
  %m = arith.mulf %scales, %g : tensor<99x64xf32>
  %new_t = arith.subf %t, %m : tensor<99x64xf32>
  return %new_t, %new_s : tensor<99x64xf32>, tensor<99xf32>
}

// -----

// x + 0 is x only if that is not -0.
// CHECK-LABEL: func.func @ascent
// CHECK-NOT:   scf.forall
// REMARK: coalesce-updates.mlir:[[#@LINE+4]]:{{.*}} [Missed] DenseUpdate | Category:tslice-coalesce-updates | Function=ascent | Remark="updates every row of the table: rows without a gradient are changed here"
func.func @ascent(%t: tensor<99x64xf32>, %i: tensor<8xi32>, %u: tensor<8x64xf32>) -> tensor<99x64xf32> {
  %zeros = arith.constant dense<0.0> : tensor<99x64xf32>
  %g = tslice.scatter add %u into %zeros[%i] dims [0] : tensor<8x64xf32> into tensor<99x64xf32>, tensor<8xi32>
  %new = arith.addf %t, %g : tensor<99x64xf32>
  return %new : tensor<99x64xf32>
}

// -----

// CHECK-LABEL: func.func @decay
// CHECK-NOT:   scf.forall
// REMARK: Function=decay | Remark="updates every row of the table: rows without a gradient are changed here"
func.func @decay(%t: tensor<99x64xf32>, %i: tensor<8xi32>, %u: tensor<8x64xf32>) -> tensor<99x64xf32> {
  %zeros = arith.constant dense<0.0> : tensor<99x64xf32>
  %rates = arith.constant dense<0.5> : tensor<99x64xf32>
  %g = tslice.scatter add %u into %zeros[%i] dims [0] : tensor<8x64xf32> into tensor<99x64xf32>, tensor<8xi32>
  %d = arith.mulf %rates, %t : tensor<99x64xf32>
  %h = arith.addf %g, %d : tensor<99x64xf32>
  %new = arith.subf %t, %h : tensor<99x64xf32>
  return %new : tensor<99x64xf32>
}

// -----

// Adam: both moments of every row decay.
// CHECK-LABEL: func.func @adam
// CHECK-NOT:   scf.forall
// REMARK: Function=adam | Remark="updates every row
func.func @adam(%t: tensor<99xf32>, %m: tensor<99xf32>, %v: tensor<99xf32>, %i: tensor<8xi32>, %u: tensor<8xf32>) -> (tensor<99xf32>, tensor<99xf32>, tensor<99xf32>) {
  %zeros = arith.constant dense<0.0> : tensor<99xf32>
  %most = arith.constant dense<0.875> : tensor<99xf32>
  %less = arith.constant dense<0.125> : tensor<99xf32>
  %g = tslice.scatter add %u into %zeros[%i] dims [0] : tensor<8xf32> into tensor<99xf32>, tensor<8xi32>
  %m1 = arith.mulf %m, %most : tensor<99xf32>
  %g1 = arith.mulf %g, %less : tensor<99xf32>
  %m2 = arith.addf %m1, %g1 : tensor<99xf32>
  %v1 = arith.mulf %v, %most : tensor<99xf32>
  %gg = arith.mulf %g, %g : tensor<99xf32>
  %gg1 = arith.mulf %gg, %less : tensor<99xf32>
  %v2 = arith.addf %v1, %gg1 : tensor<99xf32>
  %root = math.sqrt %v2 : tensor<99xf32>
  %s = arith.addf %root, %less : tensor<99xf32>
  %d = arith.divf %m2, %s : tensor<99xf32>
  %new = arith.subf %t, %d : tensor<99xf32>
  return %new, %m2, %v2 : tensor<99xf32>, tensor<99xf32>, tensor<99xf32>
}

// -----

// The gradient itself is needed.
// CHECK-LABEL: func.func @whole
// CHECK-NOT:   scf.forall
// REMARK: Function=whole | Remark="updates every row of the table: the gradient of all rows is needed here"
func.func @whole(%t: tensor<99xf32>, %i: tensor<8xi32>, %u: tensor<8xf32>) -> (tensor<99xf32>, tensor<99xf32>) {
  %zeros = arith.constant dense<0.0> : tensor<99xf32>
  %g = tslice.scatter add %u into %zeros[%i] dims [0] : tensor<8xf32> into tensor<99xf32>, tensor<8xi32>
  %new = arith.subf %t, %g : tensor<99xf32>
  return %new, %g : tensor<99xf32>, tensor<99xf32>
}

// -----

// A gradient that starts elsewhere than at zero, or meets no table: nothing to
// say.
// CHECK-LABEL: func.func @silent
// CHECK-NOT:   scf.forall
// REMARK-NOT: silent
func.func @silent(%t: tensor<99xf32>, %i: tensor<8xi32>, %u: tensor<8xf32>) -> (tensor<99xf32>, tensor<99xf32>) {
  %zeros = arith.constant dense<0.0> : tensor<99xf32>
  %g = tslice.scatter add %u into %t[%i] dims [0] : tensor<8xf32> into tensor<99xf32>, tensor<8xi32>
  %a = arith.subf %t, %g : tensor<99xf32>
  %h = tslice.scatter add %u into %zeros[%i] dims [0] : tensor<8xf32> into tensor<99xf32>, tensor<8xi32>
  %b = math.exp %h : tensor<99xf32>
  return %a, %b : tensor<99xf32>, tensor<99xf32>
}

// -----

// A row of a sum of two gradients is the sum of two rows.
// CHECK-LABEL: func.func @sum
// CHECK-NOT:   tslice.scatter
// CHECK-NOT:   arith.addf {{.*}} : tensor<99xf32>
// CHECK:       scf.forall {{.*}} shared_outs(%{{.*}} = %arg0)
// CHECK:         arith.addf %{{.*}}, %{{.*}} : tensor<1xf32>
// CHECK-NEXT:    arith.subf %{{.*}}, %{{.*}} : tensor<1xf32>
func.func @sum(%t: tensor<99xf32>, %i: tensor<8xi32>, %j: tensor<8xi32>, %u: tensor<8xf32>) -> tensor<99xf32> {
  %zeros = arith.constant dense<0.0> : tensor<99xf32>
  %g = tslice.scatter add %u into %zeros[%i] dims [0] : tensor<8xf32> into tensor<99xf32>, tensor<8xi32>
  %h = tslice.scatter add %u into %zeros[%j] dims [0] : tensor<8xf32> into tensor<99xf32>, tensor<8xi32>
  %sum = arith.addf %g, %h : tensor<99xf32>
  %new = arith.subf %t, %sum : tensor<99xf32>
  return %new : tensor<99xf32>
}

// -----

// The gradient of a branch is taken from the table in the branch; one without a
// gradient leaves the table as it is. The rate is computed ahead of both.
// CHECK-LABEL: func.func @branches
// CHECK:       %[[R:.*]] = scf.if %arg4 -> (tensor<99xf32>) {
// CHECK:         scf.forall {{.*}} shared_outs(%{{.*}} = %arg0)
// CHECK:         scf.yield
// CHECK:       } else {
// CHECK-NEXT:    scf.yield %arg0
// CHECK-NEXT:  }
// CHECK-NEXT:  return %[[R]]
func.func @branches(%t: tensor<99xf32>, %i: tensor<8xi32>, %u: tensor<8xf32>, %rate: f32, %c: i1) -> tensor<99xf32> {
  %zeros = arith.constant dense<0.0> : tensor<99xf32>
  %g = scf.if %c -> tensor<99xf32> {
    %h = tslice.scatter add %u into %zeros[%i] dims [0] : tensor<8xf32> into tensor<99xf32>, tensor<8xi32>
    scf.yield %h : tensor<99xf32>
  } else {
    scf.yield %zeros : tensor<99xf32>
  }
  %rates = arith.constant dense<0.5> : tensor<99xf32>
  %m = arith.mulf %rates, %g : tensor<99xf32>
  %new = arith.subf %t, %m : tensor<99xf32>
  return %new : tensor<99xf32>
}

// -----

// Whoever needs the gradient itself needs all rows.
// CHECK-LABEL: func.func @branches_whole
// CHECK:       %[[G:.*]] = scf.if
// CHECK:       %[[N:.*]] = arith.subf %arg0, %[[G]]
// CHECK:       return %[[N]], %[[G]]
func.func @branches_whole(%t: tensor<99xf32>, %i: tensor<8xi32>, %u: tensor<8xf32>, %c: i1) -> (tensor<99xf32>, tensor<99xf32>) {
  %zeros = arith.constant dense<0.0> : tensor<99xf32>
  %g = scf.if %c -> tensor<99xf32> {
    %h = tslice.scatter add %u into %zeros[%i] dims [0] : tensor<8xf32> into tensor<99xf32>, tensor<8xi32>
    scf.yield %h : tensor<99xf32>
  } else {
    scf.yield %zeros : tensor<99xf32>
  }
  %new = arith.subf %t, %g : tensor<99xf32>
  return %new, %g : tensor<99xf32>, tensor<99xf32>
}
