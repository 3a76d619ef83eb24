// Regions, several pairs, and what changes how named combiners combine, on all
// roads and against the evaluator. The values are worked out by hand.

// DEFINE: %{entry} = region
// DEFINE: %{args} = '[1,2,3,4]' '[1,2,3,4,5]' '[0,1,1,0,3]'
// DEFINE: %{check} =
// DEFINE: %{run} = tslice-run %s --entry=%{entry} %{args} --check-against=evaluate | FileCheck %s --check-prefix=%{check}

// Row-major order: cell 0 is (1/2 + 1)/2 + 4, cell 1 is (2/2 + 2)/2 + 3.
// REDEFINE: %{check} = REGION
// RUN: %{run}
// REGION: [4.75 4.5{{ *}} 3.{{ *}} 7.{{ *}}]
func.func @region(%x: tensor<?xf32>, %u: tensor<?xf32>, %i: tensor<?xi32>) -> tensor<?xf32> {
  %r = tslice.scatter %u into %x[%i] dims [0] : tensor<?xf32> into tensor<?xf32>, tensor<?xi32> {
  ^bb0(%found: f32, %written: f32):
    %half = arith.constant 0.5 : f32
    %m = arith.mulf %found, %half : f32
    %s = arith.addf %m, %written : f32
    tslice.yield %s : f32
  }
  return %r : tensor<?xf32>
}

// The greatest value of each row, and which update brought it: the first of
// equal ones; -1 where the old value stays.
// REDEFINE: %{entry} = argmax
// REDEFINE: %{check} = ARGMAX
// REDEFINE: %{args} = '[[1,9],[2,9]]' '[[-1,-1],[-1,-1]]' '[[5,1],[7,99],[5,2],[7,0]]' '[[0,0],[1,1],[2,2],[3,3]]' '[0,1,0,1]'
// RUN: %{run}
// ARGMAX:      {{\[\[}} 5.  9.]
// ARGMAX-NEXT: [ 7. 99.]]
// ARGMAX-NEXT: {{\[\[}} 0 -1]
// ARGMAX-NEXT: [ 1  1]]
// Nothing is divided that may not be: rows, columns, and one position at a time.
// RUN: tslice-opt --tslice-number-sites --tslice-to-linalg="strategy=owner block-rows=1" %s | tslice-run - --entry=%{entry} %{args} | FileCheck %s --check-prefix=ARGMAX
// RUN: tslice-opt --tslice-number-sites --tslice-to-linalg="strategy=row block-rows=1" %s | tslice-run - --entry=%{entry} %{args} | FileCheck %s --check-prefix=ARGMAX
// RUN: tslice-opt --tslice-number-sites --tslice-to-linalg="strategy=columns column-width=1" %s | tslice-run - --entry=%{entry} %{args} | FileCheck %s --check-prefix=ARGMAX
// RUN: tslice-opt --tslice-number-sites --tslice-to-linalg="strategy=serial" %s | tslice-run - --entry=%{entry} %{args} | FileCheck %s --check-prefix=ARGMAX
func.func @argmax(%x: tensor<?x?xf32>, %y: tensor<?x?xi64>, %u: tensor<?x?xf32>, %v: tensor<?x?xi64>, %i: tensor<?xi32>) -> (tensor<?x?xf32>, tensor<?x?xi64>) {
  %r:2 = tslice.scatter %u, %v into %x, %y[%i] dims [0] associative
    : tensor<?x?xf32>, tensor<?x?xi64> into tensor<?x?xf32>, tensor<?x?xi64>, tensor<?xi32> {
  ^bb0(%a: f32, %b: i64, %c: f32, %d: i64):
    %greater = arith.cmpf ogt, %c, %a : f32
    %s = arith.select %greater, %c, %a : f32
    %t = arith.select %greater, %d, %b : i64
    tslice.yield %s, %t : f32, i64
  }
  return %r#0, %r#1 : tensor<?x?xf32>, tensor<?x?xi64>
}

// Sizes of pairs are compared where the types leave them open.
// RUN: not tslice-run %s --entry=argmax '[[1,9]]' '[[1],[2]]' '[[1,2]]' '[[1,2]]' '[0]' 2>&1 | FileCheck %s --check-prefix=DESTS
// DESTS: scatter #1 ({{.*}}): size 2 of dimension 0 of 'y' is expected to be 1
// RUN: not tslice-run %s --entry=argmax '[[1,9]]' '[[1,9]]' '[[1,2]]' '[[1,2],[3,4]]' '[0]' 2>&1 | FileCheck %s --check-prefix=UPDATES
// UPDATES: scatter #1 ({{.*}}): size 2 of dimension 0 of 'v' is expected to be 1

