// RUN: tslice-opt --tslice-fuse-slices %s | FileCheck %s

// CHECK-LABEL: func.func @beside(
// CHECK-SAME: %[[X:[^:]*]]: tensor<9xf32>
// CHECK-NEXT: %[[R:.*]] = tslice.slice %[[X]][5][3][1] : tensor<9xf32> to tensor<3xf32>
// CHECK-NEXT: return %[[R]]
func.func @beside(%x: tensor<9xf32>, %u: tensor<4xf32>) -> tensor<3xf32> {
  %a = tslice.update add %u into %x[0][4][1] : tensor<4xf32> into tensor<9xf32>
  %r = tslice.slice %a[5][3][1] : tensor<9xf32> to tensor<3xf32>
  return %r : tensor<3xf32>
}

// 1, 7, 13, .. and 3, 13, 23, ..: common positions are 13 modulo 30.
// CHECK-LABEL: func.func @strides_miss(
// CHECK-SAME: %[[X:[^:]*]]: tensor<40xf32>
// CHECK-NEXT: tslice.slice %[[X]][13][2][-10]
func.func @strides_miss(%x: tensor<40xf32>, %u: tensor<2xf32>) -> tensor<2xf32> {
  %a = tslice.update set %u into %x[1][2][6] : tensor<2xf32> into tensor<40xf32>
  %r = tslice.slice %a[13][2][-10] : tensor<40xf32> to tensor<2xf32>
  return %r : tensor<2xf32>
}

// CHECK-LABEL: func.func @strides_meet(
// CHECK-NEXT: tslice.update
// CHECK-NEXT: tslice.slice
func.func @strides_meet(%x: tensor<40xf32>, %u: tensor<3xf32>) -> tensor<2xf32> {
  %a = tslice.update set %u into %x[1][3][6] : tensor<3xf32> into tensor<40xf32>
  %r = tslice.slice %a[13][2][-10] : tensor<40xf32> to tensor<2xf32>
  return %r : tensor<2xf32>
}

// Even and odd positions.
// CHECK-LABEL: func.func @parity(
// CHECK-NEXT: tslice.slice
// CHECK-NEXT: return
func.func @parity(%x: tensor<40xf32>, %u: tensor<20xf32>) -> tensor<10xf32> {
  %a = tslice.update set %u into %x[0][20][2] : tensor<20xf32> into tensor<40xf32>
  %r = tslice.slice %a[37][10][-4] : tensor<40xf32> to tensor<10xf32>
  return %r : tensor<10xf32>
}

// Disjoint columns, whatever the row.
// CHECK-LABEL: func.func @other_columns(
// CHECK-SAME: %[[X:[^:]*]]: tensor<9x8xf32>
// CHECK-NEXT: tslice.slice %[[X]]
func.func @other_columns(%x: tensor<9x8xf32>, %u: tensor<1x4xf32>, %i: index, %j: index) -> tensor<1x4xf32> {
  %a = tslice.update max %u into %x[%i, 0][1, 4][1, 1] : tensor<1x4xf32> into tensor<9x8xf32>
  %r = tslice.slice %a[%j, 4][1, 4][1, 1] : tensor<9x8xf32> to tensor<1x4xf32>
  return %r : tensor<1x4xf32>
}

// A clamped window may move to where it is read.
// CHECK-LABEL: func.func @clamped_meets(
// CHECK-NEXT: tslice.update
// CHECK-NEXT: tslice.slice
func.func @clamped_meets(%x: tensor<9xf32>, %u: tensor<4xf32>) -> tensor<3xf32> {
  %a = tslice.update set %u into %x[9][4][1] bounds clamp : tensor<4xf32> into tensor<9xf32>
  %r = tslice.slice %a[5][3][1] : tensor<9xf32> to tensor<3xf32>
  return %r : tensor<3xf32>
}

// CHECK-LABEL: func.func @same(
// CHECK-SAME: %{{[^:]*}}: tensor<9x8xf32>, %[[U:[^:]*]]: tensor<4xf32>
// CHECK-NEXT: return %[[U]]
func.func @same(%x: tensor<9x8xf32>, %u: tensor<4xf32>) -> tensor<4xf32> {
  %a = tslice.update set %u into %x[2, 1][4, 1][-1, 1] drop [1] bounds clamp : tensor<4xf32> into tensor<9x8xf32>
  %r = tslice.slice %a[2, 1][4, 1][-1, 1] drop [1] bounds clamp : tensor<9x8xf32> to tensor<4xf32>
  return %r : tensor<4xf32>
}

