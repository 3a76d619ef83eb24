// RUN: tslice-opt --tslice-order-reads --split-input-file %s | FileCheck %s

// A read of what is written over, and what it needs, goes first.

// CHECK-LABEL: func.func @read_after(
// CHECK:         arith.addi
// CHECK:         tslice.slice
// CHECK:         tslice.update
func.func @read_after(%y: tensor<?xf32>, %u: tensor<4xf32>, %i: index) -> (tensor<?xf32>, tensor<4xf32>) {
  %z = tslice.update set %u into %y[%i][4][1] : tensor<4xf32> into tensor<?xf32>
  %j = arith.addi %i, %i : index
  %s = tslice.slice %y[%j][4][1] : tensor<?xf32> to tensor<4xf32>
  return %z, %s : tensor<?xf32>, tensor<4xf32>
}

// -----

// One that depends on the new version stays.

// CHECK-LABEL: func.func @depends(
// CHECK:         tensor.insert
// CHECK:         tensor.extract
// CHECK:         tensor.extract
func.func @depends(%y: tensor<?xindex>, %i: index) -> (tensor<?xindex>, index) {
  %z = tensor.insert %i into %y[%i] : tensor<?xindex>
  %j = tensor.extract %z[%i] : tensor<?xindex>
  %s = tensor.extract %y[%j] : tensor<?xindex>
  return %z, %s : tensor<?xindex>, index
}

// -----

// So does one of the new version.

// CHECK-LABEL: func.func @reads_new(
// CHECK:         tslice.update
// CHECK:         tslice.slice
func.func @reads_new(%y: tensor<?xf32>, %u: tensor<4xf32>, %i: index) -> (tensor<?xf32>, tensor<4xf32>) {
  %z = tslice.update set %u into %y[%i][4][1] : tensor<4xf32> into tensor<?xf32>
  %s = tslice.slice %z[%i][4][1] : tensor<?xf32> to tensor<4xf32>
  return %z, %s : tensor<?xf32>, tensor<4xf32>
}

// -----

// A read in a branch goes with the branch; a write in a branch counts.

// CHECK-LABEL: func.func @branches(
// CHECK:         scf.if
// CHECK:           tensor.extract
// CHECK:         scf.if
// CHECK:           tensor.insert
func.func @branches(%y: tensor<?xf32>, %v: f32, %i: index, %c: i1) -> (tensor<?xf32>, f32) {
  %z = scf.if %c -> tensor<?xf32> {
    %w = tensor.insert %v into %y[%i] : tensor<?xf32>
    scf.yield %w : tensor<?xf32>
  } else {
    scf.yield %y : tensor<?xf32>
  }
  %s = scf.if %c -> f32 {
    %e = tensor.extract %y[%i] : tensor<?xf32>
    scf.yield %e : f32
  } else {
    scf.yield %v : f32
  }
  return %z, %s : tensor<?xf32>, f32
}

// -----

// What would itself write over a tensor that is read in between stays.

// CHECK-LABEL: func.func @crossing(
// CHECK:         %[[U:.*]] = tslice.update set %{{.*}} into %[[A:arg0|.*]][
// CHECK:         tensor.extract
// CHECK:         tensor.insert
func.func @crossing(%a: tensor<?xf32>, %b: tensor<?xf32>, %u: tensor<4xf32>, %i: index) -> (tensor<?xf32>, tensor<?xf32>, f32) {
  %z = tslice.update set %u into %a[%i][4][1] : tensor<4xf32> into tensor<?xf32>
  %n = tensor.extract %z[%i] : tensor<?xf32>
  %w = tensor.insert %n into %b[%i] : tensor<?xf32>
  return %z, %w, %n : tensor<?xf32>, tensor<?xf32>, f32
}

// -----

// A number is written as late as possible: what is made of the read stays.

// CHECK-LABEL: func.func @zeros(
// CHECK:         %[[S:.*]] = tslice.slice
// CHECK-NEXT:    %[[M:.*]] = arith.negf %[[S]]
// CHECK-NEXT:    %[[B:.*]] = tslice.update add %[[M]] into %arg1
// CHECK-NEXT:    %[[Z:.*]] = tslice.update set
// CHECK-NEXT:    tslice.update add %[[B]] into %[[Z]]
func.func @zeros(%a: tensor<8xf32>, %b: tensor<4xf32>) -> tensor<8xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %s = tslice.slice %a[0][4][1] : tensor<8xf32> to tensor<4xf32>
  %z = tslice.update set %f into %a[0][4][1] : tensor<4xf32> into tensor<8xf32>
  %m = arith.negf %s : tensor<4xf32>
  %c = tslice.update add %m into %b[0][4][1] : tensor<4xf32> into tensor<4xf32>
  %r = tslice.update add %c into %z[2][4][1] : tensor<4xf32> into tensor<8xf32>
  return %r : tensor<8xf32>
}
