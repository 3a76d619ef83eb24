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

// Rows that two ops read are read twice where they lie, rather than written down
// and read; the length of a reduction that nothing else tells stays known.
// CHECK-LABEL: @rows_twice
// CHECK:         linalg.generic
// CHECK:           tensor.extract
// CHECK-NEXT:      arith.negf
// CHECK:         %[[LENGTH:.*]] = tensor.empty() : tensor<64xi1>
// CHECK-NEXT:    linalg.generic
// CHECK-SAME:      iterator_types = ["parallel", "reduction"]} ins(%{{.*}}, %[[LENGTH]] :
// CHECK:           tensor.extract
// CHECK-NEXT:      arith.addf
// CHECK-NOT:     linalg.generic
// CHECK:         return
func.func @rows_twice(%x: tensor<9x64xf32>, %i: tensor<?xindex>, %n: index, %sums: tensor<?xf32>) -> (tensor<?x64xf32>, tensor<?xf32>) {
  %e = tensor.empty(%n) : tensor<?x64xf32>
  %rows = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, #cell], iterator_types = ["parallel", "parallel"]}
      ins(%i : tensor<?xindex>) outs(%e : tensor<?x64xf32>) {
  ^bb0(%row: index, %out: f32):
    %column = linalg.index 1 : index
    %v = tensor.extract %x[%row, %column] : tensor<9x64xf32>
    linalg.yield %v : f32
  } -> tensor<?x64xf32>
  %negated = linalg.generic {indexing_maps = [#cell, #cell], iterator_types = ["parallel", "parallel"]}
      ins(%rows : tensor<?x64xf32>) outs(%e : tensor<?x64xf32>) {
  ^bb0(%in: f32, %out: f32):
    %v = arith.negf %in : f32
    linalg.yield %v : f32
  } -> tensor<?x64xf32>
  %r = linalg.generic {indexing_maps = [#cell, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]}
      ins(%rows : tensor<?x64xf32>) outs(%sums : tensor<?xf32>) {
  ^bb0(%in: f32, %out: f32):
    %v = arith.addf %out, %in : f32
    linalg.yield %v : f32
  } -> tensor<?xf32>
  return %negated, %r : tensor<?x64xf32>, tensor<?xf32>
}

// A result needs the rows written down; then the others read them there.
// CHECK-LABEL: @rows_returned
// CHECK-COUNT-1: tensor.extract
// CHECK-NOT:     tensor.extract
// CHECK:         return
func.func @rows_returned(%x: tensor<9x64xf32>, %i: tensor<4xindex>) -> (tensor<4x64xf32>, tensor<4x64xf32>) {
  %e = tensor.empty() : tensor<4x64xf32>
  %rows = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, #cell], iterator_types = ["parallel", "parallel"]}
      ins(%i : tensor<4xindex>) outs(%e : tensor<4x64xf32>) {
  ^bb0(%row: index, %out: f32):
    %column = linalg.index 1 : index
    %v = tensor.extract %x[%row, %column] : tensor<9x64xf32>
    linalg.yield %v : f32
  } -> tensor<4x64xf32>
  %negated = linalg.generic {indexing_maps = [#cell, #cell], iterator_types = ["parallel", "parallel"]}
      ins(%rows : tensor<4x64xf32>) outs(%e : tensor<4x64xf32>) {
  ^bb0(%in: f32, %out: f32):
    %v = arith.negf %in : f32
    linalg.yield %v : f32
  } -> tensor<4x64xf32>
  return %rows, %negated : tensor<4x64xf32>, tensor<4x64xf32>
}

// An empty slice is no tile.
// CHECK-LABEL: @empty_slice_of_chain
// CHECK:         tensor.extract_slice %{{.*}}[%{{.*}}] [2, 0]
func.func @empty_slice_of_chain(%x: tensor<4x0xf32>, %o: index) -> tensor<2x0xf32> {
  %e = tensor.empty() : tensor<4x0xf32>
  %negated = linalg.generic {indexing_maps = [#cell, #cell], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<4x0xf32>) outs(%e : tensor<4x0xf32>) {
  ^bb0(%in: f32, %out: f32):
    %v = arith.negf %in : f32
    linalg.yield %v : f32
  } -> tensor<4x0xf32>
  %s = tensor.extract_slice %negated[%o, %o] [2, 0] [1, 1] : tensor<4x0xf32> to tensor<2x0xf32>
  return %s : tensor<2x0xf32>
}

// Only the slice of a chain is computed.
// CHECK-LABEL: @slice_of_chain
// CHECK:         tensor.extract_slice
// CHECK:         linalg.generic {{.*}} ins(%{{.*}} : tensor<?xf32>)
// CHECK-NOT:     linalg.generic
func.func @slice_of_chain(%x: tensor<100xf32>, %o: index, %n: index) -> tensor<?xf32> {
  %e = tensor.empty() : tensor<100xf32>
  %negated = linalg.generic {indexing_maps = [#row, #row], iterator_types = ["parallel"]}
      ins(%x : tensor<100xf32>) outs(%e : tensor<100xf32>) {
  ^bb0(%in: f32, %out: f32):
    %v = arith.negf %in : f32
    linalg.yield %v : f32
  } -> tensor<100xf32>
  %s = tensor.extract_slice %negated[%o] [%n] [1] : tensor<100xf32> to tensor<?xf32>
  return %s : tensor<?xf32>
}

// What is filled is known, whoever else reads it: only the other reader needs
// the tensor.
// CHECK-LABEL: @fill_of_two
// CHECK:         %[[C:.*]] = arith.constant 2.5
// CHECK:         %[[FILL:.*]] = linalg.generic
// CHECK:         %[[R:.*]] = linalg.generic {{.*}} ins(%arg0 : tensor<8xf32>)
// CHECK:           arith.addf %{{.*}}, %[[C]]
// CHECK:         return %[[FILL]], %[[R]]
func.func @fill_of_two(%x: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  %c = arith.constant 2.5 : f32
  %e = tensor.empty() : tensor<8xf32>
  %fill = linalg.generic {indexing_maps = [#row], iterator_types = ["parallel"]} outs(%e : tensor<8xf32>) {
  ^bb0(%out: f32):
    linalg.yield %c : f32
  } -> tensor<8xf32>
  %f = tensor.empty() : tensor<8xf32>
  %r = linalg.generic {indexing_maps = [#row, #row, #row], iterator_types = ["parallel"]}
      ins(%x, %fill : tensor<8xf32>, tensor<8xf32>) outs(%f : tensor<8xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %v = arith.addf %a, %b : f32
    linalg.yield %v : f32
  } -> tensor<8xf32>
  return %fill, %r : tensor<8xf32>, tensor<8xf32>
}

// Each input once, whoever reads it; the element that is made stands ahead of what
// reads it.
// CHECK-LABEL: func.func @over_the_same_loops(
// CHECK-SAME:  %[[X:.*]]: tensor<?x8xf32>, %[[B:.*]]: tensor<8xf32>
// CHECK:       linalg.generic {{.*}} ins(%[[X]], %[[B]] : tensor<?x8xf32>, tensor<8xf32>)
// CHECK-NEXT:  ^bb0(%[[A:.*]]: f32, %[[C:.*]]: f32, %{{.*}}: f32):
// CHECK-NEXT:    %[[P:.*]] = arith.mulf %[[A]], %[[C]]
// CHECK-NEXT:    %[[Q:.*]] = arith.subf %[[A]], %[[P]]
// CHECK-NEXT:    %[[R:.*]] = arith.divf %[[Q]], %[[A]]
// CHECK-NEXT:    linalg.yield %[[R]]
// CHECK-NOT:   linalg.generic
func.func @over_the_same_loops(%x: tensor<?x8xf32>, %b: tensor<8xf32>, %e: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %p = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%x, %b : tensor<?x8xf32>, tensor<8xf32>) outs(%e : tensor<?x8xf32>) {
  ^bb0(%a: f32, %c: f32, %o: f32):
    %m = arith.mulf %a, %c : f32
    linalg.yield %m : f32
  } -> tensor<?x8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%x, %p, %x : tensor<?x8xf32>, tensor<?x8xf32>, tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) {
  ^bb0(%a: f32, %m: f32, %d: f32, %o: f32):
    %s = arith.subf %a, %m : f32
    %q = arith.divf %s, %d : f32
    linalg.yield %q : f32
  } -> tensor<?x8xf32>
  return %r : tensor<?x8xf32>
}
