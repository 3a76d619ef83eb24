// Counts visits of pages. The table of counts is donated, so it is updated where it
// lies; a page that is visited twice counts twice, a page that is not there is an
// error.
func.func @count(%visits: tensor<?xi64> {tslice.donate}, %pages: tensor<?xi32>) -> tensor<?xi64> {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i64
  %n = tensor.dim %pages, %c0 : tensor<?xi32>
  %ones = tensor.splat %one[%n] : tensor<?xi64>
  %r = tslice.scatter add %ones into %visits[%pages] dims [0] : tensor<?xi64> into tensor<?xi64>, tensor<?xi32>
  return %r : tensor<?xi64>
}

// The share of all visits that each of the given pages has.
func.func @shares(%visits: tensor<?xi64>, %pages: tensor<?xi32>) -> tensor<?xf64> {
  %zero = arith.constant dense<0> : tensor<i64>
  %c0 = arith.constant 0 : index
  %n = tensor.dim %pages, %c0 : tensor<?xi32>
  %sum = linalg.reduce { arith.addi } ins(%visits : tensor<?xi64>) outs(%zero : tensor<i64>) dimensions = [0]
  %all = tensor.extract %sum[] : tensor<i64>
  %total = arith.sitofp %all : i64 to f64
  %totals = tensor.splat %total[%n] : tensor<?xf64>
  %some = tslice.gather %visits[%pages] dims [0] : tensor<?xi64>, tensor<?xi32> -> tensor<?xi64>
  %counts = arith.sitofp %some : tensor<?xi64> to tensor<?xf64>
  %r = arith.divf %counts, %totals : tensor<?xf64>
  return %r : tensor<?xf64>
}
