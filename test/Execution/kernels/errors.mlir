// The errors of kernels name what those of the CPU name.

// RUN: not tslice-run --emulate-gpu %s --entry=gather '[[1, 2], [3, 4]]' '[1, 0, 7]' 2>&1 | FileCheck %s --check-prefix=GATHER
// GATHER: gather #1 ({{.*}}errors.mlir:[[#@LINE+4]]:8): index 7 at position [2] is outside [0, 2) of dimension 0 of 'x'
// Nothing to gather from.
// RUN: not tslice-run --emulate-gpu %s --entry=gather 'random(0x2, f32, 1)' '[0]' 2>&1 | FileCheck %s --check-prefix=EMPTY
func.func @gather(%x: tensor<?x2xf32>, %i: tensor<?xi32>) -> tensor<?x2xf32> {
  %r = tslice.gather %x[%i] dims [0] : tensor<?x2xf32>, tensor<?xi32> -> tensor<?x2xf32>
  return %r : tensor<?x2xf32>
}
// EMPTY: index 0 at position [0] is outside [0, 0) of dimension 0 of 'x'

// An offset that is read by the kernel itself.
// RUN: not tslice-run --emulate-gpu %s --entry=slice 'random(10, f32, 1)' 8 2>&1 | FileCheck %s --check-prefix=SLICE
// SLICE: slice #1 ({{.*}}): index 11 is outside [0, 10) of dimension 0 of 'x'
func.func @slice(%x: tensor<?xf32>, %start: index) -> tensor<4xf32> {
  %r = tslice.slice %x[%start][4][1] : tensor<?xf32> to tensor<4xf32>
  return %r : tensor<4xf32>
}
