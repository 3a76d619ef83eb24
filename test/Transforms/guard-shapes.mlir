// RUN: tslice-opt --tslice-guard-sizes %s | FileCheck %s
// RUN: tslice-opt --tslice-guard-sizes --tslice-guard-sizes %s | FileCheck %s

// The product saturates, so that it cannot wrap to the size.
// CHECK-LABEL: func.func @expand(
// CHECK-SAME: %[[X:[^:]*]]: tensor<?xf32>, %[[N:[^:]*]]: index, %[[M:[^:]*]]: index
// CHECK: %[[SN:.*]] = tslice.check size %[[N]], %{{.*}} {dim = 4294967296 : i64, site = 3 : i64}
// CHECK: %[[SM:.*]] = tslice.check size %[[M]], %{{.*}} {dim = 4294967297 : i64, site = 3 : i64}
// CHECK: arith.divui
// CHECK: %[[P:.*]] = arith.select
// CHECK: %[[D:.*]] = tensor.dim %[[X]]
// CHECK: %[[E:.*]] = tslice.check equal %[[D]], %[[P]] {site = 3 : i64}
// CHECK: %[[O:.*]] = arith.subi %[[E]], %[[P]]
// CHECK: %[[V:.*]] = tensor.extract_slice %[[X]][%[[O]]] [%[[P]]] [1]
// CHECK: tensor.expand_shape %[[V]] {{.*}} output_shape [%[[SN]], %[[SM]]]
// CHECK-NOT: tslice.check
func.func @expand(%x: tensor<?xf32>, %n: index, %m: index) -> tensor<?x?xf32> {
  %r = tensor.expand_shape %x [[0, 1]] output_shape [%n, %m] {tslice.site = 3 : i64} : tensor<?xf32> into tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// CHECK-LABEL: func.func @proven(
// CHECK-NOT: tslice.check
// CHECK: return
func.func @proven(%x: tensor<?x1x?xf32>, %y: tensor<?xf32>) -> (tensor<?x1x?xf32>, tensor<1x?xf32>, tensor<?x2xf32>) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %n = tensor.dim %x, %c0 : tensor<?x1x?xf32>
  %m = tensor.dim %x, %c2 : tensor<?x1x?xf32>
  %c = tensor.collapse_shape %x [[0, 1, 2]] : tensor<?x1x?xf32> into tensor<?xf32>
  %e = math.exp %c : tensor<?xf32>
  %r = tensor.expand_shape %e [[0, 1, 2]] output_shape [%n, 1, %m] : tensor<?xf32> into tensor<?x1x?xf32>
  %k = tensor.dim %y, %c0 : tensor<?xf32>
  %row = tensor.expand_shape %y [[0, 1]] output_shape [1, %k] : tensor<?xf32> into tensor<1x?xf32>
  %empty = tensor.empty(%k) : tensor<?x2xf32>
  return %r, %row, %empty : tensor<?x1x?xf32>, tensor<1x?xf32>, tensor<?x2xf32>
}

// CHECK-LABEL: func.func @sizes(
// CHECK-SAME: %[[N:[^:]*]]: index, %[[X:[^:]*]]: tensor<?x2xf32>
// CHECK: %[[E:.*]] = tslice.check size %[[N]], %{{.*}} {dim = 1 : i64, site = -1 : i64}
// CHECK: tensor.empty(%[[E]])
// CHECK: %[[S:.*]] = tslice.check size %[[N]], %{{.*}} {site = -1 : i64}
// CHECK: tensor.splat %{{.*}}[%[[S]]]
// CHECK: %[[L:.*]] = tslice.check size %[[N]], %{{.*}} {dim = 4294967297 : i64, site = -1 : i64}
// CHECK: %[[H:.*]] = tslice.check size %[[N]], %{{.*}} {dim = 8589934592 : i64, site = -1 : i64}
// CHECK: tensor.pad %[[X]] low[0, %[[L]]] high[%[[H]], 0]
// CHECK: %[[D:.*]] = tslice.check index %[[N]], %c2{{.*}} {dim = 4294967295 : i64, site = -1 : i64}
// CHECK: tensor.dim %[[X]], %[[D]]
func.func @sizes(%n: index, %x: tensor<?x2xf32>, %v: f32) -> (tensor<2x?xf32>, tensor<?xf32>, tensor<?x?xf32>, index) {
  %empty = tensor.empty(%n) : tensor<2x?xf32>
  %splat = tensor.splat %v[%n] : tensor<?xf32>
  %pad = tensor.pad %x low[0, %n] high[%n, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %v : f32
  } : tensor<?x2xf32> to tensor<?x?xf32>
  %dim = tensor.dim %x, %n : tensor<?x2xf32>
  return %empty, %splat, %pad, %dim : tensor<2x?xf32>, tensor<?xf32>, tensor<?x?xf32>, index
}
