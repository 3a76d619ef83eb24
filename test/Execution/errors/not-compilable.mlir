// Ops of upstream that nothing lowers are named, at their place.
//
// RUN: split-file %s %t
// RUN: not tslice-run %t/unsigned.mlir '[1, 2]' 2>&1 | FileCheck %s --check-prefix=UNSIGNED
// RUN: not tslice-translate --tslice-to-ptx %t/unsigned.mlir 2>&1 | FileCheck %s --check-prefix=UNSIGNED
// UNSIGNED: unsigned.mlir:2:8: error: 'tensor.bitcast' op cannot be compiled: there is no way from it to buffers
// RUN: not tslice-run %t/recursion.mlir '[1, 2]' 2>&1 | FileCheck %s --check-prefix=RECURSION
// RECURSION: recursion.mlir:2:8: error: calls @f recursively, which cannot be compiled
// RUN: not tslice-run %t/mutual.mlir 2 2>&1 | FileCheck %s --check-prefix=MUTUAL
// MUTUAL: mutual.mlir:{{[26]}}:8: error: calls @{{odd|even}} recursively, which cannot be compiled
// RUN: not tslice-run %t/blocks.mlir true 2 2>&1 | FileCheck %s --check-prefix=BLOCKS
// BLOCKS: blocks.mlir:1:1: error: @f has several blocks; use structured control flow ('scf') instead
// RUN: not tslice-run %t/assert.mlir true 2>&1 | FileCheck %s --check-prefix=ASSERT
// ASSERT: assert.mlir:2:3: error: 'cf.assert' op cannot be compiled; accesses and 'tslice.check' report errors
// RUN: not tslice-run %t/float8.mlir '[1, 2]' 2>&1 | FileCheck %s --check-prefix=FLOAT8
// FLOAT8: float8.mlir:2:8: error: 'arith.addf' op computes with an 8-bit float, which can only be moved

//--- unsigned.mlir
func.func @f(%x: tensor<2xi32>) -> tensor<2xi32> {
  %u = tensor.bitcast %x : tensor<2xi32> to tensor<2xui32>
  %s = tensor.extract_slice %u[1] [1] [1] : tensor<2xui32> to tensor<1xui32>
  %v = tensor.insert_slice %s into %u[0] [1] [1] : tensor<1xui32> into tensor<2xui32>
  %r = tensor.bitcast %v : tensor<2xui32> to tensor<2xi32>
  return %r : tensor<2xi32>
}
//--- recursion.mlir
func.func private @f(%x: tensor<?xf32>) -> tensor<?xf32> {
  %r = func.call @f(%x) : (tensor<?xf32>) -> tensor<?xf32>
  return %r : tensor<?xf32>
}
func.func @g(%x: tensor<?xf32>) -> tensor<?xf32> {
  %r = func.call @f(%x) : (tensor<?xf32>) -> tensor<?xf32>
  return %r : tensor<?xf32>
}
//--- mutual.mlir
func.func private @even(%x: index) -> index {
  %r = func.call @odd(%x) : (index) -> index
  return %r : index
}
func.func private @odd(%x: index) -> index {
  %r = func.call @even(%x) : (index) -> index
  return %r : index
}
func.func @g(%x: index) -> index {
  %r = func.call @even(%x) : (index) -> index
  return %r : index
}
//--- blocks.mlir
func.func @f(%c: i1, %x: index) -> index {
  %r = scf.execute_region -> index {
    cf.cond_br %c, ^a, ^b
  ^a:
    %y = arith.addi %x, %x : index
    scf.yield %y : index
  ^b:
    scf.yield %x : index
  }
  return %r : index
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
