// RUN: tslice-opt --loop-invariant-code-motion --split-input-file %s | FileCheck %s

// An access leaves a loop, which may run no iteration, only if it cannot fail.

// CHECK-LABEL: @cannot_fail
func.func @cannot_fail(%x: tensor<8xf32>, %u: tensor<2xf32>, %i: tensor<2xi32>, %o: index, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK-COUNT-6: tslice.
  // CHECK: scf.for
  scf.for %k = %c0 to %n step %c1 {
    %0 = tslice.slice %x[1][2][1] : tensor<8xf32> to tensor<2xf32>
    %1 = tslice.slice %x[%o][2][1] bounds clamp : tensor<8xf32> to tensor<2xf32>
    %2 = tslice.slice %x[%o][2][1] bounds skip_window : tensor<8xf32> to tensor<2xf32>
    %3 = tslice.gather %x[%i] dims [0] bounds skip_element : tensor<8xf32>, tensor<2xi32> -> tensor<2xf32>
    %4 = tslice.gather %x[%i] dims [0] bounds clamp : tensor<8xf32>, tensor<2xi32> -> tensor<2xf32>
    %5 = tslice.scatter add %u into %x[%i] dims [0] bounds skip_window : tensor<2xf32> into tensor<8xf32>, tensor<2xi32>
    // CHECK-NOT: tslice.
  }
  return
}

// -----

// CHECK-LABEL: @may_fail
func.func @may_fail(%x: tensor<8xf32>, %y: tensor<?xf32>, %u: tensor<2xf32>, %v: tensor<?xf32>, %i: tensor<2xi32>, %o: index, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK-NOT: tslice.
  // CHECK: scf.for
  scf.for %k = %c0 to %n step %c1 {
    // CHECK-COUNT-9: tslice.
    %0 = tslice.slice %x[%o][2][1] : tensor<8xf32> to tensor<2xf32>
    %1 = tslice.slice %y[1][2][1] : tensor<?xf32> to tensor<2xf32>
    %2 = tslice.slice %x[1][2][%o] bounds skip_window : tensor<8xf32> to tensor<2xf32>
    %3 = tslice.slice %y[%o][2][1] bounds clamp : tensor<?xf32> to tensor<2xf32>
    %4 = tslice.gather %x[%i] dims [0] : tensor<8xf32>, tensor<2xi32> -> tensor<2xf32>
    %5 = tslice.gather %y[%i] dims [0] bounds clamp : tensor<?xf32>, tensor<2xi32> -> tensor<2xf32>
    %6 = tslice.scatter add %v into %x[%i] dims [0] bounds skip_window : tensor<?xf32> into tensor<8xf32>, tensor<2xi32>
    %7 = tslice.slice %x[1][2][1] bounds assume : tensor<8xf32> to tensor<2xf32>
    %8 = tslice.check index %o, %n {site = 0 : i64}
  }
  return
}
