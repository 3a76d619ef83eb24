// RUN: tslice-opt %s --tslice-derive-adjoints --canonicalize --cse | FileCheck %s

// Steps that are linear keep nothing, also where sizes are open and computed:
// the only loop is the one backwards, and the sizes of the result need none.

// CHECK-LABEL: func.func private @sweep__sizes_0(
// CHECK-NOT:     scf.for
// CHECK:         return
// CHECK-LABEL: func.func private @sweep__vjp_0(
// CHECK:         scf.for
// CHECK-NOT:     tensor.insert
// CHECK-NOT:     scf.for
// CHECK:         return
func.func @sweep(%x: tensor<?xf64>, %n: index) -> tensor<?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %t = %c0 to %n step %c1 iter_args(%a = %x) -> (tensor<?xf64>) {
    %d = tensor.dim %a, %c0 : tensor<?xf64>
    %m = arith.subi %d, %c1 : index
    %p = arith.maxsi %m, %c0 : index
    %l = tslice.slice %a[0][%p][1] : tensor<?xf64> to tensor<?xf64>
    %h = tslice.slice %a[1][%p][1] : tensor<?xf64> to tensor<?xf64>
    %s = arith.addf %l, %h : tensor<?xf64>
    %u = tslice.update set %s into %a[0][%p][1] : tensor<?xf64> into tensor<?xf64>
    scf.yield %u : tensor<?xf64>
  }
  return %r : tensor<?xf64>
}
func.func @g(%x: tensor<?xf64>, %n: index, %d: tensor<?xf64>) -> tensor<?xf64> {
  %r = tslice.vjp @sweep(%x, %n)(%d) wrt [0] : (tensor<?xf64>, index)(tensor<?xf64>) -> tensor<?xf64>
  return %r : tensor<?xf64>
}

// What an inner loop carries beside what has a derivative has none: only it runs
// ahead of the reverse sweep, and only it is kept.

// CHECK-LABEL: func.func private @beside__vjp_0(
// CHECK:         %[[TAPE:.*]] = bufferization.alloc_tensor(%{{.*}}) : tensor<?x8xf64>
// CHECK-NOT:     bufferization.alloc_tensor
// CHECK:         scf.for {{.*}} iter_args(%{{.*}} = %{{.*}}, %{{.*}} = %[[TAPE]])
// CHECK:           scf.for {{.*}} iter_args(%{{[a-z0-9]*}} = %{{[a-z0-9]*}}) -> (tensor<8xf64>)
// CHECK-NOT:         arith.addf
// CHECK:         scf.for {{.*}} iter_args(%{{[a-z0-9]*}} = %{{[a-z0-9]*}}) -> (tensor<8xf64>)
// CHECK:         return
func.func @beside(%x: tensor<8xf64>, %w: tensor<8xf64>, %n: index) -> tensor<8xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.for %t = %c0 to %n step %c1 iter_args(%p = %w, %q = %x) -> (tensor<8xf64>, tensor<8xf64>) {
    %s:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %p, %b = %q) -> (tensor<8xf64>, tensor<8xf64>) {
      %a2 = math.sin %a : tensor<8xf64>
      %m = arith.mulf %a, %b : tensor<8xf64>
      %b2 = arith.addf %m, %b : tensor<8xf64>
      scf.yield %a2, %b2 : tensor<8xf64>, tensor<8xf64>
    }
    scf.yield %s#0, %s#1 : tensor<8xf64>, tensor<8xf64>
  }
  return %r#1 : tensor<8xf64>
}
func.func @h(%x: tensor<8xf64>, %w: tensor<8xf64>, %n: index, %d: tensor<8xf64>) -> tensor<8xf64> {
  %r = tslice.vjp @beside(%x, %w, %n)(%d) wrt [0] : (tensor<8xf64>, tensor<8xf64>, index)(tensor<8xf64>) -> tensor<8xf64>
  return %r : tensor<8xf64>
}
