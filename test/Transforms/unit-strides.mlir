// RUN: tslice-opt %s --tslice-unit-strides | FileCheck %s

// CHECK-LABEL: func.func @slices(
// CHECK: tensor.extract_slice %{{.*}}[%{{.*}}, 0, %{{.*}}] [1, 3, 1] [1, 2, 1] : tensor<?x?x?xf32> to tensor<3x1xf32>
// CHECK: tensor.extract_slice %{{.*}}[%{{.*}}, 0, 0] [1, %{{.*}}, 1] [1, %[[S:.*]], 1] : tensor<?x?x?xf32> to tensor<?xf32>
// CHECK: tensor.insert_slice %{{.*}} into %{{.*}}[0, 0, %{{.*}}] [1, 3, 1] [1, %[[S]], 1] : tensor<3xf32> into tensor<?x?x?xf32>
func.func @slices(%x: tensor<?x?x?xf32>, %i: index, %n: index, %s: index, %u: tensor<3xf32>)
    -> (tensor<3x1xf32>, tensor<?xf32>, tensor<?x?x?xf32>) {
  %a = tensor.extract_slice %x[%i, 0, %i] [1, 3, 1] [1, 2, 3] : tensor<?x?x?xf32> to tensor<3x1xf32>
  %b = tensor.extract_slice %x[%i, 0, 0] [1, %n, 1] [%s, %s, 4] : tensor<?x?x?xf32> to tensor<?xf32>
  %c = tensor.insert_slice %u into %x[0, 0, %i] [1, 3, 1] [%n, %s, %s] : tensor<3xf32> into tensor<?x?x?xf32>
  return %a, %b, %c : tensor<3x1xf32>, tensor<?xf32>, tensor<?x?x?xf32>
}
