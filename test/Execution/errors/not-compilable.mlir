// Ops of upstream that nothing lowers are named, at their place.
//
// RUN: split-file %s %t
// RUN: not tslice-run %t/gather.mlir '[1, 2]' '[[0]]' 2>&1 | FileCheck %s --check-prefix=GATHER
// GATHER: gather.mlir:2:8: error: 'tensor.gather' op cannot be compiled: there is no way from it to buffers
// RUN: not tslice-run %t/softmax.mlir '[1, 2]' 2>&1 | FileCheck %s --check-prefix=SOFTMAX
// RUN: not tslice-translate --tslice-to-ptx %t/softmax.mlir 2>&1 | FileCheck %s --check-prefix=SOFTMAX
// SOFTMAX: softmax.mlir:2:8: error: 'linalg.softmax' op cannot be compiled: there is no way from it to buffers
// RUN: not tslice-run %t/reshape.mlir '[1, 2]' '[1, 2]' 2>&1 | FileCheck %s --check-prefix=RESHAPE
// RESHAPE: reshape.mlir:2:8: error: 'tensor.reshape' op cannot be compiled, since its sizes are only known at run time; 'tensor.collapse_shape' and 'tensor.expand_shape' say which dimensions belong together
// RUN: not tslice-run %t/reshape-source.mlir '[1, 2]' 2>&1 | FileCheck %s --check-prefix=SOURCE
// SOURCE: reshape-source.mlir:3:8: error: 'tensor.reshape' op cannot be compiled, since its sizes are only known at run time
// RUN: not tslice-run %t/assert.mlir true 2>&1 | FileCheck %s --check-prefix=ASSERT
// ASSERT: assert.mlir:2:3: error: 'cf.assert' op cannot be compiled; accesses and 'tslice.check' report errors
// RUN: not tslice-run %t/float8.mlir '[1, 2]' 2>&1 | FileCheck %s --check-prefix=FLOAT8
// FLOAT8: float8.mlir:2:8: error: 'arith.addf' op computes with an 8-bit float, which can only be moved

//--- gather.mlir
func.func @f(%x: tensor<2xf32>, %i: tensor<1x1xindex>) -> tensor<1x1xf32> {
  %r = tensor.gather %x[%i] gather_dims([0]) : (tensor<2xf32>, tensor<1x1xindex>) -> tensor<1x1xf32>
  return %r : tensor<1x1xf32>
}
//--- softmax.mlir
func.func @f(%x: tensor<2xf32>) -> tensor<2xf32> {
  %r = linalg.softmax dimension(0) ins(%x : tensor<2xf32>) outs(%x : tensor<2xf32>) -> tensor<2xf32>
  return %r : tensor<2xf32>
}
//--- reshape.mlir
func.func @f(%x: tensor<?xf32>, %s: tensor<2xindex>) -> tensor<?x?xf32> {
  %r = tensor.reshape %x(%s) : (tensor<?xf32>, tensor<2xindex>) -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}
//--- reshape-source.mlir
func.func @f(%x: tensor<?xf32>) -> tensor<2x3xf32> {
  %s = arith.constant dense<[2, 3]> : tensor<2xindex>
  %r = tensor.reshape %x(%s) : (tensor<?xf32>, tensor<2xindex>) -> tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}
//--- assert.mlir
func.func @f(%x: i1) -> i1 {
  cf.assert %x, "x"
  return %x : i1
}
//--- float8.mlir
func.func @f(%x: tensor<2xf8E4M3FN>) -> tensor<2xf8E4M3FN> {
  %r = arith.addf %x, %x : tensor<2xf8E4M3FN>
  return %r : tensor<2xf8E4M3FN>
}
