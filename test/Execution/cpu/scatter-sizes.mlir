// Scatters of sizes at which the rule changes its mind: rows that are hit often
// are updated one by one, others by their owners; a filled destination is folded
// on the stack, and written past the caches where it is large.

// DEFINE: %{run} = tslice-run %s --check-against=evaluate --output=%t.npy
// RUN: %{run} --entry=add 'random(300x64, f32, 1)' 'random(9000, i32, 2, 0, 300)' 'random(9000x64, f32, 3)' --threads=2 | FileCheck %s
// RUN: %{run} --entry=add 'random(300x64, f32, 1)' 'random(9000, i32, 2, 0, 300)' 'random(9000x64, f32, 3)' --threads=1 | FileCheck %s
// RUN: %{run} --entry=add 'random(30000x64, f32, 1)' 'random(9000, i32, 2, 0, 30000)' 'random(9000x64, f32, 3)' --threads=4 | FileCheck %s
// RUN: %{run} --entry=add 'random(1x64, f32, 1)' 'random(9000, i32, 2, 0, 1)' 'random(9000x64, f32, 3)' --threads=3 | FileCheck %s
// RUN: %{run} --entry=sum 'random(9000, i8, 2, 0, 100)' 'random(9000x33, f16, 3)' 300 --threads=2 | FileCheck %s
// RUN: %{run} --entry=sum 'random(9000, i8, 2, 0, 100)' 'random(9000x33, f16, 3)' 40000 --threads=2 | FileCheck %s
// RUN: %{run} --entry=large 'random(100x120, i16, 2, -9, 32767)' 'random(100x120x128, f32, 3)' --threads=2 | FileCheck %s
// CHECK: equal

// RUN: not tslice-run %s --entry=add 'random(300x64, f32, 1)' 'random(9000, i32, 2, 0, 301)' 'random(9000x64, f32, 3)' --threads=2 2>&1 | FileCheck %s --check-prefix=BAD
// BAD: scatter #1 (scatter-sizes.mlir:[[#@LINE+2]]:8): index 300 at position
func.func @add(%x: tensor<?x64xf32>, %i: tensor<?xi32>, %u: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %r = tslice.scatter add %u into %x[%i] dims [0] : tensor<?x64xf32> into tensor<?x64xf32>, tensor<?xi32>
  return %r : tensor<?x64xf32>
}

func.func @sum(%i: tensor<?xi8>, %u: tensor<?x?xf16>, %n: index) -> tensor<?x?xf16> {
  %c1 = arith.constant 1 : index
  %c = tensor.dim %u, %c1 : tensor<?x?xf16>
  %two = arith.constant 2.0 : f16
  %e = tensor.empty(%n, %c) : tensor<?x?xf16>
  %d = linalg.fill ins(%two : f16) outs(%e : tensor<?x?xf16>) -> tensor<?x?xf16>
  %v = arith.mulf %u, %u : tensor<?x?xf16>
  %r = tslice.scatter add %v into %d[%i] dims [0] : tensor<?x?xf16> into tensor<?x?xf16>, tensor<?xi8>
  return %r : tensor<?x?xf16>
}

func.func @large(%i: tensor<?x120xi16>, %u: tensor<?x120x128xf32>) -> tensor<40000x128xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<40000x128xf32>
  %d = linalg.fill ins(%zero : f32) outs(%e : tensor<40000x128xf32>) -> tensor<40000x128xf32>
  %r = tslice.scatter max %u into %d[%i] dims [0] bounds clamp
    : tensor<?x120x128xf32> into tensor<40000x128xf32>, tensor<?x120xi16>
  return %r : tensor<40000x128xf32>
}