// CHECK-LABEL: func.func @clamped_alike(
// CHECK-SAME: %{{[^:]*}}: tensor<9xf32>, %[[U:[^:]*]]: tensor<4xf32>
// CHECK-NEXT: return %[[U]]
func.func @clamped_alike(%x: tensor<9xf32>, %u: tensor<4xf32>, %o: index) -> tensor<4xf32> {
  %a = tslice.update set %u into %x[%o][4][1] bounds clamp : tensor<4xf32> into tensor<9xf32>
  %r = tslice.slice %a[%o][4][1] bounds clamp : tensor<9xf32> to tensor<4xf32>
  return %r : tensor<4xf32>
}

// Both can be out of range, and would tell.
// CHECK-LABEL: func.func @same_unproven(
// CHECK-NEXT: tslice.update
// CHECK-NEXT: tslice.slice
func.func @same_unproven(%x: tensor<9xf32>, %u: tensor<4xf32>, %o: index) -> tensor<4xf32> {
  %a = tslice.update set %u into %x[%o][4][1] : tensor<4xf32> into tensor<9xf32>
  %r = tslice.slice %a[%o][4][1] : tensor<9xf32> to tensor<4xf32>
  return %r : tensor<4xf32>
}

// Positions 7, 3 are elements 2 and 0 of 3, 5, 7.
// CHECK-LABEL: func.func @inside(
// CHECK-SAME: %{{[^:]*}}: tensor<9x4xf32>, %[[U:[^:]*]]: tensor<3x4xf32>
// CHECK-NEXT: tslice.slice %[[U]][2, 1][2, 1][-2, 1] drop [1] : tensor<3x4xf32> to tensor<2xf32>
func.func @inside(%x: tensor<9x4xf32>, %u: tensor<3x4xf32>) -> tensor<2xf32> {
  %a = tslice.update set %u into %x[3, 0][3, 4][2, 1] : tensor<3x4xf32> into tensor<9x4xf32>
  %r = tslice.slice %a[7, 1][2, 1][-4, 1] drop [1] : tensor<9x4xf32> to tensor<2xf32>
  return %r : tensor<2xf32>
}

// CHECK-LABEL: func.func @partly_inside(
// CHECK-NEXT: tslice.update
// CHECK-NEXT: tslice.slice
func.func @partly_inside(%x: tensor<9xf32>, %u: tensor<3xf32>) -> tensor<2xf32> {
  %a = tslice.update set %u into %x[3][3][2] : tensor<3xf32> into tensor<9xf32>
  %r = tslice.slice %a[4][2][1] : tensor<9xf32> to tensor<2xf32>
  return %r : tensor<2xf32>
}

// CHECK-LABEL: func.func @combined(
// CHECK-NEXT: tslice.update
// CHECK-NEXT: tslice.slice
func.func @combined(%x: tensor<9xf32>, %u: tensor<3xf32>) -> tensor<3xf32> {
  %a = tslice.update add %u into %x[3][3][2] : tensor<3xf32> into tensor<9xf32>
  %r = tslice.slice %a[3][3][2] : tensor<9xf32> to tensor<3xf32>
  return %r : tensor<3xf32>
}

// CHECK-LABEL: func.func @kept_unit_dim(
// CHECK-NEXT: tslice.update
// CHECK-NEXT: tslice.slice
func.func @kept_unit_dim(%x: tensor<9x4xf32>, %u: tensor<4xf32>) -> tensor<1x4xf32> {
  %a = tslice.update set %u into %x[3, 0][1, 4][1, 1] drop [0] : tensor<4xf32> into tensor<9x4xf32>
  %r = tslice.slice %a[3, 0][1, 4][1, 1] : tensor<9x4xf32> to tensor<1x4xf32>
  return %r : tensor<1x4xf32>
}

// CHECK-LABEL: func.func @overwritten(
// CHECK-SAME: %[[X:[^:]*]]: tensor<9xf32>, %{{[^:]*}}: tensor<4xf32>, %[[V:[^:]*]]: tensor<4xf32>
// CHECK-NEXT: %[[R:.*]] = tslice.update set %[[V]] into %[[X]]
// CHECK-NEXT: return %[[R]]
func.func @overwritten(%x: tensor<9xf32>, %u: tensor<4xf32>, %v: tensor<4xf32>, %o: index) -> tensor<9xf32> {
  %a = tslice.update add %u into %x[%o][4][1] : tensor<4xf32> into tensor<9xf32>
  %r = tslice.update set %v into %a[%o][4][1] : tensor<4xf32> into tensor<9xf32>
  return %r : tensor<9xf32>
}

