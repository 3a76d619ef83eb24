// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One step of stochastic gradient descent on an embedding table. The loss is a
// function of the gathered rows, so its gradient has their size, and the table is
// donated, so the step touches the rows that it uses and no others.

// mean((rows - target)^2)
func.func private @loss(%rows: tensor<?x64xf32>, %target: tensor<?x64xf32>) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant dense<0.0> : tensor<f32>
  %d = arith.subf %rows, %target : tensor<?x64xf32>
  %s = arith.mulf %d, %d : tensor<?x64xf32>
  %sum = linalg.reduce { arith.addf } ins(%s : tensor<?x64xf32>) outs(%zero : tensor<f32>) dimensions = [0, 1]
  %k = tensor.dim %rows, %c0 : tensor<?x64xf32>
  %c64 = arith.constant 64 : index
  %n = arith.muli %k, %c64 : index
  %ni = arith.index_cast %n : index to i64
  %nf = arith.sitofp %ni : i64 to f32
  %nt = tensor.from_elements %nf : tensor<f32>
  %mean = arith.divf %sum, %nt : tensor<f32>
  return %mean : tensor<f32>
}

// table[ids] -= rate * d loss / d rows; a row that is used twice moves twice.
func.func @step(%table: tensor<?x64xf32> {tslice.donate}, %ids: tensor<?xi32>, %target: tensor<?x64xf32>,
                %rate: f32) -> (tensor<?x64xf32>, tensor<f32>) {
  %c0 = arith.constant 0 : index
  %rows = tslice.gather %table[%ids] dims [0] : tensor<?x64xf32>, tensor<?xi32> -> tensor<?x64xf32>
  %l, %g = tslice.grad @loss(%rows, %target) wrt [0] value
    : (tensor<?x64xf32>, tensor<?x64xf32>) -> (tensor<f32>, tensor<?x64xf32>)
  %k = tensor.dim %ids, %c0 : tensor<?xi32>
  %minus = arith.negf %rate : f32
  %e = tensor.empty(%k) : tensor<?x64xf32>
  %m = linalg.fill ins(%minus : f32) outs(%e : tensor<?x64xf32>) -> tensor<?x64xf32>
  %move = arith.mulf %m, %g : tensor<?x64xf32>
  %new = tslice.scatter add %move into %table[%ids] dims [0]
    : tensor<?x64xf32> into tensor<?x64xf32>, tensor<?xi32>
  return %new, %l : tensor<?x64xf32>, tensor<f32>
}
