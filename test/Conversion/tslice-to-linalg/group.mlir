// RUN: tslice-opt %s --tslice-to-linalg --canonicalize --cse | FileCheck %s

// Keys, passes over digits, starts. Nothing has the size of the target.
// CHECK-LABEL: func.func @rows
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<?x8xf32>, %[[I:[a-z0-9]*]]: tensor<?xi32>
func.func @rows(%x: tensor<?x8xf32>, %i: tensor<?xi32>) -> (tensor<?xindex>, tensor<?xindex>) {
  // CHECK-DAG: %[[N:.*]] = tensor.dim %[[X]], %c0
  // CHECK-DAG: %[[K:.*]] = tensor.dim %[[I]], %c0
  // CHECK: %[[TABLE:.*]] = tensor.empty(%[[K]]) : tensor<4x?xindex>
  // CHECK: scf.for %[[J:.*]] = %c0{{.*}} to %[[K]] {{.*}} iter_args(%{{.*}} = %[[TABLE]]
  // CHECK:   %[[V:.*]] = tensor.extract %[[I]][%[[J]]]
  // CHECK:   tslice.check index %{{.*}}, %[[N]] at(%[[J]]) {site = 5 : i64}
  // CHECK: math.ctlz
  // CHECK: scf.for
  // CHECK:   linalg.fill
  // CHECK-COUNT-3: scf.for
  // CHECK: tensor.extract_slice
  // CHECK: scf.for
  // CHECK: tensor.insert_slice
  // CHECK-NOT: tensor.empty(%[[N]]
  %p, %s = tslice.group %x[%i] dims [0] {tslice.site = 5 : i64} : tensor<?x8xf32>, tensor<?xi32> -> tensor<?xindex>, tensor<?xindex>
  return %p, %s : tensor<?xindex>, tensor<?xindex>
}

// What is skipped is not counted.
// CHECK-LABEL: func.func @skipped
func.func @skipped(%x: tensor<7xf32>, %i: tensor<9xi32>) -> tensor<?xindex> {
  // CHECK-NOT: tslice.check
  // CHECK: %[[IN:.*]] = arith.cmpi ult, %{{.*}}, %c7
  // CHECK: %[[ONE:.*]] = arith.{{select|extui|index_castui}} %[[IN]]
  // 7 starts are one digit of 4 bits.
  // CHECK: tensor.empty() : tensor<1x16xindex>
  %p, %s = tslice.group %x[%i] dims [0] bounds skip_element : tensor<7xf32>, tensor<9xi32> -> tensor<?xindex>, tensor<?xindex>
  return %p : tensor<?xindex>
}

// CHECK-LABEL: func.func @none
func.func @none(%x: tensor<7xf32>, %i: tensor<0xi32>) -> (tensor<?xindex>, tensor<?xindex>) {
  // CHECK-NOT: scf.for
  // CHECK: return
  %p, %s = tslice.group %x[%i] dims [0] : tensor<7xf32>, tensor<0xi32> -> tensor<?xindex>, tensor<?xindex>
  return %p, %s : tensor<?xindex>, tensor<?xindex>
}
