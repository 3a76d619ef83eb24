// RUN: tslice-opt --tslice-guard-sizes %s | FileCheck %s
// RUN: tslice-opt --tslice-guard-sizes --tslice-guard-sizes %s | FileCheck %s

// The second product reads %y as the sum does, whose guard it depends on.
// CHECK-LABEL: func.func @elementwise(
// CHECK-SAME: %[[X:[^:]*]]: tensor<?x4xf32>, %[[Y:[^:]*]]: tensor<?x4xf32>
// CHECK-DAG: %[[FOUND:.*]] = tensor.dim %[[Y]]
// CHECK-DAG: %[[WANT:.*]] = tensor.dim %[[X]]
// CHECK: %[[CHECK:.*]] = tslice.check equal %[[FOUND]], %[[WANT]] {dim = 4294967296 : i64, site = 7 : i64}
// CHECK: %[[ZERO:.*]] = arith.subi %[[CHECK]], %[[WANT]]
// CHECK: %[[VIEW:.*]] = tensor.extract_slice %[[Y]][%[[ZERO]], 0] [%[[WANT]], 4] [1, 1]
// CHECK: %[[SUM:.*]] = arith.addf %[[X]], %[[VIEW]] {tslice.site = 7 : i64}
// CHECK-NOT: tslice.check
// CHECK: arith.mulf %[[SUM]], %[[Y]]
func.func @elementwise(%x: tensor<?x4xf32>, %y: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %0 = arith.addf %x, %y {tslice.site = 7 : i64} : tensor<?x4xf32>
  %1 = arith.mulf %0, %y : tensor<?x4xf32>
  return %1 : tensor<?x4xf32>
}

// CHECK-LABEL: func.func @proven(
// CHECK-NOT: tslice.check
// CHECK: return
func.func @proven(%x: tensor<?xf32>, %s: tensor<4xf32>, %t: tensor<10xf32>, %i: tensor<?xi32>) -> (tensor<?xf32>, tensor<4xf32>, tensor<?xf32>) {
  %0 = math.exp %x : tensor<?xf32>
  %1 = arith.addf %x, %0 : tensor<?xf32>
  %2 = arith.addf %s, %s : tensor<4xf32>
  %g = tslice.gather %t[%i] dims [0] : tensor<10xf32>, tensor<?xi32> -> tensor<?xf32>
  %h = tslice.gather %t[%i] dims [0] bounds clamp : tensor<10xf32>, tensor<?xi32> -> tensor<?xf32>
  %3 = arith.addf %g, %h : tensor<?xf32>
  return %1, %2, %3 : tensor<?xf32>, tensor<4xf32>, tensor<?xf32>
}

// The guard moves up to the indices, so that gather, exp and product still fuse.
// CHECK-LABEL: func.func @moves_up(
// CHECK: tslice.check equal
// CHECK: %[[VIEW:.*]] = tensor.extract_slice %{{.*}} : tensor<?xi32> to tensor<?xi32>
// CHECK: %[[G:.*]] = tslice.gather %{{.*}}[%[[VIEW]]]
// CHECK-NEXT: %[[E:.*]] = math.exp %[[G]]
// CHECK-NEXT: arith.mulf %{{.*}}, %[[E]]
func.func @moves_up(%t: tensor<10x8xf32>, %i: tensor<?xi32>, %x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %g = tslice.gather %t[%i] dims [0] : tensor<10x8xf32>, tensor<?xi32> -> tensor<?x8xf32>
  %e = math.exp %g : tensor<?x8xf32>
  %y = arith.negf %x : tensor<?x8xf32>
  %1 = arith.mulf %y, %e : tensor<?x8xf32>
  return %1 : tensor<?x8xf32>
}

// A producer with two uses stays unguarded for the other one.
// CHECK-LABEL: func.func @two_uses(
// CHECK: %[[E:.*]] = math.exp %
// CHECK: %[[VIEW:.*]] = tensor.extract_slice %[[E]]
// CHECK: arith.mulf %{{.*}}, %[[VIEW]]
// CHECK: return %{{.*}}, %[[E]]
func.func @two_uses(%x: tensor<?xf32>, %y: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>) {
  %e = math.exp %y : tensor<?xf32>
  %1 = arith.mulf %x, %e : tensor<?xf32>
  return %1, %e : tensor<?xf32>, tensor<?xf32>
}

// CHECK-LABEL: func.func @slice_size(
// CHECK-SAME: %[[N:[^:]*]]: index
// CHECK: %[[CHECK:.*]] = tslice.check equal %[[N]],
// CHECK: tslice.slice %{{.*}}[0][%[[CHECK]]][2]
func.func @slice_size(%n: index, %x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %s = tslice.slice %y[0][%n][2] : tensor<?xf32> to tensor<?xf32>
  %1 = arith.mulf %x, %s : tensor<?xf32>
  return %1 : tensor<?xf32>
}

