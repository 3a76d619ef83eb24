// Scatters of rows that are large enough for a plan: whatever the sizes, the
// policies and the threads, the bits and the errors are those of the evaluator.

// DEFINE: %{entry} =
// DEFINE: %{args} =
// DEFINE: %{run} = tslice-run %s --entry=%{entry} %{args} --check-against=evaluate
// DEFINE: %{same} = %{run} --threads=1 > %t.1 && %{run} --threads=2 > %t.2 && %{run} --threads=4 > %t.4 && diff %t.1 %t.2 && diff %t.1 %t.4

// Lists for each owner; then few rows, all of them in a corner of the table.
// REDEFINE: %{entry} = rows
// REDEFINE: %{args} = 'random(9000x64, f32, 1)' 'random(5000, i64, 2, 0, 9000)' 'random(5000x64, f32, 3)'
// RUN: %{same}
// REDEFINE: %{args} = 'random(9000x64, f32, 1)' 'random(5000, i64, 2, 700, 1000)' 'random(5000x64, f32, 3)'
// RUN: %{same}
// By row.
// REDEFINE: %{args} = 'random(1000x64, f32, 1)' 'random(20000, i64, 2, 0, 1000)' 'random(20000x64, f32, 3)'
// RUN: %{same}
// Columns, in blocks.
// REDEFINE: %{args} = 'random(9000x64, f32, 1)' 'random(5000, i64, 2, 77, 78)' 'random(5000x64, f32, 3)'
// RUN: %{same}
// REDEFINE: %{args} = 'random(1x64, f32, 1)' 'random(5000, i64, 2, 0, 1)' 'random(5000x64, f32, 3)'
// RUN: %{same}
func.func @rows(%x: tensor<?x64xf32>, %i: tensor<?xi64>, %u: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %r = tslice.scatter add %u into %x[%i] dims [0] : tensor<?x64xf32> into tensor<?x64xf32>, tensor<?xi64>
  return %r : tensor<?x64xf32>
}

// The first index that is outside is reported, whoever finds it; also of a table
// without rows.
// RUN: not tslice-run %s --entry=rows 'random(9000x64, f32, 1)' 'random(5000, i64, 2, -3, 9000)' 'random(5000x64, f32, 3)' --threads=4 2>&1 | FileCheck %s --check-prefix=BAD
// RUN: not tslice-run %s --entry=rows 'random(9000x64, f32, 1)' 'random(5000, i64, 2, -3, 9000)' 'random(5000x64, f32, 3)' --check-against=evaluate --threads=1 2>&1 | FileCheck %s --check-prefix=BAD
// BAD: scatter #1 ({{.*}}): index -2 at position [108] is outside [0, 9000) of dimension 0 of 'x'
// RUN: not tslice-run %s --entry=rows 'random(0x64, f32, 1)' 'random(5000, i64, 2, 5, 9)' 'random(5000x64, f32, 3)' --threads=4 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: scatter #1 ({{.*}}): index [[#]] at position [0] is outside [0, 0) of dimension 0 of 'x'

// Columns of sizes that are not known, or of which no block is a part.
// REDEFINE: %{entry} = dynamic
// REDEFINE: %{args} = 'random(9000x50, f64, 1)' 'random(5000, i8, 2, 3, 4)' 'random(5000x50, f64, 3)'
// RUN: %{same}
// REDEFINE: %{args} = 'random(9000x50, f64, 1)' 'random(5000, i8, 2, 0, 100)' 'random(5000x50, f64, 3)'
// RUN: %{same}
func.func @dynamic(%x: tensor<?x?xf64>, %i: tensor<?xi8>, %u: tensor<?x?xf64>) -> tensor<?x?xf64> {
  %r = tslice.scatter mul %u into %x[%i] dims [0] : tensor<?x?xf64> into tensor<?x?xf64>, tensor<?xi8>
  return %r : tensor<?x?xf64>
}
// REDEFINE: %{entry} = odd
// REDEFINE: %{args} = 'random(9000x37, f64, 1)' 'random(5000, i32, 2, 3, 4)' 'random(5000x37, f64, 3)'
// RUN: %{same}
func.func @odd(%x: tensor<9000x37xf64>, %i: tensor<5000xi32>, %u: tensor<5000x37xf64>) -> tensor<9000x37xf64> {
  %r = tslice.scatter set %u into %x[%i] dims [0] : tensor<5000x37xf64> into tensor<9000x37xf64>, tensor<5000xi32>
  return %r : tensor<9000x37xf64>
}

