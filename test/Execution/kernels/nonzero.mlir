// Kernels find the positions that the evaluator finds, and name what it names.

// RUN: tslice-run --emulate-gpu %s --entry=all 'random(41x37, i1, 1)' --check-against=evaluate > %t.gpu
// RUN: tslice-run %s --entry=all 'random(41x37, i1, 1)' --check-against=evaluate > %t.cpu
// RUN: diff %t.gpu %t.cpu
// RUN: tslice-run --emulate-gpu %s --entry=all 'random(0x37, i1, 1)' | FileCheck %s --check-prefix=NONE
// NONE: []
func.func @all(%mask: tensor<?x?xi1>) -> tensor<?x2xindex> {
  %p = tslice.nonzero %mask : tensor<?x?xi1> -> tensor<?x2xindex>
  return %p : tensor<?x2xindex>
}

// RUN: not tslice-run --emulate-gpu %s --entry=sized '[1, 1, 0, 1]' 2>&1 | FileCheck %s --check-prefix=ROOM
// ROOM: nonzero #1 ({{.*}}nonzero.mlir:[[#@LINE+2]]:12): 3 positions are true, but there is room for 2
func.func @sized(%mask: tensor<?xi1>) -> (tensor<2x1xindex>, index) {
  %p, %n = tslice.nonzero %mask size 2 : tensor<?xi1> -> tensor<2x1xindex>, index
  return %p, %n : tensor<2x1xindex>, index
}

// RUN: tslice-run --emulate-gpu %s --entry=sized_by_value '[1, 1, 0, 1]' 4 --check-against=evaluate | FileCheck %s --check-prefix=VALUE
// RUN: not tslice-run --emulate-gpu %s --entry=sized_by_value '[1, 1, 0, 1]' -- -1 2>&1 | FileCheck %s --check-prefix=NEGATIVE
// VALUE:      {{\[}}[ 0]
// VALUE-NEXT: [ 1]
// VALUE-NEXT: [ 3]
// VALUE-NEXT: [-1]]
// NEGATIVE: nonzero #1 ({{.*}}nonzero.mlir:[[#@LINE+2]]:12): size -1 of dimension 0 is negative
func.func @sized_by_value(%mask: tensor<?xi1>, %size: index) -> tensor<?x1xindex> {
  %p, %n = tslice.nonzero %mask size %size : tensor<?xi1> -> tensor<?x1xindex>, index
  return %p : tensor<?x1xindex>
}
