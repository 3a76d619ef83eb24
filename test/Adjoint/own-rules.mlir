// RUN: tslice-opt --tslice-derive-adjoints %s | FileCheck %s

func.func private @scale_vjp(%x: tensor<?xf32>, %n: i32, %s: f32, %ct: tensor<?xf32>) -> (tensor<?xf32>, f32) {
  return %ct, %s : tensor<?xf32>, f32
}
func.func private @scale_jvp(%x: tensor<?xf32>, %n: i32, %s: f32, %xt: tensor<?xf32>, %st: f32) -> tensor<?xf32> {
  return %xt : tensor<?xf32>
}
// CHECK: func.func private @scale(%{{.*}}: tensor<?xf32>, %{{.*}}: i32, %{{.*}}: f32) -> (tensor<?xf32>, i32) {
func.func private @scale(%x: tensor<?xf32>, %n: i32, %s: f32) -> (tensor<?xf32>, i32) attributes {tslice.vjp = @scale_vjp, tslice.jvp = @scale_jvp} {
  return %x, %n : tensor<?xf32>, i32
}

// Of what the rule gives, what is asked for.
// CHECK-LABEL: func.func private @scale__vjp_0(
// CHECK-SAME: %[[X:[^:]*]]: tensor<?xf32>, %[[N:[^:]*]]: i32, %[[S:[^:]*]]: f32, %[[CT:[^:]*]]: tensor<?xf32>) -> f32
// CHECK-NEXT: %[[R:.*]]:2 = call @scale_vjp(%[[X]], %[[N]], %[[S]], %[[CT]])
// CHECK-NEXT: return %[[R]]#1
// CHECK-LABEL: func.func @reverse
func.func @reverse(%x: tensor<?xf32>, %n: i32, %s: f32) -> f32 {
  // CHECK: call @scale__vjp_0
  %g = tslice.vjp @scale(%x, %n, %s)(%x) wrt [2] : (tensor<?xf32>, i32, f32)(tensor<?xf32>) -> f32
  return %g : f32
}

// The direction of what is not asked for is zero.
// CHECK-LABEL: func.func private @caller__jvp_0(
// CHECK-SAME: %[[X:[^:]*]]: tensor<?xf32>, %[[N:[^:]*]]: i32, %[[S:[^:]*]]: f32, %[[T:[^:]*]]: f32)
// CHECK: call @scale__jvp_0(%[[X]], %[[N]], %[[S]], %[[T]])
func.func private @caller(%x: tensor<?xf32>, %n: i32, %s: f32) -> tensor<?xf32> {
  %r:2 = call @scale(%x, %n, %s) : (tensor<?xf32>, i32, f32) -> (tensor<?xf32>, i32)
  return %r#0 : tensor<?xf32>
}
func.func @forward(%x: tensor<?xf32>, %n: i32, %s: f32) -> tensor<?xf32> {
  %g = tslice.jvp @caller(%x, %n, %s)(%s) wrt [2] : (tensor<?xf32>, i32, f32)(f32) -> tensor<?xf32>
  return %g : tensor<?xf32>
}
