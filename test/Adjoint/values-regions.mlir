// RUN: %python %S/Inputs/check_gradients.py %tslice_bin %s | FileCheck %s
// CHECK-NOT: {{WRONG|FAILED}}
// CHECK: 43 of 43 agree
//
// Regions: of one pair and of several, of cells written once and of others.

// CASE region_windows_error
// ARG 1: [0,2,2,1,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter %u into %xx[%i] dims [0] window [2] bounds error  : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE region_rows_error
// ARG 1: [0,2,2,1,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter %u into %xx[%i] dims [0] bounds error  : tensor<5x3xf64> into tensor<4x3xf64>, tensor<5xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE region_unique_error
// ARG 1: [0,1,2,3]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<4xi32>, %u: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %s = tslice.scatter %u into %x[%i] dims [0] bounds error unique : tensor<4x3xf64> into tensor<4x3xf64>, tensor<4xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %x : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_region_error
// ARG 1: 2
func.func private @f(%x: tensor<7x3xf64>, %o: index, %u: tensor<3xf64>) -> tensor<7x3xf64> {
  %s = tslice.update %u into %x[%o, 2][3, 1][2, 1] drop [1] bounds error : tensor<3xf64> into tensor<7x3xf64> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %x : tensor<7x3xf64>
  return %r : tensor<7x3xf64>
}

// -----

// CASE update_backwards_error
// ARG 1: 6
func.func private @f(%x: tensor<7xf64>, %o: index, %u: tensor<3xf64>) -> tensor<7xf64> {
  %s = tslice.update %u into %x[%o][3][-2] bounds error : tensor<3xf64> into tensor<7xf64> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %x : tensor<7xf64>
  return %r : tensor<7xf64>
}

// -----

// CASE region_windows_clamp
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter %u into %xx[%i] dims [0] window [2] bounds clamp  : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE region_unique_clamp
// ARG 1: [-2,1,2,9]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<4xi32>, %u: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %s = tslice.scatter %u into %x[%i] dims [0] bounds clamp unique : tensor<4x3xf64> into tensor<4x3xf64>, tensor<4xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %x : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_region_clamp
// ARG 1: 4
func.func private @f(%x: tensor<7x3xf64>, %o: index, %u: tensor<3xf64>) -> tensor<7x3xf64> {
  %s = tslice.update %u into %x[%o, 2][3, 1][2, 1] drop [1] bounds clamp : tensor<3xf64> into tensor<7x3xf64> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %x : tensor<7x3xf64>
  return %r : tensor<7x3xf64>
}

// -----

// CASE update_backwards_clamp
// ARG 1: 3
func.func private @f(%x: tensor<7xf64>, %o: index, %u: tensor<3xf64>) -> tensor<7xf64> {
  %s = tslice.update %u into %x[%o][3][-2] bounds clamp : tensor<3xf64> into tensor<7xf64> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %x : tensor<7xf64>
  return %r : tensor<7xf64>
}

// -----

// CASE region_windows_skip_window
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter %u into %xx[%i] dims [0] window [2] bounds skip_window  : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE region_rows_skip_window
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter %u into %xx[%i] dims [0] bounds skip_window  : tensor<5x3xf64> into tensor<4x3xf64>, tensor<5xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE region_unique_skip_window
// ARG 1: [-2,1,2,9]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<4xi32>, %u: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %s = tslice.scatter %u into %x[%i] dims [0] bounds skip_window unique : tensor<4x3xf64> into tensor<4x3xf64>, tensor<4xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %x : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_region_skip_window
// ARG 1: 4
func.func private @f(%x: tensor<7x3xf64>, %o: index, %u: tensor<3xf64>) -> tensor<7x3xf64> {
  %s = tslice.update %u into %x[%o, 2][3, 1][2, 1] drop [1] bounds skip_window : tensor<3xf64> into tensor<7x3xf64> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %x : tensor<7x3xf64>
  return %r : tensor<7x3xf64>
}

// -----

// CASE update_backwards_skip_window
// ARG 1: 3
func.func private @f(%x: tensor<7xf64>, %o: index, %u: tensor<3xf64>) -> tensor<7xf64> {
  %s = tslice.update %u into %x[%o][3][-2] bounds skip_window : tensor<3xf64> into tensor<7xf64> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %x : tensor<7xf64>
  return %r : tensor<7xf64>
}

