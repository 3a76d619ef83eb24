// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loops of small reads and updates: each step needs what the one before it wrote.

// p[i] = sin(p[i - 1]) + p[i]
func.func @loop(%p0: tensor<?xf32> {tslice.donate}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %p0, %c0 : tensor<?xf32>
  %r = scf.for %i = %c1 to %n step %c1 iter_args(%p = %p0) -> (tensor<?xf32>) {
    %before = arith.subi %i, %c1 : index
    %a = tensor.extract %p[%before] : tensor<?xf32>
    %b = tensor.extract %p[%i] : tensor<?xf32>
    %s = math.sin %a : f32
    %x = arith.addf %s, %b : f32
    %q = tensor.insert %x into %p[%i] : tensor<?xf32>
    scf.yield %q : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// The same, counted by hand.
func.func @loop_while(%p0: tensor<?xf32> {tslice.donate}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %p0, %c0 : tensor<?xf32>
  %end, %r = scf.while (%i = %c1, %p = %p0) : (index, tensor<?xf32>) -> (index, tensor<?xf32>) {
    %goes_on = arith.cmpi slt, %i, %n : index
    scf.condition(%goes_on) %i, %p : index, tensor<?xf32>
  } do {
  ^bb0(%i: index, %p: tensor<?xf32>):
    %before = arith.subi %i, %c1 : index
    %a = tensor.extract %p[%before] : tensor<?xf32>
    %b = tensor.extract %p[%i] : tensor<?xf32>
    %s = math.sin %a : f32
    %x = arith.addf %s, %b : f32
    %q = tensor.insert %x into %p[%i] : tensor<?xf32>
    %next = arith.addi %i, %c1 : index
    scf.yield %next, %q : index, tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// The same of rows.
func.func @loop_rows(%p0: tensor<?x64xf32> {tslice.donate}) -> tensor<?x64xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %p0, %c0 : tensor<?x64xf32>
  %r = scf.for %i = %c1 to %n step %c1 iter_args(%p = %p0) -> (tensor<?x64xf32>) {
    %before = arith.subi %i, %c1 : index
    %a = tslice.index %p[%before] : tensor<?x64xf32>, index -> tensor<64xf32>
    %b = tslice.index %p[%i] : tensor<?x64xf32>, index -> tensor<64xf32>
    %s = math.sin %a : tensor<64xf32>
    %x = arith.addf %s, %b : tensor<64xf32>
    %q = tslice.index_update set %x into %p[%i] : tensor<64xf32> into tensor<?x64xf32>, index
    scf.yield %q : tensor<?x64xf32>
  }
  return %r : tensor<?x64xf32>
}

func.func @loop_grad(%p: tensor<?xf32>, %seed: tensor<?xf32> {tslice.donate}) -> tensor<?xf32> {
  %g = tslice.vjp @loop(%p)(%seed) wrt [0] : (tensor<?xf32>)(tensor<?xf32>) -> tensor<?xf32>
  return %g : tensor<?xf32>
}
func.func @loop_while_grad(%p: tensor<?xf32>, %seed: tensor<?xf32> {tslice.donate}) -> tensor<?xf32> {
  %g = tslice.vjp @loop_while(%p)(%seed) wrt [0] : (tensor<?xf32>)(tensor<?xf32>) -> tensor<?xf32>
  return %g : tensor<?xf32>
}
func.func @loop_rows_grad(%p: tensor<?x64xf32>, %seed: tensor<?x64xf32> {tslice.donate}) -> tensor<?x64xf32> {
  %g = tslice.vjp @loop_rows(%p)(%seed) wrt [0] : (tensor<?x64xf32>)(tensor<?x64xf32>) -> tensor<?x64xf32>
  return %g : tensor<?x64xf32>
}
