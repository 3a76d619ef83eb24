// RUN: %python %S/Inputs/check_gradients.py %tslice_bin %s | FileCheck %s
// CHECK-NOT: {{WRONG|FAILED}}
// CHECK: 8 of 8 agree

// CASE scalar
func.func private @f(%x: tensor<4xf64>, %v: f64) -> tensor<4xf64> {
  %e = tensor.empty() : tensor<4xf64>
  %r = linalg.map ins(%x : tensor<4xf64>) outs(%e : tensor<4xf64>) (%a: f64, %o: f64) {
    %p = arith.mulf %a, %v : f64
    %q = math.sin %p : f64
    linalg.yield %q : f64
  }
  return %r : tensor<4xf64>
}

// -----

// CASE extract
// ARG 2: [1, 3, 1, 0, 2]
func.func private @f(%x: tensor<5xf64>, %t: tensor<4xf64>, %i: tensor<5xi32>) -> tensor<5xf64> {
  %e = tensor.empty() : tensor<5xf64>
  %m = arith.mulf %t, %t : tensor<4xf64>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%x, %i : tensor<5xf64>, tensor<5xi32>) outs(%e : tensor<5xf64>) {
  ^bb0(%a: f64, %j: i32, %o: f64):
    %k = arith.index_cast %j : i32 to index
    %v = tensor.extract %m[%k] : tensor<4xf64>
    %l = linalg.index 0 : index
    %c2 = arith.constant 2 : index
    %d = arith.divui %l, %c2 : index
    %w = tensor.extract %m[%d] : tensor<4xf64>
    %p = arith.mulf %a, %v : f64
    %q = arith.mulf %p, %w : f64
    linalg.yield %q : f64
  } -> tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE generate
// SIZES 0: 3 4
// SIZES 1:
// RESULT 0: 4 3
func.func private @f(%x: tensor<?x?xf64>, %t: tensor<f64>, %s: f64) -> tensor<?x?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?x?xf64>
  %m = tensor.dim %x, %c1 : tensor<?x?xf64>
  %r = tensor.generate %m, %n {
  ^bb0(%i: index, %j: index):
    %a = tensor.extract %x[%j, %i] : tensor<?x?xf64>
    %b = tensor.extract %t[] : tensor<f64>
    %p = arith.mulf %a, %b : f64
    %q = arith.mulf %p, %s : f64
    %d = tensor.dim %x, %c0 : tensor<?x?xf64>
    %di = arith.index_cast %d : index to i64
    %f = arith.sitofp %di : i64 to f64
    %z = arith.mulf %q, %f : f64
    tensor.yield %z : f64
  } : tensor<?x?xf64>
  return %r : tensor<?x?xf64>
}

// -----

// CASE reduced
func.func private @f(%x: tensor<5xf64>, %t: tensor<4x2xf64>, %z: tensor<f64>) -> tensor<f64> {
  %c3 = arith.constant 3 : index
  %c1 = arith.constant 1 : index
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> ()>], iterator_types = ["reduction"]} ins(%x : tensor<5xf64>) outs(%z : tensor<f64>) {
  ^bb0(%a: f64, %o: f64):
    %l = linalg.index 0 : index
    %d = arith.remui %l, %c3 : index
    %v = tensor.extract %t[%d, %c1] : tensor<4x2xf64>
    %p = arith.mulf %a, %v : f64
    %q = arith.addf %o, %p : f64
    linalg.yield %q : f64
  } -> tensor<f64>
  return %r : tensor<f64>
}

// -----

// CASE padded
func.func private @f(%x: tensor<3xf64>, %v: f64, %t: tensor<6xf64>) -> tensor<6xf64> {
  %p = tensor.pad %x low[1] high[2] {
  ^bb0(%i: index):
    %e = tensor.extract %t[%i] : tensor<6xf64>
    %w = arith.mulf %v, %e : f64
    tensor.yield %w : f64
  } : tensor<3xf64> to tensor<6xf64>
  return %p : tensor<6xf64>
}

// -----

// CASE indirect
func.func private @g(%x: f64) -> f64 {
  %w = arith.mulf %x, %x : f64
  return %w : f64
}
func.func private @f(%x: f64) -> f64 {
  %g = func.constant @g : (f64) -> f64
  %p = func.call_indirect %g(%x) : (f64) -> f64
  %q = func.call_indirect %g(%p) : (f64) -> f64
  return %q : f64
}

// -----

// CASE posoffloat
func.func private @f(%x: tensor<4xf64>, %t: tensor<4xf64>) -> tensor<4xf64> {
  %e = tensor.empty() : tensor<4xf64>
  %r = linalg.map ins(%x : tensor<4xf64>) outs(%e : tensor<4xf64>) (%a: f64, %o: f64) {
    %i = arith.fptosi %a : f64 to i32
    %k = arith.index_cast %i : i32 to index
    %v = tensor.extract %t[%k] : tensor<4xf64>
    %q = arith.mulf %v, %a : f64
    linalg.yield %q : f64
  }
  return %r : tensor<4xf64>
}

// -----

// A body that captures a complex number, a scalar of a named operation, and an
// element of a tensor without elements beside it.
// CASE captures
// SIZES 2: 0
func.func private @f(%x: tensor<3xf64>, %v: f64, %t: tensor<?xf64>) -> (tensor<3xf64>, tensor<f64>) {
  %e = tensor.empty() : tensor<3xf64>
  %z = complex.create %v, %v : complex<f64>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%x : tensor<3xf64>) outs(%e : tensor<3xf64>) {
  ^bb0(%a: f64, %o: f64):
    %c = complex.create %a, %v : complex<f64>
    %p = complex.mul %c, %z : complex<f64>
    %q = complex.im %p : complex<f64>
    linalg.yield %q : f64
  } -> tensor<3xf64>
  %zero = arith.constant dense<1.0> : tensor<f64>
  %s = linalg.reduce ins(%t : tensor<?xf64>) outs(%zero : tensor<f64>) dimensions = [0] (%a: f64, %o: f64) {
    %p = arith.mulf %a, %v : f64
    %q = arith.addf %o, %p : f64
    linalg.yield %q : f64
  }
  return %r, %s : tensor<3xf64>, tensor<f64>
}
