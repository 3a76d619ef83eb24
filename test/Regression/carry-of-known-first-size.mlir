// A carry that grows, whose size in the first step is known: its type in the
// first step is not its type in all steps.

// RUN: tslice-run --check-against=evaluate --entry=grow %s '[1, 2]' 3 | FileCheck %s
// RUN: tslice-run --no-optimize --entry=grow %s '[1, 2]' 3 | FileCheck %s
// RUN: tslice-run --check-against=evaluate --entry=called %s '[1, 2]' 3 | FileCheck %s
// CHECK: {{^}}[1. 2. 1. 2. 1. 2. 1. 2.]

func.func @grow(%x: tensor<2xf64>, %n: index) -> tensor<?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %first = tensor.cast %x : tensor<2xf64> to tensor<?xf64>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %first) -> (tensor<?xf64>) {
    %b = tensor.concat dim(0) %a, %x : (tensor<?xf64>, tensor<2xf64>) -> tensor<?xf64>
    scf.yield %b : tensor<?xf64>
  }
  return %r : tensor<?xf64>
}

func.func private @concatenated(%x: tensor<2xf64>, %first: tensor<?xf64>, %n: index) -> tensor<?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %first) -> (tensor<?xf64>) {
    %b = tensor.concat dim(0) %a, %x : (tensor<?xf64>, tensor<2xf64>) -> tensor<?xf64>
    scf.yield %b : tensor<?xf64>
  }
  return %r : tensor<?xf64>
}

func.func @called(%x: tensor<2xf64>, %n: index) -> tensor<?xf64> {
  %first = tensor.cast %x : tensor<2xf64> to tensor<?xf64>
  %r = func.call @concatenated(%x, %first, %n) : (tensor<2xf64>, tensor<?xf64>, index) -> tensor<?xf64>
  return %r : tensor<?xf64>
}
