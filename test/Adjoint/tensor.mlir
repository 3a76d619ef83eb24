// RUN: tslice-opt --tslice-derive-adjoints %s | FileCheck %s

// Reading one element costs one element.
func.func @extract(%x: tensor<9x4xf32>, %i: index) -> f32 {
  %c1 = arith.constant 1 : index
  %e = tensor.extract %x[%i, %c1] : tensor<9x4xf32>
  return %e : f32
}
// CHECK-LABEL: func.func private @extract__grad_0(
// CHECK: %[[ONE:.*]] = tensor.from_elements %{{.*}} : tensor<f32>
// CHECK: tslice.update set %[[ONE]] into %{{.*}}[%{{.*}}, %{{.*}}][1, 1][1, 1] drop [0, 1] : tensor<f32> into tensor<9x4xf32>
func.func @main_extract(%x: tensor<9x4xf32>, %i: index) -> tensor<9x4xf32> {
  %g = tslice.grad @extract(%x, %i) wrt [0] : (tensor<9x4xf32>, index) -> tensor<9x4xf32>
  return %g : tensor<9x4xf32>
}

// The two halves of a split tile what was split.
func.func @split(%x: tensor<6xf32>) -> (tensor<2xf32>, tensor<4xf32>) {
  %a = tensor.extract_slice %x[0][2][1] : tensor<6xf32> to tensor<2xf32>
  %b = tensor.extract_slice %x[2][4][1] : tensor<6xf32> to tensor<4xf32>
  return %a, %b : tensor<2xf32>, tensor<4xf32>
}
// CHECK-LABEL: func.func private @split__vjp_0(
// CHECK-NOT: linalg.fill
// CHECK: tslice.update set
// CHECK: tslice.update set
func.func @main_split(%x: tensor<6xf32>, %a: tensor<2xf32>, %b: tensor<4xf32>) -> tensor<6xf32> {
  %g = tslice.vjp @split(%x)(%a, %b) wrt [0] : (tensor<6xf32>)(tensor<2xf32>, tensor<4xf32>) -> tensor<6xf32>
  return %g : tensor<6xf32>
}

// A concatenation's adjoint is slices, at the run-time sizes of its operands.
func.func @concat(%x: tensor<2x3xf32>, %y: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %z = tensor.concat dim(0) %x, %y : (tensor<2x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  return %z : tensor<?x3xf32>
}
// CHECK-LABEL: func.func private @concat__vjp_0(
// CHECK-SAME: %{{.*}}: tensor<2x3xf32>, %[[Y:.*]]: tensor<?x3xf32>, %[[CT:.*]]: tensor<?x3xf32>)
// CHECK: %[[X:.*]] = tslice.slice %[[CT]][0, 0][2, 3][1, 1]
// CHECK: %[[SIZE:.*]] = tensor.dim %[[Y]]
// CHECK: %[[G:.*]] = tslice.slice %[[CT]][2, 0][%[[SIZE]], 3][1, 1]
// CHECK: return %[[X]], %[[G]]
func.func @main_concat(%x: tensor<2x3xf32>, %y: tensor<?x3xf32>) -> (tensor<2x3xf32>, tensor<?x3xf32>) {
  %g:2 = tslice.vjp @concat(%x, %y)(%y) wrt [0, 1] : (tensor<2x3xf32>, tensor<?x3xf32>)(tensor<?x3xf32>) -> (tensor<2x3xf32>, tensor<?x3xf32>)
  return %g#0, %g#1 : tensor<2x3xf32>, tensor<?x3xf32>
}

// Reshapes go back to the sizes they came from.
func.func @reshape(%x: tensor<?x4xf32>) -> tensor<?xf32> {
  %y = tensor.collapse_shape %x [[0, 1]] : tensor<?x4xf32> into tensor<?xf32>
  return %y : tensor<?xf32>
}
// CHECK-LABEL: func.func private @reshape__vjp_0(
// CHECK-SAME: %[[X:.*]]: tensor<?x4xf32>, %[[CT:.*]]: tensor<?xf32>)
// CHECK: %[[SIZE:.*]] = tensor.dim %[[X]]
// CHECK: tensor.expand_shape %[[CT]] {{\[\[}}0, 1]] output_shape [%[[SIZE]], 4]
func.func @main_reshape(%x: tensor<?x4xf32>, %c: tensor<?xf32>) -> tensor<?x4xf32> {
  %g = tslice.vjp @reshape(%x)(%c) wrt [0] : (tensor<?x4xf32>)(tensor<?xf32>) -> tensor<?x4xf32>
  return %g : tensor<?x4xf32>
}
