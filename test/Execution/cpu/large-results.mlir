// Results that are too large for the caches are written past them: rows of one
// tile, rows that start anywhere, reversed and strided ones, rows that some
// updates are added to, and elements that are spread by a mask.

// RUN: tslice-run %s --entry=rows 'random(1000x128, f32, 1)' 'random(40000, i32, 2, 0, 1000)' --threads=2 --check-against=evaluate --output=%t.npy | FileCheck %s
// RUN: tslice-run %s --entry=crop 'random(1100x5003, f32, 1)' --threads=2 --check-against=evaluate --output=%t.npy | FileCheck %s
// RUN: tslice-run %s --entry=reverse 'random(1100x2001, f64, 1)' --threads=1 --check-against=evaluate --output=%t.npy | FileCheck %s
// RUN: tslice-run %s --entry=strided 'random(1100x20001, i16, 1)' --threads=3 --check-against=evaluate --output=%t.npy | FileCheck %s
// RUN: tslice-run %s --entry=odd 'random(1100x20000, i16, 1)' --threads=3 --check-against=evaluate --output=%t.npy | FileCheck %s
// RUN: tslice-run %s --entry=third 'random(30000001, f32, 1)' --threads=3 --check-against=evaluate --output=%t.npy | FileCheck %s
// RUN: tslice-run %s --entry=filled 'random(70001x64, f32, 1)' 'random(30000, i32, 2, 0, 70001)' 'random(30000x64, f32, 3)' --threads=3 --check-against=evaluate --output=%t.npy | FileCheck %s
// RUN: tslice-run %s --entry=spread 'random(4500007, f32, 1)' 'random(4500003, i1, 2)' --threads=3 --check-against=evaluate --output=%t.npy | FileCheck %s
// CHECK: equal

func.func @rows(%x: tensor<?x128xf32>, %i: tensor<?xi32>) -> tensor<?x128xf32> {
  %r = tslice.gather %x[%i] dims [0] : tensor<?x128xf32>, tensor<?xi32> -> tensor<?x128xf32>
  return %r : tensor<?x128xf32>
}

func.func @crop(%x: tensor<1100x5003xf32>) -> tensor<1000x4999xf32> {
  %r = tslice.slice %x[7, 3][1000, 4999][1, 1] : tensor<1100x5003xf32> to tensor<1000x4999xf32>
  %s = arith.addf %r, %r : tensor<1000x4999xf32>
  return %s : tensor<1000x4999xf32>
}

func.func @reverse(%x: tensor<?x?xf64>) -> tensor<1100x2001xf64> {
  %r = tslice.slice %x[1099, 2000][1100, 2001][-1, -1] : tensor<?x?xf64> to tensor<1100x2001xf64>
  return %r : tensor<1100x2001xf64>
}

func.func @strided(%x: tensor<1100x20001xi16>) -> tensor<1100x10001xi16> {
  %r = tslice.slice %x[0, 0][1100, 10001][1, 2] : tensor<1100x20001xi16> to tensor<1100x10001xi16>
  return %r : tensor<1100x10001xi16>
}

// The rows end with the rows of the source: what is behind is the next one's,
// or, behind the last one, nothing's.
func.func @odd(%x: tensor<1100x20000xi16>) -> tensor<1100x10000xi16> {
  %r = tslice.slice %x[0, 1][1100, 10000][1, 2] : tensor<1100x20000xi16> to tensor<1100x10000xi16>
  return %r : tensor<1100x10000xi16>
}

func.func @third(%x: tensor<?xf32>) -> tensor<10000001xf32> {
  %r = tslice.slice %x[0][10000001][3] : tensor<?xf32> to tensor<10000001xf32>
  return %r : tensor<10000001xf32>
}

// The gradient of a gather: every row is written once, with its updates.
func.func @filled(%x: tensor<?x64xf32>, %i: tensor<?xi32>, %ct: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %g = tslice.vjp @gathered(%x, %i)(%ct) wrt [0] : (tensor<?x64xf32>, tensor<?xi32>)(tensor<?x64xf32>) -> tensor<?x64xf32>
  return %g : tensor<?x64xf32>
}
func.func private @gathered(%x: tensor<?x64xf32>, %i: tensor<?xi32>) -> tensor<?x64xf32> {
  %r = tslice.gather %x[%i] dims [0] : tensor<?x64xf32>, tensor<?xi32> -> tensor<?x64xf32>
  return %r : tensor<?x64xf32>
}

// The gradient of elements where a mask is true.
func.func @spread(%x: tensor<?xf32>, %m: tensor<?xi1>) -> tensor<?xf32> {
  %y = func.call @masked(%x, %m) : (tensor<?xf32>, tensor<?xi1>) -> tensor<?xf32>
  %g = tslice.vjp @masked(%x, %m)(%y) wrt [0] : (tensor<?xf32>, tensor<?xi1>)(tensor<?xf32>) -> tensor<?xf32>
  return %g : tensor<?xf32>
}
func.func private @masked(%x: tensor<?xf32>, %m: tensor<?xi1>) -> tensor<?xf32> {
  %p = tslice.nonzero %m : tensor<?xi1> -> tensor<?x1xindex>
  %i = tensor.collapse_shape %p [[0, 1]] : tensor<?x1xindex> into tensor<?xindex>
  %r = tslice.gather %x[%i] dims [0] : tensor<?xf32>, tensor<?xindex> -> tensor<?xf32>
  return %r : tensor<?xf32>
}
