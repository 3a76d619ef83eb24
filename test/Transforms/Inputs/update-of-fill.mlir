// Gradients of slices, as update-of-fill.mlir rewrites them.
func.func @all(%u: tensor<?x6xf32>) -> tensor<?x6xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %z = arith.constant 3.0 : f32
  %n = tensor.dim %u, %c0 : tensor<?x6xf32>
  %last = arith.subi %n, %c1 : index
  %e = tensor.empty(%n) : tensor<?x6xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<?x6xf32>) -> tensor<?x6xf32>
  %r = tslice.update set %u into %f[%last, 5][%n, 6][-1, -1] : tensor<?x6xf32> into tensor<?x6xf32>
  return %r : tensor<?x6xf32>
}
func.func @computed(%u: tensor<4x6xf32>) -> tensor<9x12xf32> {
  %z = arith.constant 3.0 : f32
  %e = tensor.empty() : tensor<9x12xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<9x12xf32>) -> tensor<9x12xf32>
  %v = arith.mulf %u, %u : tensor<4x6xf32>
  %r = tslice.update set %v into %f[8, 11][4, 6][-2, -2] : tensor<4x6xf32> into tensor<9x12xf32>
  return %r : tensor<9x12xf32>
}
func.func @rows(%u: tensor<4x6xf32>) -> tensor<12x6xf32> {
  %z = arith.constant 3.0 : f32
  %e = tensor.empty() : tensor<12x6xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<12x6xf32>) -> tensor<12x6xf32>
  %v = arith.mulf %u, %u : tensor<4x6xf32>
  %r = tslice.update set %v into %f[10, 0][4, 6][-3, 1] : tensor<4x6xf32> into tensor<12x6xf32>
  return %r : tensor<12x6xf32>
}
func.func @columns(%u: tensor<?x6xf32>) -> tensor<?x18xf32> {
  %c0 = arith.constant 0 : index
  %z = arith.constant 3.0 : f32
  %n = tensor.dim %u, %c0 : tensor<?x6xf32>
  %e = tensor.empty(%n) : tensor<?x18xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<?x18xf32>) -> tensor<?x18xf32>
  %r = tslice.update set %u into %f[0, 2][%n, 6][1, 3] : tensor<?x6xf32> into tensor<?x18xf32>
  return %r : tensor<?x18xf32>
}
func.func @around(%u: tensor<4xf32>) -> tensor<10xf32> {
  %z = arith.constant 3.0 : f32
  %e = tensor.empty() : tensor<20xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<20xf32>) -> tensor<20xf32>
  %a = tslice.update set %u into %f[3][4][4] : tensor<4xf32> into tensor<20xf32>
  %r = tslice.slice %a[19][10][-2] : tensor<20xf32> to tensor<10xf32>
  return %r : tensor<10xf32>
}
