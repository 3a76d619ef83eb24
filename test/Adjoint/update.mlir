// RUN: tslice-opt --tslice-derive-adjoints %s | FileCheck %s

// set: the update gets the window, the destination all but the window.
func.func @set(%u: tensor<2xf32>, %x: tensor<6xf32>) -> tensor<6xf32> {
  %y = tslice.update set %u into %x[1][2][2] : tensor<2xf32> into tensor<6xf32>
  return %y : tensor<6xf32>
}
// CHECK-LABEL: func.func private @set__vjp_0(
// CHECK-SAME: %{{.*}}: tensor<2xf32>, %{{.*}}: tensor<6xf32>, %[[CT:.*]]: tensor<6xf32>) -> (tensor<2xf32>, tensor<6xf32>)
// CHECK: %[[U:.*]] = tslice.slice %[[CT]][1][2][2]
// CHECK: %[[ZERO:.*]] = linalg.fill {{.*}} -> tensor<2xf32>
// CHECK: %[[X:.*]] = tslice.update set %[[ZERO]] into %[[CT]][1][2][2]
// CHECK: return %[[U]], %[[X]]
func.func @main_set(%u: tensor<2xf32>, %x: tensor<6xf32>) -> (tensor<2xf32>, tensor<6xf32>) {
  %g:2 = tslice.vjp @set(%u, %x)(%x) wrt [0, 1] : (tensor<2xf32>, tensor<6xf32>)(tensor<6xf32>) -> (tensor<2xf32>, tensor<6xf32>)
  return %g#0, %g#1 : tensor<2xf32>, tensor<6xf32>
}

// add: both get it, under the same policy; a skipped update gets 0.
func.func @add(%u: tensor<2xf32>, %x: tensor<6xf32>, %o: index) -> tensor<6xf32> {
  %y = tslice.update add %u into %x[%o][2][2] bounds skip_element : tensor<2xf32> into tensor<6xf32>
  return %y : tensor<6xf32>
}
// CHECK-LABEL: func.func private @add__vjp_0(
// CHECK-SAME: %[[O:[^:]*]]: index, %[[CT:.*]]: tensor<6xf32>) -> (tensor<2xf32>, tensor<6xf32>)
// CHECK-NEXT: %[[U:.*]] = tslice.slice %[[CT]][%[[O]]][2][2] bounds skip_element :
// CHECK-NEXT: return %[[U]], %[[CT]]
func.func @main_add(%u: tensor<2xf32>, %x: tensor<6xf32>, %o: index) -> (tensor<2xf32>, tensor<6xf32>) {
  %g:2 = tslice.vjp @add(%u, %x, %o)(%x) wrt [0, 1] : (tensor<2xf32>, tensor<6xf32>, index)(tensor<6xf32>) -> (tensor<2xf32>, tensor<6xf32>)
  return %g#0, %g#1 : tensor<2xf32>, tensor<6xf32>
}

// mul: each gets the other's values.
func.func @mul(%u: tensor<2xf32>, %x: tensor<6xf32>) -> tensor<6xf32> {
  %y = tslice.update mul %u into %x[1][2][2] : tensor<2xf32> into tensor<6xf32>
  return %y : tensor<6xf32>
}
// CHECK-LABEL: func.func private @mul__vjp_0(
// CHECK-SAME: %[[U:.*]]: tensor<2xf32>, %[[X:.*]]: tensor<6xf32>, %[[CT:.*]]: tensor<6xf32>)
// CHECK-DAG: %[[C:.*]] = tslice.slice %[[CT]][1][2][2]
// CHECK-DAG: %[[OLD:.*]] = tslice.slice %[[X]][1][2][2]
// CHECK: %[[GU:.*]] = arith.mulf %[[C]], %[[OLD]]
// CHECK: %[[GX:.*]] = tslice.update mul %[[U]] into %[[CT]][1][2][2]
// CHECK: return %[[GU]], %[[GX]]
func.func @main_mul(%u: tensor<2xf32>, %x: tensor<6xf32>) -> (tensor<2xf32>, tensor<6xf32>) {
  %g:2 = tslice.vjp @mul(%u, %x)(%x) wrt [0, 1] : (tensor<2xf32>, tensor<6xf32>)(tensor<6xf32>) -> (tensor<2xf32>, tensor<6xf32>)
  return %g#0, %g#1 : tensor<2xf32>, tensor<6xf32>
}

// max: by select, never by a product with a mask.
func.func @max(%u: tensor<2xf32>, %x: tensor<6xf32>) -> tensor<6xf32> {
  %y = tslice.update max %u into %x[1][2][2] : tensor<2xf32> into tensor<6xf32>
  return %y : tensor<6xf32>
}
// CHECK-LABEL: func.func private @max__vjp_0(
// CHECK-SAME: %[[U:.*]]: tensor<2xf32>, %[[X:.*]]: tensor<6xf32>, %[[CT:.*]]: tensor<6xf32>)
// CHECK: %[[Y:.*]] = tslice.update max
// CHECK: tslice.slice %[[X]][1][2][2]
// CHECK: tslice.slice %[[Y]][1][2][2]
// CHECK: arith.select
// CHECK: %[[GU:.*]] = arith.select
// CHECK: %[[REST:.*]] = arith.select %{{.*}}, %{{.*}}, %{{.*}} : tensor<2xi1>, tensor<2xf32>
// CHECK: tslice.update set %{{.*}} into %[[CT]][1][2][2]
func.func @main_max(%u: tensor<2xf32>, %x: tensor<6xf32>) -> (tensor<2xf32>, tensor<6xf32>) {
  %g:2 = tslice.vjp @max(%u, %x)(%x) wrt [0, 1] : (tensor<2xf32>, tensor<6xf32>)(tensor<6xf32>) -> (tensor<2xf32>, tensor<6xf32>)
  return %g#0, %g#1 : tensor<2xf32>, tensor<6xf32>
}

// An update without a tangent writes zeros into the tangent of the rest.
func.func @constant(%x: tensor<6xf32>) -> tensor<6xf32> {
  %u = arith.constant dense<1.0> : tensor<2xf32>
  %y = tslice.update set %u into %x[1][2][2] : tensor<2xf32> into tensor<6xf32>
  return %y : tensor<6xf32>
}
// CHECK-LABEL: func.func private @constant__jvp_0(
// CHECK-SAME: %{{.*}}: tensor<6xf32>, %[[T:.*]]: tensor<6xf32>)
// CHECK: %[[ZERO:.*]] = linalg.fill {{.*}} -> tensor<2xf32>
// CHECK: tslice.update set %[[ZERO]] into %[[T]][1][2][2]
func.func @main_constant(%x: tensor<6xf32>) -> tensor<6xf32> {
  %t = tslice.jvp @constant(%x)(%x) wrt [0] : (tensor<6xf32>)(tensor<6xf32>) -> tensor<6xf32>
  return %t : tensor<6xf32>
}
