// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where the gradient of a slice goes: to the places that were read, once for each
// time they were read.

func.func private @sum(%x: tensor<?xf32>) -> tensor<f32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = linalg.reduce { arith.addf } ins(%x : tensor<?xf32>) outs(%zero : tensor<f32>) dimensions = [0]
  return %0 : tensor<f32>
}

// sum(x[1:3])
func.func private @of_slice(%x: tensor<4xf32>) -> tensor<f32> {
  %0 = tslice.slice %x[1][2][1] : tensor<4xf32> to tensor<2xf32>
  %1 = tensor.cast %0 : tensor<2xf32> to tensor<?xf32>
  %2 = func.call @sum(%1) : (tensor<?xf32>) -> tensor<f32>
  return %2 : tensor<f32>
}

// sum(x[i])
func.func private @of_gather(%x: tensor<4xf32>, %i: tensor<?xi32>) -> tensor<f32> {
  %0 = tslice.gather %x[%i] dims [0] : tensor<4xf32>, tensor<?xi32> -> tensor<?xf32>
  %1 = func.call @sum(%0) : (tensor<?xf32>) -> tensor<f32>
  return %1 : tensor<f32>
}

// sum(reshape(x, 4))
func.func private @of_reshape(%x: tensor<2x2xf32>) -> tensor<f32> {
  %0 = tensor.collapse_shape %x [[0, 1]] : tensor<2x2xf32> into tensor<4xf32>
  %1 = tensor.cast %0 : tensor<4xf32> to tensor<?xf32>
  %2 = func.call @sum(%1) : (tensor<?xf32>) -> tensor<f32>
  return %2 : tensor<f32>
}

func.func @slice(%x: tensor<4xf32>) -> tensor<4xf32> {
  %g = tslice.grad @of_slice(%x) wrt [0] : (tensor<4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

func.func @gather(%x: tensor<4xf32>, %i: tensor<?xi32>) -> tensor<4xf32> {
  %g = tslice.grad @of_gather(%x, %i) wrt [0] : (tensor<4xf32>, tensor<?xi32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

func.func @reshape(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %g = tslice.grad @of_reshape(%x) wrt [0] : (tensor<2x2xf32>) -> tensor<2x2xf32>
  return %g : tensor<2x2xf32>
}
