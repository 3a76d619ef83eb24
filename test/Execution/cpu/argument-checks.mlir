// Wrong arguments are one sentence and run nothing.

// RUN: tslice-run %s --entry=features '[[1, 2], [3, 4]]' '[0, 1]' | FileCheck %s --check-prefix=GOOD
// GOOD: {{\[}}[1. 2.]
// RUN: not tslice-run %s --entry=features '[[1, 2, 3], [3, 4, 5]]' '[0, 1]' 2>&1 | FileCheck %s --check-prefix=WIDTH
// WIDTH: tslice-run: argument 'data': column 2: expected 2 elements in dimension 1 of tensor<?x2xf32>, but got 3
// RUN: not tslice-run %s --entry=features '[[1, 2], [3, 4]]' '[0, 1, 1]' 2>&1 | FileCheck %s --check-prefix=NAMED
// NAMED: tslice-run: argument 'labels': dimension 0 ("B") is 3, but it is 2 in argument 'data'
// RUN: not tslice-run %s --entry=features '[[1, 2], [3, 4]]' 2>&1 | FileCheck %s --check-prefix=COUNT
// COUNT: tslice-run: 'features' takes 2 arguments, but got 1
// RUN: %python -c "import numpy as np; np.save('%t.npy', np.zeros((32, 5), 'f4')); np.save('%t.f8.npy', np.zeros((32, 2), 'f8')); np.save('%t.1d.npy', np.zeros(2, 'f4'))"
// RUN: not tslice-run %s --entry=features %t.npy '[0, 1, 1]' 2>&1 | FileCheck %s --check-prefix=NPY
// NPY: tslice-run: argument 'data': expected size 2 in dimension 1, but got tensor<32x5xf32>
// RUN: not tslice-run %s --entry=features %t.f8.npy '[0, 1, 1]' 2>&1 | FileCheck %s --check-prefix=TYPE
// TYPE: tslice-run: argument 'data': {{.*}} holds float64, but f32 is expected
// RUN: not tslice-run %s --entry=features %t.1d.npy '[0, 1, 1]' 2>&1 | FileCheck %s --check-prefix=RANK
// RANK: tslice-run: argument 'data': expected rank 2, but got tensor<2xf32>
func.func @features(%x: tensor<?x2xf32> {tslice.name = "data", tslice.shape = ["B", 2]},
                    %labels: tensor<?xi32> {tslice.shape = ["B"]}) -> tensor<?x2xf32> {
  return %x : tensor<?x2xf32>
}

// Sizes that an op of the graph takes to be equal.
// RUN: not tslice-run %s --entry=sum '[1, 2]' '[1, 2, 3]' 2>&1 | FileCheck %s --check-prefix=SUM
// RUN: not tslice-run %s --entry=sum '[1, 2]' '[1, 2, 3]' --no-optimize 2>&1 | FileCheck %s --check-prefix=SUM
// SUM: arith.addf (argument-checks.mlir:[[#@LINE+2]]:8): size 3 of dimension 0 of 'y' is expected to be 2
func.func @sum(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %r = arith.addf %x, %y : tensor<?xf32>
  return %r : tensor<?xf32>
}
