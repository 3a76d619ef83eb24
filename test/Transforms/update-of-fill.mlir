// RUN: tslice-opt %s --tslice-fuse-slices --split-input-file | FileCheck %s
// RUN: tslice-run %S/Inputs/update-of-fill.mlir --entry=all 'random(4x6xf32, 1)' --check-against=evaluate | FileCheck %s --check-prefix=SAME
// RUN: tslice-run %S/Inputs/update-of-fill.mlir --entry=all 'random(0x6xf32, 1)' --check-against=evaluate | FileCheck %s --check-prefix=SAME
// RUN: tslice-run %S/Inputs/update-of-fill.mlir --entry=computed 'random(4x6xf32, 1)' --check-against=evaluate | FileCheck %s --check-prefix=SAME
// RUN: tslice-run %S/Inputs/update-of-fill.mlir --entry=rows 'random(4x6xf32, 1)' --check-against=evaluate | FileCheck %s --check-prefix=SAME
// RUN: tslice-run %S/Inputs/update-of-fill.mlir --entry=columns 'random(4x6xf32, 1)' --check-against=evaluate | FileCheck %s --check-prefix=SAME
// RUN: tslice-run %S/Inputs/update-of-fill.mlir --entry=columns 'random(0x6xf32, 1)' --check-against=evaluate | FileCheck %s --check-prefix=SAME
// RUN: tslice-run %S/Inputs/update-of-fill.mlir --entry=around 'random(4xf32, 1)' --check-against=evaluate | FileCheck %s --check-prefix=SAME
// SAME: evaluator: equal

// Nothing is left of what was filled.

// CHECK-LABEL: func.func @all
// CHECK-SAME:    %[[U:.*]]: tensor<?x8xf32>, %[[N:.*]]: index
// CHECK:         %[[LAST:.*]] = arith.subi %[[N]]
// CHECK-NOT:     tslice.update
// CHECK:         tslice.slice %{{.*}}[%[[LAST]], 0][%[[N]], 8][-1, 1] {tslice.site = 3 : i64}
func.func @all(%u: tensor<?x8xf32>, %n: index) -> tensor<?x8xf32> {
  %c1 = arith.constant 1 : index
  %z = arith.constant 0.0 : f32
  %last = arith.subi %n, %c1 : index
  %v = tensor.extract_slice %u[0, 0] [%n, 8] [1, 1] : tensor<?x8xf32> to tensor<?x8xf32>
  %e = tensor.empty(%n) : tensor<?x8xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %r = tslice.update set %v into %f[%last, 0][%n, 8][-1, 1] {tslice.site = 3 : i64} : tensor<?x8xf32> into tensor<?x8xf32>
  return %r : tensor<?x8xf32>
}

// -----

// A caller's tensor is updated in place; another size is compared; sums need
// what is there.

// CHECK-LABEL: func.func @not_all
// CHECK-COUNT-3: tslice.update
func.func @not_all(%u: tensor<?xf32>, %x: tensor<?xf32>, %n: index) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %z = arith.constant 0.0 : f32
  %v = tensor.extract_slice %u[0] [%n] [1] : tensor<?xf32> to tensor<?xf32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %d = tensor.dim %x, %c0 : tensor<?xf32>
  %y = tensor.extract_slice %u[0] [%d] [1] : tensor<?xf32> to tensor<?xf32>
  %a = tslice.update set %y into %x[0][%d][1] : tensor<?xf32> into tensor<?xf32>
  %b = tslice.update set %u into %f[0][%n][1] : tensor<?xf32> into tensor<?xf32>
  %c = tslice.update add %v into %f[0][%n][1] : tensor<?xf32> into tensor<?xf32>
  return %a, %b, %c : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}

// -----

// Of what is not written only the value is read.

// CHECK-LABEL: func.func @around
// CHECK-SAME:    %[[U:[^:]*]]: tensor<2xf32>
// CHECK:         %[[Z:.*]] = arith.constant 5.0
// CHECK:         %[[F:.*]] = linalg.fill ins(%[[Z]] : f32) outs(%{{.*}} : tensor<4xf32>)
// CHECK:         tslice.update set %[[U]] into %[[F]][2][2][-1]
func.func @around(%u: tensor<2xf32>) -> tensor<4xf32> {
  %z = arith.constant 5.0 : f32
  %e = tensor.empty() : tensor<9xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<9xf32>) -> tensor<9xf32>
  %a = tslice.update set %u into %f[3][2][2] : tensor<2xf32> into tensor<9xf32>
  %r = tslice.slice %a[7][4][-2] : tensor<9xf32> to tensor<4xf32>
  return %r : tensor<4xf32>
}

