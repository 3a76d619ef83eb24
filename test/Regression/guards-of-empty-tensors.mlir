// Sizes were compared by a view of the indices, which have no element and so no
// legal view.

// RUN: tslice-run %s 3 '[[[], []]]' '[[1, 2]]' | FileCheck %s
// CHECK: {{\[}}[2. 1.]]
// RUN: not tslice-run %s 3 '[[[], []]]' '[[1, 2, 3]]' 2>&1 | FileCheck %s --check-prefix=DIFFER
// DIFFER: arith.subf (guards-of-empty-tensors.mlir:[[#@LINE+3]]:8): size 3 of dimension 1 of 'y' is expected to be 2
func.func @f(%x: tensor<bf16>, %i: tensor<?x?x0xi32>, %y: tensor<?x?xbf16>) -> tensor<?x?xbf16> {
  %g = tslice.gather %x[%i] dims [] window [] : tensor<bf16>, tensor<?x?x0xi32> -> tensor<?x?xbf16>
  %r = arith.subf %g, %y : tensor<?x?xbf16>
  return %r : tensor<?x?xbf16>
}
