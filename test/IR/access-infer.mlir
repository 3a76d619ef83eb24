// RUN: tslice-opt --resolve-ranked-shaped-type-result-dims --canonicalize %s | FileCheck %s

// The sizes of results in terms of operands.

// CHECK-LABEL: @slice
// CHECK-SAME: %[[N:[^:]*]]: index, %[[O:[^:]*]]: index
func.func @slice(%x: tensor<?x?x8xf32>, %n: index, %o: index) -> (index, index) {
  %r = tslice.slice %x[%o, 0, %o][1, %n, 2][1, 1, 1] drop [0] : tensor<?x?x8xf32> to tensor<?x2xf32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0 = tensor.dim %r, %c0 : tensor<?x2xf32>
  %1 = tensor.dim %r, %c1 : tensor<?x2xf32>
  // CHECK: %[[C2:.*]] = arith.constant 2 : index
  // CHECK: return %[[N]], %[[C2]]
  return %0, %1 : index, index
}

// CHECK-LABEL: @gather
// CHECK-SAME: %[[X:[^:]*]]: tensor<?x?x?xf32>, %[[I:[^:]*]]: tensor<?x?xi32>
func.func @gather(%x: tensor<?x?x?xf32>, %i: tensor<?x?xi32>) -> (index, index, index, index) {
  %r = tslice.gather %x[%i] batch [1] dims [0] window [3] : tensor<?x?x?xf32>, tensor<?x?xi32> -> tensor<?x?x3x?xf32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  // CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
  // CHECK-DAG: %[[C1:.*]] = arith.constant 1 : index
  // CHECK-DAG: %[[C2:.*]] = arith.constant 2 : index
  // CHECK-DAG: %[[C3:.*]] = arith.constant 3 : index
  // CHECK-DAG: %[[D0:.*]] = tensor.dim %[[I]], %[[C0]]
  // CHECK-DAG: %[[D1:.*]] = tensor.dim %[[I]], %[[C1]]
  // CHECK-DAG: %[[D3:.*]] = tensor.dim %[[X]], %[[C2]]
  %0 = tensor.dim %r, %c0 : tensor<?x?x3x?xf32>
  %1 = tensor.dim %r, %c1 : tensor<?x?x3x?xf32>
  %2 = tensor.dim %r, %c2 : tensor<?x?x3x?xf32>
  %3 = tensor.dim %r, %c3 : tensor<?x?x3x?xf32>
  // CHECK: return %[[D0]], %[[D1]], %[[C3]], %[[D3]]
  return %0, %1, %2, %3 : index, index, index, index
}

// CHECK-LABEL: @writes
// CHECK-SAME: %[[X:[^:]*]]: tensor<?xf32>
func.func @writes(%x: tensor<?xf32>, %u: tensor<?xf32>, %i: tensor<?xi32>, %n: index) -> (index, index) {
  %0 = tslice.update set %u into %x[0][%n][1] : tensor<?xf32> into tensor<?xf32>
  %1 = tslice.scatter set %u into %x[%i] dims [0] : tensor<?xf32> into tensor<?xf32>, tensor<?xi32>
  %c0 = arith.constant 0 : index
  // CHECK: %[[D:.*]] = tensor.dim %[[X]]
  %2 = tensor.dim %0, %c0 : tensor<?xf32>
  %3 = tensor.dim %1, %c0 : tensor<?xf32>
  // CHECK: return %[[D]], %[[D]]
  return %2, %3 : index, index
}
