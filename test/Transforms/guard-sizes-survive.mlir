// A guard outlives what cleans up behind it, and costs neither fusion nor a copy.
// RUN: tslice-opt --tslice-guard-sizes --canonicalize --cse --convert-elementwise-to-linalg --canonicalize --cse --linalg-fuse-elementwise-ops --canonicalize --linalg-fuse-elementwise-ops %s | FileCheck %s
// RUN: tslice-opt --tslice-guard-sizes --canonicalize --cse --convert-elementwise-to-linalg --one-shot-bufferize="bufferize-function-boundaries function-boundary-type-conversion=identity-layout-map unknown-type-conversion=identity-layout-map" %s | FileCheck --check-prefix=BUFFER %s

// CHECK-LABEL: func.func @elementwise(
// CHECK: tslice.check equal
// CHECK: linalg.generic
// CHECK-NOT: linalg.generic
// CHECK: return
// BUFFER-LABEL: func.func @elementwise(
// BUFFER: tslice.check equal
// BUFFER: memref.subview
// BUFFER-NOT: memref.copy
// BUFFER: return
func.func @elementwise(%x: tensor<?x4xf32>, %y: tensor<?x4xf32>, %z: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %e = math.exp %y : tensor<?x4xf32>
  %0 = arith.addf %x, %e : tensor<?x4xf32>
  %1 = arith.mulf %0, %z : tensor<?x4xf32>
  return %1 : tensor<?x4xf32>
}

// Cleaning up must not take the operand for static.
// CHECK-LABEL: func.func @static_and_dynamic(
// CHECK: %[[K:.*]] = tslice.check equal
// CHECK: %[[O:.*]] = arith.subi %[[K]]
// CHECK: tensor.extract_slice %{{.*}}[%[[O]]] [4] [1] : tensor<?xf32> to tensor<4xf32>
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
