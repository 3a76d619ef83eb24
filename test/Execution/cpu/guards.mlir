// Upstream ops on sizes and positions that only the call knows.

// RUN: tslice-run %s --entry=sum '[1, 2, 3]' '[1, 2, -3]' | FileCheck %s --check-prefix=SUM
// RUN: tslice-run %s --entry=sum --no-optimize '[1, 2, 3]' '[1, 2, -3]' | FileCheck %s --check-prefix=SUM
// SUM: [2. 4. 6.]
// RUN: not tslice-run %s --entry=sum '[1, 2, 3]' '[1, 2]' 2>&1 | FileCheck %s --check-prefix=SHORT
// RUN: not tslice-run %s --entry=sum --no-optimize '[1, 2, 3]' '[1, 2]' 2>&1 | FileCheck %s --check-prefix=SHORT
// SHORT: arith.addf (guards.mlir:[[#@LINE+7]]:8): size 2 of dimension 0 of 'e' is expected to be 3
// RUN: not tslice-run %s --entry=sum '[1, 2]' '[1, 2, 3]' 2>&1 | FileCheck %s --check-prefix=LONG
// LONG: size 3 of dimension 0 of 'e' is expected to be 2
// RUN: not tslice-run %s --entry=sum '[]' '[1]' 2>&1 | FileCheck %s --check-prefix=EMPTY
// EMPTY: size 1 of dimension 0 of 'e' is expected to be 0
func.func @sum(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %e = math.absf %y : tensor<?xf32>
  %0 = arith.addf %x, %e : tensor<?xf32>
  return %0 : tensor<?xf32>
}

