// RUN: tslice-opt --tslice-fuse-slices %s | FileCheck %s

// CHECK-LABEL: func.func @slice(
// CHECK-SAME: %[[X:[^:]*]]: tensor<8x4xf32>, %[[Y:[^:]*]]: tensor<8x4xf32>, %[[O:[^:]*]]: index
// CHECK-DAG: %[[A:.*]] = tslice.slice %[[X]][%[[O]], 0][1, 4][1, 1] drop [0] {tslice.site = 2 : i64} : tensor<8x4xf32> to tensor<4xf32>
// CHECK-DAG: %[[B:.*]] = tslice.slice %[[Y]][%[[O]], 0][1, 4][1, 1] drop [0] {tslice.site = 2 : i64} : tensor<8x4xf32> to tensor<4xf32>
// CHECK: %[[C:.*]] = arith.cmpf olt, %[[A]], %[[B]] : tensor<4xf32>
// CHECK: arith.select %[[C]], %[[A]], %[[B]] : tensor<4xi1>, tensor<4xf32>
// CHECK-NOT: tensor<8x4xi1>
// CHECK: return
func.func @slice(%x: tensor<8x4xf32>, %y: tensor<8x4xf32>, %o: index) -> tensor<4xf32> {
  %c = arith.cmpf olt, %x, %y : tensor<8x4xf32>
  %f = arith.select %c, %x, %y : tensor<8x4xi1>, tensor<8x4xf32>
  %r = tslice.slice %f[%o, 0][1, 4][1, 1] drop [0] {tslice.site = 2 : i64} : tensor<8x4xf32> to tensor<4xf32>
  return %r : tensor<4xf32>
}

// CHECK-LABEL: func.func @slice_of_constant(
// CHECK: %[[C:.*]] = arith.constant dense<2.000000e+00> : tensor<3xf32>
// CHECK: %[[A:.*]] = tslice.slice
// CHECK: arith.mulf %[[A]], %[[C]] fastmath<fast> : tensor<3xf32>
func.func @slice_of_constant(%x: tensor<8xf32>) -> tensor<3xf32> {
  %c = arith.constant dense<2.0> : tensor<8xf32>
  %f = arith.mulf %x, %c fastmath<fast> : tensor<8xf32>
  %r = tslice.slice %f[6][3][-2] : tensor<8xf32> to tensor<3xf32>
  return %r : tensor<3xf32>
}

// CHECK-LABEL: func.func @slice_not(
// CHECK: tslice.slice %[[E:.*]][0]
// CHECK: math.exp
// CHECK: tslice.slice
// CHECK: arith.extui %{{.*}} : tensor<4xi2> to tensor<4xi32>
// CHECK: tslice.slice
func.func @slice_not(%x: tensor<8xf32>, %o: index, %n: tensor<4xi2>) -> (tensor<8xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xi32>) {
  // Used twice.
  %e = math.log %x : tensor<8xf32>
  %a = tslice.slice %e[0][2][1] : tensor<8xf32> to tensor<2xf32>
  // exp of the fill is not the fill.
  %f = math.exp %x : tensor<8xf32>
  %b = tslice.slice %f[%o][2][1] bounds skip_element : tensor<8xf32> to tensor<2xf32>
  // No access moves i2.
  %g = arith.extui %n : tensor<4xi2> to tensor<4xi32>
  %c = tslice.slice %g[0][2][1] : tensor<4xi32> to tensor<2xi32>
  return %e, %a, %b, %c : tensor<8xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xi32>
}

