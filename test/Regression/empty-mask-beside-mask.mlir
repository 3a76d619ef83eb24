// The positions of a mask without elements were reshaped behind the pass that
// looks after reshapes of empty tensors: "no basis element may be non-positive".

// RUN: tslice-run %s 'random(7x4x0, i64, 1)' 0 '[]' --check-against=evaluate | FileCheck %s
// RUN: tslice-run %s 'random(7x4x0, i64, 1)' 0 '[]' --no-optimize | FileCheck %s
// CHECK: []
func.func @f(%x: tensor<7x4x0xi64>, %m: tensor<i1>, %none: tensor<0xi1>) -> tensor<1x?xi64> {
  %r = tslice.index %x[-6:-5, %m, 1, %none] : tensor<7x4x0xi64>, tensor<i1>, tensor<0xi1> -> tensor<1x?xi64>
  return %r : tensor<1x?xi64>
}
