// RUN: tslice-opt --tslice-derive-adjoints %s 2>%t.err | FileCheck %s
// RUN: FileCheck %s --check-prefix=WARN < %t.err

// x * stop(x) has the derivative stop(x), in both modes. Nothing of the op is
// left, also where nothing is derived.
func.func private @half(%x: tensor<3xf64>) -> tensor<3xf64> {
  %c = tslice.stop_gradient %x : tensor<3xf64>
  %r = arith.mulf %x, %c : tensor<3xf64>
  return %r : tensor<3xf64>
}
// CHECK-NOT: tslice.stop_gradient
// CHECK-LABEL: func.func private @half__jvp_0(
// CHECK-SAME: %[[X:[^:]*]]: tensor<3xf64>, %[[T:[^:]*]]: tensor<3xf64>)
// CHECK-NEXT: %[[R:.*]] = arith.mulf %[[T]], %[[X]]
// CHECK-NEXT: return %[[R]]
// CHECK-LABEL: func.func private @half__vjp_0(
// CHECK-SAME: %[[X:[^:]*]]: tensor<3xf64>, %[[CT:[^:]*]]: tensor<3xf64>)
// CHECK-NEXT: %[[R:.*]] = arith.mulf %[[CT]], %[[X]]
// CHECK-NEXT: return %[[R]]
func.func @both(%x: tensor<3xf64>) -> (tensor<3xf64>, tensor<3xf64>) {
  %g = tslice.vjp @half(%x)(%x) wrt [0] : (tensor<3xf64>)(tensor<3xf64>) -> tensor<3xf64>
  %t = tslice.jvp @half(%x)(%x) wrt [0] : (tensor<3xf64>)(tensor<3xf64>) -> tensor<3xf64>
  return %g, %t : tensor<3xf64>, tensor<3xf64>
}

// Inside of a body.
func.func private @body(%x: tensor<3xf64>) -> tensor<3xf64> {
  %e = tensor.empty() : tensor<3xf64>
  %r = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%x : tensor<3xf64>) outs(%e : tensor<3xf64>) {
  ^bb0(%a: f64, %o: f64):
    %c = tslice.stop_gradient %a : f64
    %p = arith.mulf %a, %c : f64
    linalg.yield %p : f64
  } -> tensor<3xf64>
  return %r : tensor<3xf64>
}
// CHECK-LABEL: func.func private @body__vjp_0(
// CHECK: linalg.generic
// CHECK: ^bb0(%[[A:[^:]*]]: f64, %[[CT:[^:]*]]: f64
// CHECK-NEXT: %[[P:.*]] = arith.mulf %[[CT]], %[[A]]
// CHECK-NEXT: linalg.yield %[[P]]
func.func @main_body(%x: tensor<3xf64>) -> tensor<3xf64> {
  %g = tslice.vjp @body(%x)(%x) wrt [0] : (tensor<3xf64>)(tensor<3xf64>) -> tensor<3xf64>
  return %g : tensor<3xf64>
}

func.func private @stopped(%x: f64) -> f64 {
  %c = tslice.stop_gradient %x : f64
  return %c : f64
}
// WARN: the result of @stopped does not depend on argument 0, so its gradient is zero
func.func @none(%x: f64) -> f64 {
  %g = tslice.grad @stopped(%x) wrt [0] : (f64) -> f64
  return %g : f64
}
