// RUN: tslice-opt --tslice-derive-adjoints %s | FileCheck %s

// The first writer stores, at the place that was read, under the same policy.
func.func @window(%x: tensor<8x4xf32>, %o: index) -> tensor<3xf32> {
  %y = tslice.slice %x[%o, 1][3, 1][-2, 1] drop [1] bounds clamp {tslice.site = 7 : i64} : tensor<8x4xf32> to tensor<3xf32>
  return %y : tensor<3xf32>
}
// CHECK-LABEL: func.func private @window__vjp_0(
// CHECK-SAME: %[[X:.*]]: tensor<8x4xf32>, %[[O:.*]]: index, %[[CT:.*]]: tensor<3xf32>) -> tensor<8x4xf32>
// CHECK: %[[ALLOC:.*]] = bufferization.alloc_tensor() : tensor<8x4xf32>
// CHECK: %[[ZERO:.*]] = linalg.fill ins(%{{.*}} : f32) outs(%[[ALLOC]] : tensor<8x4xf32>)
// CHECK: %[[G:.*]] = tslice.update set %[[CT]] into %[[ZERO]][%[[O]], 1][3, 1][-2, 1] drop [1] bounds clamp {tslice.site = 7 : i64}
// CHECK: return %[[G]]
func.func @main_window(%x: tensor<8x4xf32>, %o: index, %c: tensor<3xf32>) -> tensor<8x4xf32> {
  %g = tslice.vjp @window(%x, %o)(%c) wrt [0] : (tensor<8x4xf32>, index)(tensor<3xf32>) -> tensor<8x4xf32>
  return %g : tensor<8x4xf32>
}

// Windows that overlap are added, in place, to one accumulator.
func.func @overlap(%x: tensor<8xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %a = tslice.slice %x[0][3][1] : tensor<8xf32> to tensor<3xf32>
  %b = tslice.slice %x[2][3][1] : tensor<8xf32> to tensor<3xf32>
  return %a, %b : tensor<3xf32>, tensor<3xf32>
}
// CHECK-LABEL: func.func private @overlap__vjp_0(
// CHECK-SAME: %[[A:[^:]*]]: tensor<3xf32>, %[[B:[^:]*]]: tensor<3xf32>) -> tensor<8xf32>
// CHECK: %[[ZERO:.*]] = linalg.fill
// CHECK: %[[FIRST:.*]] = tslice.update set %[[B]] into %[[ZERO]][2][3][1]
// CHECK: %[[BOTH:.*]] = tslice.update add %[[A]] into %[[FIRST]][0][3][1]
// CHECK: return %[[BOTH]]
func.func @main_overlap(%x: tensor<8xf32>, %a: tensor<3xf32>) -> tensor<8xf32> {
  %g = tslice.vjp @overlap(%x)(%a, %a) wrt [0] : (tensor<8xf32>)(tensor<3xf32>, tensor<3xf32>) -> tensor<8xf32>
  return %g : tensor<8xf32>
}

// Windows that tile the tensor need no zeros: the even and the odd positions.
func.func @tiles(%x: tensor<6xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %a = tslice.slice %x[0][3][2] : tensor<6xf32> to tensor<3xf32>
  %b = tslice.slice %x[5][3][-2] : tensor<6xf32> to tensor<3xf32>
  return %a, %b : tensor<3xf32>, tensor<3xf32>
}
// CHECK-LABEL: func.func private @tiles__vjp_0(
// CHECK-NOT: linalg.fill
// CHECK: %[[ALLOC:.*]] = bufferization.alloc_tensor() : tensor<6xf32>
// CHECK: %[[FIRST:.*]] = tslice.update set %{{.*}} into %[[ALLOC]][5][3][-2]
// CHECK: tslice.update set %{{.*}} into %[[FIRST]][0][3][2]
func.func @main_tiles(%x: tensor<6xf32>, %a: tensor<3xf32>) -> tensor<6xf32> {
  %g = tslice.vjp @tiles(%x)(%a, %a) wrt [0] : (tensor<6xf32>)(tensor<3xf32>, tensor<3xf32>) -> tensor<6xf32>
  return %g : tensor<6xf32>
}

// A window under a clamping policy may land anywhere, so nothing is known to be disjoint.
func.func @unknown(%x: tensor<6xf32>, %o: index) -> (tensor<3xf32>, tensor<3xf32>) {
  %a = tslice.slice %x[0][3][1] : tensor<6xf32> to tensor<3xf32>
  %b = tslice.slice %x[%o][3][1] bounds skip_element : tensor<6xf32> to tensor<3xf32>
  return %a, %b : tensor<3xf32>, tensor<3xf32>
}
// CHECK-LABEL: func.func private @unknown__vjp_0(
// CHECK: tslice.update set %{{.*}} bounds skip_element
// CHECK: tslice.update add
func.func @main_unknown(%x: tensor<6xf32>, %o: index, %a: tensor<3xf32>) -> tensor<6xf32> {
  %g = tslice.vjp @unknown(%x, %o)(%a, %a) wrt [0] : (tensor<6xf32>, index)(tensor<3xf32>, tensor<3xf32>) -> tensor<6xf32>
  return %g : tensor<6xf32>
}

// All of a tensor is the tensor: its cotangent is used as it is.
func.func @whole(%x: tensor<3xf32>) -> tensor<3xf32> {
  %y = tslice.slice %x[0][3][1] : tensor<3xf32> to tensor<3xf32>
  return %y : tensor<3xf32>
}
// CHECK-LABEL: func.func private @whole__vjp_0(
// CHECK-SAME: %{{.*}}: tensor<3xf32>, %[[CT:.*]]: tensor<3xf32>) -> tensor<3xf32>
// CHECK-NEXT: return %[[CT]]
func.func @main_whole(%x: tensor<3xf32>) -> tensor<3xf32> {
  %g = tslice.vjp @whole(%x)(%x) wrt [0] : (tensor<3xf32>)(tensor<3xf32>) -> tensor<3xf32>
  return %g : tensor<3xf32>
}

// Forward mode reads the tangent where the value was read; the fill has none.
func.func @skip(%x: tensor<6xf32>, %o: index) -> tensor<3xf32> {
  %y = tslice.slice %x[%o][3][1] bounds skip_element fill 5.0 : f32 : tensor<6xf32> to tensor<3xf32>
  return %y : tensor<3xf32>
}
// CHECK-LABEL: func.func private @skip__jvp_0(
// CHECK-SAME: %[[X:.*]]: tensor<6xf32>, %[[O:.*]]: index, %[[T:.*]]: tensor<6xf32>) -> tensor<3xf32>
// CHECK-NEXT: %[[R:.*]] = tslice.slice %[[T]][%[[O]]][3][1] bounds skip_element : tensor<6xf32>
// CHECK-NEXT: return %[[R]]
func.func @main_skip(%x: tensor<6xf32>, %o: index) -> tensor<3xf32> {
  %g = tslice.jvp @skip(%x, %o)(%x) wrt [0] : (tensor<6xf32>, index)(tensor<6xf32>) -> tensor<3xf32>
  return %g : tensor<3xf32>
}
