// Positions by where they lead, against the evaluator and by hand.

// RUN: tslice-run %s --entry=rows 'random(5x2, f32, 1)' '[3, 1, 3, 0, 1, 3]' --check-against=evaluate | FileCheck %s --check-prefix=ROWS
// ROWS:      [3 1 4 0 2 5]
// ROWS-NEXT: [0 1 3 6]
// RUN: tslice-run %s --entry=rows 'random(5x2, f32, 1)' '[2]' --check-against=evaluate | FileCheck %s --check-prefix=ONE
// ONE:      [0]
// ONE-NEXT: [0 1]
// RUN: tslice-run %s --entry=rows 'random(5x2, f32, 1)' 'random(0, i32, 1)' --check-against=evaluate | FileCheck %s --check-prefix=NONE
// RUN: tslice-run %s --entry=rows 'random(0x2, f32, 1)' 'random(0, i32, 1)' --check-against=evaluate | FileCheck %s --check-prefix=NONE
// NONE:      []
// NONE-NEXT: [0]
// Rows without elements have places.
// RUN: tslice-run %s --entry=rows 'random(4x0, f32, 1)' '[3, 0, 3]' --check-against=evaluate | FileCheck %s --check-prefix=EMPTY
// EMPTY:      [1 0 2]
// EMPTY-NEXT: [0 1 3]
// RUN: not tslice-run %s --entry=rows 'random(5x2, f32, 1)' '[3, 5, -1]' 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// RUN: not tslice-run %s --entry=rows 'random(5x2, f32, 1)' '[3, 5, -1]' --no-optimize 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// RUN: not tslice-run %s --entry=rows 'random(0x2, f32, 1)' '[0, 5, -1]' 2>&1 | FileCheck %s --check-prefix=NOROW
// OUTSIDE: group #1 (group.mlir:[[#@LINE+8]]:12): index 5 at position [1] is outside [0, 5) of dimension 0 of 'x'
// NOROW: group #1 (group.mlir:[[#@LINE+7]]:12): index 0 at position [0] is outside [0, 0) of dimension 0 of 'x'
// Several digits, for every number of threads.
// RUN: tslice-run %s --entry=rows 'random(70000x1, f32, 1)' 'random(200000, i32, 2, 0, 69999)' --threads=1 --check-against=evaluate > %t.1
// RUN: tslice-run %s --entry=rows 'random(70000x1, f32, 1)' 'random(200000, i32, 2, 0, 69999)' --threads=4 --check-against=evaluate > %t.4
// RUN: tslice-run %s --entry=rows 'random(70000x1, f32, 1)' 'random(200000, i32, 2, 0, 69999)' --no-optimize --check-against=evaluate > %t.0
// RUN: diff %t.1 %t.4 && diff %t.1 %t.0
func.func @rows(%x: tensor<?x?xf32>, %i: tensor<?xi32>) -> (tensor<?xindex>, tensor<?xindex>) {
  %p, %s = tslice.group %x[%i] dims [0] : tensor<?x?xf32>, tensor<?xi32> -> tensor<?xindex>, tensor<?xindex>
  return %p, %s : tensor<?xindex>, tensor<?xindex>
}

// The places in x of shape 2x3 (rows, columns): the indices give columns first.
// (0, 1) (1, 0) (2, 1) (0, 1) are the cells [1, 0] [0, 1] [1, 2] [1, 0].
// RUN: tslice-run %s --entry=permuted 'random(2x3, f32, 1)' '[[0, 1], [1, 0], [2, 1], [0, 1]]' --check-against=evaluate | FileCheck %s --check-prefix=PERMUTED
// PERMUTED:      [1 0 3 2]
// PERMUTED-NEXT: [0 1 3 4]
func.func @permuted(%x: tensor<?x?xf32>, %i: tensor<?x2xi64>) -> (tensor<?xindex>, tensor<?xindex>) {
  %p, %s = tslice.group %x[%i] dims [1, 0] : tensor<?x?xf32>, tensor<?x2xi64> -> tensor<?xindex>, tensor<?xindex>
  return %p, %s : tensor<?xindex>, tensor<?xindex>
}

// x has shape 4x2, its columns are batches: batch 0 has rows 3 0 3, batch 1 has
// 0 0 1. Rows come before columns: (0,0):1 (0,1):3,4 (1,1):5 (3,0):0,2.
// RUN: tslice-run %s --entry=batches 'random(4x2, f32, 1)' '[[3, 0, 3], [0, 0, 1]]' --check-against=evaluate | FileCheck %s --check-prefix=BATCH
// BATCH:      [1 3 4 5 0 2]
// BATCH-NEXT: [0 1 3 4 6]
// RUN: not tslice-run %s --entry=batches 'random(4x1, f32, 1)' '[[3, 0, 3], [0, 0, 1]]' 2>&1 | FileCheck %s --check-prefix=BATCHES
// BATCHES: group #1 ({{.*}}): window of 2 does not fit in dimension 1 of 'x', which has size 1
func.func @batches(%x: tensor<?x?xf32>, %i: tensor<?x?xi8>) -> (tensor<?xindex>, tensor<?xindex>) {
  %p, %s = tslice.group %x[%i] batch [1] dims [0] : tensor<?x?xf32>, tensor<?x?xi8> -> tensor<?xindex>, tensor<?xindex>
  return %p, %s : tensor<?xindex>, tensor<?xindex>
}

