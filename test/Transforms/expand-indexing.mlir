// RUN: tslice-opt --tslice-expand-indexing --canonicalize --cse %s | FileCheck %s

// Ranges are a slice and nothing else.
// CHECK-LABEL: func.func @ranges(
// CHECK-SAME: %[[X:[^:]*]]: tensor<8x5xf32>
// CHECK-NEXT: %[[R:.*]] = tslice.slice %[[X]][7, 1][4, 3][-2, 1] : tensor<8x5xf32> to tensor<4x3xf32>
// CHECK-NEXT: return %[[R]]
func.func @ranges(%x: tensor<8x5xf32>) -> tensor<4x3xf32> {
  %r = tslice.index %x[::-2, 1:-1] : tensor<8x5xf32> -> tensor<4x3xf32>
  return %r : tensor<4x3xf32>
}

// CHECK-LABEL: func.func @everything(
// CHECK-SAME: %[[X:[^:]*]]: tensor<?x5xf32>
// CHECK-NEXT: return %[[X]]
func.func @everything(%x: tensor<?x5xf32>) -> tensor<?x5xf32> {
  %r = tslice.index %x[...] : tensor<?x5xf32> -> tensor<?x5xf32>
  return %r : tensor<?x5xf32>
}

// Integers that are known to be inside need no policy.
// CHECK-LABEL: func.func @integers(
// CHECK-SAME: %[[X:[^:]*]]: tensor<8x5xf32>
// CHECK-NEXT: %[[R:.*]] = tslice.slice %[[X]][7, 0][1, 5][1, 1] drop [0] : tensor<8x5xf32> to tensor<5xf32>
// CHECK-NEXT: return %[[R]]
func.func @integers(%x: tensor<8x5xf32>) -> tensor<5xf32> {
  %r = tslice.index %x[-1] bounds skip_window fill 1.0 : tensor<8x5xf32> -> tensor<5xf32>
  return %r : tensor<5xf32>
}

// CHECK-LABEL: func.func @any_integer(
// CHECK-SAME: %[[X:[^:]*]]: tensor<8x5xf32>, %[[I:[^:]*]]: index
// CHECK-NEXT: %[[R:.*]] = tslice.slice %[[X]][%[[I]], 4][1, 5][1, -1] drop [0] bounds skip_window wrap fill 1.000000e+00 {tslice.site = 7 : i64}
// CHECK-NEXT: return %[[R]]
func.func @any_integer(%x: tensor<8x5xf32>, %i: index) -> tensor<5xf32> {
  %r = tslice.index %x[%i, ::-1] bounds skip_window fill 1.0 {tslice.site = 7 : i64} : tensor<8x5xf32>, index -> tensor<5xf32>
  return %r : tensor<5xf32>
}

// CHECK-LABEL: func.func @new_axes(
// CHECK: %[[S:.*]] = tslice.slice %{{.*}}[0, 2][8, 1][1, 1] drop [1]
// CHECK: tensor.expand_shape %[[S]] {{\[}}[0, 1, 2]] output_shape [1, 8, 1] : tensor<8xf32> into tensor<1x8x1xf32>
func.func @new_axes(%x: tensor<8x5xf32>) -> tensor<1x8x1xf32> {
  %r = tslice.index %x[newaxis, :, newaxis, 2] : tensor<8x5xf32> -> tensor<1x8x1xf32>
  return %r : tensor<1x8x1xf32>
}

// A size that is not known is computed: min and max, as NumPy clips.
// CHECK-LABEL: func.func @clipped(
// CHECK-SAME: %[[X:[^:]*]]: tensor<?xf32>
// CHECK: %[[N:.*]] = tensor.dim %[[X]]
// CHECK: %[[START:.*]] = arith.minsi %[[N]], %c2
// CHECK: %[[LENGTH:.*]] = arith.subi %[[N]], %[[START]]
// CHECK: %[[SIZE:.*]] = arith.select
// CHECK: tslice.slice %[[X]][%[[START]]][%[[SIZE]]][1] : tensor<?xf32> to tensor<?xf32>
func.func @clipped(%x: tensor<?xf32>) -> tensor<?xf32> {
  %r = tslice.index %x[2:] : tensor<?xf32> -> tensor<?xf32>
  return %r : tensor<?xf32>
}

// One tensor is the indices as it is.
// CHECK-LABEL: func.func @tensor(
// CHECK-SAME: %[[X:[^:]*]]: tensor<8x5xf32>, %[[I:[^:]*]]: tensor<?x2xi8>
// CHECK-NEXT: %[[R:.*]] = tslice.gather %[[X]][%[[I]]] dims [0] wrap : tensor<8x5xf32>, tensor<?x2xi8> -> tensor<?x2x5xf32>
// CHECK-NEXT: return %[[R]]
func.func @tensor(%x: tensor<8x5xf32>, %i: tensor<?x2xi8>) -> tensor<?x2x5xf32> {
  %r = tslice.index %x[%i] : tensor<8x5xf32>, tensor<?x2xi8> -> tensor<?x2x5xf32>
  return %r : tensor<?x2x5xf32>
}

