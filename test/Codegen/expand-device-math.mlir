// RUN: tslice-opt %s --tslice-expand-device-math | FileCheck %s

gpu.module @kernels {
  // CHECK-LABEL: gpu.func @f(
  // CHECK:         llvm.call_intrinsic "llvm.sqrt"(%{{.*}}) : (f64) -> f64
  // CHECK:         llvm.call_intrinsic "llvm.roundeven"(%{{.*}}) : (f32) -> f32
  // CHECK-NOT:     math.exp
  // CHECK:         llvm.call_intrinsic "llvm.fma"
  // CHECK-NOT:     math.
  gpu.func @f(%x: memref<f64>, %y: memref<f32>) kernel {
    %a = memref.load %x[] : memref<f64>
    %b = math.sqrt %a : f64
    memref.store %b, %x[] : memref<f64>
    %c = memref.load %y[] : memref<f32>
    %d = math.roundeven %c : f32
    %e = math.exp %d : f32
    memref.store %e, %y[] : memref<f32>
    gpu.return
  }

  // Rounding towards minus infinity, by integer arithmetic.
  // CHECK-LABEL: gpu.func @floor(
  // CHECK-NOT:     arith.floordivsi
  // CHECK:         arith.divsi
  gpu.func @floor(%x: memref<index>) kernel {
    %a = memref.load %x[] : memref<index>
    %c7 = arith.constant 7 : index
    %b = arith.floordivsi %a, %c7 : index
    memref.store %b, %x[] : memref<index>
    gpu.return
  }
}
