// RUN: tslice-opt --tslice-derive-adjoints %s | FileCheck %s

// The quotient rule reuses the primal's quotient.
func.func @div(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  %z = arith.divf %x, %y : tensor<3xf32>
  return %z : tensor<3xf32>
}
// CHECK-LABEL: func.func private @div__vjp_0(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>, %[[Y:.*]]: tensor<3xf32>, %[[CT:.*]]: tensor<3xf32>)
// CHECK: %[[Z:.*]] = arith.divf %[[X]], %[[Y]]
// CHECK: %[[GX:.*]] = arith.divf %[[CT]], %[[Y]]
// CHECK: %[[Q:.*]] = arith.divf %[[CT]], %[[Y]]
// CHECK: %[[P:.*]] = arith.mulf %[[Q]], %[[Z]]
// CHECK: %[[GY:.*]] = arith.negf %[[P]]
// CHECK: return %[[GX]], %[[GY]]
func.func @main_div(%x: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %g:2 = tslice.vjp @div(%x, %x)(%x) wrt [0, 1] : (tensor<3xf32>, tensor<3xf32>)(tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  return %g#0, %g#1 : tensor<3xf32>, tensor<3xf32>
}

// Conditions select, they do not multiply.
func.func @select(%c: tensor<?xi1>, %x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %z = arith.select %c, %x, %y : tensor<?xi1>, tensor<?xf32>
  return %z : tensor<?xf32>
}
// CHECK-LABEL: func.func private @select__vjp_0(
// CHECK-SAME: %[[C:.*]]: tensor<?xi1>, %{{.*}}: tensor<?xf32>, %{{.*}}: tensor<?xf32>, %[[CT:[^:]*]]: tensor<?xf32>)
// CHECK-NOT: arith.mulf
// CHECK: %[[GX:.*]] = arith.select %[[C]], %[[CT]], %{{.*}} : tensor<?xi1>, tensor<?xf32>
// CHECK: %[[GY:.*]] = arith.select %[[C]], %{{.*}}, %[[CT]] : tensor<?xi1>, tensor<?xf32>
// CHECK: return %[[GX]], %[[GY]]
func.func @main_select(%c: tensor<?xi1>, %x: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>) {
  %g:2 = tslice.vjp @select(%c, %x, %x)(%x) wrt [1, 2] : (tensor<?xi1>, tensor<?xf32>, tensor<?xf32>)(tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>)
  return %g#0, %g#1 : tensor<?xf32>, tensor<?xf32>
}

// Cotangents have the precision of their values.
func.func @widen(%x: tensor<3xf16>) -> tensor<3xf32> {
  %y = arith.extf %x : tensor<3xf16> to tensor<3xf32>
  return %y : tensor<3xf32>
}
// CHECK-LABEL: func.func private @widen__vjp_0(
// CHECK: arith.truncf %{{.*}} : tensor<3xf32> to tensor<3xf16>
// CHECK-LABEL: func.func private @widen__jvp_0(
// CHECK: arith.extf %{{.*}} : tensor<3xf16> to tensor<3xf32>
func.func @main_widen(%x: tensor<3xf16>, %c: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf16>) {
  %t = tslice.jvp @widen(%x)(%x) wrt [0] : (tensor<3xf16>)(tensor<3xf16>) -> tensor<3xf32>
  %g = tslice.vjp @widen(%x)(%c) wrt [0] : (tensor<3xf16>)(tensor<3xf32>) -> tensor<3xf16>
  return %t, %g : tensor<3xf32>, tensor<3xf16>
}

// Comparisons and conversions to integers are zero by definition.
func.func @zero(%x: f32) -> f32 {
  %c = arith.constant 0.0 : f32
  %p = arith.cmpf ogt, %x, %c : f32
  %s = arith.select %p, %x, %c : f32
  %i = arith.fptosi %x : f32 to i32
  %f = arith.sitofp %i : i32 to f32
  %r = arith.addf %s, %f : f32
  return %r : f32
}
// CHECK-LABEL: func.func private @zero__grad_0(
// CHECK-SAME: %[[X:.*]]: f32) -> f32
// CHECK: %[[P:.*]] = arith.cmpf ogt, %[[X]]
// CHECK-NOT: arith.fptosi
// CHECK: %[[G:.*]] = arith.select %[[P]], %{{.*}}, %{{.*}} : f32
// CHECK: return %[[G]]
func.func @main_zero(%x: f32) -> f32 {
  %g = tslice.grad @zero(%x) wrt [0] : (f32) -> f32
  return %g : f32
}
