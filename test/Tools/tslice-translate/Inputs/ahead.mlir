// What a program calls ahead of time: one entry for each way in and out.

// A table that is updated in place by a number of rows that only calls know.
func.func @"add-rows"(%table: tensor<?x4xf32> {tslice.donate, tslice.shape = ["rows", 4]},
                    %ids: tensor<?xi64> {tslice.shape = ["count"]},
                    %update: tensor<?x4xf32> {tslice.shape = ["count", 4]}) -> tensor<?x4xf32> {
  %r = tslice.scatter add %update into %table[%ids] dims [0] : tensor<?x4xf32> into tensor<?x4xf32>, tensor<?xi64>
  return %r : tensor<?x4xf32>
}

// Rank 0 in and out, by a function of libm.
func.func @scalar(%x: f32, %double: tensor<f64>) -> (tensor<f32>, f64) {
  %t = math.tanh %x : f32
  %r = tensor.from_elements %t : tensor<f32>
  %y = tensor.extract %double[] : tensor<f64>
  return %r, %y : tensor<f32>, f64
}

// Two results that are the argument, which is not donated.
func.func @twice(%x: tensor<?xi8>) -> (tensor<?xi8>, tensor<?xi8>) {
  return %x, %x : tensor<?xi8>, tensor<?xi8>
}

// Long enough for threads, in a type that processors may lack.
func.func @halves(%x: tensor<?xf16>) -> tensor<?xf16> {
  %r = arith.addf %x, %x : tensor<?xf16>
  return %r : tensor<?xf16>
}

// A product and a sum that a processor might contract, and a function, in an
// order that may not depend on the width of vectors.
func.func @sum(%x: tensor<?xf32>) -> tensor<f32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %e = math.exp %x : tensor<?xf32>
  %p = arith.mulf %x, %x : tensor<?xf32>
  %s = arith.addf %p, %e : tensor<?xf32>
  %r = linalg.reduce { arith.addf } ins(%s : tensor<?xf32>) outs(%zero : tensor<f32>) dimensions = [0]
  return %r : tensor<f32>
}

// Nothing in, nothing out.
func.func @nothing() {
  return
}
