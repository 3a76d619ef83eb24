// RUN: tslice-opt --resolve-ranked-shaped-type-result-dims --canonicalize %s | FileCheck %s --check-prefix=SIZES
// RUN: tslice-opt --loop-invariant-code-motion %s | FileCheck %s --check-prefix=MOVE

// Only the rows of a result without a size are left open.
// SIZES-LABEL: @sizes
// SIZES-SAME:    %[[SIZE:[a-z0-9]*]]: index)
func.func @sizes(%m: tensor<?xi1>, %size: index) -> (index, index, index) {
  %c0 = arith.constant 0 : index
  %p = tslice.nonzero %m : tensor<?xi1> -> tensor<?x1xindex>
  %q, %n = tslice.nonzero %m size 5 : tensor<?xi1> -> tensor<5x1xindex>, index
  // SIZES: %[[C5:.*]] = arith.constant 5
  // SIZES: %[[ROWS:.*]] = tensor.dim
  %0 = tensor.dim %p, %c0 : tensor<?x1xindex>
  %1 = tensor.dim %q, %c0 : tensor<5x1xindex>
  %s, %k = tslice.nonzero %m size %size : tensor<?xi1> -> tensor<?x1xindex>, index
  %2 = tensor.dim %s, %c0 : tensor<?x1xindex>
  // SIZES: return %[[ROWS]], %[[C5]], %[[SIZE]]
  return %0, %1, %2 : index, index, index
}

// What cannot fail leaves a loop that may run no iteration.
// MOVE-LABEL: @speculate
func.func @speculate(%m: tensor<?xi1>, %s: tensor<5xi1>, %n: index, %size: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // MOVE-COUNT-3: tslice.nonzero
  // MOVE: scf.for
  // MOVE-COUNT-3: tslice.nonzero
  scf.for %k = %c0 to %n step %c1 {
    %0 = tslice.nonzero %m : tensor<?xi1> -> tensor<?x1xindex>
    %1, %a = tslice.nonzero %m size 5 truncate : tensor<?xi1> -> tensor<5x1xindex>, index
    %2, %b = tslice.nonzero %s size 5 : tensor<5xi1> -> tensor<5x1xindex>, index
    %3, %c = tslice.nonzero %m size 5 : tensor<?xi1> -> tensor<5x1xindex>, index
    %5, %e = tslice.nonzero %m size %size truncate : tensor<?xi1> -> tensor<?x1xindex>, index
    %4, %d = tslice.nonzero %s size 4 : tensor<5xi1> -> tensor<4x1xindex>, index
  }
  return
}
