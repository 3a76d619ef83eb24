// All ways to divide a scatter give the bits of the sequential order, here of
// sums that depend on it, and the error of the first index outside.

// DEFINE: %{strategy} = serial
// DEFINE: %{rows} = 0
// DEFINE: %{threads} = 2
// DEFINE: %{expect} =
// DEFINE: %{entry} = add
// DEFINE: %{indices} = '[4,1,4,0,4,2,1]'
// DEFINE: %{run} = tslice-opt --tslice-number-sites --tslice-to-linalg="strategy=%{strategy} block-rows=%{rows}" %s | \
// DEFINE:   %{expect} tslice-run - --entry=%{entry} --threads=%{threads} \
// DEFINE:   '[[0,1,2],[10,20,30],[5,5,5],[7,7,7],[1,1,1]]' %{indices} \
// DEFINE:   '[[1,1,1],[2,2,2],[4,4,4],[8,8,8],[1e8,1e8,1e8],[1,2,3],[-1,-2,-3]]'
// DEFINE: %{add} = %{run} | FileCheck %s --check-prefix=ADD
// DEFINE: %{fresh} = %{run} | FileCheck %s --check-prefix=FRESH
// DEFINE: %{skip} = %{run} | FileCheck %s --check-prefix=SKIP
// DEFINE: %{bad} = %{run} 2>&1 | FileCheck %s --check-prefix=BAD

// RUN: %{add}
// REDEFINE: %{entry} = fresh
// RUN: %{fresh}
// REDEFINE: %{entry} = skip
// REDEFINE: %{indices} = '[4,1,5,0,-1,2,1]'
// RUN: %{skip}
// REDEFINE: %{entry} = add
// REDEFINE: %{expect} = not
// RUN: %{bad}
// REDEFINE: %{expect} =

// REDEFINE: %{strategy} = owner
// REDEFINE: %{rows} = 2
// REDEFINE: %{expect} = not
// RUN: %{bad}
// REDEFINE: %{expect} =
// REDEFINE: %{entry} = skip
// RUN: %{skip}
// REDEFINE: %{entry} = fresh
// REDEFINE: %{indices} = '[4,1,4,0,4,2,1]'
// RUN: %{fresh}
// REDEFINE: %{entry} = add
// RUN: %{add}
// REDEFINE: %{rows} = 1
// RUN: %{add}
// REDEFINE: %{rows} = 8
// RUN: %{add}

// REDEFINE: %{strategy} = row
// RUN: %{add}
// REDEFINE: %{rows} = 1
// RUN: %{add}
// REDEFINE: %{rows} = 2
// RUN: %{add}
// REDEFINE: %{threads} = 1
// RUN: %{add}
// REDEFINE: %{entry} = fresh
// RUN: %{fresh}
// REDEFINE: %{threads} = 4
// RUN: %{fresh}
// REDEFINE: %{indices} = '[4,1,5,0,-1,2,1]'
// REDEFINE: %{entry} = skip
// RUN: %{skip}
// REDEFINE: %{entry} = add
// REDEFINE: %{expect} = not
// RUN: %{bad}
// REDEFINE: %{expect} =

// 8.0 of row 4 would be lost if 1e8 came first.
// ADD: {{\[\[}}8.0000000e+00 9.0000000e+00 1.0000000e+01]
// ADD: [1.1000000e+01 2.0000000e+01 2.9000000e+01]
// ADD: [6.0000000e+00 7.0000000e+00 8.0000000e+00]
// ADD: [7.0000000e+00 7.0000000e+00 7.0000000e+00]
// ADD: [1.0000001e+08 1.0000001e+08 1.0000001e+08]]
func.func @add(%x: tensor<?x3xf32>, %i: tensor<?xi32>, %u: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %r = tslice.scatter add %u into %x[%i] dims [0] : tensor<?x3xf32> into tensor<?x3xf32>, tensor<?xi32>
  return %r : tensor<?x3xf32>
}

// FRESH: 8.5000000e+00 8.5000000e+00 8.5000000e+00]
// FRESH: 1.5000000e+00 5.0000000e-01 -5.0000000e-01]
// FRESH: 1.5000000e+00 2.5000000e+00 3.5000000e+00]
// FRESH: 5.0000000e-01 5.0000000e-01 5.0000000e-01]
// FRESH: 1.0000001e+08 1.0000001e+08 1.0000001e+08]]
func.func @fresh(%x: tensor<?x3xf32>, %i: tensor<?xi32>, %u: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x3xf32>
  %e = tensor.empty(%n) : tensor<?x3xf32>
  %v = arith.constant 0.5 : f32
  %f = linalg.fill ins(%v : f32) outs(%e : tensor<?x3xf32>) -> tensor<?x3xf32>
  %r = tslice.scatter add %u into %f[%i] dims [0] : tensor<?x3xf32> into tensor<?x3xf32>, tensor<?xi32>
  return %r : tensor<?x3xf32>
}

// Row 0 keeps its value: nothing of what is skipped ends up there.
// SKIP: {{\[\[}} 8.  8.  8.]
// SKIP: [-1. -2. -3.]
// SKIP: [ 1.  2.  3.]
// SKIP: [ 7.  7.  7.]
// SKIP: [ 1.  1.  1.]]
func.func @skip(%x: tensor<?x3xf32>, %i: tensor<?xi32>, %u: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %r = tslice.scatter set %u into %x[%i] dims [0] bounds skip_window
    : tensor<?x3xf32> into tensor<?x3xf32>, tensor<?xi32>
  return %r : tensor<?x3xf32>
}

// BAD: scatter #1 ({{.*}}): index 5 at position [2] is outside [0, 5) of dimension 0 of
