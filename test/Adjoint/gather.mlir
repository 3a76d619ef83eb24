// RUN: tslice-opt --tslice-derive-adjoints %s | FileCheck %s

// A gather's adjoint is a scatter at the same indices, under the same policy.
func.func @rows(%t: tensor<?x4xf32>, %i: tensor<5xi32>) -> tensor<5x4xf32> {
  %r = tslice.gather %t[%i] dims [0] bounds skip_window fill 3.0 : f32 {tslice.site = 2 : i64} : tensor<?x4xf32>, tensor<5xi32> -> tensor<5x4xf32>
  return %r : tensor<5x4xf32>
}
// CHECK-LABEL: func.func private @rows__vjp_0(
// CHECK-SAME: %[[T:.*]]: tensor<?x4xf32>, %[[I:.*]]: tensor<5xi32>, %[[CT:.*]]: tensor<5x4xf32>) -> tensor<?x4xf32>
// CHECK: %[[SIZE:.*]] = tensor.dim %[[T]]
// CHECK: %[[ALLOC:.*]] = bufferization.alloc_tensor(%[[SIZE]]) : tensor<?x4xf32>
// CHECK: %[[ZERO:.*]] = linalg.fill ins(%{{.*}} : f32) outs(%[[ALLOC]] : tensor<?x4xf32>)
// CHECK: %[[G:.*]] = tslice.scatter add %[[CT]] into %[[ZERO]][%[[I]]] dims [0] bounds skip_window {tslice.site = 2 : i64}
// CHECK: return %[[G]]
func.func @main_rows(%t: tensor<?x4xf32>, %i: tensor<5xi32>, %c: tensor<5x4xf32>) -> tensor<?x4xf32> {
  %g = tslice.vjp @rows(%t, %i)(%c) wrt [0] : (tensor<?x4xf32>, tensor<5xi32>)(tensor<5x4xf32>) -> tensor<?x4xf32>
  return %g : tensor<?x4xf32>
}

// Several reads of one table meet in one accumulator, made once.
func.func @twice(%t: tensor<9x4xf32>, %i: tensor<5xi32>, %j: tensor<2xi32>) -> (tensor<5x4xf32>, tensor<2x4xf32>) {
  %a = tslice.gather %t[%i] dims [0] : tensor<9x4xf32>, tensor<5xi32> -> tensor<5x4xf32>
  %b = tslice.gather %t[%j] dims [0] : tensor<9x4xf32>, tensor<2xi32> -> tensor<2x4xf32>
  return %a, %b : tensor<5x4xf32>, tensor<2x4xf32>
}
// CHECK-LABEL: func.func private @twice__vjp_0(
// CHECK: %[[ZERO:.*]] = linalg.fill
// CHECK-NOT: linalg.fill
// CHECK: %[[FIRST:.*]] = tslice.scatter add %{{.*}} into %[[ZERO]]
// CHECK: %[[BOTH:.*]] = tslice.scatter add %{{.*}} into %[[FIRST]]
// CHECK: return %[[BOTH]]
func.func @main_twice(%t: tensor<9x4xf32>, %i: tensor<5xi32>, %j: tensor<2xi32>, %a: tensor<5x4xf32>, %b: tensor<2x4xf32>) -> tensor<9x4xf32> {
  %g = tslice.vjp @twice(%t, %i, %j)(%a, %b) wrt [0] : (tensor<9x4xf32>, tensor<5xi32>, tensor<2xi32>)(tensor<5x4xf32>, tensor<2x4xf32>) -> tensor<9x4xf32>
  return %g : tensor<9x4xf32>
}

// Batch, windows and kept dimensions go along.
func.func @windows(%x: tensor<3x8x6xf32>, %i: tensor<3x2x2xi64>) -> tensor<3x2x3x1xf32> {
  %r = tslice.gather %x[%i] batch [0] dims [2, 1] window [1, 3] drop [] bounds clamp : tensor<3x8x6xf32>, tensor<3x2x2xi64> -> tensor<3x2x3x1xf32>
  return %r : tensor<3x2x3x1xf32>
}
// CHECK-LABEL: func.func private @windows__vjp_0(
// CHECK: tslice.scatter add %{{.*}} into %{{.*}} batch [0] dims [2, 1] window [1, 3] drop [] bounds clamp
// CHECK-LABEL: func.func private @windows__jvp_0(
// CHECK-SAME: %[[X:[^:]*]]: tensor<3x8x6xf32>, %[[I:[^:]*]]: tensor<3x2x2xi64>, %[[T:[^:]*]]: tensor<3x8x6xf32>)
// CHECK-NEXT: tslice.gather %[[T]][%[[I]]] batch [0] dims [2, 1] window [1, 3] drop [] bounds clamp
func.func @main_windows(%x: tensor<3x8x6xf32>, %i: tensor<3x2x2xi64>, %c: tensor<3x2x3x1xf32>) -> (tensor<3x2x3x1xf32>, tensor<3x8x6xf32>) {
  %t = tslice.jvp @windows(%x, %i)(%x) wrt [0] : (tensor<3x8x6xf32>, tensor<3x2x2xi64>)(tensor<3x8x6xf32>) -> tensor<3x2x3x1xf32>
  %g = tslice.vjp @windows(%x, %i)(%c) wrt [0] : (tensor<3x8x6xf32>, tensor<3x2x2xi64>)(tensor<3x2x3x1xf32>) -> tensor<3x8x6xf32>
  return %t, %g : tensor<3x2x3x1xf32>, tensor<3x8x6xf32>
}
