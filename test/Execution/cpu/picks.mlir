// Loops of programs that pick values, one behind the other: 32 bits of them are
// picked in lanes. What a loop stores without picking it is overwritten, but for
// the last one.

// RUN: tslice-run %s --entry=overwriting '[5, 6, 7]' '[1, 0, 0]' 4 --check-against=evaluate | FileCheck %s
// CHECK: [ 5.  7. -1. -1.]
// RUN: tslice-run %s --entry=overwriting 'random(16, f32, 1)' 'random(16, i1, 2)' 17 --check-against=evaluate
// RUN: tslice-run %s --entry=overwriting 'random(31, f32, 1)' 'random(31, i1, 4)' 32 --check-against=evaluate
// RUN: tslice-run %s --entry=overwriting 'random(32, f32, 1)' 'random(32, i1, 3)' 33 --check-against=evaluate
// RUN: tslice-run %s --entry=overwriting 'random(48, f32, 1)' 'random(48, i1, 5)' 49 --check-against=evaluate
// RUN: tslice-run %s --entry=overwriting 'random(64, f32, 1)' 'random(64, i1, 6)' 65 --check-against=evaluate
// RUN: tslice-run %s --entry=overwriting 'random(0, f32, 1)' 'random(0, i1, 6)' 1 --check-against=evaluate
func.func @overwriting(%x: tensor<?xf32>, %mask: tensor<?xi1>, %size: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %none = arith.constant -1.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %list = tensor.splat %none[%size] : tensor<?xf32>
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%l = %list, %k = %c0) -> (tensor<?xf32>, index) {
    %v = tensor.extract %x[%i] : tensor<?xf32>
    %new = tensor.insert %v into %l[%k] : tensor<?xf32>
    %bit = tensor.extract %mask[%i] : tensor<?xi1>
    %s = arith.index_castui %bit : i1 to index
    %next = arith.addi %k, %s : index
    scf.yield %new, %next : tensor<?xf32>, index
  }
  return %r#0 : tensor<?xf32>
}

// The first few that are picked.
// RUN: tslice-run %s --entry=limited '[5, 6, 7, 8]' '[1, 0, 1, 1]' 2 --check-against=evaluate | FileCheck %s --check-prefix=LIMIT
// LIMIT: [5. 7.]
// RUN: tslice-run %s --entry=limited 'random(64, f32, 1)' 'random(64, i1, 6)' 20 --check-against=evaluate
// RUN: tslice-run %s --entry=limited 'random(64, f32, 1)' 'random(64, i1, 6)' 0 --check-against=evaluate
// RUN: tslice-run %s --entry=limited 'random(64, f32, 1)' 'random(64, i1, 6)' 64 --check-against=evaluate
func.func @limited(%x: tensor<?xf32>, %mask: tensor<?xi1>, %size: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %none = arith.constant -1.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %list = tensor.splat %none[%size] : tensor<?xf32>
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%l = %list, %k = %c0) -> (tensor<?xf32>, index) {
    %v = tensor.extract %x[%i] : tensor<?xf32>
    %is = arith.cmpi ult, %k, %size : index
    %new = scf.if %is -> tensor<?xf32> {
      %inserted = tensor.insert %v into %l[%k] : tensor<?xf32>
      scf.yield %inserted : tensor<?xf32>
    } else {
      scf.yield %l : tensor<?xf32>
    }
    %bit = tensor.extract %mask[%i] : tensor<?xi1>
    %s = arith.index_castui %bit : i1 to index
    %next = arith.addi %k, %s : index
    scf.yield %new, %next : tensor<?xf32>, index
  }
  return %r#0 : tensor<?xf32>
}
