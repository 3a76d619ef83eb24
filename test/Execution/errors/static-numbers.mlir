// Numbers in the text that cannot be meant, on every road.
//
// RUN: split-file %s %t
// RUN: not tslice-run %t/dim.mlir '[[1, 2]]' 2>&1 | FileCheck %s --check-prefix=DIM
// RUN: not tslice-run %t/dim.mlir '[[1, 2]]' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=DIM
// RUN: not tslice-translate --tslice-to-llvmir %t/dim.mlir 2>&1 | FileCheck %s --check-prefix=DIM
// RUN: not tslice-translate --tslice-to-ptx %t/dim.mlir 2>&1 | FileCheck %s --check-prefix=DIM
// DIM: dim.mlir:3:8: error: 'tensor.dim' op expects one of the 2 dimensions of 'tensor<?x2xf32>', but found 5
// RUN: not tslice-run %t/pad.mlir '[1, 2, 3]' 2>&1 | FileCheck %s --check-prefix=PAD
// PAD: pad.mlir:3:8: error: 'tensor.pad' op expects paddings that are not negative, but found -1; 'tslice.slice' reads a part
// RUN: not tslice-run %t/count.mlir '[]' 2>&1 | FileCheck %s --check-prefix=COUNT
// RUN: not tslice-translate --tslice-to-llvmir %t/count.mlir 2>&1 | FileCheck %s --check-prefix=COUNT
// RUN: not tslice-translate --tslice-to-ptx %t/count.mlir 2>&1 | FileCheck %s --check-prefix=COUNT
// COUNT: count.mlir:2:8: error: 'tensor.empty' op has a value of type 'tensor<4294967296x4294967296xf32>', which has more elements than fit into memory

//--- dim.mlir
func.func @f(%x: tensor<?x2xf32>) -> index {
  %five = arith.constant 5 : index
  %r = tensor.dim %x, %five : tensor<?x2xf32>
  return %r : index
}
//--- pad.mlir
func.func @f(%x: tensor<3xf32>) -> tensor<4xf32> {
  %zero = arith.constant 0.0 : f32
  %r = tensor.pad %x low[-1] high[2] {
  ^bb0(%i: index):
    tensor.yield %zero : f32
  } : tensor<3xf32> to tensor<4xf32>
  return %r : tensor<4xf32>
}
//--- count.mlir
func.func @f(%x: tensor<?xf32>) -> tensor<4294967296x4294967296xf32> {
  %e = tensor.empty() : tensor<4294967296x4294967296xf32>
  return %e : tensor<4294967296x4294967296xf32>
}
