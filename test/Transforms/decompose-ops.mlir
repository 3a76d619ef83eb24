// RUN: tslice-opt --tslice-decompose-ops --split-input-file %s | FileCheck %s
// RUN: tslice-opt --tslice-decompose-ops --tslice-number-sites --split-input-file %s | FileCheck %s --check-prefix=SITES

// To sizes that are values: all elements in one dimension, then as many as they say.

// CHECK-LABEL: func.func @reshape(
// CHECK-SAME:    %[[X:.*]]: tensor<?x?xf32>, %[[S:.*]]: tensor<2xi32>
// CHECK:         %[[FLAT:.*]] = tensor.collapse_shape %[[X]] {{\[}}[0, 1]]
// CHECK:         %[[A:.*]] = tensor.extract %[[S]]
// CHECK:         %[[N:.*]] = arith.index_cast %[[A]] {{.*}}: i32 to index
// CHECK:         %[[B:.*]] = tensor.extract %[[S]]
// CHECK:         %[[M:.*]] = arith.index_cast %[[B]] {{.*}}: i32 to index
// CHECK:         %[[E:.*]] = tensor.expand_shape %[[FLAT]] {{\[}}[0, 1]] output_shape [%[[N]], %[[M]]] {tslice.origin = "tensor.reshape"}
// CHECK:         tensor.cast %[[E]] {{.*}} : tensor<?x?xf32> to tensor<?x4xf32>
// SITES: tslice.sites = [{{.*}}op = "tensor.reshape"
// SITES-NOT: tslice.origin
func.func @reshape(%x: tensor<?x?xf32>, %s: tensor<2xi32>) -> tensor<?x4xf32> {
  %r = tensor.reshape %x(%s) : (tensor<?x?xf32>, tensor<2xi32>) -> tensor<?x4xf32>
  return %r : tensor<?x4xf32>
}

// -----

// Sizes that are known need no values.

// CHECK-LABEL: func.func @reshape_static(
// CHECK-NOT:     tensor.extract
// CHECK:         tensor.expand_shape {{.*}} output_shape [3, 2]
func.func @reshape_static(%x: tensor<2x3xf32>, %s: tensor<2xindex>) -> tensor<3x2xf32> {
  %r = tensor.reshape %x(%s) : (tensor<2x3xf32>, tensor<2xindex>) -> tensor<3x2xf32>
  return %r : tensor<3x2xf32>
}

// -----

// CHECK-LABEL: func.func @gather(
// CHECK:         %[[I:.*]] = tensor.collapse_shape {{.*}} : tensor<?x1xindex> into tensor<?xindex>
// CHECK:         tslice.gather %{{.*}}[%[[I]]] dims [1] {{.*}}: tensor<3x?xf32>, tensor<?xindex> -> tensor<?x3xf32>
func.func @gather(%x: tensor<3x?xf32>, %i: tensor<?x1xindex>) -> tensor<?x3xf32> {
  %r = tensor.gather %x[%i] gather_dims([1]) : (tensor<3x?xf32>, tensor<?x1xindex>) -> tensor<?x3xf32>
  return %r : tensor<?x3xf32>
}

// -----

// Two components stay; so do dimensions of size 1 that the elements keep.

// CHECK-LABEL: func.func @scatter(
// CHECK:         tslice.scatter set %{{.*}} into %{{.*}}[%{{.*}}] dims [0, 1] window [1, 1]
func.func @scatter(%x: tensor<4x3xf32>, %i: tensor<?x2xi64>, %u: tensor<?x1x1xf32>) -> tensor<4x3xf32> {
  %r = tensor.scatter %u into %x[%i] scatter_dims([0, 1]) unique : (tensor<?x1x1xf32>, tensor<4x3xf32>, tensor<?x2xi64>) -> tensor<4x3xf32>
  return %r : tensor<4x3xf32>
}

// -----

// CHECK-LABEL: func.func @softmax(
// CHECK-NOT:     linalg.softmax dim
// CHECK:         linalg.generic {{.*}}"reduction"
// CHECK:         math.exp
// CHECK:         arith.divf
func.func @softmax(%x: tensor<?x?xf32>, %o: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %r = linalg.softmax dimension(1) ins(%x : tensor<?x?xf32>) outs(%o : tensor<?x?xf32>) -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// -----

// What has no element type stays, and is refused later.

// CHECK-LABEL: func.func @unsigned(
// CHECK:         tensor.bitcast
func.func @unsigned(%x: tensor<2xi32>) -> tensor<2xui32> {
  %r = tensor.bitcast %x : tensor<2xi32> to tensor<2xui32>
  return %r : tensor<2xui32>
}

// -----

// CHECK-LABEL: func.func @bitcast(
// CHECK:         arith.bitcast %{{.*}}: tensor<?xf32> to tensor<?xi32>
func.func @bitcast(%x: tensor<?xf32>) -> tensor<?xi32> {
  %r = tensor.bitcast %x : tensor<?xf32> to tensor<?xi32>
  return %r : tensor<?xi32>
}

// -----

// CHECK-LABEL: func.func @complex_bitcast(
// CHECK:         arith.shli
// CHECK:         arith.ori
func.func @complex_bitcast(%x: complex<f32>) -> i64 {
  %r = complex.bitcast %x : complex<f32> to i64
  return %r : i64
}
