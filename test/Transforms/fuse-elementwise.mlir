// RUN: tslice-opt --tslice-fuse-elementwise %s | FileCheck %s

#row = affine_map<(d0) -> (d0)>
#cell = affine_map<(d0, d1) -> (d0, d1)>
#columns = affine_map<(d0, d1) -> (d1)>

// An in-place update and a broadcast stay two loops: in one loop every cell of
// %x would be updated once for every row.
// CHECK-LABEL: @update_then_broadcast
// CHECK: %[[NEW:.*]] = linalg.generic {{.*}} outs(%{{.*}} : tensor<3xi32>)
// CHECK: arith.xori
// CHECK: linalg.generic {{.*}} ins(%[[NEW]] : tensor<3xi32>)
func.func @update_then_broadcast(%u: tensor<3xi32>, %x: tensor<3xi32>) -> tensor<4x3xi32> {
  %n = linalg.generic {indexing_maps = [#row, #row], iterator_types = ["parallel"]}
      ins(%u : tensor<3xi32>) outs(%x : tensor<3xi32>) {
  ^bb0(%in: i32, %old: i32):
    %new = arith.xori %old, %in : i32
    linalg.yield %new : i32
  } -> tensor<3xi32>
  %e = tensor.empty() : tensor<4x3xi32>
  %r = linalg.generic {indexing_maps = [#columns, #cell], iterator_types = ["parallel", "parallel"]}
      ins(%n : tensor<3xi32>) outs(%e : tensor<4x3xi32>) {
  ^bb0(%in: i32, %out: i32):
    linalg.yield %in : i32
  } -> tensor<4x3xi32>
  return %r : tensor<4x3xi32>
}

// A producer that only writes is computed again for every row.
// CHECK-LABEL: @negate_then_broadcast
// CHECK: linalg.generic
// CHECK: arith.negf
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @negate_then_broadcast(%x: tensor<3xf32>) -> tensor<4x3xf32> {
  %f = tensor.empty() : tensor<3xf32>
  %n = linalg.generic {indexing_maps = [#row, #row], iterator_types = ["parallel"]}
      ins(%x : tensor<3xf32>) outs(%f : tensor<3xf32>) {
  ^bb0(%in: f32, %out: f32):
    %new = arith.negf %in : f32
    linalg.yield %new : f32
  } -> tensor<3xf32>
  %e = tensor.empty() : tensor<4x3xf32>
  %r = linalg.generic {indexing_maps = [#columns, #cell], iterator_types = ["parallel", "parallel"]}
      ins(%n : tensor<3xf32>) outs(%e : tensor<4x3xf32>) {
  ^bb0(%in: f32, %out: f32):
    linalg.yield %in : f32
  } -> tensor<4x3xf32>
  return %r : tensor<4x3xf32>
}

// Where every element is visited once, updates fuse.
// CHECK-LABEL: @update_then_negate
// CHECK: linalg.generic
// CHECK: arith.addf
// CHECK: arith.negf
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @update_then_negate(%u: tensor<3xf32>, %x: tensor<3xf32>) -> tensor<3xf32> {
  %n = linalg.generic {indexing_maps = [#row, #row], iterator_types = ["parallel"]}
      ins(%u : tensor<3xf32>) outs(%x : tensor<3xf32>) {
  ^bb0(%in: f32, %old: f32):
    %new = arith.addf %old, %in : f32
    linalg.yield %new : f32
  } -> tensor<3xf32>
  %e = tensor.empty() : tensor<3xf32>
  %r = linalg.generic {indexing_maps = [#row, #row], iterator_types = ["parallel"]}
      ins(%n : tensor<3xf32>) outs(%e : tensor<3xf32>) {
  ^bb0(%in: f32, %out: f32):
    %new = arith.negf %in : f32
    linalg.yield %new : f32
  } -> tensor<3xf32>
  return %r : tensor<3xf32>
}
