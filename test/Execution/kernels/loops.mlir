// Loops around accesses as kernels: on one thread where they are short, on the host
// where each iteration is worth a launch.

// RUN: tslice-run --emulate-gpu %s --entry=doubled '[[1, 2], [3, 4], [5, 6]]' 2 --check-against=evaluate | FileCheck %s --check-prefix=DOUBLED
// DOUBLED:      {{\[}}[2. 4.]
// DOUBLED-NEXT: [6. 8.]
// DOUBLED-NEXT: [5. 6.]]
// DOUBLED:      8.0
func.func @doubled(%x: tensor<?x2xf32>, %n: index) -> (tensor<?x2xf32>, f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %s = %zero) -> (tensor<?x2xf32>, f32) {
    %row = tslice.slice %a[%i, 0][1, 2][1, 1] : tensor<?x2xf32> to tensor<1x2xf32>
    %d = arith.addf %row, %row : tensor<1x2xf32>
    %u = tslice.update set %d into %a[%i, 0][1, 2][1, 1] : tensor<1x2xf32> into tensor<?x2xf32>
    %e = tensor.extract %u[%i, %c0] : tensor<?x2xf32>
    %t = arith.addf %s, %e : f32
    scf.yield %u, %t : tensor<?x2xf32>, f32
  }
  return %r#0, %r#1 : tensor<?x2xf32>, f32
}

// RUN: tslice-run --emulate-gpu %s --entry=steps 'random(4x300, f32, 1)' 'random(5, i32, 2, 0, 4)' --check-against=evaluate | FileCheck %s --check-prefix=EQUAL
// EQUAL: check against the evaluator: equal
func.func @steps(%x: tensor<4x300xf32>, %i: tensor<5xi32>) -> tensor<4x300xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %r = scf.for %s = %c0 to %c5 step %c1 iter_args(%a = %x) -> (tensor<4x300xf32>) {
    %e = tensor.extract %i[%s] : tensor<5xi32>
    %k = arith.index_cast %e : i32 to index
    %row = tslice.slice %a[%k, 0][1, 300][1, 1] : tensor<4x300xf32> to tensor<1x300xf32>
    %u = tslice.update add %row into %a[0, 0][1, 300][1, 1] : tensor<1x300xf32> into tensor<4x300xf32>
    scf.yield %u : tensor<4x300xf32>
  }
  return %r : tensor<4x300xf32>
}

// A parallel loop that reduces is folded in order.
// RUN: tslice-run --emulate-gpu %s --entry=folded '[1, 2, 3, 4]' | FileCheck %s --check-prefix=FOLDED
// FOLDED: 10.0
func.func @folded(%x: tensor<4xf32>) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %zero = arith.constant 0.0 : f32
  %r = scf.parallel (%i) = (%c0) to (%c4) step (%c1) init (%zero) -> f32 {
    %e = tensor.extract %x[%i] : tensor<4xf32>
    scf.reduce(%e : f32) {
    ^bb0(%a: f32, %b: f32):
      %s = arith.addf %a, %b : f32
      scf.reduce.return %s : f32
    }
  }
  return %r : f32
}
