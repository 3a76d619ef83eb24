// RUN: tslice-opt --verify-roundtrip %s | FileCheck %s
// RUN: tslice-opt -mlir-print-op-generic %s | tslice-opt | FileCheck %s
// RUN: tslice-opt --loop-invariant-code-motion %s | FileCheck %s --check-prefix=MOVE

// DOC
// CHECK-LABEL: @plain
func.func @plain(%x: tensor<4xf32>, %ids: tensor<4xi32>) -> (tensor<?xindex>, tensor<?xindex>) {
  // CHECK: tslice.group %{{.*}}[%{{.*}}] dims [0] : tensor<4xf32>, tensor<4xi32> -> tensor<?xindex>, tensor<?xindex>
  %p, %s = tslice.group %x[%ids] dims [0] : tensor<4xf32>, tensor<4xi32> -> tensor<?xindex>, tensor<?xindex>
  return %p, %s : tensor<?xindex>, tensor<?xindex>
}

// CHECK-LABEL: @all
func.func @all(%x: tensor<?x8x3x?xi1>, %i: tensor<3x?x2xi64>) -> tensor<?xindex> {
  // CHECK: tslice.group %{{.*}}[%{{.*}}] batch [2] dims [3, 0] window [2, 1] bounds skip_window {tslice.name = "p"} : tensor<?x8x3x?xi1>, tensor<3x?x2xi64> -> tensor<?xindex>, tensor<?xindex>
  %p, %s = tslice.group %x[%i] batch [2] dims [3, 0] window [2, 1] bounds skip_window {tslice.name = "p"} : tensor<?x8x3x?xi1>, tensor<3x?x2xi64> -> tensor<?xindex>, tensor<?xindex>
  return %s : tensor<?xindex>
}

// What cannot fail leaves a loop that may run no iteration.
// MOVE-LABEL: @speculate
func.func @speculate(%x: tensor<?xf32>, %y: tensor<4xf32>, %b: tensor<?x?xf32>, %i: tensor<?xi32>, %j: tensor<?x?xi32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // MOVE: tslice.group %{{.*}} bounds skip_window
  // MOVE: tslice.group %{{.*}} bounds clamp : tensor<4xf32>
  // MOVE: scf.for
  // MOVE-COUNT-3: tslice.group
  scf.for %k = %c0 to %n step %c1 {
    %p0, %s0 = tslice.group %x[%i] dims [0] bounds skip_window : tensor<?xf32>, tensor<?xi32> -> tensor<?xindex>, tensor<?xindex>
    %p1, %s1 = tslice.group %y[%i] dims [0] bounds clamp : tensor<4xf32>, tensor<?xi32> -> tensor<?xindex>, tensor<?xindex>
    %p2, %s2 = tslice.group %x[%i] dims [0] bounds clamp : tensor<?xf32>, tensor<?xi32> -> tensor<?xindex>, tensor<?xindex>
    %p3, %s3 = tslice.group %y[%i] dims [0] : tensor<4xf32>, tensor<?xi32> -> tensor<?xindex>, tensor<?xindex>
    %p4, %s4 = tslice.group %b[%j] batch [0] dims [1] bounds skip_window : tensor<?x?xf32>, tensor<?x?xi32> -> tensor<?xindex>, tensor<?xindex>
  }
  return
}
