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
