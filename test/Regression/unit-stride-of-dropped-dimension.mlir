// Which of two dimensions of one element a slice drops is told by strides, which
// say nothing there: compiling ended the process.

// RUN: tslice-run %s --check-against=evaluate 'random(2x4x5xf64, 1)' 1 2 | FileCheck %s
// RUN: tslice-run %s --no-optimize 'random(2x4x5xf64, 1)' 1 2 | FileCheck %s
// CHECK:      {{\[}}[-0.00824   ]
// CHECK-NEXT:  [ 0.41463495]
// CHECK-NEXT:  [-0.20421475]]
func.func @dropped(%x: tensor<?x?x?xf64>, %i: index, %j: index) -> tensor<3x1xf64> {
  %s = tensor.extract_slice %x[%i, 0, %j] [1, 3, 1] [1, 1, 3] : tensor<?x?x?xf64> to tensor<3x1xf64>
  %y = math.sin %s : tensor<3x1xf64>
  return %y : tensor<3x1xf64>
}
