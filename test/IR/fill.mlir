// RUN: tslice-opt %s | FileCheck %s
// RUN: tslice-opt %s | tslice-opt | FileCheck %s
// RUN: tslice-opt -mlir-print-op-generic %s | tslice-opt | FileCheck %s

// A number has the type of the elements, and is printed without it.
// CHECK-LABEL: @untyped
func.func @untyped(%x: tensor<4xf32>, %h: tensor<4xbf16>, %n: tensor<4xi8>, %b: tensor<4xi1>, %p: tensor<4xindex>, %o: index, %i: tensor<2xi32>) {
  // CHECK: fill 1.000000e+00 : tensor<4xf32> to
  %0 = tslice.slice %x[%o][2][1] bounds skip_element fill 1.0 : tensor<4xf32> to tensor<2xf32>
  // CHECK: fill -1.500000e+03 {a} : tensor<4xf32> to
  %1 = tslice.slice %x[%o][2][1] bounds skip_element fill -1.5e3 {a} : tensor<4xf32> to tensor<2xf32>
  // CHECK: fill -1.000000e+00 : tensor<4xf32> to
  %2 = tslice.slice %x[%o][2][1] bounds skip_element fill -1.0 : f32 : tensor<4xf32> to tensor<2xf32>
  // CHECK: fill 0x7FC00000 : tensor<4xf32> to
  %3 = tslice.slice %x[%o][2][1] bounds skip_element fill 0x7FC00000 : tensor<4xf32> to tensor<2xf32>
  // CHECK: fill -128 : tensor<4xi8> to
  %4 = tslice.slice %n[%o][2][1] bounds skip_element fill -128 : tensor<4xi8> to tensor<2xi8>
  // CHECK: fill -1 : tensor<4xi8> to
  %5 = tslice.slice %n[%o][2][1] bounds skip_element fill 255 : tensor<4xi8> to tensor<2xi8>
  // CHECK: fill true : tensor<4xi1> to
  %6 = tslice.slice %b[%o][2][1] bounds skip_element fill true : tensor<4xi1> to tensor<2xi1>
  // CHECK: fill 7 : tensor<4xindex>, tensor<2xi32>
  %7 = tslice.gather %p[%i] dims [0] bounds skip_window fill 7 : tensor<4xindex>, tensor<2xi32> -> tensor<2xindex>
  // CHECK: fill 0xFF80 {a} : tensor<4xbf16>, tensor<2xi32>
  %8 = tslice.gather %h[%i] dims [0] bounds skip_window fill 0xFF80 : bf16 {a} : tensor<4xbf16>, tensor<2xi32> -> tensor<2xbf16>
  return
}