// CHECK-LABEL: func.func @beside_range(
// CHECK-SAME: %[[X:[^:]*]]: tensor<8x5xf32>, %[[I:[^:]*]]: tensor<3xi32>
// CHECK: %[[S:.*]] = tslice.slice %[[X]][1, 0][7, 5][1, 1] : tensor<8x5xf32> to tensor<7x5xf32>
// CHECK: %[[G:.*]] = tslice.gather %[[S]][%[[I]]] dims [1] wrap : tensor<7x5xf32>, tensor<3xi32> -> tensor<3x7xf32>
// CHECK: linalg.generic {{.*}} ins(%[[G]] : tensor<3x7xf32>) outs(%{{.*}} : tensor<7x3xf32>)
func.func @beside_range(%x: tensor<8x5xf32>, %i: tensor<3xi32>) -> tensor<7x3xf32> {
  %r = tslice.index %x[1:, %i] : tensor<8x5xf32>, tensor<3xi32> -> tensor<7x3xf32>
  return %r : tensor<7x3xf32>
}

// Two tensors and an integer are vectors of three; open sizes are compared.
// CHECK-LABEL: func.func @vectors(
// CHECK-SAME: %{{.*}}: tensor<8x5x4xf32>, %[[I:[^:]*]]: tensor<?xi32>, %[[J:[^:]*]]: tensor<?xi64>, %[[K:[^:]*]]: index
// CHECK-DAG: %[[N:.*]] = tensor.dim %[[I]]
// CHECK-DAG: %[[M:.*]] = tensor.dim %[[J]]
// CHECK: %[[C:.*]] = tslice.check equal %[[M]], %[[N]] {dim = 8589934592 : i64, site = -1 : i64}
// CHECK: %[[V:.*]] = tslice.slice %[[J]][0][%[[C]]][1]
// CHECK: %[[IDX:.*]] = linalg.generic {{.*}} ins(%[[I]], %[[K]], %[[V]] : tensor<?xi32>, index, tensor<?xi64>) outs(%{{.*}} : tensor<?x3xindex>)
// CHECK: tslice.gather %{{.*}}[%[[IDX]]] dims [0, 1, 2] wrap
func.func @vectors(%x: tensor<8x5x4xf32>, %i: tensor<?xi32>, %j: tensor<?xi64>, %k: index) -> tensor<?xf32> {
  %r = tslice.index %x[%i, %k, %j] : tensor<8x5x4xf32>, tensor<?xi32>, index, tensor<?xi64> -> tensor<?xf32>
  return %r : tensor<?xf32>
}

// A mask finds what is there: nothing wraps, nothing is outside.
// CHECK-LABEL: func.func @mask(
// CHECK: %[[P:.*]] = tslice.nonzero %{{.*}} : tensor<8x5xi1> -> tensor<?x2xindex>
// CHECK: tslice.gather %{{.*}}[%[[P]]] dims [0, 1] : tensor<8x5x4xf32>, tensor<?x2xindex> -> tensor<?x4xf32>
func.func @mask(%x: tensor<8x5x4xf32>, %m: tensor<8x5xi1>) -> tensor<?x4xf32> {
  %r = tslice.index %x[%m] bounds clamp : tensor<8x5x4xf32>, tensor<8x5xi1> -> tensor<?x4xf32>
  return %r : tensor<?x4xf32>
}

// CHECK-LABEL: func.func @update_ranges(
// CHECK-SAME: %[[X:[^:]*]]: tensor<8x5xf32>, %[[U:[^:]*]]: tensor<4x5xf32>
// CHECK-NEXT: %[[R:.*]] = tslice.update add %[[U]] into %[[X]][0, 0][4, 5][2, 1] : tensor<4x5xf32> into tensor<8x5xf32>
// CHECK-NEXT: return %[[R]]
func.func @update_ranges(%x: tensor<8x5xf32>, %u: tensor<4x5xf32>) -> tensor<8x5xf32> {
  %r = tslice.index_update add %u into %x[::2] : tensor<4x5xf32> into tensor<8x5xf32>
  return %r : tensor<8x5xf32>
}

