func.func @f(%x: tensor<?xi64>, %n: index) -> tensor<?xi64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%y = %x) -> (tensor<?xi64>) {
    %e = tensor.extract %y[%i] : tensor<?xi64>
    %p = arith.addi %e, %e : i64
    %z = tensor.insert %p into %y[%i] : tensor<?xi64>
    scf.yield %z : tensor<?xi64>
  }
  return %r : tensor<?xi64>
}
