// RUN: tslice-opt %s --tslice-to-linalg=reads=false --canonicalize --cse --split-input-file | FileCheck %s
// RUN: tslice-opt %s --tslice-to-linalg="reads=false merge-writes=false" --split-input-file | FileCheck %s --check-prefix=APART

// The same added to three windows close to each other: one loop, that reads it
// with room around it.

// CHECK-LABEL: func.func @stencil(
// CHECK-SAME:    %[[X:.*]]: tensor<16xf64>, %[[U:.*]]: tensor<14xf64>
// CHECK-DAG:     %[[NONE:.*]] = arith.constant -0.0
// CHECK:         %[[FILL:.*]] = linalg.fill ins(%[[NONE]] : f64) outs(%{{.*}} : tensor<18xf64>)
// CHECK:         %[[ROOMY:.*]] = tensor.insert_slice %[[U]] into %[[FILL]][2] [14] [1]
// CHECK-DAG:     %[[A:.*]] = tensor.extract_slice %[[ROOMY]][2] [16] [1]
// CHECK-DAG:     %[[B:.*]] = tensor.extract_slice %[[ROOMY]][1] [16] [1]
// CHECK-DAG:     %[[C:.*]] = tensor.extract_slice %[[ROOMY]][0] [16] [1]
// CHECK:         %[[SUM:.*]] = linalg.generic {{.*}} ins(%[[A]], %[[B]], %[[C]] : {{.*}}) outs(%[[X]] : tensor<16xf64>)
// CHECK:         ^bb0(%[[AE:.*]]: f64, %[[BE:.*]]: f64, %[[CE:.*]]: f64, %[[XE:.*]]: f64):
// CHECK:           %[[S0:.*]] = arith.addf %[[XE]], %[[AE]]
// CHECK:           %[[S1:.*]] = arith.addf %[[S0]], %[[BE]]
// CHECK:           %[[S2:.*]] = arith.addf %[[S1]], %[[CE]]
// CHECK:           linalg.yield %[[S2]]
// CHECK-NOT:     linalg.generic
// CHECK:         return %[[SUM]]
// APART-LABEL: func.func @stencil(
// APART-COUNT-3: linalg.generic
func.func @stencil(%x: tensor<16xf64>, %u: tensor<14xf64>) -> tensor<16xf64> {
  %0 = tslice.update add %u into %x[0][14][1] : tensor<14xf64> into tensor<16xf64>
  %1 = tslice.update add %u into %0[1][14][1] : tensor<14xf64> into tensor<16xf64>
  %2 = tslice.update add %u into %1[2][14][1] : tensor<14xf64> into tensor<16xf64>
  return %2 : tensor<16xf64>
}

// -----

// Open sizes, where offsets are known to be close.

// CHECK-LABEL: func.func @open(
// CHECK:         linalg.fill
// CHECK:         linalg.generic
// CHECK-COUNT-3:   arith.addf
// CHECK-NOT:     linalg.generic
func.func @open(%x: tensor<?xf64>, %u: tensor<?xf64>) -> tensor<?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %n = tensor.dim %x, %c0 : tensor<?xf64>
  %o1 = arith.minsi %n, %c1 : index
  %o2 = arith.minsi %n, %c2 : index
  %k = tensor.dim %u, %c0 : tensor<?xf64>
  %0 = tslice.update add %u into %x[0][%k][1] : tensor<?xf64> into tensor<?xf64>
  %1 = tslice.update add %u into %0[%o1][%k][1] : tensor<?xf64> into tensor<?xf64>
  %2 = tslice.update add %u into %1[%o2][%k][1] : tensor<?xf64> into tensor<?xf64>
  return %2 : tensor<?xf64>
}

// -----

// Windows that may lie anywhere, whose sum before is read, or that get something
// else, stay apart.

// CHECK-LABEL: func.func @anywhere(
// CHECK-COUNT-3: linalg.generic
func.func @anywhere(%x: tensor<64xf64>, %u: tensor<14xf64>, %o: index) -> tensor<64xf64> {
  %0 = tslice.update add %u into %x[0][14][1] : tensor<14xf64> into tensor<64xf64>
  %1 = tslice.update add %u into %0[%o][14][1] : tensor<14xf64> into tensor<64xf64>
  %2 = tslice.update add %u into %1[2][14][1] : tensor<14xf64> into tensor<64xf64>
  return %2 : tensor<64xf64>
}

// CHECK-LABEL: func.func @far(
// CHECK-COUNT-3: linalg.generic
func.func @far(%x: tensor<64xf64>, %u: tensor<14xf64>) -> tensor<64xf64> {
  %0 = tslice.update add %u into %x[0][14][1] : tensor<14xf64> into tensor<64xf64>
  %1 = tslice.update add %u into %0[1][14][1] : tensor<14xf64> into tensor<64xf64>
  %2 = tslice.update add %u into %1[50][14][1] : tensor<14xf64> into tensor<64xf64>
  return %2 : tensor<64xf64>
}

// CHECK-LABEL: func.func @between(
// CHECK-COUNT-3: linalg.generic
func.func @between(%x: tensor<64xf64>, %u: tensor<14xf64>) -> (tensor<64xf64>, tensor<64xf64>) {
  %0 = tslice.update add %u into %x[0][14][1] : tensor<14xf64> into tensor<64xf64>
  %1 = tslice.update add %u into %0[1][14][1] : tensor<14xf64> into tensor<64xf64>
  %2 = tslice.update add %u into %1[2][14][1] : tensor<14xf64> into tensor<64xf64>
  return %1, %2 : tensor<64xf64>, tensor<64xf64>
}

// CHECK-LABEL: func.func @other(
// CHECK-COUNT-4: linalg.generic
func.func @other(%x: tensor<64xf64>, %u: tensor<14xf64>, %v: tensor<14xf64>) -> tensor<64xf64> {
  %0 = tslice.update add %u into %x[0][14][1] : tensor<14xf64> into tensor<64xf64>
  %1 = tslice.update add %v into %0[1][14][1] : tensor<14xf64> into tensor<64xf64>
  %2 = tslice.update add %u into %1[2][14][1] : tensor<14xf64> into tensor<64xf64>
  %3 = tslice.update add %u into %2[3][14][1] bounds skip_window : tensor<14xf64> into tensor<64xf64>
  return %3 : tensor<64xf64>
}
