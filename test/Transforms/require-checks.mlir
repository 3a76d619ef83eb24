// RUN: tslice-opt %s --tslice-require-checks --split-input-file | FileCheck %s

// All of a tensor, compared in size, is the tensor; the check stays in front.

// CHECK-LABEL: func.func @returned
// CHECK-SAME:    %[[X:[^:]*]]: tensor<?x4xf32>
// CHECK:         tslice.check equal %{{.*}}, %{{.*}} {required, site = 0 : i64}
// CHECK-NOT:     tensor.extract_slice
// CHECK:         return %[[X]]
func.func @returned(%x: tensor<?x4xf32>, %n: index) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %d = tensor.dim %x, %c0 : tensor<?x4xf32>
  %c = tslice.check equal %d, %n {site = 0 : i64}
  %zero = arith.subi %c, %n : index
  %view = tensor.extract_slice %x[%zero, 0] [%n, 4] [1, 1] : tensor<?x4xf32> to tensor<?x4xf32>
  return %view : tensor<?x4xf32>
}

// -----

// Two sizes, two checks.

// CHECK-LABEL: func.func @both
// CHECK-SAME:    %[[X:[^:]*]]: tensor<?x?xf32>
// CHECK-COUNT-2: required, site
// CHECK:         return %[[X]]
func.func @both(%x: tensor<?x?xf32>, %n: index) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %d = tensor.dim %x, %c0 : tensor<?x?xf32>
  %e = tensor.dim %x, %c1 : tensor<?x?xf32>
  %c = tslice.check equal %d, %n {site = 0 : i64}
  %zero = arith.subi %c, %n : index
  %f = tslice.check equal %e, %n {dim = 1 : i64, site = 0 : i64}
  %one = arith.subi %f, %n : index
  %view = tensor.extract_slice %x[%zero, %one] [%n, %n] [1, 1] : tensor<?x?xf32> to tensor<?x?xf32>
  return %view : tensor<?x?xf32>
}

// -----

// A part of a tensor is another tensor, and so is a view from a place that no
// check has made 0.

// CHECK-LABEL: func.func @part
// CHECK-COUNT-2: tensor.extract_slice
// CHECK-NOT:     required
func.func @part(%x: tensor<?xf32>, %n: index) -> (tensor<?xf32>, tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %d = tensor.dim %x, %c0 : tensor<?xf32>
  %part = tensor.extract_slice %x[0] [%n] [1] : tensor<?xf32> to tensor<?xf32>
  %zero = arith.subi %d, %n : index
  %view = tensor.extract_slice %x[%zero] [%n] [1] : tensor<?xf32> to tensor<?xf32>
  return %part, %view : tensor<?xf32>, tensor<?xf32>
}

// -----

// In a loop, a read of %x could move out in front of the check.

// CHECK-LABEL: func.func @loop
// CHECK:         scf.for
// CHECK:           tensor.extract_slice
// CHECK-NOT:     required
func.func @loop(%x: tensor<?xf32>, %n: index, %init: tensor<?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %d = tensor.dim %x, %c0 : tensor<?xf32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%y = %init) -> tensor<?xf32> {
    %c = tslice.check equal %d, %n {site = 0 : i64}
    %zero = arith.subi %c, %n : index
    %view = tensor.extract_slice %x[%zero] [%n] [1] : tensor<?xf32> to tensor<?xf32>
    scf.yield %view : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}
