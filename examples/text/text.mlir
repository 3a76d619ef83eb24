// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Windows and counts of a text, one byte per character.

// All runs of 8 characters that start at the given positions.
func.func @windows(%text: tensor<?xi8> {tslice.name = "text"}, %starts: tensor<?xi32>) -> tensor<?x8xi8> {
  %0 = tslice.gather %text[%starts] dims [0] window [8] : tensor<?xi8>, tensor<?xi32> -> tensor<?x8xi8>
  return %0 : tensor<?x8xi8>
}

// How often each of the 256 characters stands in the text: one is added to the
// character's cell for each of its places. The order of duplicates is that of the text.
func.func @counts(%text: tensor<?xi8>) -> tensor<256xi64> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %text, %c0 : tensor<?xi8>
  %one = arith.constant 1 : i64
  %e = tensor.empty(%n) : tensor<?xi64>
  %ones = linalg.fill ins(%one : i64) outs(%e : tensor<?xi64>) -> tensor<?xi64>
  %zeros = arith.constant dense<0> : tensor<256xi64>
  %characters = arith.extui %text : tensor<?xi8> to tensor<?xi32>
  %0 = tslice.scatter add %ones into %zeros[%characters] dims [0]
    : tensor<?xi64> into tensor<256xi64>, tensor<?xi32>
  return %0 : tensor<256xi64>
}
