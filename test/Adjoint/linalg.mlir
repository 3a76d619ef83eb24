// RUN: tslice-opt --tslice-derive-adjoints %s | FileCheck %s

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (j)>

// CHECK-DAG: #[[$ID:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-DAG: #[[$ROW:.*]] = affine_map<(d0, d1) -> (d1)>
// CHECK-DAG: #[[$A:.*]] = affine_map<(d0, d1, d2) -> (d0, d2)>
// CHECK-DAG: #[[$B:.*]] = affine_map<(d0, d1, d2) -> (d2, d1)>
// CHECK-DAG: #[[$C:.*]] = affine_map<(d0, d1, d2) -> (d0, d1)>
// CHECK-DAG: #[[$WINDOW:.*]] = affine_map<(d0, d1) -> (d0 + d1)>

// An operand that is broadcast gets a sum; the body reads only what it needs.
func.func @bias(%x: tensor<?x4xf32>, %b: tensor<4xf32>) -> tensor<?x4xf32> {
  %y = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %b : tensor<?x4xf32>, tensor<4xf32>) outs(%x : tensor<?x4xf32>) {
  ^bb0(%e: f32, %f: f32, %o: f32):
    %s = arith.addf %e, %f : f32
    linalg.yield %s : f32
  } -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}
// CHECK-LABEL: func.func private @bias__vjp_0(
// CHECK-SAME: %[[CT:[^:]*]]: tensor<?x4xf32>) -> tensor<4xf32>
// CHECK: %[[ZERO:.*]] = linalg.fill {{.*}} -> tensor<4xf32>
// CHECK: %[[G:.*]] = linalg.generic {indexing_maps = [#[[$ID]], #[[$ROW]]], iterator_types = ["reduction", "parallel"]} ins(%[[CT]] : tensor<?x4xf32>) outs(%[[ZERO]] : tensor<4xf32>)
// CHECK-NEXT: ^bb0(%[[E:.*]]: f32, %[[SUM:.*]]: f32):
// CHECK-NEXT: %[[NEXT:.*]] = arith.addf %[[SUM]], %[[E]]
// CHECK-NEXT: linalg.yield %[[NEXT]]
// CHECK: return %[[G]]
func.func @main_bias(%x: tensor<?x4xf32>, %b: tensor<4xf32>) -> tensor<4xf32> {
  %g = tslice.vjp @bias(%x, %b)(%x) wrt [1] : (tensor<?x4xf32>, tensor<4xf32>)(tensor<?x4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

// Named operations are differentiated through their bodies; what is summed goes
// straight into the accumulator.
func.func @matmul(%a: tensor<3x5xf32>, %b: tensor<5x4xf32>, %c: tensor<3x4xf32>) -> tensor<3x4xf32> {
  %y = linalg.matmul ins(%a, %b : tensor<3x5xf32>, tensor<5x4xf32>) outs(%c : tensor<3x4xf32>) -> tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}
// CHECK-LABEL: func.func private @matmul__vjp_0(
// CHECK-SAME: %[[X:.*]]: tensor<3x5xf32>, %[[Y:.*]]: tensor<5x4xf32>, %{{.*}}: tensor<3x4xf32>, %[[CT:.*]]: tensor<3x4xf32>)
// CHECK: %[[GA:.*]] = linalg.generic {indexing_maps = [#[[$B]], #[[$C]], #[[$A]]], iterator_types = ["parallel", "reduction", "parallel"]} ins(%[[Y]], %[[CT]]
// CHECK: %[[GB:.*]] = linalg.generic {indexing_maps = [#[[$A]], #[[$C]], #[[$B]]], iterator_types = ["reduction", "parallel", "parallel"]} ins(%[[X]], %[[CT]]
// CHECK: return %[[GA]], %[[GB]], %[[CT]]
func.func @main_matmul(%a: tensor<3x5xf32>, %b: tensor<5x4xf32>, %c: tensor<3x4xf32>) -> (tensor<3x5xf32>, tensor<5x4xf32>, tensor<3x4xf32>) {
  %g:3 = tslice.vjp @matmul(%a, %b, %c)(%c) wrt [0, 1, 2] : (tensor<3x5xf32>, tensor<5x4xf32>, tensor<3x4xf32>)(tensor<3x4xf32>) -> (tensor<3x5xf32>, tensor<5x4xf32>, tensor<3x4xf32>)
  return %g#0, %g#1, %g#2 : tensor<3x5xf32>, tensor<5x4xf32>, tensor<3x4xf32>
}

// Points that share an element of a window must not run in parallel.
func.func @conv(%x: tensor<8xf32>, %k: tensor<3xf32>, %o: tensor<6xf32>) -> tensor<6xf32> {
  %y = linalg.conv_1d ins(%x, %k : tensor<8xf32>, tensor<3xf32>) outs(%o : tensor<6xf32>) -> tensor<6xf32>
  return %y : tensor<6xf32>
}
// CHECK-LABEL: func.func private @conv__vjp_0(
// CHECK: linalg.generic {indexing_maps = [{{.*}}, #[[$WINDOW]]], iterator_types = ["reduction", "reduction"]} {{.*}} outs(%{{.*}} : tensor<8xf32>)
func.func @main_conv(%x: tensor<8xf32>, %k: tensor<3xf32>, %o: tensor<6xf32>) -> tensor<8xf32> {
  %g = tslice.vjp @conv(%x, %k, %o)(%o) wrt [0] : (tensor<8xf32>, tensor<3xf32>, tensor<6xf32>)(tensor<6xf32>) -> tensor<8xf32>
  return %g : tensor<8xf32>
}

// A scalar operand of a fill gets the sum of the cotangent.
func.func @fill(%v: f32, %o: tensor<4xf32>) -> tensor<4xf32> {
  %y = linalg.fill ins(%v : f32) outs(%o : tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
// CHECK-LABEL: func.func private @fill__vjp_0(
// CHECK: %[[SUM:.*]] = linalg.generic {{.*}} iterator_types = ["reduction"]
// CHECK: %[[G:.*]] = tensor.extract %[[SUM]][]
// CHECK: return %[[G]]
func.func @main_fill(%v: f32, %o: tensor<4xf32>) -> f32 {
  %g = tslice.vjp @fill(%v, %o)(%o) wrt [0] : (f32, tensor<4xf32>)(tensor<4xf32>) -> f32
  return %g : f32
}

// An output whose derivative is not asked for may be folded in any way.
func.func @argmax(%x: tensor<4xf32>, %m: tensor<f32>, %n: tensor<index>) -> (tensor<f32>, tensor<index>) {
  %y:2 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> ()>, affine_map<(i) -> ()>], iterator_types = ["reduction"]}
      ins(%x : tensor<4xf32>) outs(%m, %n : tensor<f32>, tensor<index>) {
  ^bb0(%e: f32, %o: f32, %k: index):
    %i = linalg.index 0 : index
    %c = arith.cmpf ogt, %e, %o : f32
    %j = arith.select %c, %i, %k : index
    %f = arith.mulf %e, %e : f32
    %s = arith.addf %o, %f : f32
    linalg.yield %s, %j : f32, index
  } -> (tensor<f32>, tensor<index>)
  return %y#0, %y#1 : tensor<f32>, tensor<index>
}
// CHECK-LABEL: func.func private @argmax__grad_0(
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel"]
func.func @main_argmax(%x: tensor<4xf32>, %m: tensor<f32>, %n: tensor<index>) -> tensor<4xf32> {
  %g = tslice.grad @argmax(%x, %m, %n) wrt [0] : (tensor<4xf32>, tensor<f32>, tensor<index>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

// What a body extracts is gathered ahead of it: its cotangent is scattered.
func.func @lookup(%x: tensor<5xf32>, %t: tensor<4xf32>, %i: tensor<5xi32>) -> tensor<5xf32> {
  %e = tensor.empty() : tensor<5xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x, %i : tensor<5xf32>, tensor<5xi32>) outs(%e : tensor<5xf32>) {
  ^bb0(%a: f32, %n: i32, %o: f32):
    %k = arith.index_cast %n : i32 to index
    %v = tensor.extract %t[%k] : tensor<4xf32>
    %p = arith.mulf %a, %v : f32
    linalg.yield %p : f32
  } -> tensor<5xf32>
  return %y : tensor<5xf32>
}
// CHECK-LABEL: func.func private @lookup__vjp_0(
// CHECK-SAME: %[[X:[^:]*]]: tensor<5xf32>, %{{[^:]*}}: tensor<4xf32>, %[[I:[^:]*]]: tensor<5xi32>, %[[CT:[^:]*]]: tensor<5xf32>) -> tensor<4xf32>
// CHECK: %[[AT:.*]] = linalg.generic {{.*}} ins({{.*}}%[[I]] : {{.*}}) outs(%{{.*}} : tensor<5xindex>)
// CHECK: arith.index_cast
// CHECK: %[[G:.*]] = linalg.generic {{.*}} ins(%[[X]], {{.*}}%[[CT]]{{.*}} outs(%{{.*}} : tensor<5xf32>)
// CHECK: arith.mulf
// CHECK: %[[R:.*]] = tslice.scatter add %[[G]] into %{{.*}}[%[[AT]]] dims [0] : tensor<5xf32> into tensor<4xf32>, tensor<5xindex>
// CHECK: return %[[R]]
func.func @main_lookup(%x: tensor<5xf32>, %t: tensor<4xf32>, %i: tensor<5xi32>) -> tensor<4xf32> {
  %g = tslice.vjp @lookup(%x, %t, %i)(%x) wrt [1] : (tensor<5xf32>, tensor<4xf32>, tensor<5xi32>)(tensor<5xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

// A scalar from outside becomes an operand of every point, and gets a sum.
func.func @scaled(%x: tensor<5xf32>, %v: f32) -> tensor<5xf32> {
  %e = tensor.empty() : tensor<5xf32>
  %y = linalg.map ins(%x : tensor<5xf32>) outs(%e : tensor<5xf32>) (%a: f32, %o: f32) {
    %p = arith.mulf %a, %v : f32
    linalg.yield %p : f32
  }
  return %y : tensor<5xf32>
}
// CHECK-LABEL: func.func private @scaled__vjp_0(
// CHECK-SAME: %[[X:[^:]*]]: tensor<5xf32>, %{{[^:]*}}: f32, %[[CT:[^:]*]]: tensor<5xf32>) -> f32
// CHECK: %[[SUM:.*]] = linalg.generic {{.*}}iterator_types = ["reduction"]} ins(%[[X]], %[[CT]] : tensor<5xf32>, tensor<5xf32>) outs(%{{.*}} : tensor<f32>)
// CHECK: %[[G:.*]] = tensor.extract %[[SUM]][]
// CHECK: return %[[G]]
func.func @main_scaled(%x: tensor<5xf32>, %v: f32) -> f32 {
  %g = tslice.vjp @scaled(%x, %v)(%x) wrt [1] : (tensor<5xf32>, f32)(tensor<5xf32>) -> f32
  return %g : f32
}
