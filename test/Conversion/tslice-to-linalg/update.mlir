// RUN: tslice-opt %s --tslice-to-linalg --canonicalize --cse | FileCheck %s

// `set` in range is an insert_slice.
// CHECK-LABEL: func.func @set
func.func @set(%u: tensor<2x3xf32>, %x: tensor<8x9xf32>) -> tensor<8x9xf32> {
  // CHECK: tensor.insert_slice %arg0 into %arg1[1, 2] [2, 3] [1, 2]
  %0 = tslice.update set %u into %x[1, 2][2, 3][1, 2] : tensor<2x3xf32> into tensor<8x9xf32>
  return %0 : tensor<8x9xf32>
}

// A negative stride becomes a positive one that reads the update backwards.
// CHECK-LABEL: func.func @add_backwards
func.func @add_backwards(%u: tensor<3xf32>, %x: tensor<9xf32>) -> tensor<9xf32> {
  // CHECK: %[[W:.*]] = tensor.extract_slice %arg1[3] [3] [2]
  // CHECK: linalg.generic {{.*}} outs(%[[W]]
  // CHECK:   %[[I:.*]] = linalg.index 0
  // CHECK:   %[[BACK:.*]] = arith.subi %c2, %[[I]]
  // CHECK:   tensor.extract %arg0[%[[BACK]]]
  // CHECK:   arith.addf
  // CHECK: tensor.insert_slice %{{.*}} into %arg1[3] [3] [2]
  %0 = tslice.update add %u into %x[7][3][-2] : tensor<3xf32> into tensor<9xf32>
  return %0 : tensor<9xf32>
}

// The sizes of the update are compared with those of the access.
// CHECK-LABEL: func.func @sizes
func.func @sizes(%u: tensor<?xf32>, %x: tensor<9xf32>) -> tensor<9xf32> {
  // CHECK: %[[D:.*]] = tensor.dim %arg0
  // CHECK: tslice.check equal %[[D]], %c4
  %0 = tslice.update mul %u into %x[2][4][1] : tensor<?xf32> into tensor<9xf32>
  return %0 : tensor<9xf32>
}

// CHECK-LABEL: func.func @skip_window
func.func @skip_window(%u: tensor<3xf32>, %x: tensor<9xf32>, %o: index) -> tensor<9xf32> {
  // CHECK: scf.if
  // CHECK:   tensor.insert_slice
  // CHECK: } else {
  // CHECK:   scf.yield %arg1
  %0 = tslice.update set %u into %x[%o][3][1] bounds skip_window : tensor<3xf32> into tensor<9xf32>
  return %0 : tensor<9xf32>
}