// CHECK-LABEL: func.func @matmul(
// CHECK-COUNT-3: tslice.check equal
// CHECK-NOT: tslice.check
// CHECK: linalg.matmul
func.func @matmul(%a: tensor<?x?xf32>, %b: tensor<?x?xf32>, %c: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %r = linalg.matmul ins(%a, %b : tensor<?x?xf32>, tensor<?x?xf32>) outs(%c : tensor<?x?xf32>) -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// The static size is the expected one.
// CHECK-LABEL: func.func @static_and_dynamic(
// CHECK-SAME: %[[A:[^:]*]]: tensor<?xf32>
// CHECK: %[[D:.*]] = tensor.dim %[[A]]
// CHECK: %[[C:.*]] = arith.constant 4
// CHECK: tslice.check equal %[[D]], %[[C]] {site = -1 : i64}
func.func @static_and_dynamic(%a: tensor<?xf32>, %b: tensor<4xf32>) -> tensor<4xf32> {
  %o = tensor.empty() : tensor<4xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>],
                       iterator_types = ["parallel"]}
      ins(%a, %b : tensor<?xf32>, tensor<4xf32>) outs(%o : tensor<4xf32>) {
  ^bb0(%p: f32, %q: f32, %u: f32):
    %s = arith.addf %p, %q : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// CHECK-LABEL: func.func @cast(
// CHECK-NOT: tensor.cast
// CHECK: tslice.check equal
// CHECK: %[[VIEW:.*]] = tensor.extract_slice %{{.*}}[%{{.*}}, 0] [4, %{{.*}}] [1, 1] : tensor<?x?xf32> to tensor<4x?xf32>
// CHECK: return %[[VIEW]]
func.func @cast(%x: tensor<?x?xf32>) -> tensor<4x?xf32> {
  %0 = tensor.cast %x : tensor<?x?xf32> to tensor<4x?xf32>
  return %0 : tensor<4x?xf32>
}

// A carried tensor keeps its size; %y is compared in the loop.
// CHECK-LABEL: func.func @loop(
// CHECK: scf.for
// CHECK-NEXT: %[[S:.*]] = arith.addf
// CHECK-COUNT-1: tslice.check
// CHECK: scf.yield
// CHECK-NEXT: }
// CHECK-NEXT: arith.addf
func.func @loop(%x: tensor<?xf32>, %y: tensor<?xf32>, %n: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%acc = %x) -> tensor<?xf32> {
    %s = arith.addf %acc, %x : tensor<?xf32>
    %t = arith.mulf %s, %y : tensor<?xf32>
    scf.yield %t : tensor<?xf32>
  }
  %q = arith.addf %r, %x : tensor<?xf32>
  return %q : tensor<?xf32>
}

// A destination is measured against, never guarded: a view of it is no result.
// CHECK-LABEL: func.func @destination(
// CHECK-SAME: %[[X:.*]]: tensor<?xf32>, %[[Y:.*]]: tensor<?xf32>)
func.func @destination(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  // CHECK: %[[VIEW:.*]] = tensor.extract_slice %[[X]]
  // CHECK: linalg.copy ins(%[[VIEW]] : tensor<?xf32>) outs(%[[Y]] : tensor<?xf32>)
  %r = linalg.copy ins(%x : tensor<?xf32>) outs(%y : tensor<?xf32>) -> tensor<?xf32>
  return %r : tensor<?xf32>
}

// A guard that came with the graph: what is compared does not keep %e alive, and
// the view goes up to where the sum still fuses with its producer.
// CHECK-LABEL: func.func @earlier(
// CHECK-SAME: %[[X:[^:]*]]: tensor<?xf32>, %[[Y:[^:]*]]: tensor<?xf32>)
// CHECK-DAG: %[[FOUND:.*]] = tensor.dim %[[Y]]
// CHECK-DAG: %[[WANT:.*]] = tensor.dim %[[X]]
// CHECK: %[[CHECK:.*]] = tslice.check equal %[[FOUND]], %[[WANT]] {dim = 4294967296 : i64, site = 3 : i64}
// CHECK: %[[ZERO:.*]] = arith.subi %[[CHECK]], %[[WANT]]
// CHECK: %[[VIEW:.*]] = tensor.extract_slice %[[Y]][%[[ZERO]]] [%[[WANT]]] [1]
// CHECK: %[[U:.*]] = math.absf %[[VIEW]]
// CHECK-NOT: tensor.dim
// CHECK-NOT: tensor.extract_slice
// CHECK: return %[[U]]
func.func @earlier(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %e = math.exp %x : tensor<?xf32>
  %u = math.absf %y : tensor<?xf32>
  %want = tensor.dim %e, %c0 : tensor<?xf32>
  %found = tensor.dim %u, %c0 : tensor<?xf32>
  %checked = tslice.check equal %found, %want {dim = 4294967296 : i64, site = 3 : i64}
  %zero = arith.subi %checked, %want : index
  %v = tensor.extract_slice %u[%zero] [%want] [1] : tensor<?xf32> to tensor<?xf32>
  return %v : tensor<?xf32>
}

// One that is proven by now vanishes.
// CHECK-LABEL: func.func @earlier_proven(
// CHECK-NOT: tslice.check
// CHECK: %[[U:.*]] = math.absf
// CHECK: return %[[U]]
func.func @earlier_proven(%x: tensor<?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %e = math.exp %x : tensor<?xf32>
  %u = math.absf %x : tensor<?xf32>
  %want = tensor.dim %e, %c0 : tensor<?xf32>
  %found = tensor.dim %u, %c0 : tensor<?xf32>
  %checked = tslice.check equal %found, %want {site = 3 : i64}
  %zero = arith.subi %checked, %want : index
  %v = tensor.extract_slice %u[%zero] [%want] [1] : tensor<?xf32> to tensor<?xf32>
  return %v : tensor<?xf32>
}