// -----

// CASE region_windows_skip_element
// ARG 1: [-1,2,2,7,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter %u into %xx[%i] dims [0] window [2] bounds skip_element  : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE region_unique_skip_element
// ARG 1: [-2,1,2,9]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<4xi32>, %u: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %s = tslice.scatter %u into %x[%i] dims [0] bounds skip_element unique : tensor<4x3xf64> into tensor<4x3xf64>, tensor<4xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %x : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_region_skip_element
// ARG 1: 4
func.func private @f(%x: tensor<7x3xf64>, %o: index, %u: tensor<3xf64>) -> tensor<7x3xf64> {
  %s = tslice.update %u into %x[%o, 2][3, 1][2, 1] drop [1] bounds skip_element : tensor<3xf64> into tensor<7x3xf64> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %x : tensor<7x3xf64>
  return %r : tensor<7x3xf64>
}

// -----

// CASE update_backwards_skip_element
// ARG 1: 3
func.func private @f(%x: tensor<7xf64>, %o: index, %u: tensor<3xf64>) -> tensor<7xf64> {
  %s = tslice.update %u into %x[%o][3][-2] bounds skip_element : tensor<3xf64> into tensor<7xf64> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %x : tensor<7xf64>
  return %r : tensor<7xf64>
}

// -----

// CASE region_windows_assume
// ARG 1: [0,2,2,1,0]
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<5xi32>, %u: tensor<5x2x3xf64>) -> tensor<4x3xf64> {
  %xx = arith.mulf %x, %x : tensor<4x3xf64>
  %s = tslice.scatter %u into %xx[%i] dims [0] window [2] bounds assume  : tensor<5x2x3xf64> into tensor<4x3xf64>, tensor<5xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %s : tensor<4x3xf64>
  return %r : tensor<4x3xf64>
}

// -----

// CASE update_region_assume
// ARG 1: 2
func.func private @f(%x: tensor<7x3xf64>, %o: index, %u: tensor<3xf64>) -> tensor<7x3xf64> {
  %s = tslice.update %u into %x[%o, 2][3, 1][2, 1] drop [1] bounds assume : tensor<3xf64> into tensor<7x3xf64> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %x : tensor<7x3xf64>
  return %r : tensor<7x3xf64>
}

// -----

// CASE update_backwards_assume
// ARG 1: 6
func.func private @f(%x: tensor<7xf64>, %o: index, %u: tensor<3xf64>) -> tensor<7xf64> {
  %s = tslice.update %u into %x[%o][3][-2] bounds assume : tensor<3xf64> into tensor<7xf64> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %r = arith.mulf %s, %x : tensor<7xf64>
  return %r : tensor<7xf64>
}

// -----

// CASE pairs
// ARG 2: [1,1,-3,1,2,9]
func.func private @f(%x: tensor<4xf64>, %y: tensor<4xf64>, %i: tensor<6xi32>, %u: tensor<6xf64>, %v: tensor<6xf64>) -> (tensor<4xf64>, tensor<4xf64>) {
  %s:2 = tslice.scatter %u, %v into %x, %y[%i] dims [0] bounds clamp : tensor<6xf64>, tensor<6xf64> into tensor<4xf64>, tensor<4xf64>, tensor<6xi32> {
  ^bb0(%a: f64, %b: f64, %c: f64, %d: f64):
    %p = arith.mulf %a, %d : f64
    %q = arith.mulf %b, %c : f64
    %r = arith.addf %p, %q : f64
    %e = math.exp %b : f64
    %t = arith.divf %r, %e : f64
    %w = arith.addf %b, %d : f64
    tslice.yield %t, %w : f64, f64
  }
  return %s#0, %s#1 : tensor<4xf64>, tensor<4xf64>
}

// -----

