// RUN: tslice-opt --tslice-drop-empty-reshapes %s | FileCheck %s

// CHECK-LABEL: @collapse
// CHECK-NEXT: %[[R:.*]] = tensor.empty() : tensor<0x3xf32>
// CHECK-NEXT: return %[[R]]
func.func @collapse(%x: tensor<0x4x3xf32>) -> tensor<0x3xf32> {
  %r = tensor.collapse_shape %x [[0, 1], [2]] : tensor<0x4x3xf32> into tensor<0x3xf32>
  return %r : tensor<0x3xf32>
}

// The dynamic size is computed, not guessed: it is the type's business.
// CHECK-LABEL: @collapse_dynamic
// CHECK: %[[N:.*]] = arith.muli
// CHECK: tensor.empty(%[[N]]) : tensor<?xf32>
// CHECK-NOT: tensor.collapse_shape
func.func @collapse_dynamic(%x: tensor<?x0xf32>) -> tensor<?xf32> {
  %r = tensor.collapse_shape %x [[0, 1]] : tensor<?x0xf32> into tensor<?xf32>
  return %r : tensor<?xf32>
}

// CHECK-LABEL: @expand
// CHECK-SAME: %{{.*}}: tensor<0x?xf32>, %[[N:.*]]: index)
// CHECK: tensor.empty(%[[N]]) : tensor<0x?x2xf32>
func.func @expand(%x: tensor<0x?xf32>, %n: index) -> tensor<0x?x2xf32> {
  %r = tensor.expand_shape %x [[0], [1, 2]] output_shape [0, %n, 2] : tensor<0x?xf32> into tensor<0x?x2xf32>
  return %r : tensor<0x?x2xf32>
}

// What may have elements stays.
// CHECK-LABEL: @keep
// CHECK: tensor.collapse_shape
func.func @keep(%x: tensor<?x4xf32>) -> tensor<?xf32> {
  %r = tensor.collapse_shape %x [[0, 1]] : tensor<?x4xf32> into tensor<?xf32>
  return %r : tensor<?xf32>
}

// What is a cast of a tensor without elements has none.

// CHECK-LABEL: func.func @slices(
// CHECK-SAME:    %[[X:.*]]: tensor<0x4xf32>, %[[U:.*]]: tensor<?x4xf32>, %[[N:.*]]: index
// CHECK:         %[[C:.*]] = tensor.cast %[[X]]
// CHECK:         %[[R:.*]] = tensor.empty(%[[N]]) : tensor<?x4xf32>
// CHECK-NOT:     _slice
// CHECK:         return %[[R]], %[[C]]
func.func @slices(%x: tensor<0x4xf32>, %u: tensor<?x4xf32>, %n: index) -> (tensor<?x4xf32>, tensor<?x4xf32>) {
  %c = tensor.cast %x : tensor<0x4xf32> to tensor<?x4xf32>
  %r = tensor.extract_slice %c[0, 0] [%n, 4] [1, 1] : tensor<?x4xf32> to tensor<?x4xf32>
  %w = tensor.insert_slice %u into %c[0, 0] [%n, 4] [1, 1] : tensor<?x4xf32> into tensor<?x4xf32>
  return %r, %w : tensor<?x4xf32>, tensor<?x4xf32>
}
