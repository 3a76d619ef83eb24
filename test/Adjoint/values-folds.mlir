// RUN: %python %S/Inputs/check_gradients.py %tslice_bin %s | FileCheck %s
// CHECK-NOT: {{WRONG|FAILED}}
// CHECK: 13 of 13 agree

// Maps that are no permutations, and reductions that are neither sums, products
// nor one extremum.

// CASE diag
func.func private @f(%x: tensor<3x3xf64>, %z: tensor<3xf64>) -> tensor<3xf64> {
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i, i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%x : tensor<3x3xf64>) outs(%z : tensor<3xf64>) {
  ^bb0(%a: f64, %o: f64):
    %p = arith.mulf %a, %a : f64
    linalg.yield %p : f64
  } -> tensor<3xf64>
  return %r : tensor<3xf64>
}

// -----

// CASE trace
func.func private @f(%x: tensor<3x3xf64>, %z: tensor<f64>) -> tensor<f64> {
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i, i)>, affine_map<(i) -> ()>], iterator_types = ["reduction"]} ins(%x : tensor<3x3xf64>) outs(%z : tensor<f64>) {
  ^bb0(%a: f64, %o: f64):
    %p = arith.mulf %a, %a : f64
    %q = arith.addf %p, %o : f64
    linalg.yield %q : f64
  } -> tensor<f64>
  return %r : tensor<f64>
}

// -----

// CASE constantmap
func.func private @f(%x: tensor<1x3xf64>, %z: tensor<3xf64>) -> tensor<3xf64> {
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (0, i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%x : tensor<1x3xf64>) outs(%z : tensor<3xf64>) {
  ^bb0(%a: f64, %o: f64):
    %p = arith.mulf %a, %a : f64
    linalg.yield %p : f64
  } -> tensor<3xf64>
  return %r : tensor<3xf64>
}

// -----

// CASE strided
func.func private @f(%x: tensor<7xf64>, %k: tensor<2xf64>, %z: tensor<3xf64>) -> tensor<3xf64> {
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i * 2 + j * 2)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]} ins(%x, %k : tensor<7xf64>, tensor<2xf64>) outs(%z : tensor<3xf64>) {
  ^bb0(%a: f64, %b: f64, %o: f64):
    %p = arith.mulf %a, %b : f64
    %q = arith.mulf %p, %o : f64
    linalg.yield %q : f64
  } -> tensor<3xf64>
  return %r : tensor<3xf64>
}

// -----

// CASE maxmany
func.func private @f(%x: tensor<2x3xf64>, %y: tensor<2x3xf64>, %z: tensor<2xf64>) -> tensor<2xf64> {
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]} ins(%x, %y : tensor<2x3xf64>, tensor<2x3xf64>) outs(%z : tensor<2xf64>) {
  ^bb0(%a: f64, %b: f64, %o: f64):
    %p = arith.maximumf %a, %o : f64
    %q = arith.maximumf %p, %b : f64
    linalg.yield %q : f64
  } -> tensor<2xf64>
  return %r : tensor<2xf64>
}

// -----

// CASE fma
func.func private @f(%x: tensor<2x3xf64>, %y: tensor<2x3xf64>, %z: tensor<2xf64>) -> tensor<2xf64> {
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]} ins(%x, %y : tensor<2x3xf64>, tensor<2x3xf64>) outs(%z : tensor<2xf64>) {
  ^bb0(%a: f64, %b: f64, %o: f64):
    %q = math.fma %a, %b, %o : f64
    linalg.yield %q : f64
  } -> tensor<2xf64>
  return %r : tensor<2xf64>
}

// -----

// CASE linear
func.func private @f(%x: tensor<3x4xf64>, %z: tensor<3xf64>) -> tensor<3xf64> {
  %r = linalg.reduce ins(%x : tensor<3x4xf64>) outs(%z : tensor<3xf64>) dimensions = [1] (%a: f64, %o: f64) {
    %h = arith.constant 0.5 : f64
    %q = arith.mulf %o, %h : f64
    %s = arith.addf %q, %a : f64
    linalg.yield %s : f64
  }
  return %r : tensor<3xf64>
}

// -----

