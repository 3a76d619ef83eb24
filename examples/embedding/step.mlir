// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One step of stochastic gradient descent on an embedding table, written on whole
// tensors. The compiler finds that rows which were not gathered stay as they are;
// the table is donated, so the step touches the rows that it uses and no others.

// mean((table[ids] - target)^2)
func.func private @loss(%table: tensor<?x64xf32>, %ids: tensor<?xi32>, %target: tensor<?x64xf32>) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant dense<0.0> : tensor<f32>
  %rows = tslice.gather %table[%ids] dims [0] : tensor<?x64xf32>, tensor<?xi32> -> tensor<?x64xf32>
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

// table -= rate * d loss / d table; a row that is used twice moves twice.
func.func @step(%table: tensor<?x64xf32> {tslice.donate}, %ids: tensor<?xi32>, %target: tensor<?x64xf32>,
                %rate: f32) -> (tensor<?x64xf32>, tensor<f32>) {
  %c0 = arith.constant 0 : index
  %l, %g = tslice.grad @loss(%table, %ids, %target) wrt [0] value
    : (tensor<?x64xf32>, tensor<?xi32>, tensor<?x64xf32>) -> (tensor<f32>, tensor<?x64xf32>)
  %rows = tensor.dim %table, %c0 : tensor<?x64xf32>
  %rates = tensor.splat %rate[%rows] : tensor<?x64xf32>
  %move = arith.mulf %rates, %g : tensor<?x64xf32>
  %new = arith.subf %table, %move : tensor<?x64xf32>
  return %new, %l : tensor<?x64xf32>, tensor<f32>
}