// REDEFINE: %{entry} = update
// REDEFINE: %{check} = UPDATE
// REDEFINE: %{args} = '[1,2,3,4]' '[1,2,3,4]' '[1,2,3]' '[1,2,3]' 2
// RUN: %{run}
// UPDATE:      [4. 4. 4. 4.]
// UPDATE-NEXT: [-2  0  2  4]
// UPDATE-NEXT: [3. 2. 1. 4.]
// UPDATE-NEXT: [3 2 1 4]
func.func @update(%x: tensor<?xf32>, %y: tensor<?xi64>, %u: tensor<?xf32>, %v: tensor<?xi64>, %o: index) -> (tensor<?xf32>, tensor<?xi64>, tensor<?xf32>, tensor<?xi64>) {
  %r:2 = tslice.update %u, %v into %x, %y[%o][3][-1] : tensor<?xf32>, tensor<?xi64> into tensor<?xf32>, tensor<?xi64> {
  ^bb0(%a: f32, %b: i64, %c: f32, %d: i64):
    %s = arith.addf %a, %c : f32
    %t = arith.subi %b, %d : i64
    tslice.yield %s, %t : f32, i64
  }
  %q:2 = tslice.update %u, %v into %x, %y[%o][3][-1] exclude_self : tensor<?xf32>, tensor<?xi64> into tensor<?xf32>, tensor<?xi64> {
  ^bb0(%a: f32, %b: i64, %c: f32, %d: i64):
    tslice.yield %a, %b : f32, i64
  }
  return %r#0, %r#1, %q#0, %q#1 : tensor<?xf32>, tensor<?xi64>, tensor<?xf32>, tensor<?xi64>
}

