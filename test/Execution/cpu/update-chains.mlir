// The same added to windows next to each other, in one loop: bit for bit what
// adding one after the other gives, and the same errors.

// RUN: tslice-run %s --entry=stencil 'random(9xf32, 1)' 'random(7xf32, 2)' --check-against=evaluate | FileCheck %s
// RUN: tslice-run %s --entry=stencil '[-0.0, -0.0, -0.0, -0.0]' '[-0.0, -0.0]' --check-against=evaluate | FileCheck %s --check-prefix=ZEROS
// RUN: tslice-run %s --entry=stencil '[1.0, 2.0]' '[]' --check-against=evaluate | FileCheck %s --check-prefix=EMPTY
// RUN: tslice-run %s --entry=stencil '[]' '[]' --check-against=evaluate | FileCheck %s
// RUN: not tslice-run %s --entry=stencil 'random(9xf32, 1)' 'random(8xf32, 2)' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=LONG
// RUN: tslice-run %s --entry=grid 'random(6x7xf64, 1)' 'random(4x5xf64, 2)' --check-against=evaluate | FileCheck %s
// RUN: tslice-run %s --entry=grid 'random(2x7xf64, 1)' 'random(0x5xf64, 2)' --check-against=evaluate | FileCheck %s
// RUN: tslice-run %s --entry=numbers 'random(20xi8, 1, -128, 127)' 'random(16xi8, 2, -128, 127)' --check-against=evaluate | FileCheck %s
// RUN: tslice-run %s --entry=halves 'random(20xf16, 1)' 'random(16xf16, 2)' --check-against=evaluate | FileCheck %s
// RUN: tslice-run %s --entry=pairs 'random(20xcomplex<f32>, 1)' 'random(16xcomplex<f32>, 2)' --check-against=evaluate | FileCheck %s
// CHECK: check against the evaluator: equal
// ZEROS: [-0. -0. -0. -0.]
// ZEROS: check against the evaluator: equal
// EMPTY: [1. 2.]
// EMPTY: check against the evaluator: equal
// LONG: update #3 (update-chains.mlir:31:8): index 9 is outside [0, 9) of dimension 0 of 'result of update #2'

func.func @stencil(%x: tensor<?xf32>, %u: tensor<?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %o1 = arith.minsi %n, %c1 : index
  %o2 = arith.minsi %n, %c2 : index
  %k = tensor.dim %u, %c0 : tensor<?xf32>
  %0 = tslice.update add %u into %x[%o1][%k][1] : tensor<?xf32> into tensor<?xf32>
  %1 = tslice.update add %u into %0[0][%k][1] : tensor<?xf32> into tensor<?xf32>
  %2 = tslice.update add %u into %1[%o2][%k][1] : tensor<?xf32> into tensor<?xf32>
  return %2 : tensor<?xf32>
}
func.func @grid(%x: tensor<?x?xf64>, %u: tensor<?x5xf64>) -> tensor<?x?xf64> {
  %c0 = arith.constant 0 : index
  %k = tensor.dim %u, %c0 : tensor<?x5xf64>
  %0 = tslice.update add %u into %x[1, 1][%k, 5][1, 1] : tensor<?x5xf64> into tensor<?x?xf64>
  %1 = tslice.update add %u into %0[0, 1][%k, 5][1, 1] : tensor<?x5xf64> into tensor<?x?xf64>
  %2 = tslice.update add %u into %1[2, 1][%k, 5][1, 1] : tensor<?x5xf64> into tensor<?x?xf64>
  %3 = tslice.update add %u into %2[1, 2][%k, 5][1, 1] : tensor<?x5xf64> into tensor<?x?xf64>
  %4 = tslice.update add %u into %3[1, 1][%k, 5][1, 1] : tensor<?x5xf64> into tensor<?x?xf64>
  return %4 : tensor<?x?xf64>
}
func.func @numbers(%x: tensor<20xi8>, %u: tensor<16xi8>) -> tensor<20xi8> {
  %0 = tslice.update add %u into %x[4][16][1] : tensor<16xi8> into tensor<20xi8>
  %1 = tslice.update add %u into %0[1][16][1] : tensor<16xi8> into tensor<20xi8>
  %2 = tslice.update add %u into %1[0][16][1] : tensor<16xi8> into tensor<20xi8>
  return %2 : tensor<20xi8>
}
func.func @halves(%x: tensor<20xf16>, %u: tensor<16xf16>) -> tensor<20xf16> {
  %0 = tslice.update add %u into %x[4][16][1] : tensor<16xf16> into tensor<20xf16>
  %1 = tslice.update add %u into %0[1][16][1] : tensor<16xf16> into tensor<20xf16>
  %2 = tslice.update add %u into %1[0][16][1] : tensor<16xf16> into tensor<20xf16>
  return %2 : tensor<20xf16>
}
func.func @pairs(%x: tensor<20xcomplex<f32>>, %u: tensor<16xcomplex<f32>>) -> tensor<20xcomplex<f32>> {
  %0 = tslice.update add %u into %x[4][16][1] : tensor<16xcomplex<f32>> into tensor<20xcomplex<f32>>
  %1 = tslice.update add %u into %0[1][16][1] : tensor<16xcomplex<f32>> into tensor<20xcomplex<f32>>
  %2 = tslice.update add %u into %1[0][16][1] : tensor<16xcomplex<f32>> into tensor<20xcomplex<f32>>
  return %2 : tensor<20xcomplex<f32>>
}