// CASE pairs_one_result
// ARG 2: [1,1,-3,1,2,9]
func.func private @f(%x: tensor<4xf64>, %y: tensor<4xf64>, %i: tensor<6xi32>, %u: tensor<6xf64>, %v: tensor<6xf64>) -> tensor<4xf64> {
  %s:2 = tslice.scatter %u, %v into %x, %y[%i] dims [0] bounds skip_window exclude_self : tensor<6xf64>, tensor<6xf64> into tensor<4xf64>, tensor<4xf64>, tensor<6xi32> {
  ^bb0(%a: f64, %b: f64, %c: f64, %d: f64):
    %p = arith.mulf %a, %d : f64
    %q = arith.mulf %b, %c : f64
    %r = arith.addf %p, %q : f64
    %w = arith.mulf %r, %b : f64
    tslice.yield %r, %w : f64, f64
  }
  return %s#0 : tensor<4xf64>
}

// -----

// CASE argmax
// ARG 2: [1,1,3,1,2,1]
// ARG 1: [0,0,0,0]
// ARG 4: [1,2,3,4,5,6]
func.func private @f(%x: tensor<4xf64>, %k: tensor<4xi64>, %i: tensor<6xi32>, %u: tensor<6xf64>, %v: tensor<6xi64>) -> (tensor<4xf64>, tensor<4xi64>) {
  %s:2 = tslice.scatter %u, %v into %x, %k[%i] dims [0] : tensor<6xf64>, tensor<6xi64> into tensor<4xf64>, tensor<4xi64>, tensor<6xi32> {
  ^bb0(%a: f64, %b: i64, %c: f64, %d: i64):
    %g = arith.cmpf ogt, %c, %a : f64
    %m = arith.select %g, %c, %a : f64
    %n = arith.select %g, %d, %b : i64
    tslice.yield %m, %n : f64, i64
  }
  return %s#0, %s#1 : tensor<4xf64>, tensor<4xi64>
}

// -----

// CASE batch
// ARG 1: [[1,1,3,-1],[0,4,0,0]]
// SIZES 2: 4
func.func private @f(%x: tensor<2x4x3xf64>, %i: tensor<2x?xi32>, %u: tensor<2x?x3xf64>) -> tensor<2x4x3xf64> {
  %s = tslice.scatter %u into %x[%i] batch [0] dims [1] bounds skip_window : tensor<2x?x3xf64> into tensor<2x4x3xf64>, tensor<2x?xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  return %s : tensor<2x4x3xf64>
}

// -----

// CASE vectors
// ARG 1: [[[0,1],[1,1],[0,1]],[[3,2],[-1,-1],[3,2]]]
// SIZES 0: 3
// RESULT 0: 3
func.func private @f(%x: tensor<?x4xf64>, %i: tensor<2x3x2xi32>, %u: tensor<2x3xf64>) -> tensor<?x4xf64> {
  %s = tslice.scatter mul %u into %x[%i] dims [1, 0] bounds skip_window exclude_self : tensor<2x3xf64> into tensor<?x4xf64>, tensor<2x3x2xi32>
  %t = tslice.scatter %u into %s[%i] dims [1, 0] bounds clamp wrap : tensor<2x3xf64> into tensor<?x4xf64>, tensor<2x3x2xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  return %t : tensor<?x4xf64>
}

// -----

// CASE empty
// ARG 1: []
// ARG 2: []
// ARG 4: []
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<0xi32>, %u: tensor<0x3xf64>) -> tensor<4x3xf64> {
  %s = tslice.scatter %u into %x[%i] dims [0] : tensor<0x3xf64> into tensor<4x3xf64>, tensor<0xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  return %s : tensor<4x3xf64>
}

// -----

// CASE empty_dynamic
// ARG 1: []
// SIZES 2: 0
func.func private @f(%x: tensor<4x3xf64>, %i: tensor<?xi32>, %u: tensor<?x3xf64>) -> tensor<4x3xf64> {
  %s = tslice.scatter %u into %x[%i] dims [0] exclude_self : tensor<?x3xf64> into tensor<4x3xf64>, tensor<?xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  return %s : tensor<4x3xf64>
}

// -----

// CASE point
// ARG 1: 2
func.func private @f(%x: tensor<4xf64>, %i: tensor<i32>, %u: tensor<f64>) -> tensor<4xf64> {
  %s = tslice.scatter %u into %x[%i] dims [0] : tensor<f64> into tensor<4xf64>, tensor<i32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  return %s : tensor<4xf64>
}

// -----

