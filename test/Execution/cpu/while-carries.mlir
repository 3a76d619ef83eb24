// Values that a while loop yields, and that its condition then writes over, keep
// theirs: the expected ones are of NumPy, with a copy in place of every write.

// RUN: tslice-run %s --entry=outside '[1., 2., 3., 4.]' 9. 3 --check-against=evaluate | FileCheck %s --check-prefix=OUTSIDE
// OUTSIDE: [-1. -2. -3.  9.]
// OUTSIDE: [-1. -2. -3. -4.]
// RUN: tslice-run %s --entry=outside '[1., 2., 3., 4.]' 9. 3 --check-grad 2>&1 | FileCheck %s --check-prefix=GRADIENT
// GRADIENT: forward and reverse mode differ by {{.*}} of 1.0e-12, finite differences agree
func.func @outside(%x: tensor<?xf64>, %s: f64, %n: index) -> (tensor<?xf64>, tensor<?xf64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %y = arith.negf %x : tensor<?xf64>
  %r:2 = scf.while (%i = %c0, %a = %x) : (index, tensor<?xf64>) -> (index, tensor<?xf64>) {
    %more = arith.cmpi slt, %i, %n : index
    %u = tensor.insert %s into %a[%i] : tensor<?xf64>
    scf.condition(%more) %i, %u : index, tensor<?xf64>
  } do {
  ^bb0(%i: index, %a: tensor<?xf64>):
    %j = arith.addi %i, %c1 : index
    scf.yield %j, %y : index, tensor<?xf64>
  }
  return %r#1, %y : tensor<?xf64>, tensor<?xf64>
}

// RUN: tslice-run %s --entry=swap '[1., 2., 3., 4.]' '[5., 6., 7., 8.]' 2 --check-against=evaluate | FileCheck %s --check-prefix=SWAP
// SWAP:      [ 9. -2.  9. -4.]
// SWAP-NEXT: [-5.  9. -7. -8.]
// SWAP-NEXT: [-1. -2. -3. -4.]
// SWAP-NEXT: [-5. -6. -7. -8.]
func.func @swap(%x: tensor<4xf64>, %y: tensor<4xf64>, %n: index) -> (tensor<4xf64>, tensor<4xf64>, tensor<4xf64>, tensor<4xf64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %s = arith.constant 9.0 : f64
  %p = arith.negf %x : tensor<4xf64>
  %q = arith.negf %y : tensor<4xf64>
  %r:3 = scf.while (%i = %c0, %a = %p, %b = %q) : (index, tensor<4xf64>, tensor<4xf64>) -> (index, tensor<4xf64>, tensor<4xf64>) {
    %more = arith.cmpi slt, %i, %n : index
    %u = tensor.insert %s into %a[%i] : tensor<4xf64>
    scf.condition(%more) %i, %u, %b : index, tensor<4xf64>, tensor<4xf64>
  } do {
  ^bb0(%i: index, %a: tensor<4xf64>, %b: tensor<4xf64>):
    %j = arith.addi %i, %c1 : index
    scf.yield %j, %b, %a : index, tensor<4xf64>, tensor<4xf64>
  }
  return %r#1, %r#2, %p, %q : tensor<4xf64>, tensor<4xf64>, tensor<4xf64>, tensor<4xf64>
}

// RUN: tslice-run %s --entry=twice '[1., 2., 3., 4.]' 2 --check-against=evaluate | FileCheck %s --check-prefix=TWICE
// TWICE:      [1. 2. 9. 4.]
// TWICE-NEXT: [1. 2. 3. 4.]
func.func @twice(%x: tensor<4xf64>, %n: index) -> (tensor<4xf64>, tensor<4xf64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %s = arith.constant 9.0 : f64
  %r:3 = scf.while (%i = %c0, %a = %x, %b = %x) : (index, tensor<4xf64>, tensor<4xf64>) -> (index, tensor<4xf64>, tensor<4xf64>) {
    %more = arith.cmpi slt, %i, %n : index
    %u = tensor.insert %s into %a[%i] : tensor<4xf64>
    scf.condition(%more) %i, %u, %b : index, tensor<4xf64>, tensor<4xf64>
  } do {
  ^bb0(%i: index, %a: tensor<4xf64>, %b: tensor<4xf64>):
    %j = arith.addi %i, %c1 : index
    %z = arith.negf %b : tensor<4xf64>
    scf.yield %j, %z, %z : index, tensor<4xf64>, tensor<4xf64>
  }
  return %r#1, %r#2 : tensor<4xf64>, tensor<4xf64>
}
