// RUN: tslice-opt %s --tslice-fuse-slices --split-input-file | FileCheck %s

// A write to all of a tensor, compared in size, is a write to the tensor; the
// check comes first by way of another operand.

// CHECK-LABEL: func.func @scatter
// CHECK-SAME:    %[[X:[^:]*]]: tensor<?x4xf32>, %[[I:[^:]*]]: tensor<?xi32>
// CHECK:         %[[ZERO:.*]] = arith.subi
// CHECK:         %[[J:.*]] = tensor.extract_slice %[[I]][%[[ZERO]]]
// CHECK:         tslice.scatter add %{{.*}} into %[[X]][%[[J]]]
func.func @scatter(%x: tensor<?x4xf32>, %i: tensor<?xi32>, %u: tensor<?x4xf32>, %n: index) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %d = tensor.dim %x, %c0 : tensor<?x4xf32>
  %c = tslice.check equal %d, %n {site = 0 : i64}
  %zero = arith.subi %c, %n : index
  %view = tensor.extract_slice %x[%zero, 0] [%n, 4] [1, 1] : tensor<?x4xf32> to tensor<?x4xf32>
  %r = tslice.scatter add %u into %view[%i] dims [0] : tensor<?x4xf32> into tensor<?x4xf32>, tensor<?xi32>
  return %r : tensor<?x4xf32>
}

// -----

// CHECK-LABEL: func.func @update
// CHECK-SAME:    %[[X:[^:]*]]: tensor<?xf32>, %[[U:[^:]*]]: tensor<3xf32>
// CHECK:         %[[V:.*]] = tensor.extract_slice %[[U]][%{{.*}}] [3] [1]
// CHECK:         tslice.update set %[[V]] into %[[X]][2][3][1]
func.func @update(%x: tensor<?xf32>, %u: tensor<3xf32>, %n: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %d = tensor.dim %x, %c0 : tensor<?xf32>
  %c = tslice.check equal %d, %n {site = 0 : i64}
  %zero = arith.subi %c, %n : index
  %view = tensor.extract_slice %x[%zero] [%n] [1] : tensor<?xf32> to tensor<?xf32>
  %r = tslice.update set %u into %view[2][3][1] : tensor<3xf32> into tensor<?xf32>
  return %r : tensor<?xf32>
}

// -----

// A part of a tensor is another tensor.

// CHECK-LABEL: func.func @part
// CHECK:         %[[VIEW:.*]] = tensor.extract_slice
// CHECK:         tslice.update set %{{.*}} into %[[VIEW]]
func.func @part(%x: tensor<?xf32>, %u: tensor<3xf32>, %n: index) -> tensor<?xf32> {
  %view = tensor.extract_slice %x[0] [%n] [1] : tensor<?xf32> to tensor<?xf32>
  %r = tslice.update set %u into %view[2][3][1] : tensor<3xf32> into tensor<?xf32>
  return %r : tensor<?xf32>
}