// CASE scalar_dest
// ARG 1: [[],[],[]]
func.func private @f(%x: tensor<f64>, %i: tensor<3x0xi32>, %u: tensor<3xf64>) -> tensor<f64> {
  %s = tslice.scatter %u into %x[%i] dims [] : tensor<3xf64> into tensor<f64>, tensor<3x0xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  return %s : tensor<f64>
}

// -----

// CASE update_pairs

func.func private @f(%x: tensor<4xf64>, %y: tensor<4xf64>, %u: tensor<2xf64>, %v: tensor<2xf64>) -> (tensor<4xf64>, tensor<4xf64>) {
  %s:2 = tslice.update %u, %v into %x, %y[1][2][1] : tensor<2xf64>, tensor<2xf64> into tensor<4xf64>, tensor<4xf64> {
  ^bb0(%a: f64, %b: f64, %c: f64, %d: f64):
    %p = arith.mulf %a, %d : f64
    %q = arith.mulf %b, %c : f64
    %r = arith.addf %p, %q : f64
    tslice.yield %r, %a : f64, f64
  }
  %t:2 = tslice.update %v, %u into %s#0, %s#1[0][2][2] exclude_self : tensor<2xf64>, tensor<2xf64> into tensor<4xf64>, tensor<4xf64> {
  ^bb0(%a: f64, %b: f64, %c: f64, %d: f64):
    %p = arith.mulf %a, %d : f64
    tslice.yield %p, %a : f64, f64
  }
  return %t#0, %t#1 : tensor<4xf64>, tensor<4xf64>
}

// -----

// CASE update_empty_dynamic
// ARG 1: 0
// SIZES 0: 4
// SIZES 2: 0
// RESULT 0: 4
func.func private @f(%x: tensor<?xf64>, %n: index, %u: tensor<?xf64>) -> tensor<?xf64> {
  %s = tslice.update %u into %x[1][%n][1] : tensor<?xf64> into tensor<?xf64> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  return %s : tensor<?xf64>
}

// -----

// CASE int_first
// ARG 2: [1,1,3,9,2,1]
// ARG 0: [1,2,3,4]
// ARG 3: [1,2,3,4,5,6]
func.func private @f(%k: tensor<4xi64>, %x: tensor<4xf64>, %i: tensor<6xi32>, %v: tensor<6xi64>, %u: tensor<6xf64>) -> (tensor<4xi64>, tensor<4xf64>) {
  %s:2 = tslice.scatter %v, %u into %k, %x[%i] dims [0] bounds skip_window : tensor<6xi64>, tensor<6xf64> into tensor<4xi64>, tensor<4xf64>, tensor<6xi32> {
  ^bb0(%b: i64, %a: f64, %d: i64, %c: f64):
    %g = arith.sitofp %b : i64 to f64
    %m = arith.mulf %g, %a : f64
    %l = arith.addf %m, %c : f64
    %n = arith.addi %d, %b : i64
    tslice.yield %n, %l : i64, f64
  }
  return %s#0, %s#1 : tensor<4xi64>, tensor<4xf64>
}

// -----

// CASE int_first_unique
// ARG 2: [1,9,3]
// ARG 0: [1,2,3,4]
// ARG 3: [1,2,3]
func.func private @f(%k: tensor<4xi64>, %x: tensor<4xf64>, %i: tensor<3xi32>, %v: tensor<3xi64>, %u: tensor<3xf64>) -> (tensor<4xi64>, tensor<4xf64>) {
  %s:2 = tslice.scatter %v, %u into %k, %x[%i] dims [0] bounds skip_window unique : tensor<3xi64>, tensor<3xf64> into tensor<4xi64>, tensor<4xf64>, tensor<3xi32> {
  ^bb0(%b: i64, %a: f64, %d: i64, %c: f64):
    %g = arith.sitofp %b : i64 to f64
    %m = arith.mulf %g, %a : f64
    %l = math.log %c : f64
    %o = arith.addf %m, %l : f64
    %n = arith.addi %d, %b : i64
    tslice.yield %n, %o : i64, f64
  }
  return %s#0, %s#1 : tensor<4xi64>, tensor<4xf64>
}

// -----