// CASE selectmax
func.func private @f(%x: tensor<3x4xf64>, %z: tensor<3xf64>) -> tensor<3xf64> {
  %r = linalg.reduce ins(%x : tensor<3x4xf64>) outs(%z : tensor<3xf64>) dimensions = [1] (%a: f64, %o: f64) {
    %c = arith.cmpf ogt, %a, %o : f64
    %s = arith.select %c, %a, %o : f64
    linalg.yield %s : f64
  }
  return %r : tensor<3xf64>
}

// -----

// CASE last
func.func private @f(%x: tensor<3x4xf64>, %z: tensor<3xf64>) -> tensor<3xf64> {
  %r = linalg.reduce ins(%x : tensor<3x4xf64>) outs(%z : tensor<3xf64>) dimensions = [1] (%a: f64, %o: f64) {
    linalg.yield %a : f64
  }
  return %r : tensor<3xf64>
}

// -----

// CASE untouched
func.func private @f(%x: tensor<3x4xf64>, %z: tensor<3xf64>) -> tensor<3xf64> {
  %r = linalg.reduce ins(%x : tensor<3x4xf64>) outs(%z : tensor<3xf64>) dimensions = [1] (%a: f64, %o: f64) {
    linalg.yield %o : f64
  }
  return %r : tensor<3xf64>
}

// -----

// The prefixes of a sum, with its total, and the position of each.
// CASE scan
// SIZES 0: 4
// SIZES 3: 4
// RESULT 0: 4
func.func private @f(%x: tensor<?xf64>, %s: tensor<f64>, %v: f64, %e: tensor<?xf64>) -> (tensor<?xf64>, tensor<f64>) {
  %r:2 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> ()>], iterator_types = ["reduction"]} ins(%x : tensor<?xf64>) outs(%e, %s : tensor<?xf64>, tensor<f64>) {
  ^bb0(%a: f64, %o: f64, %c: f64):
    %i = linalg.index 0 : index
    %j = arith.index_cast %i : index to i64
    %f = arith.sitofp %j : i64 to f64
    %m = arith.mulf %a, %f : f64
    %k = arith.mulf %m, %v : f64
    %n = arith.addf %k, %c : f64
    %p = arith.mulf %n, %o : f64
    linalg.yield %p, %n : f64, f64
  } -> (tensor<?xf64>, tensor<f64>)
  return %r#0, %r#1 : tensor<?xf64>, tensor<f64>
}

// -----

// The logarithm of a sum of exponentials by one pass over rows: two values are
// folded at once, of dimensions that are neither the last nor in order.
// CASE logsumexp
func.func private @f(%x: tensor<2x3x2xf64>) -> tensor<2x2xf64> {
  %low = arith.constant dense<-1.0e+30> : tensor<2x2xf64>
  %zero = arith.constant dense<0.0> : tensor<2x2xf64>
  %r:2 = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, j, k)>, affine_map<(i, j, k) -> (k, i)>, affine_map<(i, j, k) -> (k, i)>], iterator_types = ["parallel", "reduction", "parallel"]} ins(%x : tensor<2x3x2xf64>) outs(%low, %zero : tensor<2x2xf64>, tensor<2x2xf64>) {
  ^bb0(%a: f64, %m: f64, %s: f64):
    %n = arith.maximumf %a, %m : f64
    %d = arith.subf %m, %n : f64
    %e = math.exp %d : f64
    %t = arith.mulf %s, %e : f64
    %f = arith.subf %a, %n : f64
    %g = math.exp %f : f64
    %u = arith.addf %t, %g : f64
    linalg.yield %n, %u : f64, f64
  } -> (tensor<2x2xf64>, tensor<2x2xf64>)
  %l = math.log %r#1 : tensor<2x2xf64>
  %y = arith.addf %l, %r#0 : tensor<2x2xf64>
  return %y : tensor<2x2xf64>
}

// -----

// CASE nopoints
// SIZES 0: 0
func.func private @f(%x: tensor<?xf64>, %s: tensor<f64>) -> tensor<f64> {
  %r = linalg.reduce { arith.divf } ins(%x : tensor<?xf64>) outs(%s : tensor<f64>) dimensions = [0]
  return %r : tensor<f64>
}
