// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A function that returns its argument, which the caller still owns: a copy.

func.func @copy(%x: tensor<?x8192xf32>) -> tensor<?x8192xf32> {
  return %x : tensor<?x8192xf32>
}
