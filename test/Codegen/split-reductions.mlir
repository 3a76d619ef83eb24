// RUN: tslice-opt --tslice-split-reductions --split-input-file %s | FileCheck %s
// RUN: tslice-opt --tslice-split-reductions=min-length=0 --split-input-file %s | FileCheck %s --check-prefix=OFF
// OFF-NOT: vector

// 32 lanes, added pairwise by halves; the rest in order.

// CHECK-LABEL: func.func @dot
// CHECK:       %[[LENGTH:.*]] = arith.maxsi %arg3, %c0
// CHECK:       %[[LONG:.*]] = arith.cmpi sge, %[[LENGTH]], %c64
// CHECK:       %[[REST:.*]] = scf.if %[[LONG]] -> (index) {
// CHECK:         %[[END:.*]] = arith.subi %arg3, %{{.*}} : index
// CHECK:         %[[A0:.*]] = vector.load %arg0[%arg4, %c0] : memref<?x?xf32>, vector<32xf32>
// CHECK:         %[[B0:.*]] = vector.load %arg1[%c0] : memref<?xf32>, vector<32xf32>
// CHECK:         %[[FIRST:.*]] = arith.mulf %[[A0]], %[[B0]] : vector<32xf32>
// CHECK:         %[[LANES:.*]] = scf.for %[[I:.*]] = %{{.*}} to %[[END]] step %c32{{.*}} iter_args(%[[S:.*]] = %[[FIRST]])
// CHECK:           vector.load %arg0[%arg4, %[[I]]]
// CHECK:           arith.addf %[[S]], %{{.*}} : vector<32xf32>
// CHECK:         arith.addf %{{.*}}, %{{.*}} : vector<16xf32>
// CHECK:         arith.addf %{{.*}}, %{{.*}} : vector<8xf32>
// CHECK:         arith.addf %{{.*}}, %{{.*}} : vector<4xf32>
// CHECK:         arith.addf %{{.*}}, %{{.*}} : vector<2xf32>
// CHECK:         arith.addf %{{.*}}, %{{.*}} : vector<1xf32>
// CHECK:         memref.load %arg2[%arg4]
// CHECK:         memref.store %{{.*}}, %arg2[%arg4]
// CHECK:         scf.yield %[[END]]
// CHECK:       } else {
// CHECK:         scf.yield %c0
// CHECK:       scf.for %{{.*}} = %[[REST]] to %arg3
func.func @dot(%x: memref<?x?xf32>, %y: memref<?xf32>, %sum: memref<?xf32>, %n: index, %row: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.load %x[%row, %i] : memref<?x?xf32>
    %b = memref.load %y[%i] : memref<?xf32>
    %s = memref.load %sum[%row] : memref<?xf32>
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    memref.store %t, %sum[%row] : memref<?xf32>
  }
  return
}

// -----

// Short ones stay in order.

// CHECK-LABEL: func.func @short
// CHECK-NOT: vector
func.func @short(%x: memref<63xf32>, %sum: memref<f32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 63 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.load %x[%i] : memref<63xf32>
    %s = memref.load %sum[] : memref<f32>
    %t = arith.addf %s, %a : f32
    memref.store %t, %sum[] : memref<f32>
  }
  return
}

// -----

// Elements that are not neighbours, or that the sum may overwrite, stay.

// CHECK-LABEL: func.func @columns
// CHECK-NOT: vector
func.func @columns(%x: memref<99x99xf32>, %sum: memref<99xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 99 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.load %x[%i, %c0] : memref<99x99xf32>
    %s = memref.load %sum[%c0] : memref<99xf32>
    %t = arith.addf %s, %a : f32
    memref.store %t, %sum[%c0] : memref<99xf32>
  }
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.load %sum[%i] : memref<99xf32>
    %s = memref.load %sum[%c0] : memref<99xf32>
    %t = arith.addf %s, %a : f32
    memref.store %t, %sum[%c0] : memref<99xf32>
  }
  return
}
