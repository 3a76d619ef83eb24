// RUN: tslice-opt --tslice-own-carries --split-input-file %s | FileCheck %s

// What a while loop yields and did not make is copied: its condition writes over
// the carry.

// CHECK-LABEL: func.func @outside(
// CHECK-SAME:    %[[X:[a-z0-9]+]]: tensor<8xf64>, %[[Y:[a-z0-9]+]]: tensor<8xf64>
// CHECK:       } do {
// CHECK:         %[[COPY:.*]] = bufferization.alloc_tensor() copy(%[[Y]]) : tensor<8xf64>
// CHECK-NEXT:    scf.yield %{{.*}}, %[[COPY]]
func.func @outside(%x: tensor<8xf64>, %y: tensor<8xf64>, %s: f64, %n: index) -> tensor<8xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.while (%i = %c0, %a = %x) : (index, tensor<8xf64>) -> (index, tensor<8xf64>) {
    %more = arith.cmpi slt, %i, %n : index
    %u = tensor.insert %s into %a[%i] : tensor<8xf64>
    scf.condition(%more) %i, %u : index, tensor<8xf64>
  } do {
  ^bb0(%i: index, %a: tensor<8xf64>):
    %j = arith.addi %i, %c1 : index
    scf.yield %j, %y : index, tensor<8xf64>
  }
  return %r#1 : tensor<8xf64>
}

// -----

// Carries that change places are copied, too: after the loop, the buffer of each
// is taken for a version of what it began with.

// CHECK-LABEL: func.func @swap(
// CHECK:       } do {
// CHECK:       ^bb0(%{{.*}}: index, %[[A:.*]]: tensor<8xf64>, %[[B:.*]]: tensor<8xf64>):
// CHECK-DAG:     %[[CA:.*]] = bufferization.alloc_tensor() copy(%[[A]])
// CHECK-DAG:     %[[CB:.*]] = bufferization.alloc_tensor() copy(%[[B]])
// CHECK:         scf.yield %{{.*}}, %[[CB]], %[[CA]]
func.func @swap(%x: tensor<8xf64>, %y: tensor<8xf64>, %n: index) -> (tensor<8xf64>, tensor<8xf64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:3 = scf.while (%i = %c0, %a = %x, %b = %y) : (index, tensor<8xf64>, tensor<8xf64>) -> (index, tensor<8xf64>, tensor<8xf64>) {
    %more = arith.cmpi slt, %i, %n : index
    scf.condition(%more) %i, %a, %b : index, tensor<8xf64>, tensor<8xf64>
  } do {
  ^bb0(%i: index, %a: tensor<8xf64>, %b: tensor<8xf64>):
    %j = arith.addi %i, %c1 : index
    scf.yield %j, %b, %a : index, tensor<8xf64>, tensor<8xf64>
  }
  return %r#1, %r#2 : tensor<8xf64>, tensor<8xf64>
}

// -----

// One tensor for two carries would be one buffer.

// CHECK-LABEL: func.func @twice(
// CHECK:       } do {
// CHECK:         %[[Z:.*]] = linalg.fill
// CHECK:         %[[FIRST:.*]] = bufferization.alloc_tensor() copy(%[[Z]])
// CHECK:         %[[SECOND:.*]] = bufferization.alloc_tensor() copy(%[[Z]])
// CHECK:         scf.yield %[[FIRST]], %[[SECOND]], %{{.*}}
func.func @twice(%x: tensor<8xf64>, %y: tensor<8xf64>, %s: f64, %n: index) -> (tensor<8xf64>, tensor<8xf64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:3 = scf.while (%a = %x, %b = %y, %i = %c0) : (tensor<8xf64>, tensor<8xf64>, index) -> (tensor<8xf64>, tensor<8xf64>, index) {
    %more = arith.cmpi slt, %i, %n : index
    scf.condition(%more) %a, %b, %i : tensor<8xf64>, tensor<8xf64>, index
  } do {
  ^bb0(%a: tensor<8xf64>, %b: tensor<8xf64>, %i: index):
    %e = tensor.empty() : tensor<8xf64>
    %z = linalg.fill ins(%s : f64) outs(%e : tensor<8xf64>) -> tensor<8xf64>
    %j = arith.addi %i, %c1 : index
    scf.yield %z, %z, %j : tensor<8xf64>, tensor<8xf64>, index
  }
  return %r#0, %r#1 : tensor<8xf64>, tensor<8xf64>
}

// -----

