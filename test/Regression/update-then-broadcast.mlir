// Upstream fused an update in place into a broadcast, which made it once per copy.

// RUN: tslice-run %s --entry=cell 3 13 | FileCheck %s --check-prefix=CELL
// CELL: [14 14 14 14]
func.func @cell(%u: tensor<i32>, %x: tensor<i32>) -> tensor<4xi32> {
  %n = tslice.update xor %u into %x[][][] : tensor<i32> into tensor<i32>
  %e = tensor.empty() : tensor<4xi32>
  %r = linalg.broadcast ins(%n : tensor<i32>) outs(%e : tensor<4xi32>) dimensions = [0]
  return %r : tensor<4xi32>
}

// RUN: tslice-run %s --entry=row '[1, 2]' '[10, 20]' | FileCheck %s --check-prefix=ROW
// ROW:      {{\[}}[11 22]
// ROW-NEXT:  [11 22]
// ROW-NEXT:  [11 22]]
func.func @row(%u: tensor<2xi32>, %x: tensor<2xi32>) -> tensor<3x2xi32> {
  %n = tslice.update add %u into %x[0][2][1] : tensor<2xi32> into tensor<2xi32>
  %e = tensor.empty() : tensor<3x2xi32>
  %r = linalg.broadcast ins(%n : tensor<2xi32>) outs(%e : tensor<3x2xi32>) dimensions = [0]
  return %r : tensor<3x2xi32>
}
