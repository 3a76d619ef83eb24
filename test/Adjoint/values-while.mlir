// Derivatives through loops that nobody can count ahead of time, in both modes:
// forward against reverse mode, against finite differences. The lengths are
// those about which a tape grows.

// RUN: tslice-run --check-grad --grad=0,1 %s --entry=chain 'random(9xf64, 1)' 0.7 0 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0,1 %s --entry=chain 'random(9xf64, 1)' 0.7 1 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0,1 %s --entry=chain 'random(9xf64, 1)' 0.7 2 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0,1 %s --entry=chain 'random(9xf64, 1)' 0.7 3 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0,1 %s --entry=chain 'random(9xf64, 1)' 0.7 9 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0,1 %s --entry=until 'random(3x2xf64, 1, 1, 2)' 1.1 3. | FileCheck %s
// RUN: tslice-run --check-grad --grad=0,1 %s --entry=until 'random(3x2xf64, 1, 1, 2)' 1.1 90. | FileCheck %s
// RUN: tslice-run --check-grad --grad=0,1 %s --entry=until 'random(0x2xf64, 1)' 1.1 90. | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=moved 'random(5xf64, 1)' 5 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=moved 'random(5xf64, 1)' 1 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0,1 %s --entry=ragged 'random(6x2xf64, 1)' 'random(2xf64, 2)' 6 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0,1 %s --entry=ragged 'random(6x2xf64, 1)' 'random(2xf64, 2)' 0 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=inside 'random(7xf64, 1)' 5 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0 %s --entry=counts 'random(9xf64, 1)' 7 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0,1 %s --entry=second 'random(9xf64, 1)' 0.7 0 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0,1 %s --entry=second 'random(9xf64, 1)' 0.7 5 | FileCheck %s
// RUN: tslice-run --check-grad --grad=0,1 %s --entry=forward 'random(9xf64, 1)' 0.7 5 | FileCheck %s

// CHECK: check of the derivatives: forward and reverse mode differ by {{.*}}, finite differences agree

