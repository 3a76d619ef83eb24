// Kernels group as the evaluator does, and name what it names.

// RUN: tslice-run --emulate-gpu %s 'random(900x1, f32, 1)' 'random(2000, i32, 2, 0, 899)' --check-against=evaluate > %t.gpu
// RUN: tslice-run %s 'random(900x1, f32, 1)' 'random(2000, i32, 2, 0, 899)' --check-against=evaluate > %t.cpu
// RUN: diff %t.gpu %t.cpu
// RUN: tslice-run --emulate-gpu %s 'random(5x2, f32, 1)' 'random(0, i32, 1)' | FileCheck %s --check-prefix=NONE
// NONE:      []
// NONE-NEXT: [0]
// RUN: not tslice-run --emulate-gpu %s 'random(5x2, f32, 1)' '[3, 5, -1]' 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// OUTSIDE: group #1 ({{.*}}group.mlir:[[#@LINE+2]]:12): index 5 at position [1] is outside [0, 5) of dimension 0 of 'x'
func.func @rows(%x: tensor<?x?xf32>, %i: tensor<?xi32>) -> (tensor<?xindex>, tensor<?xindex>) {
  %p, %s = tslice.group %x[%i] dims [0] : tensor<?x?xf32>, tensor<?xi32> -> tensor<?xindex>, tensor<?xindex>
  return %p, %s : tensor<?xindex>, tensor<?xindex>
}
