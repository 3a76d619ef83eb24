// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// a[::2] + a[1::2] * b[::-1][::2]

func.func @chain(%a: tensor<4096x4096xf32>, %b: tensor<4096x4096xf32>) -> tensor<2048x4096xf32> {
  %even = tslice.slice %a[0, 0][2048, 4096][2, 1] : tensor<4096x4096xf32> to tensor<2048x4096xf32>
  %odd = tslice.slice %a[1, 0][2048, 4096][2, 1] : tensor<4096x4096xf32> to tensor<2048x4096xf32>
  %reversed = tslice.slice %b[4095, 0][4096, 4096][-1, 1] : tensor<4096x4096xf32> to tensor<4096x4096xf32>
  %other = tslice.slice %reversed[0, 0][2048, 4096][2, 1] : tensor<4096x4096xf32> to tensor<2048x4096xf32>
  %product = arith.mulf %odd, %other : tensor<2048x4096xf32>
  %r = arith.addf %even, %product : tensor<2048x4096xf32>
  return %r : tensor<2048x4096xf32>
}

func.func @chain_grad(
    %a: tensor<4096x4096xf32>, %b: tensor<4096x4096xf32>, %ct: tensor<2048x4096xf32>) -> (tensor<4096x4096xf32>, tensor<4096x4096xf32>) {
  %g0, %g1 = tslice.vjp @chain(%a, %b)(%ct) wrt [0, 1] : (tensor<4096x4096xf32>, tensor<4096x4096xf32>)(tensor<2048x4096xf32>) -> (tensor<4096x4096xf32>, tensor<4096x4096xf32>)
  return %g0, %g1 : tensor<4096x4096xf32>, tensor<4096x4096xf32>
}
