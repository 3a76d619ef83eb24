// One compiled function, batches of 32, 28, 4, 1 and 0 rows: the same bits for
// each row.
//
// RUN: %python %S/Inputs/batch-sizes.py %tslice_bin/tslice-run %s %t
func.func @model(%x: tensor<?x5xf32>, %w: tensor<5x3xf32>) -> tensor<?x3xf32> {
  %zero = arith.constant 0.0 : f32
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x5xf32>
  %e = tensor.empty(%n) : tensor<?x3xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?x3xf32>) -> tensor<?x3xf32>
  %y = linalg.matmul ins(%x, %w : tensor<?x5xf32>, tensor<5x3xf32>) outs(%f : tensor<?x3xf32>) -> tensor<?x3xf32>
  %z = math.tanh %y : tensor<?x3xf32>
  return %z : tensor<?x3xf32>
}