// Positions of two dimensions, rows of two, an update that is computed, and every
// policy.
// REDEFINE: %{entry} = policies
// REDEFINE: %{args} = 'random(900x3x40, f32, 1)' 'random(70x50, i32, 2, -1000, 1000)' 'random(70x50x3x40, f32, 3)'
// RUN: %{same}
func.func @policies(%x: tensor<?x3x40xf32>, %i: tensor<?x?xi32>, %u: tensor<?x?x3x40xf32>)
    -> (tensor<?x3x40xf32>, tensor<?x3x40xf32>, tensor<?x3x40xf32>) {
  %v = arith.mulf %u, %u : tensor<?x?x3x40xf32>
  %a = tslice.scatter add %v into %x[%i] dims [0] bounds skip_window : tensor<?x?x3x40xf32> into tensor<?x3x40xf32>, tensor<?x?xi32>
  %b = tslice.scatter set %u into %x[%i] dims [0] bounds clamp wrap : tensor<?x?x3x40xf32> into tensor<?x3x40xf32>, tensor<?x?xi32>
  %c = tslice.scatter max %u into %a[%i] dims [0] bounds skip_element wrap : tensor<?x?x3x40xf32> into tensor<?x3x40xf32>, tensor<?x?xi32>
  return %a, %b, %c : tensor<?x3x40xf32>, tensor<?x3x40xf32>, tensor<?x3x40xf32>
}

// Pairs, folded by a region.
// REDEFINE: %{entry} = pairs
// REDEFINE: %{args} = 'random(3000x20, f32, 1)' 'random(3000x20, f32, 5)' 'random(8000, i32, 2, 0, 3000)' 'random(8000x20, f32, 3)' 'random(8000x20, f32, 4)'
// RUN: %{same}
func.func @pairs(%x: tensor<?x20xf32>, %y: tensor<?x20xf32>, %i: tensor<?xi32>, %u: tensor<?x20xf32>, %w: tensor<?x20xf32>)
    -> (tensor<?x20xf32>, tensor<?x20xf32>) {
  %r, %s = tslice.scatter %u, %w into %x, %y[%i] dims [0] : tensor<?x20xf32>, tensor<?x20xf32> into tensor<?x20xf32>, tensor<?x20xf32>, tensor<?xi32> {
  ^bb0(%f: f32, %g: f32, %a: f32, %b: f32):
    %p = arith.mulf %f, %b : f32
    %q = arith.subf %g, %a : f32
    tslice.yield %p, %q : f32, f32
  }
  return %r, %s : tensor<?x20xf32>, tensor<?x20xf32>
}

// Rows that are filled, with few positions, many, and one row that has most.
// REDEFINE: %{entry} = filled
// REDEFINE: %{args} = 'random(300, i32, 2, 0, 9000)' 'random(300x64, f32, 3)'
// RUN: %{same}
// REDEFINE: %{args} = 'random(30000, i32, 2, 0, 9000)' 'random(30000x64, f32, 3)'
// RUN: %{same}
// REDEFINE: %{args} = 'random(3000, i32, 2, 8999, 9000)' 'random(3000x64, f32, 3)'
// RUN: %{same}
// RUN: not tslice-run %s --entry=filled 'random(3000, i32, 2, 0, 9020)' 'random(3000x64, f32, 3)' --threads=4 2>&1 | FileCheck %s --check-prefix=FILLED
// FILLED: scatter #1 ({{.*}}): index 9012 at position [439] is outside [0, 9000) of dimension 0
func.func @filled(%i: tensor<?xi32>, %u: tensor<?x64xf32>) -> tensor<9000x64xf32> {
  %v = arith.constant 0.5 : f32
  %e = tensor.empty() : tensor<9000x64xf32>
  %z = linalg.fill ins(%v : f32) outs(%e : tensor<9000x64xf32>) -> tensor<9000x64xf32>
  %r = tslice.scatter add %u into %z[%i] dims [0] : tensor<?x64xf32> into tensor<9000x64xf32>, tensor<?xi32>
  return %r : tensor<9000x64xf32>
}

// Plans of the steps of a loop.
// REDEFINE: %{entry} = steps
// REDEFINE: %{args} = 'random(9000x16, f32, 1)' 'random(5000, i32, 2, 0, 9000)' 'random(5000x16, f32, 3)'
// RUN: %{same}
func.func @steps(%x: tensor<?x16xf32>, %i: tensor<?xi32>, %u: tensor<?x16xf32>) -> tensor<?x16xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r = scf.for %k = %c0 to %c3 step %c1 iter_args(%a = %x) -> tensor<?x16xf32> {
    %s = tslice.scatter add %u into %a[%i] dims [0] : tensor<?x16xf32> into tensor<?x16xf32>, tensor<?xi32>
    scf.yield %s : tensor<?x16xf32>
  }
  return %r : tensor<?x16xf32>
}
