// RUN: tslice-opt --tslice-derive-adjoints %s | FileCheck %s

func.func private @layer(%x: tensor<3xf32>, %w: tensor<3xf32>, %n: i32) -> (tensor<3xf32>, tensor<3xf32>) {
  %a = arith.mulf %x, %w : tensor<3xf32>
  %b = math.exp %x : tensor<3xf32>
  return %a, %b : tensor<3xf32>, tensor<3xf32>
}

// The callee is derived once for the arguments that are active and the results
// that have cotangents, and called with them.
func.func @model(%x: tensor<3xf32>, %w: tensor<3xf32>, %n: i32) -> tensor<3xf32> {
  %a:2 = call @layer(%x, %w, %n) : (tensor<3xf32>, tensor<3xf32>, i32) -> (tensor<3xf32>, tensor<3xf32>)
  %b:2 = call @layer(%a#0, %w, %n) : (tensor<3xf32>, tensor<3xf32>, i32) -> (tensor<3xf32>, tensor<3xf32>)
  return %b#0 : tensor<3xf32>
}
// CHECK-LABEL: func.func private @layer__vjp_0(
// CHECK-SAME: %[[X:[^:]*]]: tensor<3xf32>, %[[W:[^:]*]]: tensor<3xf32>, %{{.*}}: i32, %[[CT:[^:]*]]: tensor<3xf32>) -> tensor<3xf32>
// CHECK-NEXT: %[[G:.*]] = arith.mulf %[[CT]], %[[W]]
// CHECK-NEXT: return %[[G]]
// CHECK-LABEL: func.func private @model__vjp_0(
// CHECK-SAME: %[[CT:[^:]*]]: tensor<3xf32>) -> tensor<3xf32>
// CHECK: %[[B:.*]] = call @layer__vjp_0(%{{.*}}, %{{.*}}, %{{.*}}, %[[CT]])
// CHECK: %[[A:.*]] = call @layer__vjp_0(%{{.*}}, %{{.*}}, %{{.*}}, %[[B]])
// CHECK: return %[[A]]
func.func @main_model(%x: tensor<3xf32>, %w: tensor<3xf32>, %n: i32) -> tensor<3xf32> {
  %g = tslice.vjp @model(%x, %w, %n)(%x) wrt [0] : (tensor<3xf32>, tensor<3xf32>, i32)(tensor<3xf32>) -> tensor<3xf32>
  return %g : tensor<3xf32>
}

// Forward, values and tangents come from one call, which replaces the primal one.
func.func @forward(%x: tensor<3xf32>, %w: tensor<3xf32>, %n: i32) -> tensor<3xf32> {
  %a:2 = call @layer(%x, %w, %n) : (tensor<3xf32>, tensor<3xf32>, i32) -> (tensor<3xf32>, tensor<3xf32>)
  %y = arith.mulf %a#0, %a#1 : tensor<3xf32>
  return %y : tensor<3xf32>
}
// CHECK-LABEL: func.func private @forward__jvp_0(
// CHECK-NOT: call @layer(
// CHECK: %[[R:.*]]:4 = call @layer__jvp_0(
// CHECK: arith.mulf %[[R]]#2, %[[R]]#1
// CHECK: arith.mulf %[[R]]#3, %[[R]]#0
func.func @main_forward(%x: tensor<3xf32>, %w: tensor<3xf32>, %n: i32) -> tensor<3xf32> {
  %t = tslice.jvp @forward(%x, %w, %n)(%x) wrt [0] : (tensor<3xf32>, tensor<3xf32>, i32)(tensor<3xf32>) -> tensor<3xf32>
  return %t : tensor<3xf32>
}