// An update in place, also by a loop inside, needs no copy. A fresh tensor needs
// none in the steps: what is carried is its buffer.

// CHECK-LABEL: func.func @own(
// CHECK-SAME:    %{{.*}}: tensor<8xf64>, %{{.*}}: tensor<8xf64>, %[[Z:[a-z0-9]+]]: tensor<8xf64>
// CHECK:         %[[FIRST:.*]] = bufferization.alloc_tensor() copy(%[[Z]])
// CHECK:         %[[BUFFER:.*]] = bufferization.to_buffer %[[FIRST]]
// CHECK:         scf.while ({{.*}}, %[[M:[a-z0-9]+]] = %[[BUFFER]], {{.*}}) : (tensor<8xf64>, tensor<8xf64>, memref<8xf64>, index)
// CHECK-NOT:       bufferization.alloc_tensor
// CHECK:           scf.condition
// CHECK:         do
// CHECK-NOT:       bufferization.alloc_tensor
// CHECK:           %[[MADE:.*]] = linalg.fill
// CHECK:           %[[NEXT:.*]] = bufferization.to_buffer %[[MADE]]
// CHECK:           scf.yield %{{.*}}, %{{.*}}, %[[NEXT]], %{{.*}}
// CHECK:         bufferization.to_tensor %{{.*}}#2 restrict writable
func.func @own(%x: tensor<8xf64>, %y: tensor<8xf64>, %z: tensor<8xf64>, %s: f64, %n: index)
    -> (tensor<8xf64>, tensor<8xf64>, tensor<8xf64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:4 = scf.while (%a = %x, %b = %y, %c = %z, %i = %c0)
      : (tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, index) -> (tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, index) {
    %more = arith.cmpi slt, %i, %n : index
    scf.condition(%more) %a, %b, %c, %i : tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, index
  } do {
  ^bb0(%a: tensor<8xf64>, %b: tensor<8xf64>, %c: tensor<8xf64>, %i: index):
    %u = tensor.insert %s into %a[%i] : tensor<8xf64>
    %v = scf.for %k = %c0 to %i step %c1 iter_args(%d = %b) -> (tensor<8xf64>) {
      %w = tensor.insert %s into %d[%k] : tensor<8xf64>
      scf.yield %w : tensor<8xf64>
    }
    %e = tensor.empty() : tensor<8xf64>
    %f = linalg.fill ins(%s : f64) outs(%e : tensor<8xf64>) -> tensor<8xf64>
    %j = arith.addi %i, %c1 : index
    scf.yield %u, %v, %f, %j : tensor<8xf64>, tensor<8xf64>, tensor<8xf64>, index
  }
  return %r#0, %r#1, %r#2 : tensor<8xf64>, tensor<8xf64>, tensor<8xf64>
}

// -----

// What the condition passes on at another place moves, so that the update is one
// in place.

// CHECK-LABEL: func.func @moved(
// CHECK-SAME:    %[[X:[a-z0-9]+]]: tensor<8xf64>
// CHECK:         %{{.*}}:2 = scf.while (%[[A:.*]] = %[[X]], %[[GO:.*]] = %{{.*}}, %[[I:.*]] = %{{.*}}) : (tensor<8xf64>, i1, index) -> (tensor<8xf64>, index)
// CHECK:           scf.condition(%[[GO]]) %[[A]], %[[I]]
// CHECK:         ^bb0(%[[B:.*]]: tensor<8xf64>, %[[J:.*]]: index):
// CHECK-NOT:       alloc_tensor
// CHECK:           %[[U:.*]] = tensor.insert %{{.*}} into %[[B]][%[[J]]]
// CHECK:           scf.yield %[[U]], %{{.*}}, %{{.*}}
func.func @moved(%x: tensor<8xf64>, %s: f64, %n: index) -> tensor<8xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %some = arith.cmpi sgt, %n, %c0 : index
  %r:2 = scf.while (%go = %some, %a = %x, %i = %c0) : (i1, tensor<8xf64>, index) -> (tensor<8xf64>, index) {
    scf.condition(%go) %a, %i : tensor<8xf64>, index
  } do {
  ^bb0(%a: tensor<8xf64>, %i: index):
    %u = tensor.insert %s into %a[%i] : tensor<8xf64>
    %j = arith.addi %i, %c1 : index
    %go = arith.cmpi slt, %j, %n : index
    scf.yield %go, %u, %j : i1, tensor<8xf64>, index
  }
  return %r#0 : tensor<8xf64>
}
