func.func private @f(%x: tensor<4xf32>) -> tensor<f32> {
  %z = arith.constant dense<0.0> : tensor<f32>
  %s = tslice.slice %x[1][2][1] : tensor<4xf32> to tensor<2xf32>
  %q = arith.mulf %s, %s : tensor<2xf32>
  %r = linalg.reduce { arith.addf } ins(%q : tensor<2xf32>) outs(%z : tensor<f32>) dimensions = [0]
  return %r : tensor<f32>
}
func.func @g(%x: tensor<4xf32>) -> tensor<4xf32> {
  %g = tslice.grad @f(%x) wrt [0] : (tensor<4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}
