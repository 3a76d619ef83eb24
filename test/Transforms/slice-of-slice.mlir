// RUN: tslice-opt --tslice-fuse-slices %s | FileCheck %s

// CHECK-LABEL: func.func @static(
// CHECK-SAME: %[[X:.*]]: tensor<99xf32>
// CHECK-NEXT: %[[R:.*]] = tslice.slice %[[X]][93][4][-8] {tslice.site = 3 : i64} : tensor<99xf32> to tensor<4xf32>
// CHECK-NEXT: return %[[R]]
func.func @static(%x: tensor<99xf32>) -> tensor<4xf32> {
  %a = tslice.slice %x[97][48][-2] {tslice.site = 3 : i64} : tensor<99xf32> to tensor<48xf32>
  %b = tslice.slice %a[2][4][4] {tslice.site = 4 : i64} : tensor<48xf32> to tensor<4xf32>
  return %b : tensor<4xf32>
}

// Reversed twice is not reversed.
// CHECK-LABEL: func.func @reversed_twice(
// CHECK-SAME: %[[X:.*]]: tensor<9xf32>
// CHECK-NEXT: return %[[X]]
func.func @reversed_twice(%x: tensor<9xf32>) -> tensor<9xf32> {
  %a = tslice.slice %x[8][9][-1] : tensor<9xf32> to tensor<9xf32>
  %b = tslice.slice %a[8][9][-1] : tensor<9xf32> to tensor<9xf32>
  return %b : tensor<9xf32>
}

// CHECK-LABEL: func.func @dropped_dims(
// CHECK-NEXT: tslice.slice %{{.*}}[3, 5, 2, 1][1, 2, 1, 4][1, 6, 1, 1] drop [0, 2] : tensor<5x19x7x9xf32> to tensor<2x4xf32>
func.func @dropped_dims(%x: tensor<5x19x7x9xf32>) -> tensor<2x4xf32> {
  %a = tslice.slice %x[3, 5, 0, 0][1, 5, 7, 9][1, 3, 1, 1] drop [0] : tensor<5x19x7x9xf32> to tensor<5x7x9xf32>
  %b = tslice.slice %a[0, 2, 1][2, 1, 4][2, 1, 1] drop [1] : tensor<5x7x9xf32> to tensor<2x4xf32>
  return %b : tensor<2x4xf32>
}

// The inner offset is dynamic: its check stays with the composed slice.
// CHECK-LABEL: func.func @inner_dynamic(
// CHECK-SAME: %[[O:[^:]*]]: index
// CHECK: %[[C:.*]] = arith.constant 6 : index
// CHECK: %[[S:.*]] = arith.addi %[[O]], %[[C]]
// CHECK: tslice.slice %{{.*}}[%[[S]]][2][3] bounds assume : tensor<?xf32> to tensor<2xf32>
func.func @inner_dynamic(%o: index, %x: tensor<?xf32>) -> tensor<2xf32> {
  %a = tslice.slice %x[%o][4][3] bounds assume : tensor<?xf32> to tensor<4xf32>
  %b = tslice.slice %a[2][2][1] : tensor<4xf32> to tensor<2xf32>
  return %b : tensor<2xf32>
}

// The outer offset is dynamic: the composed slice would not notice that it
// leaves the inner one, so both ends are checked.
// CHECK-LABEL: func.func @outer_dynamic(
// CHECK-SAME: %[[O:[^:]*]]: index
// CHECK-DAG: %[[N:.*]] = arith.constant 8 : index
// CHECK: %[[FIRST:.*]] = tslice.check index %[[O]], %[[N]] {site = 4 : i64}
// CHECK: %[[END:.*]] = arith.addi %[[O]], %{{.*}} : index
// CHECK: %[[LAST:.*]] = tslice.check index %[[END]], %[[N]] {site = 4 : i64}
// CHECK: %[[MOVED:.*]] = arith.subi %[[LAST]], %[[END]]
// CHECK: %[[START:.*]] = arith.addi %[[FIRST]], %[[MOVED]] : index
// CHECK: %[[SCALED:.*]] = arith.muli %[[START]], %
// CHECK: %[[SUM:.*]] = arith.addi %[[SCALED]], %
// CHECK: tslice.slice %{{.*}}[%[[SUM]]][3][4] {tslice.site = 3 : i64} : tensor<20xf32> to tensor<3xf32>
func.func @outer_dynamic(%o: index, %x: tensor<20xf32>) -> tensor<3xf32> {
  %a = tslice.slice %x[1][8][2] {tslice.site = 3 : i64} : tensor<20xf32> to tensor<8xf32>
  %b = tslice.slice %a[%o][3][2] {tslice.site = 4 : i64} : tensor<8xf32> to tensor<3xf32>
  return %b : tensor<3xf32>
}

// CHECK-LABEL: func.func @dynamic_size_covered(
// CHECK-SAME: %[[X:.*]]: tensor<?x8xf32>, %[[N:.*]]: index
// CHECK-NEXT: tslice.slice %[[X]][2, 3][%[[N]], 2][1, 1] : tensor<?x8xf32> to tensor<?x2xf32>
func.func @dynamic_size_covered(%x: tensor<?x8xf32>, %n: index) -> tensor<?x2xf32> {
  %a = tslice.slice %x[2, 0][%n, 8][1, 1] : tensor<?x8xf32> to tensor<?x8xf32>
  %b = tslice.slice %a[0, 3][%n, 2][1, 1] : tensor<?x8xf32> to tensor<?x2xf32>
  return %b : tensor<?x2xf32>
}