// -----

// A part of what was written is read, or something beyond the end.

// CHECK-LABEL: func.func @not_around
// CHECK-COUNT-2: tslice.update
func.func @not_around(%u: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %z = arith.constant 5.0 : f32
  %e = tensor.empty() : tensor<9xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<9xf32>) -> tensor<9xf32>
  %a = tslice.update set %u into %f[3][3][2] : tensor<3xf32> into tensor<9xf32>
  %r = tslice.slice %a[5][3][1] : tensor<9xf32> to tensor<3xf32>
  %b = tslice.update set %u into %f[2][3][1] : tensor<3xf32> into tensor<9xf32>
  %s = tslice.slice %b[1][3][3] bounds skip_element fill 7.0 : f32 : tensor<9xf32> to tensor<3xf32>
  return %r, %s : tensor<3xf32>, tensor<3xf32>
}

// -----

// What is computed is computed in the order in which it is written.

// CHECK-LABEL: func.func @ascending
// CHECK-SAME:    %[[X:[^:]*]]: tensor<9xf32>, %[[U:[^:]*]]: tensor<3xf32>
// CHECK:         %[[V:.*]] = tslice.slice %[[U]][2][3][-1]
// CHECK:         %[[W:.*]] = arith.mulf %[[V]], %[[V]]
// CHECK:         tslice.update set %[[W]] into %[[X]][1][3][2]
func.func @ascending(%x: tensor<9xf32>, %u: tensor<3xf32>) -> tensor<9xf32> {
  %v = arith.mulf %u, %u : tensor<3xf32>
  %r = tslice.update set %v into %x[5][3][-2] : tensor<3xf32> into tensor<9xf32>
  return %r : tensor<9xf32>
}

// -----

// Every third row, and the rows between.

// CHECK-LABEL: func.func @rows
// CHECK-SAME:    %[[U:[^:]*]]: tensor<2x?xf32>
// CHECK:         %[[E:.*]] = tensor.empty(%{{.*}}) : tensor<6x?xf32>
// CHECK:         %[[REST:.*]] = linalg.fill {{.*}} tensor<2x?xf32>
// CHECK:         %[[A:.*]] = tslice.update set %[[REST]] into %[[E]][0, 0][2, %{{.*}}][3, 1]
// CHECK:         %[[B:.*]] = tslice.update set %[[REST]] into %[[A]][2, 0][2, %{{.*}}][3, 1]
// CHECK:         tslice.update set %[[U]] into %[[B]][1, 0][2, %{{.*}}][3, 1]
func.func @rows(%u: tensor<2x?xf32>) -> tensor<6x?xf32> {
  %c1 = arith.constant 1 : index
  %z = arith.constant 0.0 : f32
  %n = tensor.dim %u, %c1 : tensor<2x?xf32>
  %e = tensor.empty(%n) : tensor<6x?xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<6x?xf32>) -> tensor<6x?xf32>
  %r = tslice.update set %u into %f[1, 0][2, %n][3, 1] : tensor<2x?xf32> into tensor<6x?xf32>
  return %r : tensor<6x?xf32>
}

// -----

// CHECK-LABEL: func.func @columns
// CHECK:         %[[W:.*]] = linalg.generic {{.*}} outs(%{{.*}} : tensor<?x4x2xf32>)
// CHECK:         tensor.collapse_shape %[[W]] {{\[}}[0], [1, 2]] : tensor<?x4x2xf32> into tensor<?x8xf32>
func.func @columns(%u: tensor<?x4xf32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %z = arith.constant 0.0 : f32
  %n = tensor.dim %u, %c0 : tensor<?x4xf32>
  %e = tensor.empty(%n) : tensor<?x8xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %r = tslice.update set %u into %f[0, 1][%n, 4][1, 2] : tensor<?x4xf32> into tensor<?x8xf32>
  return %r : tensor<?x8xf32>
}

// -----

// Not every third: one is missing at the end.

// CHECK-LABEL: func.func @not_phases
// CHECK:         tslice.update set %{{.*}} into %{{.*}}[0][3][3]
func.func @not_phases(%u: tensor<3xf32>) -> tensor<8xf32> {
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<8xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<8xf32>) -> tensor<8xf32>
  %r = tslice.update set %u into %f[0][3][3] : tensor<3xf32> into tensor<8xf32>
  return %r : tensor<8xf32>
}