// CHECK-LABEL: func.func @update_broadcast(
// CHECK-SAME: %[[X:[^:]*]]: tensor<8x5xf32>, %[[U:[^:]*]]: tensor<4x1xf32>
// CHECK: %[[S:.*]] = tslice.slice %[[U]][0, 0][4, 1][1, 1] drop [1] : tensor<4x1xf32> to tensor<4xf32>
// CHECK: %[[B:.*]] = linalg.generic {{.*}} ins(%[[S]] : tensor<4xf32>) outs(%{{.*}} : tensor<4x5xf32>)
// CHECK: tslice.update set %[[B]] into %[[X]]
func.func @update_broadcast(%x: tensor<8x5xf32>, %u: tensor<4x1xf32>) -> tensor<8x5xf32> {
  %r = tslice.index_update set %u into %x[::2] : tensor<4x1xf32> into tensor<8x5xf32>
  return %r : tensor<8x5xf32>
}

// CHECK-LABEL: func.func @update_part(
// CHECK-SAME: %[[X:[^:]*]]: tensor<8x5xf32>, %[[U:[^:]*]]: tensor<?x5xf32>, %[[I:[^:]*]]: tensor<?xi32>
// CHECK: %[[R:.*]] = tslice.scatter max %[[U]] into %[[X]][%[[I]]] dims [0] bounds skip_window wrap
// CHECK-NEXT: return %[[R]]
func.func @update_part(%x: tensor<8x5xf32>, %u: tensor<?x5xf32>, %i: tensor<?xi32>) -> tensor<8x5xf32> {
  %r = tslice.index_update max %u into %x[%i] bounds skip_window : tensor<?x5xf32> into tensor<8x5xf32>, tensor<?xi32>
  return %r : tensor<8x5xf32>
}

// CHECK-LABEL: func.func @update_beside_range(
// CHECK-SAME: %[[X:[^:]*]]: tensor<8x5xf32>, %[[U:[^:]*]]: tensor<3x2xf32>, %[[I:[^:]*]]: tensor<3xi32>
// CHECK: %[[S:.*]] = tslice.slice %[[X]][0, 3][8, 2][1, 1]
// CHECK: %[[T:.*]] = tslice.scatter add %[[U]] into %[[S]][%[[I]]] dims [0] wrap
// CHECK: tslice.update set %[[T]] into %[[X]][0, 3][8, 2][1, 1]
func.func @update_beside_range(%x: tensor<8x5xf32>, %u: tensor<3x2xf32>, %i: tensor<3xi32>) -> tensor<8x5xf32> {
  %r = tslice.index_update add %u into %x[%i, 3:] : tensor<3x2xf32> into tensor<8x5xf32>, tensor<3xi32>
  return %r : tensor<8x5xf32>
}

// CHECK-LABEL: func.func @along_last(
// CHECK-SAME: %[[X:[^:]*]]: tensor<8x5xf32>, %[[I:[^:]*]]: tensor<8x2xi32>
// CHECK-NEXT: %[[R:.*]] = tslice.gather %[[X]][%[[I]]] batch [0] dims [1] wrap : tensor<8x5xf32>, tensor<8x2xi32> -> tensor<8x2xf32>
// CHECK-NEXT: return %[[R]]
func.func @along_last(%x: tensor<8x5xf32>, %i: tensor<8x2xi32>) -> tensor<8x2xf32> {
  %r = tslice.take_along %x[%i] dim 1 : tensor<8x5xf32>, tensor<8x2xi32> -> tensor<8x2xf32>
  return %r : tensor<8x2xf32>
}

// Indices of 1 read whole rows.
// CHECK-LABEL: func.func @along_whole(
// CHECK: %[[V:.*]] = tslice.slice %{{.*}}[0, 0][1, 2][1, 1] drop [0] : tensor<1x2xi32> to tensor<2xi32>
// CHECK: %[[G:.*]] = tslice.gather %{{.*}}[%[[V]]] dims [1] wrap : tensor<8x5xf32>, tensor<2xi32> -> tensor<2x8xf32>
func.func @along_whole(%x: tensor<8x5xf32>, %i: tensor<1x2xi32>) -> tensor<8x2xf32> {
  %r = tslice.take_along %x[%i] dim 1 : tensor<8x5xf32>, tensor<1x2xi32> -> tensor<8x2xf32>
  return %r : tensor<8x2xf32>
}

// CHECK-LABEL: func.func @update_along_first(
// CHECK: %[[T:.*]] = linalg.generic {{.*}} outs(%{{.*}} : tensor<5x2xi32>)
// CHECK: tslice.scatter set %{{.*}} into %{{.*}}[%[[T]]] batch [1] dims [0] wrap : tensor<5x2xf32> into tensor<8x5xf32>, tensor<5x2xi32>
func.func @update_along_first(%x: tensor<8x5xf32>, %u: tensor<2x5xf32>, %i: tensor<2x5xi32>) -> tensor<8x5xf32> {
  %r = tslice.take_along_update set %u into %x[%i] dim 0 : tensor<2x5xf32> into tensor<8x5xf32>, tensor<2x5xi32>
  return %r : tensor<8x5xf32>
}
