// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Slices of a picture: height x width x (red, green, blue, alpha), one byte each.

// A window of 32 x 32 pixels; the corner is a run-time value.
func.func @crop(%picture: tensor<?x?x4xi8>, %top: index, %left: index) -> tensor<32x32x4xi8> {
  %0 = tslice.slice %picture[%top, %left, 0][32, 32, 4][1, 1, 1] : tensor<?x?x4xi8> to tensor<32x32x4xi8>
  return %0 : tensor<32x32x4xi8>
}

// Upside down and mirrored: both strides are -1.
func.func @flip(%picture: tensor<?x?x4xi8>) -> tensor<?x?x4xi8> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %h = tensor.dim %picture, %c0 : tensor<?x?x4xi8>
  %w = tensor.dim %picture, %c1 : tensor<?x?x4xi8>
  %bottom = arith.subi %h, %c1 : index
  %right = arith.subi %w, %c1 : index
  %0 = tslice.slice %picture[%bottom, %right, 0][%h, %w, 4][-1, -1, 1] : tensor<?x?x4xi8> to tensor<?x?x4xi8>
  return %0 : tensor<?x?x4xi8>
}

// One channel; the dimension goes.
func.func @red(%picture: tensor<?x?x4xi8>) -> tensor<?x?xi8> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %h = tensor.dim %picture, %c0 : tensor<?x?x4xi8>
  %w = tensor.dim %picture, %c1 : tensor<?x?x4xi8>
  %0 = tslice.slice %picture[0, 0, 0][%h, %w, 1][1, 1, 1] drop [2] : tensor<?x?x4xi8> to tensor<?x?xi8>
  return %0 : tensor<?x?xi8>
}

// Mixes a patch of 16 x 16 pixels half and half into the picture, in place: the
// argument is donated, so nothing outside of the patch is touched or copied.
func.func @blend(%picture: tensor<?x?x4xi8> {tslice.donate}, %patch: tensor<16x16x4xi8>,
                 %top: index, %left: index) -> tensor<?x?x4xi8> {
  %half = arith.constant dense<1> : tensor<16x16x4xi16>
  %old = tslice.slice %picture[%top, %left, 0][16, 16, 4][1, 1, 1] : tensor<?x?x4xi8> to tensor<16x16x4xi8>
  %a = arith.extui %old : tensor<16x16x4xi8> to tensor<16x16x4xi16>
  %b = arith.extui %patch : tensor<16x16x4xi8> to tensor<16x16x4xi16>
  %sum = arith.addi %a, %b : tensor<16x16x4xi16>
  %mean = arith.shrui %sum, %half : tensor<16x16x4xi16>
  %new = arith.trunci %mean : tensor<16x16x4xi16> to tensor<16x16x4xi8>
  %0 = tslice.update set %new into %picture[%top, %left, 0][16, 16, 4][1, 1, 1]
    : tensor<16x16x4xi8> into tensor<?x?x4xi8>
  return %0 : tensor<?x?x4xi8>
}

// Enlarges: pixel (i, j) comes from (rows[i], columns[j]).
func.func @enlarge(%picture: tensor<?x?x4xi8>, %rows: tensor<?xi32>, %columns: tensor<?xi32>) -> tensor<?x?x4xi8> {
  %tall = tslice.gather %picture[%rows] dims [0] : tensor<?x?x4xi8>, tensor<?xi32> -> tensor<?x?x4xi8>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %h = tensor.dim %tall, %c0 : tensor<?x?x4xi8>
  %n = tensor.dim %columns, %c0 : tensor<?xi32>
  %e = tensor.empty(%h, %n) : tensor<?x?xi32>
  %each = linalg.broadcast ins(%columns : tensor<?xi32>) outs(%e : tensor<?x?xi32>) dimensions = [0]
  %0 = tslice.gather %tall[%each] batch [0] dims [1] : tensor<?x?x4xi8>, tensor<?x?xi32> -> tensor<?x?x4xi8>
  return %0 : tensor<?x?x4xi8>
}
