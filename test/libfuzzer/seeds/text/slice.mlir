func.func @f(%x: tensor<8x4xf32>, %o: index) -> tensor<?x2xf32> {
  %n = arith.constant 3 : index
  %s = tslice.slice %x[%o, 1][%n, 2][2, 1] bounds skip_element : tensor<8x4xf32> to tensor<?x2xf32>
  return %s : tensor<?x2xf32>
}
