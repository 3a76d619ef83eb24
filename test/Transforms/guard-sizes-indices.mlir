// RUN: tslice-opt --tslice-guard-sizes %s | FileCheck %s
// RUN: tslice-opt --tslice-guard-sizes --tslice-guard-sizes %s | FileCheck %s

// CHECK-LABEL: func.func @extract(
// CHECK-SAME: %[[X:[^:]*]]: tensor<?x4xf32>, %[[I:[^:]*]]: index
// CHECK: %[[N:.*]] = tensor.dim %[[X]]
// CHECK: %[[K:.*]] = tslice.check index %[[I]], %[[N]] {site = 3 : i64}
// CHECK: tensor.extract %[[X]][%[[K]], %{{.*}}] {tslice.guarded, tslice.site = 3 : i64}
func.func @extract(%x: tensor<?x4xf32>, %i: index) -> f32 {
  %c3 = arith.constant 3 : index
  %r = tensor.extract %x[%i, %c3] {tslice.site = 3 : i64} : tensor<?x4xf32>
  return %r : f32
}

// The destination is operand 1.
// CHECK-LABEL: func.func @insert(
// CHECK: %[[N:.*]] = arith.constant 4 : index
// CHECK: %[[K:.*]] = tslice.check index %{{.*}}, %[[N]] {dim = 4294967296 : i64, site = -1 : i64}
// CHECK: tensor.insert %{{.*}} into %{{.*}}[%[[K]]]
func.func @insert(%x: tensor<4xf32>, %v: f32, %i: index) -> tensor<4xf32> {
  %r = tensor.insert %v into %x[%i] : tensor<4xf32>
  return %r : tensor<4xf32>
}

// CHECK-LABEL: func.func @proven(
// CHECK-NOT: tslice.check
// CHECK: return
func.func @proven(%x: tensor<?xf32>, %y: tensor<?x8xf32>, %t: tensor<4xf32>) -> (tensor<?xf32>, f32, tensor<?x8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %zero = arith.constant 0.0 : f32
  // A loop over the dimension.
  %s = scf.for %i = %c0 to %n step %c1 iter_args(%acc = %zero) -> f32 {
    %e = tensor.extract %x[%i] : tensor<?xf32>
    %a = arith.addf %acc, %e : f32
    scf.yield %a : f32
  }
  // A constant, and a loop of a structured op.
  %k = tensor.extract %t[%c1] : tensor<4xf32>
  %o = tensor.empty(%n) : tensor<?xf32>
  %g = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      outs(%o : tensor<?xf32>) {
  ^bb0(%u: f32):
    %d = linalg.index 0 : index
    %e = tensor.extract %x[%d] : tensor<?xf32>
    linalg.yield %e : f32
  } -> tensor<?xf32>
  // The whole dimension.
  %m = tensor.dim %y, %c0 : tensor<?x8xf32>
  %w = tensor.extract_slice %y[0, 2][%m, 3][1, 2] : tensor<?x8xf32> to tensor<?x3xf32>
  %q = tensor.insert_slice %w into %y[0, 1][%m, 3][1, 1] : tensor<?x3xf32> into tensor<?x8xf32>
  %sk = arith.addf %s, %k : f32
  return %g, %sk, %q : tensor<?xf32>, f32, tensor<?x8xf32>
}

// The last position is offset + 4, so the offset has size - 4 legal values.
// CHECK-LABEL: func.func @static_window(
// CHECK-SAME: %[[X:[^:]*]]: tensor<?xf32>, %[[O:[^:]*]]: index
// CHECK-DAG: %[[N:.*]] = tensor.dim %[[X]]
// CHECK-DAG: %[[C4:.*]] = arith.constant 4 : index
// CHECK: %[[L:.*]] = arith.subi %[[N]], %[[C4]]
// CHECK: %[[K:.*]] = tslice.check index %[[O]], %[[L]] {site = -1 : i64, window = 5 : i64}
// CHECK: tensor.extract_slice %[[X]][%[[K]]] [3] [2]
func.func @static_window(%x: tensor<?xf32>, %o: index) -> tensor<3xf32> {
  %r = tensor.extract_slice %x[%o][3][2] : tensor<?xf32> to tensor<3xf32>
  return %r : tensor<3xf32>
}

// CHECK-LABEL: func.func @dynamic_window(
// CHECK-SAME: %{{[^:]*}}: tensor<9xf32>, %{{[^:]*}}: tensor<?xf32>, %[[O:[^:]*]]: index, %[[N:[^:]*]]: index, %[[S:[^:]*]]: index
// CHECK: tslice.check equal %{{.*}}, %[[N]] {site = -1 : i64}
// CHECK: %[[SIZE:.*]] = tslice.check size %[[N]]
// CHECK: %[[STRIDE:.*]] = tslice.check stride %[[S]]
// CHECK: %[[FIRST:.*]] = tslice.check index %[[O]], %[[L:.*]] {dim
// CHECK: %[[E:.*]] = arith.addi %[[FIRST]], %[[REACH:.*]] : index
// CHECK: %[[LAST:.*]] = tslice.check index %[[E]], %[[L]] {dim
// CHECK: %[[START:.*]] = arith.subi %[[LAST]], %[[REACH]]
// CHECK: tensor.insert_slice %{{.*}} into %{{.*}}[%[[START]]] [%[[SIZE]]] [%[[STRIDE]]]
func.func @dynamic_window(%x: tensor<9xf32>, %u: tensor<?xf32>, %o: index, %n: index, %s: index) -> tensor<9xf32> {
  %r = tensor.insert_slice %u into %x[%o][%n][%s] : tensor<?xf32> into tensor<9xf32>
  return %r : tensor<9xf32>
}

// CHECK-LABEL: func.func @concat(
// CHECK: tslice.check equal %{{.*}}, %{{.*}} {dim = 4294967297 : i64, site = -1 : i64}
// CHECK-NOT: tslice.check
// CHECK: tensor.concat
func.func @concat(%x: tensor<?x?xf32>, %y: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %r = tensor.concat dim(0) %x, %y : (tensor<?x?xf32>, tensor<?x?xf32>) -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}
