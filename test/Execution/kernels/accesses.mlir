// The kernels of a GPU, every thread of them run by the CPU: the same bits as the
// evaluator gives, and the values that NumPy gives.

// RUN: tslice-run --emulate-gpu %s --entry=gather '[[1, 2, 3], [4, 5, 6]]' '[1, 0, 1]' --check-against=evaluate | FileCheck %s --check-prefix=GATHER
// GATHER:      {{\[}}[4. 5. 6.]
// GATHER-NEXT: [1. 2. 3.]
// GATHER-NEXT: [4. 5. 6.]]
// More elements than a block has threads, more than one block, and none.
// RUN: tslice-run --emulate-gpu %s --entry=gather 'random(70x3, f32, 1)' 'random(1000, i32, 2, 0, 70)' --check-against=evaluate | FileCheck %s --check-prefix=EQUAL
// RUN: tslice-run --emulate-gpu %s --entry=gather 'random(70x3, f32, 1)' '[]' --check-against=evaluate | FileCheck %s --check-prefix=EQUAL
// EQUAL: check against the evaluator: equal
func.func @gather(%x: tensor<?x3xf32>, %i: tensor<?xi32>) -> tensor<?x3xf32> {
  %r = tslice.gather %x[%i] dims [0] : tensor<?x3xf32>, tensor<?xi32> -> tensor<?x3xf32>
  return %r : tensor<?x3xf32>
}

// RUN: tslice-run --emulate-gpu %s --entry=backwards '[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]' 8 --check-against=evaluate | FileCheck %s --check-prefix=BACK
// BACK: [8. 6. 4. 2.]
func.func @backwards(%x: tensor<10xf32>, %start: index) -> tensor<4xf32> {
  %r = tslice.slice %x[%start][4][-2] : tensor<10xf32> to tensor<4xf32>
  return %r : tensor<4xf32>
}

// RUN: tslice-run --emulate-gpu %s --entry=update '[0, 1, 2, 3, 4, 5]' '[10, 20]' 1 --check-against=evaluate | FileCheck %s --check-prefix=UPDATE
// UPDATE: [ 0. 11.  2.  3. 24.  5.]
func.func @update(%x: tensor<6xf32>, %u: tensor<2xf32>, %start: index) -> tensor<6xf32> {
  %r = tslice.update add %u into %x[%start][2][3] : tensor<2xf32> into tensor<6xf32>
  return %r : tensor<6xf32>
}

// Duplicates in order: one column per thread, and one thread for elements.
// RUN: tslice-run --emulate-gpu %s --entry=rows '[[0, 0], [1, 1]]' '[[1, 2], [3, 4], [5, 6]]' '[1, 0, 1]' --check-against=evaluate | FileCheck %s --check-prefix=ROWS
// ROWS:      {{\[}}[3. 4.]
// ROWS-NEXT: [7. 9.]]
// RUN: tslice-run --emulate-gpu %s --entry=rows 'random(9x2, f32, 1)' 'random(500x2, f32, 2)' 'random(500, i32, 3, 0, 9)' --check-against=evaluate | FileCheck %s --check-prefix=EQUAL
func.func @rows(%x: tensor<?x2xf32>, %u: tensor<?x2xf32>, %i: tensor<?xi32>) -> tensor<?x2xf32> {
  %r = tslice.scatter add %u into %x[%i] dims [0] : tensor<?x2xf32> into tensor<?x2xf32>, tensor<?xi32>
  return %r : tensor<?x2xf32>
}

// RUN: tslice-run --emulate-gpu %s --entry=last '[0, 0, 0]' '[5, 6, 7]' '[1, 2, 1]' --check-against=evaluate | FileCheck %s --check-prefix=LAST
// LAST: [0. 7. 6.]
func.func @last(%x: tensor<?xf32>, %u: tensor<?xf32>, %i: tensor<?xi64>) -> tensor<?xf32> {
  %r = tslice.scatter set %u into %x[%i] dims [0] : tensor<?xf32> into tensor<?xf32>, tensor<?xi64>
  return %r : tensor<?xf32>
}

// RUN: tslice-run --emulate-gpu %s --entry=message '[[1, 2], [3, 4]]' '[0, 1, 1]' '[1, 0, 1]' '[1, 10, 100]' --check-against=evaluate | FileCheck %s --check-prefix=MESSAGE
// MESSAGE:      {{\[}}[ 30.  40.]
// MESSAGE-NEXT: [301. 402.]]
func.func @message(%x: tensor<?x2xf32>, %src: tensor<?xi32>, %dst: tensor<?xi32>, %w: tensor<?xf32>) -> tensor<?x2xf32> {
  %zero = arith.constant 0.0 : f32
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x2xf32>
  %e = tensor.empty(%n) : tensor<?x2xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x2xf32>) -> tensor<?x2xf32>
  %rows = tslice.gather %x[%src] dims [0] : tensor<?x2xf32>, tensor<?xi32> -> tensor<?x2xf32>
  %k = tensor.dim %src, %c0 : tensor<?xi32>
  %we = tensor.empty(%k) : tensor<?x2xf32>
  %wb = linalg.broadcast ins(%w : tensor<?xf32>) outs(%we : tensor<?x2xf32>) dimensions = [1]
  %m = arith.mulf %rows, %wb : tensor<?x2xf32>
  %r = tslice.scatter add %m into %z[%dst] dims [0] : tensor<?x2xf32> into tensor<?x2xf32>, tensor<?xi32>
  return %r : tensor<?x2xf32>
}
