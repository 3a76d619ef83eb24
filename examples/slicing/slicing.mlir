// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Slices inside of a graph: of a batch of any size, 10 steps of 3 features each.

// x[:, :5, :] and of that [:, :, 0]; x[:, 2:7, :]
func.func @steps(%x: tensor<?x10x3xf32>) -> (tensor<?x5xf32>, tensor<?x5x3xf32>) {
  %a = tslice.index %x[:, :5, :] : tensor<?x10x3xf32> -> tensor<?x5x3xf32>
  %first = tslice.index %a[:, :, 0] : tensor<?x5x3xf32> -> tensor<?x5xf32>
  %middle = tslice.index %x[:, 2:7, :] : tensor<?x10x3xf32> -> tensor<?x5x3xf32>
  return %first, %middle : tensor<?x5xf32>, tensor<?x5x3xf32>
}

// tf.slice(x, begin=[0, 2, 0], size=[-1, 3, -1]): a size of -1 is what is left
// behind the begin, here of the batch, whose size no type says.
func.func @begin_and_size(%x: tensor<?x10x3xf32>) -> tensor<?x3x3xf32> {
  %c0 = arith.constant 0 : index
  %batch = tensor.dim %x, %c0 : tensor<?x10x3xf32>
  %r = tslice.slice %x[0, 2, 0][%batch, 3, 3][1, 1, 1] : tensor<?x10x3xf32> to tensor<?x3x3xf32>
  return %r : tensor<?x3x3xf32>
}

// A layer to use again: start, end and step are values, known when it runs. Ranges
// count from the end below 0, and clip.
func.func private @crop(%x: tensor<?x10x3xf32>, %start: index, %end: index, %step: index) -> tensor<?x?x3xf32> {
  %r = tslice.index %x[:, %start:%end:%step] : tensor<?x10x3xf32> -> tensor<?x?x3xf32>
  return %r : tensor<?x?x3xf32>
}

// The layer twice: [start, end) as it is, and every second of [start, 10).
func.func @layers(%x: tensor<?x10x3xf32>, %start: index, %end: index) -> (tensor<?x?x3xf32>, tensor<?x?x3xf32>) {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c10 = arith.constant 10 : index
  %a = func.call @crop(%x, %start, %end, %c1) : (tensor<?x10x3xf32>, index, index, index) -> tensor<?x?x3xf32>
  %b = func.call @crop(%x, %start, %c10, %c2) : (tensor<?x10x3xf32>, index, index, index) -> tensor<?x?x3xf32>
  return %a, %b : tensor<?x?x3xf32>, tensor<?x?x3xf32>
}

// A number is not a range: out of [-10, 10) it is an error that names it.
func.func @step(%x: tensor<?x10x3xf32> {tslice.name = "x"}, %k: index) -> tensor<?x3xf32> {
  %r = tslice.index %x[:, %k] : tensor<?x10x3xf32>, index -> tensor<?x3xf32>
  return %r : tensor<?x3xf32>
}

// x[:, -3:], x[:, ::4], x[:, ::-1], x[:, 7:2:-2], x[..., -1], x[:, newaxis, -1]
func.func @forms(%x: tensor<?x10x3xf32>) -> (tensor<?x3x3xf32>, tensor<?x3x3xf32>, tensor<?x10x3xf32>,
                                             tensor<?x3x3xf32>, tensor<?x10xf32>, tensor<?x1x3xf32>) {
  %last = tslice.index %x[:, -3:] : tensor<?x10x3xf32> -> tensor<?x3x3xf32>
  %fourth = tslice.index %x[:, ::4] : tensor<?x10x3xf32> -> tensor<?x3x3xf32>
  %reversed = tslice.index %x[:, ::-1] : tensor<?x10x3xf32> -> tensor<?x10x3xf32>
  %back = tslice.index %x[:, 7:2:-2] : tensor<?x10x3xf32> -> tensor<?x3x3xf32>
  %feature = tslice.index %x[..., -1] : tensor<?x10x3xf32> -> tensor<?x10xf32>
  %row = tslice.index %x[:, newaxis, -1] : tensor<?x10x3xf32> -> tensor<?x1x3xf32>
  return %last, %fourth, %reversed, %back, %feature, %row
    : tensor<?x3x3xf32>, tensor<?x3x3xf32>, tensor<?x10x3xf32>, tensor<?x3x3xf32>, tensor<?x10xf32>, tensor<?x1x3xf32>
}
