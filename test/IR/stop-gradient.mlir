// RUN: tslice-opt --verify-roundtrip %s | FileCheck %s
// RUN: tslice-opt -mlir-print-op-generic %s | tslice-opt | FileCheck %s
// RUN: tslice-opt --canonicalize --cse %s | FileCheck %s --check-prefix=KEEP

// It stays until derivatives are derived; only what nobody uses goes.
// CHECK-LABEL: @all
// KEEP-LABEL: @all
func.func @all(%x: tensor<?x4xf32>, %y: complex<f64>) -> (tensor<?x4xf32>, complex<f64>) {
  // CHECK: tslice.stop_gradient %{{.*}} : tensor<?x4xf32>
  // KEEP-COUNT-2: tslice.stop_gradient
  // KEEP-NOT: tslice.stop_gradient
  %0 = tslice.stop_gradient %x : tensor<?x4xf32>
  // CHECK: tslice.stop_gradient %{{.*}} {tslice.name = "c"} : complex<f64>
  %1 = tslice.stop_gradient %y {tslice.name = "c"} : complex<f64>
  %2 = tslice.stop_gradient %1 : complex<f64>
  return %0, %1 : tensor<?x4xf32>, complex<f64>
}
