// RUN: tslice-opt --tslice-prepare-entries %s | FileCheck %s

// A result must not share a buffer with an argument that the caller keeps: the
// copy is made here, where it becomes a parallel loop. A donated one is handed
// on.

// CHECK-LABEL: func.func @returned(
// CHECK-SAME:    %[[X:.*]]: tensor<?x4xf32> {bufferization.writable = false}
// CHECK-SAME:    %[[Y:.*]]: tensor<4xf32> {bufferization.writable = true, tslice.donate}
// CHECK:       %[[COPY:.*]] = bufferization.alloc_tensor() copy(%[[X]])
// CHECK:       return %[[COPY]], %[[Y]]
func.func @returned(%x: tensor<?x4xf32>, %y: tensor<4xf32> {tslice.donate})
    -> (tensor<?x4xf32>, tensor<4xf32>) {
  return %x, %y : tensor<?x4xf32>, tensor<4xf32>
}

// Scalars travel as tensors of rank 0.

// CHECK-LABEL: func.func @scalar(
// CHECK-SAME:    %[[T:.*]]: tensor<f32> {bufferization.writable = false}) -> tensor<f32>
// CHECK:       %[[S:.*]] = tensor.extract %[[T]][]
// CHECK:       %[[R:.*]] = tensor.from_elements %[[S]] : tensor<f32>
// CHECK:       return %[[R]]
func.func @scalar(%s: f32) -> f32 {
  return %s : f32
}
