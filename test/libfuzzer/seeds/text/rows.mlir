func.func @f(%t: tensor<?x4xf32> {tslice.shape = ["n", 4], tslice.name = "table"}, %i: tensor<?xi32>) -> tensor<?x4xf32> {
  %g = tslice.gather %t[%i] dims [0] bounds clamp : tensor<?x4xf32>, tensor<?xi32> -> tensor<?x4xf32>
  %s = tslice.scatter max %g into %t[%i] dims [0] : tensor<?x4xf32> into tensor<?x4xf32>, tensor<?xi32>
  return %s : tensor<?x4xf32>
}
