// The algebra compares offsets as they stand, so it leaves those alone that may
// count from the end; where an access only moves, it takes `wrap` along.
// RUN: tslice-opt --tslice-fuse-slices %s | FileCheck %s

// CHECK-LABEL: func.func @slice_of_slice(
// CHECK-COUNT-2: tslice.slice
func.func @slice_of_slice(%x: tensor<9x9xf32>, %i: index) -> tensor<3xf32> {
  %a = tslice.slice %x[%i, 0][1, 9][1, 1] drop [0] wrap : tensor<9x9xf32> to tensor<9xf32>
  %r = tslice.slice %a[5][3][1] : tensor<9xf32> to tensor<3xf32>
  return %r : tensor<3xf32>
}

// -1 is 8, which is read.
// CHECK-LABEL: func.func @beside_update(
// CHECK: tslice.update
// CHECK: tslice.slice
func.func @beside_update(%x: tensor<9x?xf32>, %u: tensor<1x1xf32>, %i: index) -> tensor<1x1xf32> {
  %a = tslice.update add %u into %x[-1, %i][1, 1][1, 1] wrap : tensor<1x1xf32> into tensor<9x?xf32>
  %r = tslice.slice %a[8, 0][1, 1][1, 1] : tensor<9x?xf32> to tensor<1x1xf32>
  return %r : tensor<1x1xf32>
}

// CHECK-LABEL: func.func @overwritten(
// CHECK-SAME: %[[X:[^:]*]]: tensor<9xf32>
// CHECK: tslice.update set %{{.*}} into %[[X]][%{{.*}}][1][1] wrap
// CHECK: return
func.func @overwritten(%x: tensor<9xf32>, %u: tensor<1xf32>, %i: index) -> tensor<9xf32> {
  %a = tslice.update add %u into %x[%i][1][1] wrap : tensor<1xf32> into tensor<9xf32>
  %r = tslice.update set %u into %a[%i][1][1] wrap : tensor<1xf32> into tensor<9xf32>
  return %r : tensor<9xf32>
}

// One wraps and one does not: not the same place.
// CHECK-LABEL: func.func @not_overwritten(
// CHECK-COUNT-2: tslice.update
func.func @not_overwritten(%x: tensor<9xf32>, %u: tensor<1xf32>, %i: index) -> tensor<9xf32> {
  %a = tslice.update add %u into %x[%i][1][1] wrap : tensor<1xf32> into tensor<9xf32>
  %r = tslice.update set %u into %a[%i][1][1] : tensor<1xf32> into tensor<9xf32>
  return %r : tensor<9xf32>
}

// CHECK-LABEL: func.func @of_elementwise(
// CHECK: tslice.slice %{{.*}} wrap
// CHECK: tslice.gather %{{.*}} wrap
// CHECK: math.exp
func.func @of_elementwise(%x: tensor<9x9xf32>, %i: index, %j: tensor<2xi32>) -> (tensor<9xf32>, tensor<2x9xf32>) {
  %e = math.exp %x : tensor<9x9xf32>
  %s = tslice.slice %e[%i, 0][1, 9][1, 1] drop [0] wrap : tensor<9x9xf32> to tensor<9xf32>
  %f = math.exp %x : tensor<9x9xf32>
  %g = tslice.gather %f[%j] dims [0] wrap : tensor<9x9xf32>, tensor<2xi32> -> tensor<2x9xf32>
  return %s, %g : tensor<9xf32>, tensor<2x9xf32>
}

// CHECK-LABEL: func.func @slice_of_gather(
// CHECK: tslice.gather
// CHECK: tslice.slice %{{.*}} wrap
func.func @slice_of_gather(%x: tensor<9xf32>, %j: tensor<4xi32>, %i: index) -> tensor<1xf32> {
  %g = tslice.gather %x[%j] dims [0] : tensor<9xf32>, tensor<4xi32> -> tensor<4xf32>
  %r = tslice.slice %g[%i][1][1] wrap : tensor<4xf32> to tensor<1xf32>
  return %r : tensor<1xf32>
}

// CHECK-LABEL: func.func @gather_of_slice(
// CHECK: tslice.slice
// CHECK: tslice.gather %{{.*}} wrap
func.func @gather_of_slice(%x: tensor<9xf32>, %j: tensor<4xi32>) -> tensor<4xf32> {
  %s = tslice.slice %x[8][9][-1] : tensor<9xf32> to tensor<9xf32>
  %r = tslice.gather %s[%j] dims [0] bounds clamp wrap : tensor<9xf32>, tensor<4xi32> -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// CHECK-LABEL: func.func @gather_of_gather(
// CHECK: %[[K:.*]] = tslice.gather %{{.*}}[%{{.*}}] dims [0] wrap : tensor<4xi32>, tensor<2xi32>
// CHECK: tslice.gather %{{.*}}[%[[K]]] dims [0] : tensor<9xf32>, tensor<2xi32>
func.func @gather_of_gather(%x: tensor<9xf32>, %i: tensor<4xi32>, %j: tensor<2xi32>) -> tensor<2xf32> {
  %g = tslice.gather %x[%i] dims [0] : tensor<9xf32>, tensor<4xi32> -> tensor<4xf32>
  %r = tslice.gather %g[%j] dims [0] wrap : tensor<4xf32>, tensor<2xi32> -> tensor<2xf32>
  return %r : tensor<2xf32>
}