// CHECK-LABEL: func.func @inner_clamps(
// CHECK-SAME: %[[O:[^:]*]]: index
// CHECK-DAG: %[[LOW:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[HIGH:.*]] = arith.constant 6 : index
// CHECK: %[[A:.*]] = arith.maxsi %[[O]], %[[LOW]]
// CHECK: %[[B:.*]] = arith.minsi %[[A]], %[[HIGH]]
// CHECK: %[[S:.*]] = arith.addi %[[B]]
// CHECK: tslice.slice %{{.*}}[%[[S]]][2][1] : tensor<10xf32> to tensor<2xf32>
func.func @inner_clamps(%o: index, %x: tensor<10xf32>) -> tensor<2xf32> {
  %a = tslice.slice %x[%o][4][1] bounds clamp : tensor<10xf32> to tensor<4xf32>
  %b = tslice.slice %a[1][2][1] : tensor<4xf32> to tensor<2xf32>
  return %b : tensor<2xf32>
}

// CHECK-LABEL: func.func @inner_skips_elements(
// CHECK: tslice.slice %{{.*}}[%{{.*}}][2][1] bounds skip_element fill 1.000000e+00 : tensor<10xf32> to tensor<2xf32>
// CHECK-NOT: tslice.slice
// CHECK: return
func.func @inner_skips_elements(%o: index, %x: tensor<10xf32>) -> tensor<2xf32> {
  %a = tslice.slice %x[%o][4][1] bounds skip_element fill 1.0 : f32 : tensor<10xf32> to tensor<4xf32>
  %b = tslice.slice %a[1][2][1] : tensor<4xf32> to tensor<2xf32>
  return %b : tensor<2xf32>
}

// A policy that never comes to bear goes away, and lets them compose.
// CHECK-LABEL: func.func @proven_bounds(
// CHECK-NEXT: tslice.slice %{{.*}}[3][2][1] : tensor<10xf32> to tensor<2xf32>
func.func @proven_bounds(%x: tensor<10xf32>) -> tensor<2xf32> {
  %a = tslice.slice %x[2][4][1] bounds skip_window fill 1.0 : f32 : tensor<10xf32> to tensor<4xf32>
  %b = tslice.slice %a[1][2][1] bounds clamp : tensor<4xf32> to tensor<2xf32>
  return %b : tensor<2xf32>
}

// The outer slice reads its fill where the inner one ends.
// CHECK-LABEL: func.func @outer_skips(
// CHECK-COUNT-2: tslice.slice
func.func @outer_skips(%x: tensor<10xf32>) -> tensor<4xf32> {
  %a = tslice.slice %x[2][4][1] : tensor<10xf32> to tensor<4xf32>
  %b = tslice.slice %a[2][4][1] bounds skip_element : tensor<4xf32> to tensor<4xf32>
  return %b : tensor<4xf32>
}

// CHECK-LABEL: func.func @inner_skips_window(
// CHECK-COUNT-2: tslice.slice
func.func @inner_skips_window(%o: index, %x: tensor<10xf32>) -> tensor<2xf32> {
  %a = tslice.slice %x[%o][4][1] bounds skip_window : tensor<10xf32> to tensor<4xf32>
  %b = tslice.slice %a[1][2][1] : tensor<4xf32> to tensor<2xf32>
  return %b : tensor<2xf32>
}

// With n = 0 nothing is read and no offset is wrong: position 0 of 1 is checked then.
// CHECK-LABEL: func.func @maybe_empty(
// CHECK-SAME: %[[O:[^:]*]]: index, %[[N:[^:]*]]: index
// CHECK: %[[SIZE:.*]] = tslice.check size %[[N]], %
// CHECK: %[[SOME:.*]] = arith.cmpi sgt, %[[SIZE]], %c0
// CHECK-DAG: %[[LIMIT:.*]] = arith.select %[[SOME]], %c4, %c1
// CHECK-DAG: %[[POSITION:.*]] = arith.select %[[SOME]], %[[O]], %c0
// CHECK: tslice.check index %[[POSITION]], %[[LIMIT]]
// CHECK: tslice.slice %{{.*}}[%{{.*}}][%[[SIZE]]][1] : tensor<10xf32> to tensor<?xf32>
// CHECK-NOT: tslice.slice
// CHECK: return
func.func @maybe_empty(%o: index, %n: index, %x: tensor<10xf32>) -> tensor<?xf32> {
  %a = tslice.slice %x[2][4][1] : tensor<10xf32> to tensor<4xf32>
  %b = tslice.slice %a[%o][%n][1] : tensor<4xf32> to tensor<?xf32>
  return %b : tensor<?xf32>
}

// A stride of 2^62 times 4 would be 0.
// CHECK-LABEL: func.func @wraps(
// CHECK-COUNT-2: tslice.slice
func.func @wraps(%x: tensor<?xf32>, %s: index) -> tensor<2xf32> {
  %a = tslice.slice %x[0][8][%s] : tensor<?xf32> to tensor<8xf32>
  %b = tslice.slice %a[0][2][4] : tensor<8xf32> to tensor<2xf32>
  return %b : tensor<2xf32>
}

// The promise is false, but perhaps the access is never reached.
// CHECK-LABEL: func.func @false_promise(
// CHECK-COUNT-2: tslice.slice
func.func @false_promise(%x: tensor<10xf32>, %n: index) -> tensor<4xf32> {
  %a = tslice.slice %x[2][%n][1] : tensor<10xf32> to tensor<?xf32>
  %b = tslice.slice %a[20][4][1] bounds assume : tensor<?xf32> to tensor<4xf32>
  return %b : tensor<4xf32>
}