// Windows of 2 in 5 elements start at 0 to 3. Clamped, 9 is 3 and -7 is 0.
// RUN: tslice-run %s --entry=windows 'random(5, f32, 1)' '[9, 3, 4, -7, 0, 2]' --check-against=evaluate | FileCheck %s --check-prefix=WINDOWS
// WINDOWS:      [3 4 5 0 1 2]
// WINDOWS-NEXT: [0 2 3 6]
// WINDOWS-NEXT: [4 5 1]
// WINDOWS-NEXT: [0 1 2 3]
// WINDOWS-NEXT: [4 5 1 2]
// WINDOWS-NEXT: [0 1 2 3 4]
// RUN: not tslice-run %s --entry=windows 'random(1, f32, 1)' '[0]' 2>&1 | FileCheck %s --check-prefix=NOFIT
// NOFIT: group #1 ({{.*}}): window of 2 does not fit in dimension 0 of 'x', which has size 1
func.func @windows(%x: tensor<?xf32>, %i: tensor<?xi16>) -> (tensor<?xindex>, tensor<?xindex>, tensor<?xindex>, tensor<?xindex>, tensor<?xindex>, tensor<?xindex>) {
  %p, %s = tslice.group %x[%i] dims [0] window [2] bounds clamp : tensor<?xf32>, tensor<?xi16> -> tensor<?xindex>, tensor<?xindex>
  %q, %t = tslice.group %x[%i] dims [0] window [2] bounds skip_window : tensor<?xf32>, tensor<?xi16> -> tensor<?xindex>, tensor<?xindex>
  %o, %u = tslice.group %x[%i] dims [0] bounds skip_element : tensor<?xf32>, tensor<?xi16> -> tensor<?xindex>, tensor<?xindex>
  return %p, %s, %q, %t, %o, %u : tensor<?xindex>, tensor<?xindex>, tensor<?xindex>, tensor<?xindex>, tensor<?xindex>, tensor<?xindex>
}

// One place, to which all positions lead; a position without dimensions.
// RUN: tslice-run %s --entry=nowhere 'random(3, f32, 1)' 'random(4x0, i32, 1)' 2 --check-against=evaluate | FileCheck %s --check-prefix=NOWHERE
// NOWHERE:      [0 1 2 3]
// NOWHERE-NEXT: [0 4]
// NOWHERE-NEXT: [0]
// NOWHERE-NEXT: [0 1]
func.func @nowhere(%x: tensor<?xf32>, %i: tensor<?x0xi32>, %j: tensor<i32>) -> (tensor<?xindex>, tensor<?xindex>, tensor<?xindex>, tensor<?xindex>) {
  %p, %s = tslice.group %x[%i] dims [] : tensor<?xf32>, tensor<?x0xi32> -> tensor<?xindex>, tensor<?xindex>
  %q, %t = tslice.group %x[%j] dims [0] : tensor<?xf32>, tensor<i32> -> tensor<?xindex>, tensor<?xindex>
  return %p, %s, %q, %t : tensor<?xindex>, tensor<?xindex>, tensor<?xindex>, tensor<?xindex>
}

// np.unique(ids, return_counts=True), in a loop that groups anew.
// RUN: tslice-run %s --entry=unique '[7, 2, 7, 7, 0]' 'random(9, f32, 1)' --check-against=evaluate | FileCheck %s --check-prefix=UNIQUE
// UNIQUE:      [0 2 7]
// UNIQUE-NEXT: [1 1 3]
func.func @unique(%ids: tensor<?xi32>, %x: tensor<?xf32>) -> (tensor<?xi32>, tensor<?xindex>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %p, %s = tslice.group %x[%ids] dims [0] : tensor<?xf32>, tensor<?xi32> -> tensor<?xindex>, tensor<?xindex>
  %n = tensor.dim %s, %c0 : tensor<?xindex>
  %m = arith.subi %n, %c1 : index
  %from = tslice.slice %s[0][%m][1] : tensor<?xindex> to tensor<?xindex>
  %to = tslice.slice %s[1][%m][1] : tensor<?xindex> to tensor<?xindex>
  %counts = arith.subi %to, %from : tensor<?xindex>
  %first = tslice.gather %p[%from] dims [0] : tensor<?xindex>, tensor<?xindex> -> tensor<?xindex>
  %values = tslice.gather %ids[%first] dims [0] : tensor<?xi32>, tensor<?xindex> -> tensor<?xi32>
  return %values, %counts : tensor<?xi32>, tensor<?xindex>
}

// The gradient flows through what is read in the new order, not through the
// order: x has a derivative, and is what the group looks at.
// RUN: tslice-run %s --entry=ordered --grad=0 '[1, 2, 3]' '[2, 0, 2]' --check-against=evaluate | FileCheck %s --check-prefix=GRAD
// RUN: tslice-run %s --entry=ordered --check-grad '[1, 2, 3]' '[2, 0, 2]'
// In order 1 0 2: 1 * x[1]^2 + 2 * x[0]^2 + 3 * x[2]^2.
// GRAD: [ 4.  4. 18.]
func.func @ordered(%x: tensor<3xf64>, %ids: tensor<3xi32>) -> f64 {
  %zero = arith.constant dense<0.0> : tensor<f64>
  %p, %s = tslice.group %x[%ids] dims [0] : tensor<3xf64>, tensor<3xi32> -> tensor<?xindex>, tensor<?xindex>
  %w = arith.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf64>
  %r = tslice.gather %x[%p] dims [0] : tensor<3xf64>, tensor<?xindex> -> tensor<?xf64>
  %c = tensor.cast %r : tensor<?xf64> to tensor<3xf64>
  %q = arith.mulf %c, %c : tensor<3xf64>
  %v = arith.mulf %q, %w : tensor<3xf64>
  %sum = linalg.reduce { arith.addf } ins(%v : tensor<3xf64>) outs(%zero : tensor<f64>) dimensions = [0]
  %e = tensor.extract %sum[] : tensor<f64>
  return %e : f64
}
