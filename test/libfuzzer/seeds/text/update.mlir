func.func @f(%x: tensor<?xf32> {tslice.donate}, %u: tensor<2xf32>) -> tensor<?xf32> {
  %r = tslice.update add %u into %x[1][2][1] : tensor<2xf32> into tensor<?xf32>
  return %r : tensor<?xf32>
}
