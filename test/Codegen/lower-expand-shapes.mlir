// RUN: tslice-opt --tslice-lower-expand-shapes %s | FileCheck %s
// RUN: tslice-opt --tslice-lower-expand-shapes --expand-strided-metadata %s | FileCheck %s --check-prefix=ALL

// Upstream's pass crashes on the first two.

// CHECK-LABEL: func.func @two_dynamic
// CHECK:         %[[B:.*]], %[[O:.*]], %{{.*}}, %{{.*}} = memref.extract_strided_metadata %arg0
// CHECK:         memref.reinterpret_cast %[[B]] to offset: [0], sizes: [%arg1, %arg2], strides: [%arg2, 1]
// ALL-NOT:     memref.expand_shape
func.func @two_dynamic(%x: memref<?xf32>, %n: index, %m: index) -> memref<?x?xf32> {
  %e = memref.expand_shape %x [[0, 1]] output_shape [%n, %m] : memref<?xf32> into memref<?x?xf32>
  return %e : memref<?x?xf32>
}

// CHECK-LABEL: func.func @strided
// CHECK:         %[[B:.*]], %[[O:.*]], %{{.*}}:2, %[[S:.*]]:2 = memref.extract_strided_metadata %arg0
// CHECK:         %[[T:.*]] = arith.muli %[[S]]#0, %arg2
// CHECK:         memref.reinterpret_cast %[[B]] to offset: [%[[O]]], sizes: [%arg1, %arg2, 4], strides: [%[[T]], %[[S]]#0, 2]
func.func @strided(%x: memref<?x4xf32, strided<[?, 2], offset: ?>>, %n: index, %m: index)
    -> memref<?x?x4xf32, strided<[?, ?, 2], offset: ?>> {
  %e = memref.expand_shape %x [[0, 1], [2]] output_shape [%n, %m, 4]
      : memref<?x4xf32, strided<[?, 2], offset: ?>> into memref<?x?x4xf32, strided<[?, ?, 2], offset: ?>>
  return %e : memref<?x?x4xf32, strided<[?, ?, 2], offset: ?>>
}

// CHECK-LABEL: func.func @one_dynamic
// CHECK:         memref.expand_shape
func.func @one_dynamic(%x: memref<?xf32>, %n: index) -> memref<?x4xf32> {
  %e = memref.expand_shape %x [[0, 1]] output_shape [%n, 4] : memref<?xf32> into memref<?x4xf32>
  return %e : memref<?x4xf32>
}
