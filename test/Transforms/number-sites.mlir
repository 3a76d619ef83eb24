// RUN: tslice-opt --tslice-number-sites %s | FileCheck %s
// RUN: tslice-opt --tslice-number-sites --tslice-number-sites %s | FileCheck %s
// RUN: tslice-opt --tslice-number-sites %s > %t.once
// RUN: tslice-opt --tslice-number-sites %t.once | diff %t.once -

// CHECK: module attributes {tslice.sites = [
// CHECK-SAME: {loc = "number-sites.mlir:[[#@LINE+15]]:8", op = "slice #1", operands = ["table"], windows = array<i64: 1, 1>},
// CHECK-SAME: {loc = "number-sites.mlir:[[#@LINE+15]]:8", op = "gather #2", operands = ["result of slice #1", "argument 1"], windows = array<i64: 2, 1>},
// CHECK-SAME: {loc = "number-sites.mlir:[[#@LINE+15]]:8", op = "scatter #3", operands = ["table", "argument 1", "result of gather #2"], windows = array<i64: 2, 1>},
// CHECK-SAME: {loc = "number-sites.mlir:[[#@LINE+15]]:8", op = "update #4", operands = ["result of scatter #3", "the first"], windows = array<i64: 1, 1>},
// CHECK-SAME: {loc = "number-sites.mlir:[[#@LINE+25]]:8", op = "slice #1", operands = ["argument 0"], windows = array<i64: 1>},
// CHECK-SAME: {loc = "number-sites.mlir:[[#@LINE+25]]:8", op = "arith.addf", operands = ["argument 0", "result of slice #1"], windows = array<i64>},
// CHECK-SAME: {loc = "<unknown>", op = "tensor.cast", operands = ["result of arith.addf"], windows = array<i64>}]} {

// CHECK-LABEL: func.func @accesses
func.func @accesses(%t: tensor<5x4xf32> {tslice.name = "table"}, %i: tensor<3xi32>) -> tensor<5x4xf32> {
  // CHECK: tslice.slice {{.*}} {tslice.site = 0 : i64}
  // CHECK: tslice.gather {{.*}} {tslice.site = 1 : i64}
  // CHECK: tslice.scatter {{.*}} {tslice.site = 2 : i64}
  // CHECK: tslice.update {{.*}} {tslice.site = 3 : i64}
  %u = arith.constant {tslice.name = "the first"} dense<1.0> : tensor<4xf32>
  %s = tslice.slice %t[4, 0][5, 4][-1, 1] : tensor<5x4xf32> to tensor<5x4xf32>
  %g = tslice.gather %s[%i] dims [0] window [2] : tensor<5x4xf32>, tensor<3xi32> -> tensor<3x2x4xf32>
  %r = tslice.scatter add %g into %t[%i] dims [0] window [2] : tensor<3x2x4xf32> into tensor<5x4xf32>, tensor<3xi32>
  %q = tslice.update set %u into %r[1, 0][1, 4][1, 1] drop [0] : tensor<4xf32> into tensor<5x4xf32>
  return %q : tensor<5x4xf32>
}

// The sum needs a guard and a number, the product of one value does not.
// CHECK-LABEL: func.func @upstream
func.func @upstream(%x: tensor<?xf32>, %n: index) -> tensor<4xf32> {
  // CHECK: tslice.slice {{.*}} {tslice.site = 4 : i64}
  // CHECK: arith.addf {{.*}} {tslice.site = 5 : i64}
  // CHECK: arith.mulf %{{[0-9]+}}, %{{[0-9]+}} : tensor<?xf32>
  // CHECK: tensor.cast {{.*}} {tslice.site = 6 : i64}
  %s = tslice.slice %x[0][%n][1] : tensor<?xf32> to tensor<?xf32>
  %a = arith.addf %x, %s : tensor<?xf32>
  %m = arith.mulf %a, %a : tensor<?xf32>
  %c = tensor.cast %a : tensor<?xf32> to tensor<4xf32> loc(unknown)
  return %c : tensor<4xf32>
}
