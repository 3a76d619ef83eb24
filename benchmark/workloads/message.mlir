// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// zeros.at[dst].add(x[src] * w[:, None]): message passing on a graph.

func.func @message(
    %x: tensor<?x128xf32>, %src: tensor<?xi32>, %dst: tensor<?xi32>, %w: tensor<?xf32>) -> tensor<?x128xf32> {
  %c0 = arith.constant 0 : index
  %nodes = tensor.dim %x, %c0 : tensor<?x128xf32>
  %edges = tensor.dim %src, %c0 : tensor<?xi32>
  %rows = tslice.gather %x[%src] dims [0] : tensor<?x128xf32>, tensor<?xi32> -> tensor<?x128xf32>
  %wide = tensor.empty(%edges) : tensor<?x128xf32>
  %weights = linalg.broadcast ins(%w : tensor<?xf32>) outs(%wide : tensor<?x128xf32>) dimensions = [1]
  %messages = arith.mulf %rows, %weights : tensor<?x128xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%nodes) : tensor<?x128xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%e : tensor<?x128xf32>) -> tensor<?x128xf32>
  %r = tslice.scatter add %messages into %zeros[%dst] dims [0] : tensor<?x128xf32> into tensor<?x128xf32>, tensor<?xi32>
  return %r : tensor<?x128xf32>
}

func.func @message_grad(
    %x: tensor<?x128xf32>, %src: tensor<?xi32>, %dst: tensor<?xi32>, %w: tensor<?xf32>, %ct: tensor<?x128xf32>) -> (tensor<?x128xf32>, tensor<?xf32>) {
  %g0, %g1 = tslice.vjp @message(%x, %src, %dst, %w)(%ct) wrt [0, 3] : (tensor<?x128xf32>, tensor<?xi32>, tensor<?xi32>, tensor<?xf32>)(tensor<?x128xf32>) -> (tensor<?x128xf32>, tensor<?xf32>)
  return %g0, %g1 : tensor<?x128xf32>, tensor<?xf32>
}