// CASE int_exclude
// ARG 2: [1,1,3]
// ARG 0: [1,2,3,4]
// ARG 3: [1,2,3]
func.func private @f(%k: tensor<4xi64>, %x: tensor<4xf64>, %i: tensor<3xi32>, %v: tensor<3xi64>, %u: tensor<3xf64>) -> (tensor<4xi64>, tensor<4xf64>) {
  %s:2 = tslice.scatter %v, %u into %k, %x[%i] dims [0] bounds skip_window exclude_self : tensor<3xi64>, tensor<3xf64> into tensor<4xi64>, tensor<4xf64>, tensor<3xi32> {
  ^bb0(%b: i64, %a: f64, %d: i64, %c: f64):
    %g = arith.sitofp %b : i64 to f64
    %m = arith.mulf %g, %a : f64
    %l = math.log %c : f64
    %o = arith.addf %m, %l : f64
    %n = arith.addi %d, %b : i64
    tslice.yield %n, %o : i64, f64
  }
  return %s#0, %s#1 : tensor<4xi64>, tensor<4xf64>
}

// -----

// CASE dynamic_
// ARG 2: [1,3,1]
// SIZES 0: 4 2
// SIZES 1: 2
// SIZES 3: 2
// SIZES 4: 3
// RESULT 0: 4 2
// RESULT 1: 2
func.func private @f(%x: tensor<?x?xf64>, %y: tensor<4x?xf64>, %i: tensor<?xi32>, %u: tensor<3x?xf64>, %v: tensor<?x2xf64>) -> (tensor<?x?xf64>, tensor<4x?xf64>) {
  %s:2 = tslice.scatter %u, %v into %x, %y[%i] dims [0] bounds clamp : tensor<3x?xf64>, tensor<?x2xf64> into tensor<?x?xf64>, tensor<4x?xf64>, tensor<?xi32> {
  ^bb0(%b: f64, %a: f64, %d: f64, %c: f64):
    %m = arith.mulf %d, %a : f64
    %l = math.log %c : f64
    %o = arith.addf %m, %l : f64
    %n = arith.mulf %d, %b : f64
    tslice.yield %n, %o : f64, f64
  }
  return %s#0, %s#1 : tensor<?x?xf64>, tensor<4x?xf64>
}

// -----

// CASE dynamic_exclude_self
// ARG 2: [1,3,1]
// SIZES 0: 4 2
// SIZES 1: 2
// SIZES 3: 2
// SIZES 4: 3
// RESULT 0: 4 2
// RESULT 1: 2
func.func private @f(%x: tensor<?x?xf64>, %y: tensor<4x?xf64>, %i: tensor<?xi32>, %u: tensor<3x?xf64>, %v: tensor<?x2xf64>) -> (tensor<?x?xf64>, tensor<4x?xf64>) {
  %s:2 = tslice.scatter %u, %v into %x, %y[%i] dims [0] bounds clamp exclude_self : tensor<3x?xf64>, tensor<?x2xf64> into tensor<?x?xf64>, tensor<4x?xf64>, tensor<?xi32> {
  ^bb0(%b: f64, %a: f64, %d: f64, %c: f64):
    %m = arith.mulf %d, %a : f64
    %l = math.log %c : f64
    %o = arith.addf %m, %l : f64
    %n = arith.mulf %d, %b : f64
    tslice.yield %n, %o : f64, f64
  }
  return %s#0, %s#1 : tensor<?x?xf64>, tensor<4x?xf64>
}

// -----

// CASE dynamic_unique
// ARG 2: [1,3,0]
// SIZES 0: 4 2
// SIZES 1: 2
// SIZES 3: 2
// SIZES 4: 3
// RESULT 0: 4 2
// RESULT 1: 2
func.func private @f(%x: tensor<?x?xf64>, %y: tensor<4x?xf64>, %i: tensor<?xi32>, %u: tensor<3x?xf64>, %v: tensor<?x2xf64>) -> (tensor<?x?xf64>, tensor<4x?xf64>) {
  %s:2 = tslice.scatter %u, %v into %x, %y[%i] dims [0] bounds clamp unique : tensor<3x?xf64>, tensor<?x2xf64> into tensor<?x?xf64>, tensor<4x?xf64>, tensor<?xi32> {
  ^bb0(%b: f64, %a: f64, %d: f64, %c: f64):
    %m = arith.mulf %d, %a : f64
    %l = math.log %c : f64
    %o = arith.addf %m, %l : f64
    %n = arith.mulf %d, %b : f64
    tslice.yield %n, %o : f64, f64
  }
  return %s#0, %s#1 : tensor<?x?xf64>, tensor<4x?xf64>
}

