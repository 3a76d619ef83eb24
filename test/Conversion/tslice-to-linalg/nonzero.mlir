// RUN: tslice-opt %s --tslice-to-linalg --canonicalize --cse | FileCheck %s
// RUN: tslice-opt %s --tslice-to-linalg=mask-block=16 --canonicalize --cse | FileCheck %s --check-prefix=BLOCK

// Count, sum up, write. No check is needed.
// CHECK-LABEL: func.func @all
// BLOCK-LABEL: func.func @all
// The list of a block has room for what is not picked.
// BLOCK: tensor.empty() : tensor<1x17xi32>
// CHECK-SAME:    %[[M:.*]]: tensor<?xi1>
func.func @all(%m: tensor<?xi1>) -> tensor<?x1xindex> {
  // CHECK-NOT: tslice.
  // CHECK: %[[COUNTS:.*]] = scf.forall
  // CHECK:   scf.for
  // CHECK:     tensor.extract %[[M]]
  // CHECK: %[[SUMS:.*]]:2 = scf.for {{.*}} iter_args({{.*}} = %[[COUNTS]], {{.*}})
  // CHECK: %[[EMPTY:.*]] = tensor.empty(%[[SUMS]]#1) : tensor<?x1xindex>
  // CHECK: %[[P:.*]] = scf.forall {{.*}} shared_outs({{.*}} = %[[EMPTY]])
  // CHECK:   tensor.insert
  // CHECK: return %[[P]]
  %p = tslice.nonzero %m : tensor<?xi1> -> tensor<?x1xindex>
  return %p : tensor<?x1xindex>
}

// Rows that are left over are filled; what is too much is found before.
// CHECK-LABEL: func.func @sized
func.func @sized(%m: tensor<?x?xi1>) -> (tensor<5x2xindex>, index) {
  // CHECK: %[[FLAT:.*]] = tensor.collapse_shape
  // CHECK: %[[SUMS:.*]]:2 = scf.for
  // CHECK: %[[N:.*]] = tslice.check room %[[SUMS]]#1, %c5{{.*}} {site = 3 : i64}
  // CHECK: linalg.fill ins(%c-1
  %p, %n = tslice.nonzero %m size 5 {tslice.site = 3 : i64} : tensor<?x?xi1> -> tensor<5x2xindex>, index
  // CHECK: return %{{.*}}, %[[N]]
  return %p, %n : tensor<5x2xindex>, index
}

// CHECK-LABEL: func.func @truncated
func.func @truncated(%m: tensor<?xi1>) -> (tensor<5x1xindex>, index) {
  // CHECK-NOT: tslice.check
  // CHECK: arith.minsi %{{.*}}, %c5
  %p, %n = tslice.nonzero %m size 5 truncate : tensor<?xi1> -> tensor<5x1xindex>, index
  return %p, %n : tensor<5x1xindex>, index
}

// A size that is a value is checked before it becomes one of a tensor.
// CHECK-LABEL: func.func @sized_by_value
// CHECK-SAME:    %[[SIZE:[a-z0-9]*]]: index
func.func @sized_by_value(%m: tensor<?xi1>, %n: index) -> (tensor<?x1xindex>, index) {
  // CHECK: %[[OK:.*]] = tslice.check size %[[SIZE]], %c0{{.*}} {dim = 4294967296 : i64, site = 3 : i64}
  // CHECK: tslice.check room %{{.*}}, %[[OK]] {site = 3 : i64}
  // CHECK: tensor.empty(%[[OK]]) : tensor<?x1xindex>
  %p, %k = tslice.nonzero %m size %n {tslice.site = 3 : i64} : tensor<?xi1> -> tensor<?x1xindex>, index
  return %p, %k : tensor<?x1xindex>, index
}

// What is filled, and written at the positions, is written once: no position is.
// CHECK-LABEL: func.func @spread
// CHECK-SAME:    %[[M:.*]]: tensor<?xi1>, %[[U:.*]]: tensor<?xf32>
func.func @spread(%m: tensor<?xi1>, %u: tensor<?xf32>) -> (tensor<12xf32>, index) {
  %c0 = arith.constant 0 : index
  %f = arith.constant 0.5 : f32
  // CHECK: %[[SUMS:.*]]:2 = scf.for
  // CHECK: scf.if
  // CHECK:   scf.forall
  // CHECK:     scf.for {{.*}} iter_args(%{{.*}} = %{{.*}}, %[[K:.*]] = %{{.*}})
  // CHECK:       %[[AT:.*]] = arith.minsi %[[K]],
  // CHECK:       tensor.extract %[[U]][%[[AT]]]
  // CHECK:       %[[SUM:.*]] = arith.addf %{{.*}}, %cst
  // CHECK:       %[[IS:.*]] = tensor.extract %[[M]]
  // CHECK:       arith.select %[[IS]], %[[SUM]], %cst
  // What is behind the mask.
  // CHECK:   %[[REST:[a-z0-9_]*]] = tensor.extract_slice %{{.*}}[%{{.*}}] [%{{.*}}] [1]
  // CHECK:   linalg.fill ins(%cst : f32) outs(%[[REST]]
  // CHECK: } else {
  // CHECK:   tensor.empty(%{{.*}}) : tensor<?x1xindex>
  %e = tensor.empty() : tensor<12xf32>
  %z = linalg.fill ins(%f : f32) outs(%e : tensor<12xf32>) -> tensor<12xf32>
  %p = tslice.nonzero %m : tensor<?xi1> -> tensor<?x1xindex>
  %i = tensor.collapse_shape %p [[0, 1]] : tensor<?x1xindex> into tensor<?xindex>
  %r = tslice.scatter add %u into %z[%i] dims [0] : tensor<?xf32> into tensor<12xf32>, tensor<?xindex>
  // CHECK: return %{{.*}}, %[[SUMS]]#1
  %k = tensor.dim %p, %c0 : tensor<?x1xindex>
  return %r, %k : tensor<12xf32>, index
}

// Where the tensor is another one, its rows are.
// CHECK-LABEL: func.func @into
func.func @into(%m: tensor<8xi1>, %u: tensor<?xf32>, %x: tensor<8xf32>) -> tensor<8xf32> {
  // CHECK: tensor.empty(%{{.*}}) : tensor<?x1xindex>
  %p = tslice.nonzero %m : tensor<8xi1> -> tensor<?x1xindex>
  %i = tensor.collapse_shape %p [[0, 1]] : tensor<?x1xindex> into tensor<?xindex>
  %r = tslice.scatter add %u into %x[%i] dims [0] : tensor<?xf32> into tensor<8xf32>, tensor<?xindex>
  return %r : tensor<8xf32>
}
