// Derivatives through steps that read much and write little: what a step writes
// over is kept, and put back on the way back. Both modes, finite differences.

// RUN: tslice-run --check-grad --grad=0 %s --entry=element 'random(7xf64, 1)' 5 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=element 'random(7xf64, 1)' 0 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=element 'random(7xf64, 1)' 1 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=windows 'random(40x3xf64, 1)' 'random(9xi32, 2, 0, 6)' | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=windows 'random(40x3xf64, 1)' 'random(0xi32, 2)' | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=rows 'random(30x4xf64, 1)' 'random(5x3xi64, 2, -2, 33)' | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=several 'random(50xf64, 1)' 'random(60xf64, 2)' 4 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=until 'random(9xf64, 1)' 7 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=until 'random(9xf64, 1)' 0 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=inner 'random(9xf64, 1)' 3 6 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=second 'random(7xf64, 1)' 5 | FileCheck %s

// CHECK: check of the derivatives: forward and reverse mode differ by {{.*}}, finite differences agree

func.func private @total(%a: tensor<?xf64>) -> f64 {
  %zero = arith.constant dense<0.0> : tensor<f64>
  %s = math.sin %a : tensor<?xf64>
  %t = linalg.reduce { arith.addf } ins(%s : tensor<?xf64>) outs(%zero : tensor<f64>) dimensions = [0]
  %v = tensor.extract %t[] : tensor<f64>
  return %v : f64
}
func.func @element(%x: tensor<?xf64>, %n: index) -> tensor<?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (tensor<?xf64>) {
    %v = func.call @total(%a) : (tensor<?xf64>) -> f64
    %u = tensor.insert %v into %a[%i] : tensor<?xf64>
    scf.yield %u : tensor<?xf64>
  }
  return %r : tensor<?xf64>
}
// windows that overlap, at places that a table tells, in one step several, of
// which one reads what the other has written
func.func @windows(%x: tensor<40x3xf64>, %k: tensor<?xi32>) -> tensor<40x3xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant dense<0.0> : tensor<3xf64>
  %n = tensor.dim %k, %c0 : tensor<?xi32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (tensor<40x3xf64>) {
    %ki = tensor.extract %k[%i] : tensor<?xi32>
    %p = arith.index_cast %ki : i32 to index
    %s = math.sin %a : tensor<40x3xf64>
    %t = linalg.reduce { arith.addf } ins(%s : tensor<40x3xf64>) outs(%zero : tensor<3xf64>) dimensions = [0]
    %u = tslice.update mul %t into %a[%p, 0][1, 3][1, 1] drop [0] : tensor<3xf64> into tensor<40x3xf64>
    %w = tslice.slice %u[%p, 2][4, 3][2, -1] : tensor<40x3xf64> to tensor<4x3xf64>
    %e = math.exp %w : tensor<4x3xf64>
    %d = arith.negf %e : tensor<4x3xf64>
    %f = math.exp %d : tensor<4x3xf64>
    %g = tslice.update set %f into %u[%p, 0][4, 3][1, 1] bounds clamp : tensor<4x3xf64> into tensor<40x3xf64>
    %q = tensor.extract_slice %g[%i, 0] [2, 3] [1, 1] : tensor<40x3xf64> to tensor<2x3xf64>
    %h = math.tanh %q : tensor<2x3xf64>
    %o = tensor.insert_slice %h into %g[%p, 0] [2, 3] [3, 1] : tensor<2x3xf64> into tensor<40x3xf64>
    scf.yield %o : tensor<40x3xf64>
  }
  return %r : tensor<40x3xf64>
}
// rows that repeat, some of them outside
func.func @rows(%x: tensor<30x4xf64>, %k: tensor<?x3xi64>) -> tensor<30x4xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant dense<0.0> : tensor<4xf64>
  %n = tensor.dim %k, %c0 : tensor<?x3xi64>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (tensor<30x4xf64>) {
    %j = tslice.slice %k[%i, 0][1, 3][1, 1] drop [0] : tensor<?x3xi64> to tensor<3xi64>
    %aa = arith.mulf %a, %a : tensor<30x4xf64>
    %t = linalg.reduce { arith.addf } ins(%aa : tensor<30x4xf64>) outs(%zero : tensor<4xf64>) dimensions = [0]
    %s = math.sin %t : tensor<4xf64>
    %e = tensor.empty() : tensor<3x4xf64>
    %b = linalg.broadcast ins(%s : tensor<4xf64>) outs(%e : tensor<3x4xf64>) dimensions = [0]
    %u = tslice.scatter add %b into %a[%j] dims [0] bounds skip_window : tensor<3x4xf64> into tensor<30x4xf64>, tensor<3xi64>
    scf.yield %u : tensor<30x4xf64>
  }
  return %r : tensor<30x4xf64>
}
// two tensors, each of which says where the other is written to
func.func @several(%x: tensor<50xf64>, %y: tensor<60xf64>, %n: index) -> (tensor<50xf64>, tensor<60xf64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c40 = arith.constant 40 : index
  %many = arith.constant 1000.0 : f64
  %zero = arith.constant dense<0.0> : tensor<f64>
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %b = %y) -> (tensor<50xf64>, tensor<60xf64>) {
    %s = math.sin %a : tensor<50xf64>
    %t = linalg.reduce { arith.addf } ins(%s : tensor<50xf64>) outs(%zero : tensor<f64>) dimensions = [0]
    %v = tensor.extract %t[] : tensor<f64>
    %bb = arith.mulf %b, %b : tensor<60xf64>
    %w = linalg.reduce { arith.addf } ins(%bb : tensor<60xf64>) outs(%t : tensor<f64>) dimensions = [0]
    %z = tensor.extract %w[] : tensor<f64>
    %big = arith.mulf %v, %many : f64
    %abs = math.absf %big : f64
    %int = arith.fptosi %abs : f64 to i64
    %idx = arith.index_cast %int : i64 to index
    %p = arith.remui %idx, %c40 : index
    %vs = math.sin %z : f64
    %m = tensor.insert %vs into %b[%p] : tensor<60xf64>
    %l = tensor.insert %v into %a[%i] : tensor<50xf64>
    %g = tensor.insert %z into %l[%p] : tensor<50xf64>
    scf.yield %g, %m : tensor<50xf64>, tensor<60xf64>
  }
  return %r#0, %r#1 : tensor<50xf64>, tensor<60xf64>
}
// a loop that nobody can count
func.func @until(%x: tensor<?xf64>, %n: index) -> tensor<?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.while (%i = %c0, %a = %x) : (index, tensor<?xf64>) -> (index, tensor<?xf64>) {
    %c = arith.cmpi slt, %i, %n : index
    scf.condition(%c) %i, %a : index, tensor<?xf64>
  } do {
  ^bb0(%i: index, %a: tensor<?xf64>):
    %v = func.call @total(%a) : (tensor<?xf64>) -> f64
    %u = tensor.insert %v into %a[%i] : tensor<?xf64>
    %j = arith.addi %i, %c1 : index
    scf.yield %j, %u : index, tensor<?xf64>
  }
  return %r#1 : tensor<?xf64>
}
func.func @inner(%x: tensor<?xf64>, %n: index, %m: index) -> tensor<?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %t = %c0 to %n step %c1 iter_args(%p = %x) -> (tensor<?xf64>) {
    %q = scf.for %i = %c0 to %m step %c1 iter_args(%a = %p) -> (tensor<?xf64>) {
      %v = func.call @total(%a) : (tensor<?xf64>) -> f64
      %k = arith.addi %i, %t : index
      %u = tensor.insert %v into %a[%k] : tensor<?xf64>
      scf.yield %u : tensor<?xf64>
    }
    %s = math.exp %q : tensor<?xf64>
    %w = arith.negf %s : tensor<?xf64>
    %z = math.exp %w : tensor<?xf64>
    scf.yield %z : tensor<?xf64>
  }
  return %r : tensor<?xf64>
}
func.func private @value(%x: tensor<?xf64>, %n: index) -> f64 {
  %y = func.call @element(%x, %n) : (tensor<?xf64>, index) -> tensor<?xf64>
  %v = func.call @total(%y) : (tensor<?xf64>) -> f64
  return %v : f64
}
func.func @second(%x: tensor<?xf64>, %n: index) -> f64 {
  %g = tslice.grad @value(%x, %n) wrt [0] : (tensor<?xf64>, index) -> tensor<?xf64>
  %v = func.call @total(%g) : (tensor<?xf64>) -> f64
  return %v : f64
}
