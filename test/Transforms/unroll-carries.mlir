// RUN: tslice-opt --tslice-unroll-carries --split-input-file %s | FileCheck %s

// Two carries that change places: two steps at a time, and one for an odd number.

// CHECK-LABEL: func.func @two(
// CHECK:         scf.for {{.*}} step %[[STEP:.*]] iter_args(%[[A:.*]] = %{{.*}}, %[[B:.*]] = %{{.*}})
// CHECK:           %[[Z:.*]] = tslice.update add %{{.*}} into %[[A]]
// CHECK:           %[[W:.*]] = tslice.update add %{{.*}} into %[[B]]
// CHECK:           scf.yield %[[Z]], %[[W]]
// CHECK:         scf.for
// CHECK:           tslice.update
// CHECK-NOT:       tslice.update
// CHECK:           scf.yield
func.func @two(%x: tensor<?xf32>, %y: tensor<?xf32>, %u: tensor<4xf32>, %n: index) -> (tensor<?xf32>, tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %b = %y) -> (tensor<?xf32>, tensor<?xf32>) {
    %z = tslice.update add %u into %a[%i][4][1] : tensor<4xf32> into tensor<?xf32>
    scf.yield %b, %z : tensor<?xf32>, tensor<?xf32>
  }
  return %r#0, %r#1 : tensor<?xf32>, tensor<?xf32>
}

// -----

// A carry that stays in its place, and scalars that do not, need nothing.

// CHECK-LABEL: func.func @none(
// CHECK:         scf.for
// CHECK:           tslice.update
// CHECK-NOT:       tslice.update
// CHECK-NOT:     scf.for
func.func @none(%x: tensor<?xf32>, %u: tensor<4xf32>, %p: index, %q: index, %n: index) -> (tensor<?xf32>, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:3 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %s = %p, %t = %q) -> (tensor<?xf32>, index, index) {
    %z = tslice.update add %u into %a[%i][4][1] : tensor<4xf32> into tensor<?xf32>
    scf.yield %z, %t, %s : tensor<?xf32>, index, index
  }
  return %r#0, %r#1, %r#2 : tensor<?xf32>, index, index
}
