// RUN: tslice-opt --tslice-guard-sizes %s | FileCheck %s

// What a convolution reads is as large as result and window together.

// CHECK-LABEL: func.func @conv(
// CHECK-SAME:    %[[X:.*]]: tensor<?xf32>, %[[K:.*]]: tensor<?xf32>, %[[O:.*]]: tensor<?xf32>
// CHECK:         %[[SIZE:.*]] = tensor.dim %[[X]]
// CHECK:         %[[NEEDED:.*]] = arith.select
// CHECK:         %[[FITS:.*]] = tslice.check window %[[NEEDED]], %[[SIZE]]
// CHECK:         %[[ZERO:.*]] = arith.subi %[[FITS]], %[[NEEDED]]
// CHECK:         %[[VIEW:.*]] = tensor.extract_slice %[[X]][%[[ZERO]]] [%[[SIZE]]] [1]
// CHECK:         linalg.conv_1d {{.*}} ins(%[[VIEW]], %[[K]]
func.func @conv(%x: tensor<?xf32>, %k: tensor<?xf32>, %o: tensor<?xf32>) -> tensor<?xf32> {
  %r = linalg.conv_1d ins(%x, %k : tensor<?xf32>, tensor<?xf32>) outs(%o : tensor<?xf32>) -> tensor<?xf32>
  return %r : tensor<?xf32>
}

// A position that falls as a loop goes on may be below 0, too.

// CHECK-LABEL: func.func @reversed(
// CHECK:         tslice.check window
// CHECK:         tslice.check index
// CHECK:         linalg.generic
func.func @reversed(%x: tensor<?xf32>, %o: tensor<?xf32>) -> tensor<?xf32> {
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (7 - i)>, affine_map<(i) -> (i)>],
      iterator_types = ["parallel"]} ins(%x : tensor<?xf32>) outs(%o : tensor<?xf32>) {
  ^bb0(%a: f32, %b: f32):
    linalg.yield %a : f32
  } -> tensor<?xf32>
  return %r : tensor<?xf32>
}

// Static sizes are the verifier's.

// CHECK-LABEL: func.func @static(
// CHECK-NOT:     tslice.check
func.func @static(%x: tensor<4xf32>, %k: tensor<2xf32>, %o: tensor<3xf32>) -> tensor<3xf32> {
  %r = linalg.conv_1d ins(%x, %k : tensor<4xf32>, tensor<2xf32>) outs(%o : tensor<3xf32>) -> tensor<3xf32>
  return %r : tensor<3xf32>
}
