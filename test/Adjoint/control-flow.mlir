// RUN: tslice-opt %s --tslice-derive-adjoints --canonicalize --cse --split-input-file | FileCheck %s

// A step keeps numbers, never the tensor that it carries; cotangents are updated
// in place.

// CHECK-LABEL: func.func private @loop__grad_0(
// CHECK-SAME:      %[[X:.*]]: tensor<?xf32>)
// CHECK:         bufferization.alloc_tensor(%{{.*}}) : tensor<?xf32>
// CHECK:         bufferization.alloc_tensor(%{{.*}}) : tensor<?xf32>
// CHECK:         scf.for {{.*}} iter_args(%[[A:.*]] = %[[X]], %[[T0:.*]] = %{{.*}}, %[[T1:.*]] = %{{.*}}) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>)
// CHECK:           tensor.insert %{{.*}} into %[[T0]]
// CHECK:           tensor.insert %{{.*}} into %[[T1]]
// CHECK:         scf.for {{.*}} iter_args(%{{.*}} = %{{.*}}) -> (tensor<?xf32>)
// CHECK-NOT:       linalg.fill
// CHECK:           scf.yield
// CHECK:         return
func.func private @loop(%x: tensor<?xf32>) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %r = scf.for %i = %c1 to %n step %c1 iter_args(%a = %x) -> (tensor<?xf32>) {
    %p = arith.subi %i, %c1 : index
    %l = tensor.extract %a[%p] : tensor<?xf32>
    %m = tensor.extract %a[%i] : tensor<?xf32>
    %lm = arith.mulf %l, %m : f32
    %u = tensor.insert %lm into %a[%i] : tensor<?xf32>
    scf.yield %u : tensor<?xf32>
  }
  %v = tensor.extract %r[%c0] : tensor<?xf32>
  return %v : f32
}
func.func @grad_of_loop(%x: tensor<?xf32>) -> tensor<?xf32> {
  %g = tslice.grad @loop(%x) wrt [0] : (tensor<?xf32>) -> tensor<?xf32>
  return %g : tensor<?xf32>
}

// -----

// What is linear keeps nothing, and indices are read again.

// CHECK-LABEL: func.func private @linear__grad_0(
// CHECK-SAME:      %[[X:.*]]: tensor<8xf32>, %[[K:.*]]: tensor<5xi32>)
// CHECK-NOT:     scf.for {{.*}}, {{.*}}, {{.*}} iter_args(%{{.*}} = %[[X]]
// CHECK:         scf.for %{{.*}} iter_args(%{{.*}} = %{{.*}}) -> (tensor<8xf32>)
// CHECK:           tensor.extract %[[K]]
// CHECK-NOT:     scf.for
// CHECK:         return
func.func private @linear(%x: tensor<8xf32>, %k: tensor<5xi32>) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %r = scf.for %i = %c0 to %c5 step %c1 iter_args(%a = %x) -> (tensor<8xf32>) {
    %ki = tensor.extract %k[%i] : tensor<5xi32>
    %kk = arith.index_cast %ki : i32 to index
    %l = tensor.extract %a[%kk] : tensor<8xf32>
    %m = tensor.extract %a[%i] : tensor<8xf32>
    %lm = arith.addf %l, %m : f32
    %u = tensor.insert %lm into %a[%i] : tensor<8xf32>
    scf.yield %u : tensor<8xf32>
  }
  %v = tensor.extract %r[%c0] : tensor<8xf32>
  return %v : f32
}
func.func @grad_of_linear(%x: tensor<8xf32>, %k: tensor<5xi32>) -> tensor<8xf32> {
  %g = tslice.grad @linear(%x, %k) wrt [0] : (tensor<8xf32>, tensor<5xi32>) -> tensor<8xf32>
  return %g : tensor<8xf32>
}

// -----

// A step that updates its table or leaves it alone keeps numbers, too: what the
// branch has read.

// CHECK-LABEL: func.func private @conditional__grad_0(
// CHECK-NOT:     tensor<?x?xf32>
// CHECK:         scf.if {{.*}} -> (tensor<?xf32>, f32, f32)
// CHECK-NOT:     tensor<?x?xf32>
// CHECK:         return
func.func private @conditional(%x: tensor<?xf32>, %m: tensor<?xi1>) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %r = scf.for %i = %c1 to %n step %c1 iter_args(%a = %x) -> (tensor<?xf32>) {
    %p = tensor.extract %m[%i] : tensor<?xi1>
    %o = scf.if %p -> (tensor<?xf32>) {
      %b = arith.subi %i, %c1 : index
      %l = tensor.extract %a[%b] : tensor<?xf32>
      %q = tensor.extract %a[%i] : tensor<?xf32>
      %lm = arith.mulf %l, %q : f32
      %u = tensor.insert %lm into %a[%i] : tensor<?xf32>
      scf.yield %u : tensor<?xf32>
    } else {
      scf.yield %a : tensor<?xf32>
    }
    scf.yield %o : tensor<?xf32>
  }
  %v = tensor.extract %r[%c0] : tensor<?xf32>
  return %v : f32
}
func.func @grad_of_conditional(%x: tensor<?xf32>, %m: tensor<?xi1>) -> tensor<?xf32> {
  %g = tslice.grad @conditional(%x, %m) wrt [0] : (tensor<?xf32>, tensor<?xi1>) -> tensor<?xf32>
  return %g : tensor<?xf32>
}