// CHECK-LABEL: func.func @overwritten_part(
// CHECK-SAME: %[[X:[^:]*]]: tensor<9xf32>
// CHECK-NEXT: tslice.update set %{{.*}} into %[[X]]
// CHECK-NEXT: return
func.func @overwritten_part(%x: tensor<9xf32>, %u: tensor<2xf32>, %v: tensor<4xf32>) -> tensor<9xf32> {
  %a = tslice.update mul %u into %x[3][2][2] : tensor<2xf32> into tensor<9xf32>
  %r = tslice.update set %v into %a[6][4][-1] : tensor<4xf32> into tensor<9xf32>
  return %r : tensor<9xf32>
}

// CHECK-LABEL: func.func @not_overwritten(
// CHECK-COUNT-6: tslice.update
// CHECK-NEXT: return
func.func @not_overwritten(%x: tensor<9xf32>, %u: tensor<4xf32>, %v: tensor<4xf32>, %o: index, %p: index) -> (tensor<9xf32>, tensor<9xf32>, tensor<9xf32>) {
  // Added, not set.
  %a = tslice.update set %u into %x[%o][4][1] : tensor<4xf32> into tensor<9xf32>
  %q = tslice.update add %v into %a[%o][4][1] : tensor<4xf32> into tensor<9xf32>
  // Another window.
  %b = tslice.update set %u into %x[%o][4][1] : tensor<4xf32> into tensor<9xf32>
  %r = tslice.update set %v into %b[%p][4][1] : tensor<4xf32> into tensor<9xf32>
  // One window is skipped where the other is an error.
  %c = tslice.update set %u into %x[%o][4][1] : tensor<4xf32> into tensor<9xf32>
  %s = tslice.update set %v into %c[%o][4][1] bounds skip_window : tensor<4xf32> into tensor<9xf32>
  return %q, %r, %s : tensor<9xf32>, tensor<9xf32>, tensor<9xf32>
}

// Of a pair each result is what its own destination was.

// CHECK-LABEL: func.func @beside_of_pair(
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<9xf32>, %[[Y:[a-z0-9]*]]: tensor<9xf32>
// CHECK: %[[A:.*]] = tslice.slice %[[X]][5][3][1]
// CHECK: %[[B:.*]] = tslice.slice %[[Y]][5][3][1]
// CHECK: return %[[A]], %[[B]]
func.func @beside_of_pair(%x: tensor<9xf32>, %y: tensor<9xf32>, %u: tensor<4xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %a, %b = tslice.update %u, %u into %x, %y[0][4][1] : tensor<4xf32>, tensor<4xf32> into tensor<9xf32>, tensor<9xf32> {
  ^bb0(%f: f32, %g: f32, %w: f32, %z: f32):
    %p = arith.subf %w, %g : f32
    %q = arith.subf %z, %f : f32
    tslice.yield %p, %q : f32, f32
  }
  %r = tslice.slice %a[5][3][1] : tensor<9xf32> to tensor<3xf32>
  %s = tslice.slice %b[5][3][1] : tensor<9xf32> to tensor<3xf32>
  return %r, %s : tensor<3xf32>, tensor<3xf32>
}

// CHECK-LABEL: func.func @overwritten_of_pair(
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<9xf32>, %[[Y:[a-z0-9]*]]: tensor<9xf32>
// CHECK: tslice.update set %{{.*}} into %[[Y]][2][4][1]
func.func @overwritten_of_pair(%x: tensor<9xf32>, %y: tensor<9xf32>, %u: tensor<4xf32>, %v: tensor<4xf32>) -> tensor<9xf32> {
  %a, %b = tslice.update %u, %u into %x, %y[2][4][1] : tensor<4xf32>, tensor<4xf32> into tensor<9xf32>, tensor<9xf32> {
  ^bb0(%f: f32, %g: f32, %w: f32, %z: f32):
    %p = arith.subf %w, %g : f32
    %q = arith.subf %z, %f : f32
    tslice.yield %p, %q : f32, f32
  }
  %r = tslice.update set %v into %b[2][4][1] : tensor<4xf32> into tensor<9xf32>
  return %r : tensor<9xf32>
}
