// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// a[::2] + a[1::2] * b[::-1][::2]

func.func @chain(%a: tensor<?x4096xf32>, %b: tensor<?x4096xf32>) -> tensor<?x4096xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %n = tensor.dim %a, %c0 : tensor<?x4096xf32>
  %half = arith.divui %n, %c2 : index
  %m = tensor.dim %b, %c0 : tensor<?x4096xf32>
  %last = arith.subi %m, %c1 : index
  %even = tslice.slice %a[0, 0][%half, 4096][2, 1] : tensor<?x4096xf32> to tensor<?x4096xf32>
  %odd = tslice.slice %a[1, 0][%half, 4096][2, 1] : tensor<?x4096xf32> to tensor<?x4096xf32>
  %reversed = tslice.slice %b[%last, 0][%m, 4096][-1, 1] : tensor<?x4096xf32> to tensor<?x4096xf32>
  %other = tslice.slice %reversed[0, 0][%half, 4096][2, 1] : tensor<?x4096xf32> to tensor<?x4096xf32>
  %product = arith.mulf %odd, %other : tensor<?x4096xf32>
  %r = arith.addf %even, %product : tensor<?x4096xf32>
  return %r : tensor<?x4096xf32>
}