// -----

// CASE dynamic_window
// ARG 1: [1,3,1]
// ARG 2: 2
// SIZES 0: 2 4
// SIZES 3: 3 2 2
// RESULT 0: 2 4
func.func private @f(%x: tensor<?x?xf64>, %i: tensor<?xi32>, %w: index, %u: tensor<?x?x?xf64>) -> (tensor<?x?xf64>) {
  %s = tslice.scatter min %u into %x[%i] dims [1] window [%w] bounds clamp exclude_self ties first : tensor<?x?x?xf64> into tensor<?x?xf64>, tensor<?xi32>
  %t = tslice.scatter %u into %s[%i] dims [1] window [%w] bounds skip_element : tensor<?x?x?xf64> into tensor<?x?xf64>, tensor<?xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  return %t : tensor<?x?xf64>
}

// -----

// CASE empty_rows
// ARG 0: [[],[],[],[]]
// ARG 1: [1,3,1]
// ARG 2: [[],[],[]]
func.func private @f(%x: tensor<4x0xf64>, %i: tensor<3xi32>, %u: tensor<3x0xf64>) -> (tensor<4x0xf64>) {
  %t = tslice.scatter %u into %x[%i] dims [0] : tensor<3x0xf64> into tensor<4x0xf64>, tensor<3xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %s = tslice.scatter max %u into %t[%i] dims [0] exclude_self ties first : tensor<3x0xf64> into tensor<4x0xf64>, tensor<3xi32>
  return %s : tensor<4x0xf64>
}

// -----

// CASE empty_rows_dynamic
// SIZES 0: 0
// ARG 1: [1,3,1]
// SIZES 2: 0
// RESULT 0: 0
func.func private @f(%x: tensor<4x?xf64>, %i: tensor<3xi32>, %u: tensor<3x?xf64>) -> (tensor<4x?xf64>) {
  %t = tslice.scatter %u into %x[%i] dims [0] exclude_self : tensor<3x?xf64> into tensor<4x?xf64>, tensor<3xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %s = tslice.scatter max %u into %t[%i] dims [0] exclude_self ties first : tensor<3x?xf64> into tensor<4x?xf64>, tensor<3xi32>
  return %s : tensor<4x?xf64>
}

// -----

// CASE empty_dest
// SIZES 0: 0
// ARG 1: [1,3,1]
// RESULT 0: 0
func.func private @f(%x: tensor<?xf64>, %i: tensor<3xi32>, %u: tensor<3xf64>) -> (tensor<?xf64>) {
  %t = tslice.scatter %u into %x[%i] dims [0] bounds skip_window exclude_self : tensor<3xf64> into tensor<?xf64>, tensor<3xi32> {
  ^bb0(%a: f64, %b: f64):
    %p = arith.mulf %a, %b : f64
    %e = math.sin %b : f64
    %q = arith.addf %p, %e : f64
    tslice.yield %q : f64
  }
  %s = tslice.scatter max %u into %t[%i] dims [0] bounds skip_element ties first : tensor<3xf64> into tensor<?xf64>, tensor<3xi32>
  return %s : tensor<?xf64>
}

// -----

// CASE cast_region
// ARG 1: [-1,3,1,-4,0,-1]
// RANGE 1.5 2.5
func.func private @f(%x: tensor<4xf64>, %i: tensor<6xi32>, %u: tensor<6xf64>) -> (tensor<4xf64>) {
  %s = tslice.scatter %u into %x[%i] dims [0] wrap : tensor<6xf64> into tensor<4xf64>, tensor<6xi32> {
  ^bb0(%b: f64, %a: f64):
    %two = arith.constant 2.0 : f64
    %g = arith.cmpf ogt, %a, %two : f64
    %p = math.powf %b, %a : f64
    %q = arith.mulf %two, %b : f64
    %r = arith.select %g, %p, %q : f64
    tslice.yield %r : f64
  }
  return %s : tensor<4xf64>
}
