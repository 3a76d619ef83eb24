// The gradient of the sum of x[1:3]: ones where the slice reads, zeros elsewhere.
//
//   build/bin/tslice-run examples/sliced-sum.mlir '[1, 2, 3, 4]'

func.func private @sum_of_middle(%x: tensor<4xf32>) -> tensor<f32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %s = tslice.slice %x[1][2][1] : tensor<4xf32> to tensor<2xf32>
  %sum = linalg.reduce { arith.addf } ins(%s : tensor<2xf32>) outs(%zero : tensor<f32>) dimensions = [0]
  return %sum : tensor<f32>
}

func.func @gradient(%x: tensor<4xf32>) -> tensor<4xf32> {
  %g = tslice.grad @sum_of_middle(%x) wrt [0] : (tensor<4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}