// RUN: tslice-run %s --entry=matmul '[[1, 2, 3]]' '[[1], [2], [3]]' | FileCheck %s --check-prefix=MATMUL
// MATMUL: {{\[}}[14.]]
// RUN: not tslice-run %s --entry=matmul '[[1, 2, 3]]' '[[1], [2]]' 2>&1 | FileCheck %s --check-prefix=INNER
// INNER: linalg.matmul (guards.mlir:{{.*}}): size 2 of dimension 0 of 'y' is expected to be 3
func.func @matmul(%x: tensor<?x?xf32>, %y: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %m = tensor.dim %x, %c0 : tensor<?x?xf32>
  %n = tensor.dim %y, %c1 : tensor<?x?xf32>
  %z = arith.constant 0.0 : f32
  %o = tensor.empty(%m, %n) : tensor<?x?xf32>
  %i = linalg.fill ins(%z : f32) outs(%o : tensor<?x?xf32>) -> tensor<?x?xf32>
  %r = linalg.matmul ins(%x, %y : tensor<?x?xf32>, tensor<?x?xf32>) outs(%i : tensor<?x?xf32>) -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// Compared in each iteration; without one, not at all.
// RUN: tslice-run %s --entry=loop '[1, 2]' '[1, 2]' 3 | FileCheck %s --check-prefix=LOOP
// LOOP: [4. 8.]
// RUN: tslice-run %s --entry=loop '[1, 2]' '[1, 2, 3]' 0 | FileCheck %s --check-prefix=NOLOOP
// NOLOOP: [1. 2.]
// RUN: not tslice-run %s --entry=loop '[1, 2]' '[1, 2, 3]' 1 2>&1 | FileCheck %s --check-prefix=LOOPBAD
// LOOPBAD: size 3 of dimension 0 of 'y' is expected to be 2
func.func @loop(%x: tensor<?xf32>, %y: tensor<?xf32>, %n: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%acc = %x) -> tensor<?xf32> {
    %s = arith.addf %acc, %y : tensor<?xf32>
    scf.yield %s : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// RUN: tslice-run %s --entry=cast '[1, 2, 3, 4]' | FileCheck %s --check-prefix=CAST
// CAST: [1. 2. 3. 4.]
// RUN: not tslice-run %s --entry=cast '[1, 2]' 2>&1 | FileCheck %s --check-prefix=CASTBAD
// CASTBAD: tensor.cast (guards.mlir:{{.*}}): size 2 of dimension 0 of 'x' is expected to be 4
func.func @cast(%x: tensor<?xf32>) -> tensor<4xf32> {
  %r = tensor.cast %x : tensor<?xf32> to tensor<4xf32>
  return %r : tensor<4xf32>
}

// RUN: tslice-run %s --entry=extract '[1, 2, 3, 4]' 3 | FileCheck %s --check-prefix=EXTRACT
// EXTRACT: 4.0
// RUN: not tslice-run %s --entry=extract '[1, 2, 3, 4]' 100000000 2>&1 | FileCheck %s --check-prefix=EXTRACTBAD
// EXTRACTBAD: tensor.extract (guards.mlir:{{.*}}): index 100000000 is outside [0, 4) of dimension 0 of 'x'
func.func @extract(%x: tensor<?xf32>, %i: index) -> f32 {
  %r = tensor.extract %x[%i] : tensor<?xf32>
  return %r : f32
}

// RUN: tslice-run %s --entry=insert '[1, 2, 3, 4]' 2 7 | FileCheck %s --check-prefix=INSERT
// INSERT: [1. 2. 7. 4.]
// RUN: not tslice-run %s --entry=insert '[1, 2, 3, 4]' -1 7 2>&1 | FileCheck %s --check-prefix=INSERTBAD
// INSERTBAD: tensor.insert (guards.mlir:{{.*}}): index -1 is outside [0, 4) of dimension 0 of 'x'
func.func @insert(%x: tensor<4xf32>, %i: index, %v: f32) -> tensor<4xf32> {
  %r = tensor.insert %v into %x[%i] : tensor<4xf32>
  return %r : tensor<4xf32>
}

// RUN: tslice-run %s --entry=window '[1, 2, 3, 4]' 2 | FileCheck %s --check-prefix=WINDOW
// WINDOW: [3. 4.]
// RUN: not tslice-run %s --entry=window '[1, 2, 3, 4]' 3 2>&1 | FileCheck %s --check-prefix=WINDOWBAD
// WINDOWBAD: tensor.extract_slice (guards.mlir:{{.*}}): index 3 is outside [0, 3) of dimension 0 of 'x' (size 4, window 2)
func.func @window(%x: tensor<?xf32>, %i: index) -> tensor<2xf32> {
  %r = tensor.extract_slice %x[%i][2][1] : tensor<?xf32> to tensor<2xf32>
  return %r : tensor<2xf32>
}

// RUN: tslice-run %s --entry=write_window '[1, 2, 3, 4]' '[8, 9]' 1 2 2 | FileCheck %s --check-prefix=WRITE
// WRITE: [1. 8. 3. 9.]
// RUN: tslice-run %s --entry=write_window '[1, 2, 3, 4]' '[]' 4 0 1 | FileCheck %s --check-prefix=WRITENONE
// WRITENONE: [1. 2. 3. 4.]
// RUN: not tslice-run %s --entry=write_window '[1, 2, 3, 4]' '[8, 9]' 2 2 2 2>&1 | FileCheck %s --check-prefix=WRITEBAD
// WRITEBAD: tensor.insert_slice (guards.mlir:{{.*}}): index 4 is outside [0, 4) of dimension 0 of 'x'
// RUN: not tslice-run %s --entry=write_window '[1, 2, 3, 4]' '[8, 9]' 0 3 1 2>&1 | FileCheck %s --check-prefix=WRITESIZE
// WRITESIZE: tensor.insert_slice (guards.mlir:{{.*}}): size 2 of dimension 0 of 'u' is expected to be 3
func.func @write_window(%x: tensor<4xf32>, %u: tensor<?xf32>, %o: index, %n: index, %s: index) -> tensor<4xf32> {
  %r = tensor.insert_slice %u into %x[%o][%n][%s] : tensor<?xf32> into tensor<4xf32>
  return %r : tensor<4xf32>
}