// The first update of a cell replaces it, also if it is the only one; cells
// that nothing is written to stay.
// REDEFINE: %{entry} = exclude
// REDEFINE: %{check} = EXCLUDE
// REDEFINE: %{args} = '[100,2,3,4]' '[-1,2,3,-4,5]' '[0,1,1,0,3]'
// RUN: %{run}
// EXCLUDE:      [-5. 5. 3. 5.]
// EXCLUDE-NEXT: [4. 6. 3. 5.]
// EXCLUDE-NEXT: [-4. 2. 3. 5.]
// EXCLUDE-NEXT: [-1. 3. 3. 5.]
// EXCLUDE-NEXT: [ 3. -1.  3.  5.]
func.func @exclude(%x: tensor<4xf32>, %u: tensor<?xf32>, %i: tensor<?xi32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %add = tslice.scatter add %u into %x[%i] dims [0] exclude_self : tensor<?xf32> into tensor<4xf32>, tensor<?xi32>
  %mul = tslice.scatter mul %u into %x[%i] dims [0] exclude_self : tensor<?xf32> into tensor<4xf32>, tensor<?xi32>
  %min = tslice.scatter min %u into %x[%i] dims [0] exclude_self : tensor<?xf32> into tensor<4xf32>, tensor<?xi32>
  %max = tslice.scatter max %u into %x[%i] dims [0] exclude_self : tensor<?xf32> into tensor<4xf32>, tensor<?xi32>
  %region = tslice.scatter %u into %x[%i] dims [0] exclude_self : tensor<?xf32> into tensor<4xf32>, tensor<?xi32> {
  ^bb0(%a: f32, %b: f32):
    %c = arith.subf %a, %b : f32
    tslice.yield %c : f32
  }
  return %add, %mul, %min, %max, %region : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// The bits of what is written alone: negative zero, and the least numbers.
// REDEFINE: %{entry} = exclude_integers
// REDEFINE: %{check} = INTEGERS
// REDEFINE: %{args} = '[7,7,7]' '[-128,127,3]' '[0,1,1]' '[5,5,5]' '[1+2j,0+1j,0+1j]' '[-0.0,1,2]'
// RUN: %{run}
// INTEGERS:      [-128    3    7]
// INTEGERS-NEXT: [-128  127    7]
// INTEGERS-NEXT: [-128    3    7]
// INTEGERS-NEXT: [-128  127    7]
// INTEGERS-NEXT: [-128    3    7]
// INTEGERS-NEXT: [-128  127    7]
// INTEGERS-NEXT: [-128  124    7]
// INTEGERS-NEXT: [ 1.+2.j -1.+0.j  5.+0.j]
// INTEGERS-NEXT: [-0.  3.  5.]
func.func @exclude_integers(%x: tensor<3xi8>, %u: tensor<?xi8>, %i: tensor<?xi32>, %z: tensor<3xcomplex<f32>>, %w: tensor<?xcomplex<f32>>, %f: tensor<?xf32>) -> (tensor<3xi8>, tensor<3xi8>, tensor<3xi8>, tensor<3xi8>, tensor<3xi8>, tensor<3xi8>, tensor<3xi8>, tensor<3xcomplex<f32>>, tensor<3xf32>) {
  %min = tslice.scatter min %u into %x[%i] dims [0] exclude_self : tensor<?xi8> into tensor<3xi8>, tensor<?xi32>
  %max = tslice.scatter max %u into %x[%i] dims [0] exclude_self : tensor<?xi8> into tensor<3xi8>, tensor<?xi32>
  %umin = tslice.scatter umin %u into %x[%i] dims [0] exclude_self : tensor<?xi8> into tensor<3xi8>, tensor<?xi32>
  %umax = tslice.scatter umax %u into %x[%i] dims [0] exclude_self : tensor<?xi8> into tensor<3xi8>, tensor<?xi32>
  %and = tslice.scatter and %u into %x[%i] dims [0] exclude_self : tensor<?xi8> into tensor<3xi8>, tensor<?xi32>
  %or = tslice.scatter or %u into %x[%i] dims [0] exclude_self : tensor<?xi8> into tensor<3xi8>, tensor<?xi32>
  %xor = tslice.scatter xor %u into %x[%i] dims [0] exclude_self : tensor<?xi8> into tensor<3xi8>, tensor<?xi32>
  %mul = tslice.scatter mul %w into %z[%i] dims [0] exclude_self : tensor<?xcomplex<f32>> into tensor<3xcomplex<f32>>, tensor<?xi32>
  %five = arith.constant dense<5.0> : tensor<3xf32>
  %add = tslice.scatter add %f into %five[%i] dims [0] exclude_self : tensor<?xf32> into tensor<3xf32>, tensor<?xi32>
  return %min, %max, %umin, %umax, %and, %or, %xor, %mul, %add : tensor<3xi8>, tensor<3xi8>, tensor<3xi8>, tensor<3xi8>, tensor<3xi8>, tensor<3xi8>, tensor<3xi8>, tensor<3xcomplex<f32>>, tensor<3xf32>
}

// In f16, 2048 + 1 is 2048; rounded once, 2048 + 1 + 1 + 1 + 1 is 2052.
// REDEFINE: %{entry} = accumulate
// REDEFINE: %{check} = ACCUMULATE
// REDEFINE: %{args} = '[2048,2,3,4]' '[1,1,1,1,1]' '[0,0,0,0,3]'
// RUN: %{run}
// ACCUMULATE: [2.052e+03 2.000e+00 3.000e+00 5.000e+00]
// ACCUMULATE: [2.048e+03 2.000e+00 3.000e+00 5.000e+00]
// ACCUMULATE: [4. 2. 3. 1.]
func.func @accumulate(%x: tensor<4xf16>, %u: tensor<?xf16>, %i: tensor<?xi32>) -> (tensor<4xf16>, tensor<4xf16>, tensor<4xf16>) {
  %r = tslice.scatter add %u into %x[%i] dims [0] accumulate f32 : tensor<?xf16> into tensor<4xf16>, tensor<?xi32>
  %s = tslice.scatter add %u into %x[%i] dims [0] : tensor<?xf16> into tensor<4xf16>, tensor<?xi32>
  %t = tslice.scatter add %u into %x[%i] dims [0] exclude_self accumulate f32 : tensor<?xf16> into tensor<4xf16>, tensor<?xi32>
  return %r, %s, %t : tensor<4xf16>, tensor<4xf16>, tensor<4xf16>
}

// Windows whose size is known at run time.
// REDEFINE: %{entry} = windows
// REDEFINE: %{check} = WINDOWS
// REDEFINE: %{args} = '[[1,2],[3,4],[5,6],[7,8]]' '[2,0,2]' 2
// RUN: %{run}
// WINDOWS:      {{\[\[\[}}5. 6.]
// WINDOWS-NEXT: [7. 8.]]
// WINDOWS:      {{\[\[}}1. 2.]
// WINDOWS-NEXT: [3. 4.]]
// WINDOWS:      {{\[\[}}5. 6.]
// WINDOWS-NEXT: [7. 8.]]]
// WINDOWS:      {{\[\[}} 2.  4.]
// WINDOWS-NEXT: [ 6.  8.]
// WINDOWS-NEXT: [15. 18.]
// WINDOWS-NEXT: [21. 24.]]
// None of it, and more than there is.
// RUN: tslice-run %s --entry=windows '[[1,2],[3,4]]' '[2,0]' 0 --check-against=evaluate | FileCheck %s --check-prefix=NONE
// NONE: []
// NONE: {{\[\[}}1. 2.]
// RUN: not tslice-run %s --entry=windows '[[1,2],[3,4]]' '[1,0]' 2 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// OUTSIDE: gather #1 ({{.*}}): index 1 at position [0] is outside [0, 1) of dimension 0 of 'x', where windows that fit can start
// RUN: not tslice-run %s --entry=windows '[[1,2],[3,4]]' '[1,0]' -1 2>&1 | FileCheck %s --check-prefix=NEGATIVE
// NEGATIVE: gather #1 ({{.*}}): size -1 of dimension 0 of 'x' is negative
func.func @windows(%x: tensor<?x2xf32>, %i: tensor<?xi32>, %w: index) -> (tensor<?x?x2xf32>, tensor<?x2xf32>) {
  %r = tslice.gather %x[%i] dims [0] window [%w] : tensor<?x2xf32>, tensor<?xi32> -> tensor<?x?x2xf32>
  %s = tslice.scatter add %r into %x[%i] dims [0] window [%w] : tensor<?x?x2xf32> into tensor<?x2xf32>, tensor<?xi32>
  return %r, %s : tensor<?x?x2xf32>, tensor<?x2xf32>
}