// CHECK-LABEL: func.func @gather(
// CHECK-SAME: %[[X:[^:]*]]: tensor<1000x64xf32>, %[[I:[^:]*]]: tensor<32xi32>
// CHECK: %[[A:.*]] = tslice.gather %[[X]][%[[I]]] dims [0] {tslice.site = 5 : i64} : tensor<1000x64xf32>, tensor<32xi32> -> tensor<32x64xf32>
// CHECK: %[[E:.*]] = math.exp %[[A]] : tensor<32x64xf32>
// CHECK: arith.mulf %[[E]], %[[E]] : tensor<32x64xf32>
// CHECK-NOT: tslice.gather
// CHECK: return
func.func @gather(%x: tensor<1000x64xf32>, %i: tensor<32xi32>) -> tensor<32x64xf32> {
  %e = math.exp %x : tensor<1000x64xf32>
  %m = arith.mulf %e, %e : tensor<1000x64xf32>
  %r = tslice.gather %m[%i] dims [0] {tslice.site = 5 : i64} : tensor<1000x64xf32>, tensor<32xi32> -> tensor<32x64xf32>
  return %r : tensor<32x64xf32>
}

// %e is read where two paths meet.
// CHECK-LABEL: func.func @diamond(
// CHECK-COUNT-1: tslice.gather
// CHECK-NEXT: math.exp %{{.*}} : tensor<2xf32>
// CHECK-NEXT: math.sin %{{.*}} : tensor<2xf32>
// CHECK-NEXT: arith.mulf %{{.*}} : tensor<2xf32>
// CHECK-NEXT: return
func.func @diamond(%x: tensor<1000xf32>, %i: tensor<2xi32>) -> tensor<2xf32> {
  %e = math.exp %x : tensor<1000xf32>
  %s = math.sin %e : tensor<1000xf32>
  %m = arith.mulf %s, %e : tensor<1000xf32>
  %r = tslice.gather %m[%i] dims [0] : tensor<1000xf32>, tensor<2xi32> -> tensor<2xf32>
  return %r : tensor<2xf32>
}

// CHECK-LABEL: func.func @gather_window(
// CHECK: tslice.gather %{{.*}}[%{{.*}}] dims [0] window [2] bounds clamp : tensor<100xi32>, tensor<3xi32> -> tensor<3x2xi32>
// CHECK: arith.sitofp %{{.*}} : tensor<3x2xi32> to tensor<3x2xf32>
func.func @gather_window(%x: tensor<100xi32>, %i: tensor<3xi32>) -> tensor<3x2xf32> {
  %e = arith.sitofp %x : tensor<100xi32> to tensor<100xf32>
  %r = tslice.gather %e[%i] dims [0] window [2] bounds clamp : tensor<100xf32>, tensor<3xi32> -> tensor<3x2xf32>
  return %r : tensor<3x2xf32>
}

// Gathering 32 of 4 rows would compute more.
// CHECK-LABEL: func.func @gather_more(
// CHECK: math.exp %{{.*}} : tensor<4x64xf32>
// CHECK: tslice.gather
func.func @gather_more(%x: tensor<4x64xf32>, %i: tensor<32xi32>) -> tensor<32x64xf32> {
  %e = math.exp %x : tensor<4x64xf32>
  %r = tslice.gather %e[%i] dims [0] : tensor<4x64xf32>, tensor<32xi32> -> tensor<32x64xf32>
  return %r : tensor<32x64xf32>
}

// CHECK-LABEL: func.func @gather_unknown(
// CHECK: math.exp
// CHECK: tslice.gather
func.func @gather_unknown(%x: tensor<4x64xf32>, %i: tensor<?xi32>) -> tensor<?x64xf32> {
  %e = math.exp %x : tensor<4x64xf32>
  %r = tslice.gather %e[%i] dims [0] : tensor<4x64xf32>, tensor<?xi32> -> tensor<?x64xf32>
  return %r : tensor<?x64xf32>
}

// CHECK-LABEL: func.func @gather_skips(
// CHECK: math.exp
// CHECK: tslice.gather
func.func @gather_skips(%x: tensor<40x64xf32>, %i: tensor<2xi32>) -> tensor<2x64xf32> {
  %e = math.exp %x : tensor<40x64xf32>
  %r = tslice.gather %e[%i] dims [0] bounds skip_window : tensor<40x64xf32>, tensor<2xi32> -> tensor<2x64xf32>
  return %r : tensor<2x64xf32>
}
