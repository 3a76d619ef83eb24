// Named ops of linalg between those of slicing graphs.

// RUN: tslice-run %s --entry=matmul '[[1, 2], [3, 4]]' '[[5, 6], [7, 8]]' --check-against=evaluate | FileCheck %s --check-prefix=MATMUL
// MATMUL: {{^}}{{\[}}[19. 22.]
// MATMUL-NEXT: [43. 50.]]
func.func @matmul(%x: tensor<?x2xf32>, %y: tensor<2x?xf32>) -> tensor<2x2xf32> {
  %zero = arith.constant dense<0.0> : tensor<2x2xf32>
  %r = linalg.matmul ins(%x, %y : tensor<?x2xf32>, tensor<2x?xf32>)
    outs(%zero : tensor<2x2xf32>) -> tensor<2x2xf32>
  return %r : tensor<2x2xf32>
}

// RUN: tslice-run %s --entry=matvec '[[1, 2], [3, 4]]' '[5, 6]' --check-against=evaluate | FileCheck %s --check-prefix=MATVEC
// MATVEC: {{^}}[17. 39.]
func.func @matvec(%x: tensor<2x2xf32>, %y: tensor<2xf32>) -> tensor<2xf32> {
  %zero = arith.constant dense<0.0> : tensor<2xf32>
  %r = linalg.matvec ins(%x, %y : tensor<2x2xf32>, tensor<2xf32>)
    outs(%zero : tensor<2xf32>) -> tensor<2xf32>
  return %r : tensor<2xf32>
}

// RUN: tslice-run %s --entry=vecmat '[5, 6]' '[[1, 2], [3, 4]]' --check-against=evaluate | FileCheck %s --check-prefix=VECMAT
// VECMAT: {{^}}[23. 34.]
func.func @vecmat(%x: tensor<2xf32>, %y: tensor<2x2xf32>) -> tensor<2xf32> {
  %zero = arith.constant dense<0.0> : tensor<2xf32>
  %r = linalg.vecmat ins(%x, %y : tensor<2xf32>, tensor<2x2xf32>)
    outs(%zero : tensor<2xf32>) -> tensor<2xf32>
  return %r : tensor<2xf32>
}

// RUN: tslice-run %s --entry=dot '[1, 2, 3]' '[4, 5, 6]' --check-against=evaluate | FileCheck %s --check-prefix=DOT
// DOT: {{^}}32.
func.func @dot(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<f32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %r = linalg.dot ins(%x, %y : tensor<?xf32>, tensor<?xf32>)
    outs(%zero : tensor<f32>) -> tensor<f32>
  return %r : tensor<f32>
}

// RUN: tslice-run %s --entry=batch_matmul '[[[1, 2]], [[3, 4]]]' '[[[5], [6]], [[7], [8]]]' --check-against=evaluate | FileCheck %s --check-prefix=BATCH
// BATCH: 17.
// BATCH: 53.
func.func @batch_matmul(%x: tensor<2x1x2xf32>, %y: tensor<2x2x1xf32>)
    -> tensor<2x1x1xf32> {
  %zero = arith.constant dense<0.0> : tensor<2x1x1xf32>
  %r = linalg.batch_matmul
    ins(%x, %y : tensor<2x1x2xf32>, tensor<2x2x1xf32>)
    outs(%zero : tensor<2x1x1xf32>) -> tensor<2x1x1xf32>
  return %r : tensor<2x1x1xf32>
}

// RUN: tslice-run %s --entry=conv '[1, 2, 3, 4]' '[10, 1]' --check-against=evaluate | FileCheck %s --check-prefix=CONV
// CONV: {{^}}[12. 23. 34.]
func.func @conv(%x: tensor<4xf32>, %k: tensor<2xf32>) -> tensor<3xf32> {
  %zero = arith.constant dense<0.0> : tensor<3xf32>
  %r = linalg.conv_1d ins(%x, %k : tensor<4xf32>, tensor<2xf32>)
    outs(%zero : tensor<3xf32>) -> tensor<3xf32>
  return %r : tensor<3xf32>
}

// RUN: tslice-run %s --entry=transpose '[[1, 2, 3]]' --check-against=evaluate | FileCheck %s --check-prefix=TRANSPOSE
// TRANSPOSE: {{^}}{{\[}}[1.]
// TRANSPOSE-NEXT: [2.]
// TRANSPOSE-NEXT: [3.]]
func.func @transpose(%x: tensor<1x3xf32>) -> tensor<3x1xf32> {
  %e = tensor.empty() : tensor<3x1xf32>
  %r = linalg.transpose ins(%x : tensor<1x3xf32>) outs(%e : tensor<3x1xf32>)
    permutation = [1, 0]
  return %r : tensor<3x1xf32>
}

// RUN: tslice-run %s --entry=reduce '[[1, 7, 3], [4, 5, 6]]' --check-against=evaluate | FileCheck %s --check-prefix=REDUCE
// REDUCE: {{^}}[7. 6.]
func.func @reduce(%x: tensor<2x3xf32>) -> tensor<2xf32> {
  %low = arith.constant dense<0xFF800000> : tensor<2xf32>
  %r = linalg.reduce { arith.maximumf } ins(%x : tensor<2x3xf32>)
    outs(%low : tensor<2xf32>) dimensions = [1]
  return %r : tensor<2xf32>
}