// each element is made of the one before it
func.func private @product(%x: tensor<?xf64>, %w: f64, %n: index) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:3 = scf.while (%i = %c0, %a = %x, %s = %w) : (index, tensor<?xf64>, f64) -> (index, tensor<?xf64>, f64) {
    %c = arith.cmpi slt, %i, %n : index
    scf.condition(%c) %i, %a, %s : index, tensor<?xf64>, f64
  } do {
  ^bb0(%i: index, %a: tensor<?xf64>, %s: f64):
    %v = tensor.extract %a[%i] : tensor<?xf64>
    %vs = arith.mulf %v, %s : f64
    %t = math.sin %vs : f64
    %u = tensor.insert %t into %a[%i] : tensor<?xf64>
    %z = arith.addf %t, %w : f64
    %j = arith.addi %i, %c1 : index
    scf.yield %j, %u, %z : index, tensor<?xf64>, f64
  }
  %e = tensor.extract %r#1[%c0] : tensor<?xf64>
  %es = arith.mulf %e, %r#2 : f64
  return %es : f64
}
func.func @chain(%x: tensor<?xf64>, %w: f64, %n: index) -> f64 {
  %y = func.call @product(%x, %w, %n) : (tensor<?xf64>, f64, index) -> f64
  return %y : f64
}
// all in the half ahead of the test, which ends when the data says so
func.func @until(%x: tensor<?x2xf64>, %w: f64, %end: f64) -> tensor<?x2xf64> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant dense<0.0> : tensor<f64>
  %r = scf.while (%a = %x) : (tensor<?x2xf64>) -> (tensor<?x2xf64>) {
    %s = linalg.reduce { arith.addf } ins(%a : tensor<?x2xf64>) outs(%zero : tensor<f64>) dimensions = [0, 1]
    %v = tensor.extract %s[] : tensor<f64>
    %c = arith.cmpf olt, %v, %end : f64
    %positive = arith.constant 0.0 : f64
    %any = arith.cmpf ogt, %v, %positive : f64
    %go = arith.andi %c, %any : i1
    %n = tensor.dim %a, %c0 : tensor<?x2xf64>
    %ws = tensor.splat %w[%n] : tensor<?x2xf64>
    %aw = arith.mulf %a, %ws : tensor<?x2xf64>
    %b = arith.mulf %aw, %aw : tensor<?x2xf64>
    scf.condition(%go) %b : tensor<?x2xf64>
  } do {
  ^bb0(%a: tensor<?x2xf64>):
    scf.yield %a : tensor<?x2xf64>
  }
  return %r : tensor<?x2xf64>
}
// what the condition hands on has other places, and another type
func.func @moved(%x: tensor<?xf64>, %n: index) -> tensor<?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %on = arith.cmpi sgt, %n, %c0 : index
  %r:3 = scf.while (%go = %on, %i = %c0, %a = %x) : (i1, index, tensor<?xf64>) -> (tensor<?xf64>, f64, index) {
    %v = tensor.extract %a[%i] : tensor<?xf64>
    %u = math.exp %v : f64
    scf.condition(%go) %a, %u, %i : tensor<?xf64>, f64, index
  } do {
  ^bb0(%a: tensor<?xf64>, %u: f64, %i: index):
    %v = tensor.extract %a[%i] : tensor<?xf64>
    %t = arith.mulf %v, %u : f64
    %b = tensor.insert %t into %a[%i] : tensor<?xf64>
    %k = arith.addi %i, %c1 : index
    %go = arith.cmpi slt, %k, %n : index
    %j = arith.select %go, %k, %i : index
    scf.yield %go, %j, %b : i1, index, tensor<?xf64>
  }
  return %r#0 : tensor<?xf64>
}
// a loop in each step, with other numbers of steps, none among them
func.func @ragged(%x: tensor<?x2xf64>, %y: tensor<2xf64>, %n: index) -> tensor<?x2xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r:2 = scf.while (%i = %c0, %a = %x) : (index, tensor<?x2xf64>) -> (index, tensor<?x2xf64>) {
    %c = arith.cmpi slt, %i, %n : index
    scf.condition(%c) %i, %a : index, tensor<?x2xf64>
  } do {
  ^bb0(%i: index, %a: tensor<?x2xf64>):
    %i2 = arith.muli %i, %i : index
    %end = arith.remui %i2, %c3 : index
    %stop = arith.addi %end, %i : index
    %v = tslice.slice %a[%i, 0][1, 2][1, 1] drop [0] : tensor<?x2xf64> to tensor<2xf64>
    %s:2 = scf.while (%k = %end, %b = %v) : (index, tensor<2xf64>) -> (index, tensor<2xf64>) {
      %c = arith.cmpi slt, %k, %stop : index
      scf.condition(%c) %k, %b : index, tensor<2xf64>
    } do {
    ^bb0(%k: index, %b: tensor<2xf64>):
      %m = arith.mulf %b, %y : tensor<2xf64>
      %t = math.sin %m : tensor<2xf64>
      %l = arith.addi %k, %c1 : index
      scf.yield %l, %t : index, tensor<2xf64>
    }
    %u = tslice.update set %s#1 into %a[%i, 0][1, 2][1, 1] drop [0] : tensor<2xf64> into tensor<?x2xf64>
    %j = arith.addi %i, %c1 : index
    scf.yield %j, %u : index, tensor<?x2xf64>
  }
  return %r#1 : tensor<?x2xf64>
}
// in a branch, in a step of a counted loop
func.func @inside(%x: tensor<?xf64>, %n: index) -> tensor<?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (tensor<?xf64>) {
    %odd = arith.remui %i, %c2 : index
    %c = arith.cmpi eq, %odd, %c0 : index
    %b = scf.if %c -> (tensor<?xf64>) {
      %s:2 = scf.while (%k = %c0, %d = %a) : (index, tensor<?xf64>) -> (index, tensor<?xf64>) {
        %more = arith.cmpi sle, %k, %i : index
        scf.condition(%more) %k, %d : index, tensor<?xf64>
      } do {
      ^bb0(%k: index, %d: tensor<?xf64>):
        %v = tensor.extract %d[%k] : tensor<?xf64>
        %l = arith.addi %k, %c1 : index
        %w = tensor.extract %d[%l] : tensor<?xf64>
        %vw = arith.mulf %v, %w : f64
        %t = math.sin %vw : f64
        %e = tensor.insert %t into %d[%l] : tensor<?xf64>
        scf.yield %l, %e : index, tensor<?xf64>
      }
      scf.yield %s#1 : tensor<?xf64>
    } else {
      %v = tensor.extract %a[%i] : tensor<?xf64>
      %t = math.exp %v : f64
      %e = tensor.insert %t into %a[%i] : tensor<?xf64>
      scf.yield %e : tensor<?xf64>
    }
    scf.yield %b : tensor<?xf64>
  }
  return %r : tensor<?xf64>
}
// counters of several kinds, that count down and up
func.func @counts(%x: tensor<?xf64>, %n: i32) -> f64 {
  %c0 = arith.constant 0 : i32
  %c2 = arith.constant 2 : index
  %c8 = arith.constant 8 : index
  %one = arith.constant 1.0 : f64
  %by = arith.constant -1 : i32
  %r:4 = scf.while (%i = %n, %j = %c8, %k = %c2, %a = %one) : (i32, index, index, f64) -> (i32, index, index, f64) {
    %c = arith.cmpi sgt, %i, %c0 : i32
    scf.condition(%c) %i, %j, %k, %a : i32, index, index, f64
  } do {
  ^bb0(%i: i32, %j: index, %k: index, %a: f64):
    %c1 = arith.constant 1 : index
    %p = arith.index_cast %i : i32 to index
    %v = tensor.extract %x[%p] : tensor<?xf64>
    %w = tensor.extract %x[%j] : tensor<?xf64>
    %q = arith.remui %k, %c8 : index
    %u = tensor.extract %x[%q] : tensor<?xf64>
    %av = arith.mulf %a, %v : f64
    %avw = arith.addf %av, %w : f64
    %b = arith.mulf %avw, %u : f64
    %h = arith.addi %by, %i : i32
    %l = arith.subi %j, %c1 : index
    %m = arith.addi %k, %c2 : index
    scf.yield %h, %l, %m, %b : i32, index, index, f64
  }
  return %r#3 : f64
}
func.func @second(%x: tensor<?xf64>, %w: f64, %n: index) -> f64 {
  %g, %h = tslice.grad @product(%x, %w, %n) wrt [0, 1] : (tensor<?xf64>, f64, index) -> (tensor<?xf64>, f64)
  %zero = arith.constant dense<0.0> : tensor<f64>
  %gg = arith.mulf %g, %g : tensor<?xf64>
  %sum = linalg.reduce { arith.addf } ins(%gg : tensor<?xf64>) outs(%zero : tensor<f64>) dimensions = [0]
  %v = tensor.extract %sum[] : tensor<f64>
  %r = arith.mulf %v, %h : f64
  return %r : f64
}
func.func @forward(%x: tensor<?xf64>, %w: f64, %n: index) -> f64 {
  %one = arith.constant 1.0 : f64
  %g = tslice.jvp @product(%x, %w, %n)(%x, %one) wrt [0, 1] : (tensor<?xf64>, f64, index)(tensor<?xf64>, f64) -> f64
  return %g : f64
}
